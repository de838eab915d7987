internal import Trailsift

/// Prints events in full: a summary, what was done around them, and the original record.
final class ShownEvent {
  private let format: ShowCommand.Format
  private let zone: DisplayZone
  private let out: Output
  private var isFirst = true

  init(format: ShowCommand.Format, zone: DisplayZone, out: Output) {
    self.format = format
    self.zone = zone
    self.out = out
  }

  /// - Parameter statement: What the digests say of the file of the record.
  func write(_ record: EventRecord, _ neighbours: EventNeighbours?, statement: String?) {
    switch format {
    case .raw: EventText.writeRaw(record.text, to: out)
    case .json: writeJSON(record, neighbours, statement)
    case .text:
      if !isFirst { out.write("\n") }
      isFirst = false
      writeSummary(record, statement)
      if let neighbours { writeNeighbours(neighbours, of: record.event) }
      writeRecord(record)
    }
  }

  // MARK: Text

  private func line(_ name: String, _ parts: [String?]) {
    let known = parts.compactMap { $0 }
    if known.isEmpty { return }
    out.write("  " + TerminalText.padded(name, to: 9) + known.joined(separator: " · ") + "\n")
  }

  private func writeSummary(_ record: EventRecord, _ statement: String?) {
    let event = record.event
    func text(_ field: EventField) -> String? { event[field].map(TerminalText.visible) }
    let result = text(.result) ?? "-"
    let mark = ["success", "pending", "-"].contains(result) ? "" : "✗ "
    let verdict = mark.isEmpty ? result : out.style.apply(.bad, to: mark + result)
    let name = out.style.apply(.heading, to: text(.event) ?? "(no event name)")
    out.write("\(name)   \(verdict)   \(text(.id) ?? "(no event id)")\n")
    let utc = text(.time)
    let local = zone.isUTC ? nil : event.tableTime(in: zone).map { "\($0) \(zone.heading)" }
    line("when", [local.map { "\($0)  (\(utc ?? ""))" } ?? utc])
    line(
      "who",
      [
        text(.user) ?? text(.sub) ?? text(.via), text(.type), text(.role).map { "role \($0)" },
        text(.key).map { "key \($0)" }, text(.mfa).map { "mfa \($0)" },
      ])
    line("where", [text(.ip) ?? text(.via), text(.region), text(.account).map { "account \($0)" }])
    line("what", [text(.source), text(.error)])
    line("file", [TerminalText.visible(record.path), "record \(event.record)"])
    line("digest", [statement.map(TerminalText.visible)])
    for copy in record.copies {
      line("copy", [TerminalText.visible(copy.path), "record \(copy.record)"])
    }
    if let key = text(.key) ?? text(.user) {
      let name = text(.key) == nil ? "user" : "key"
      let shown = key.contains { $0 == " " || $0 == "'" } ? "\"\(key)\"" : key
      line("related", ["trailsift search '\(name):\(shown)' --oldest-first"])
    }
  }

  private func writeNeighbours(_ neighbours: EventNeighbours, of event: Event) {
    line(
      "around",
      [
        TerminalText.visible(neighbours.query), "\(neighbours.before.count) before",
        "\(neighbours.after.count) after",
      ])
    let table = TextTable(
      out: out,
      columns: [
        TextTable.Column("", limit: 1), TextTable.Column("TIME (\(zone.heading))", limit: 25),
        TextTable.Column("EVENT", limit: 34), TextTable.Column("RESULT", limit: 11),
        TextTable.Column("IP", limit: 39), TextTable.Column("ID", limit: 36),
      ])
    for (events, mark) in [(neighbours.before, ""), ([event], ">"), (neighbours.after, "")] {
      for event in events {
        let result = event[.result] ?? "-"
        let isBad = !["success", "pending", "-"].contains(result)
        table.add(
          [
            mark, event.tableTime(in: zone) ?? "-", event[.event] ?? "-",
            result == "success" ? "ok" : isBad ? "✗ " + result : result,
            event[.ip] ?? event[.via] ?? "-", event[.id] ?? "-",
          ], styles: isBad ? [3: .bad] : [:])
      }
    }
    table.finish()
  }

  private func writeRecord(_ record: EventRecord) {
    // The row of a table is no JSON and stays as it is.
    guard ShownEvent.isJSON(record) else {
      out.write(TerminalText.visible(String(decoding: record.text, as: UTF8.self)) + "\n")
      return
    }
    for line in ColoredJSON.lines(record.text, out.style) { out.write(line + "\n") }
  }

  private static func isJSON(_ record: EventRecord) -> Bool {
    record.text.first == 0x7B || record.text.first == 0x5B
  }

  // MARK: JSON

  /// One object: the fields of `search -o jsonl`, then `path`, `digest`, `copies_at`, `before`, `after`
  /// and the original record as `original`.
  private func writeJSON(
    _ record: EventRecord, _ neighbours: EventNeighbours?, _ statement: String?
  ) {
    var line = JSONLine(record.event)
    line.add("path", record.path)
    line.add("digest", statement)
    line.add(
      "copies_at",
      record.copies.map { copy in
        var place = JSONLine()
        place.add("file", copy.file)
        place.add("record", copy.record)
        return place
      })
    if let neighbours {
      line.add("context", neighbours.query)
      line.add("before", neighbours.before.map { JSONLine($0) })
      line.add("after", neighbours.after.map { JSONLine($0) })
    }
    let text = String(decoding: record.text, as: UTF8.self)
    if ShownEvent.isJSON(record) {
      line.add("original", original: text)
    } else {
      line.add("original", text)
    }
    out.write(line.finished + "\n")
  }
}
