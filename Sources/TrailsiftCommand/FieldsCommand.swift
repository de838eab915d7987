internal import ArgumentParser
internal import Trailsift

/// `trailsift fields`.
struct FieldsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fields", _superCommandName: "trailsift",
    abstract: "The keys to search by, and which fields feed them.",
    discussion: """
      trailsift fields
      trailsift fields user
      """)

  enum Format: String, WordOption { case table, jsonl, markdown }

  @Argument(help: "A key; without one all keys are listed.") var key: String?
  @Option(name: [.customShort("o"), .long], help: "table, jsonl or markdown.")
  var output = Format.table

  func validate() throws {
    if let key, KeyDescription.named(key) == nil {
      throw ValidationError("there is no key `\(key)`; `trailsift fields` lists all")
    }
  }

  func run() {
    let keys = key.flatMap { KeyDescription.named($0) }.map { [$0] } ?? KeyDescription.all
    let out = Output.standard
    switch output {
    case .markdown: out.write(KeyDescription.markdown)
    case .jsonl:
      for key in keys { out.write(json(key) + "\n") }
    case .table:
      if key == nil { list(keys, out) } else { keys.forEach { describe($0, out) } }
    }
  }

  private func list(_ keys: [KeyDescription], _ out: Output) {
    for key in keys {
      out.write(
        TerminalText.padded(key.name, to: 15) + TerminalText.padded(key.example, to: 46)
          + "  " + key.meaning + "\n")
    }
    out.write("\nThe fields that feed a key: trailsift fields KEY\n")
  }

  private func describe(_ key: KeyDescription, _ out: Output) {
    out.write("\(key.name)   \(key.meaning)\n")
    let rule = key.ignoresCase ? "`:` compares in any case, `=` exactly" : "compared exactly"
    let names = key.aliases.isEmpty ? "" : "; also written \(key.aliases.joined(separator: ", "))"
    let example = key.example.hasPrefix("-") ? key.example : "'\(key.example)'"
    out.write("  \(rule)\(names)\n  example: trailsift search \(example)\n\n")
    for feed in key.feeds {
      var label = feed.format
      for path in feed.paths {
        out.write("  " + TerminalText.padded(label, to: 15) + path + "\n")
        label = ""
      }
    }
    out.write("\n")
    let used = Set(key.feeds.map(\.format))
    for (format, note) in KeyDescription.formats where used.contains(format) {
      out.write("  " + TerminalText.padded(format, to: 15) + note + "\n")
    }
  }

  private func json(_ key: KeyDescription) -> String {
    var line = JSONLine()
    line.add("key", key.name)
    line.add("meaning", key.meaning)
    line.add("example", key.example)
    line.add(
      "feeds",
      key.feeds.flatMap { feed in
        feed.paths.map { path in
          var item = JSONLine()
          item.add("format", feed.format)
          item.add("field", path)
          return item
        }
      })
    return line.finished
  }
}
