import Foundation
import Testing

/// The paths that documents name.
@Suite struct DocumentPathTests {
  /// The documents there are: one that is not written yet is no error.
  static let documents: [String] =
    ["README.md", "README.ja.md", "ARCHITECTURE.md", "CONTRIBUTING.md"].filter(Repository.exists)
    + ((try? Repository.files(under: "Documentation", withSuffix: ".md")) ?? [])

  @Test(arguments: documents)
  func `every repository path in a document exists`(document: String) throws {
    let text = try Repository.text(of: document)
    for path in Self.linkedPaths(in: text) {
      let directory = (document as NSString).deletingLastPathComponent
      let place = path.hasPrefix("/") ? String(path.dropFirst()) : "\(directory)/\(path)"
      #expect(Repository.exists(place), "\(document) links to \(path)")
    }
    for path in Self.quotedPaths(in: text) {
      #expect(Repository.exists(path), "\(document) names \(path)")
    }
  }

  @Test func `paths are told from other words in backticks`() {
    let text = """
      See `Sources/TrailBytes`, `Package.swift` and [keys](Documentation/Keys.md#rules);
      `user:alice`, `rp.key`, `segments/<id>.seg`, [web](https://example.org/a) and
      `Sources/*/x` are none.

      ```
      [not](a-link)  `Sources/Nowhere`
      ```
      """
    #expect(Self.quotedPaths(in: text) == ["Sources/TrailBytes", "Package.swift"])
    #expect(Self.linkedPaths(in: text) == ["Documentation/Keys.md"])
  }

  /// The first parts of paths of the repository; other words in backticks with a slash are paths
  /// of an index, of an archive or of a user.
  private static let tops = ["Sources/", "Tests/", "Benchmarks/", "Documentation/", ".github/"]

  private static func quotedPaths(in text: String) -> [String] {
    prose(text).split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .compactMap { index, words in
        guard index % 2 == 1, !words.contains(where: { " \n*<>{}…".contains($0) }) else {
          return nil
        }
        let isFile = words.hasSuffix(".md") || words == "Package.swift" || words == "LICENSE"
        return isFile && !words.contains("/") || tops.contains(where: words.hasPrefix)
          ? String(words) : nil
      }
  }

  private static func linkedPaths(in text: String) -> [String] {
    let parts = prose(text).components(separatedBy: "](").dropFirst()
    return parts.compactMap { part in
      guard let end = part.firstIndex(of: ")") else { return nil }
      let target = part[..<end].split(separator: "#", omittingEmptySubsequences: false)[0]
      return target.isEmpty || target.contains(":") ? nil : String(target)
    }
  }

  /// The text without its fenced blocks.
  private static func prose(_ text: String) -> String {
    let blocks = text.components(separatedBy: "```")
    return stride(from: 0, to: blocks.count, by: 2).map { blocks[$0] }.joined(separator: "\n")
  }
}
