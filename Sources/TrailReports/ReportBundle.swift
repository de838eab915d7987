internal import TrailEvents
internal import TrailFiles
internal import TrailFormats
internal import TrailIntegrity
internal import TrailSearch

/// Writes the files of a document, with a manifest that lists the hash of each.
///
/// The same index and the same question give the same bytes: nothing in them tells when they were
/// made.
package struct ReportBundle {
  /// What is written beside the manifest.
  package enum Format: String, CaseIterable, Sendable {
    case html, csv, jsonl, md
  }

  /// A file in the manifest.
  struct Entry: Sendable {
    var name: String
    var count: Int
    var hash: String
  }

  private let formats: [Format]
  private let csv: DelimitedReport
  private let files: ReportFileQueue

  /// The name of the manifest.
  package static let manifestName = "manifest.json"

  /// The name of the file that tells what is lacking; there is none when nothing is.
  static let warningsName = "INCOMPLETE.txt"

  /// - Parameters:
  ///   - isForExcel: Whether CSV begins with a byte-order mark and ends lines with CRLF.
  ///   - create: Makes a file of a name: calls its closure with what takes the bytes, on any thread.
  package init(
    formats: [Format], isForExcel: Bool,
    create:
      @escaping @Sendable (
        _ name: String,
        _ write: (_ append: @escaping (UnsafeRawBufferPointer) throws -> Void) throws -> Void
      ) throws -> Void
  ) {
    self.formats = formats
    csv = DelimitedReport(isForExcel: isForExcel)
    files = ReportFileQueue(create)
  }

  private func add(_ name: String, _ bytes: [UInt8]) {
    files.add(name) { try $0.append(bytes) }
  }

  /// Writes the rows of a table, all of which it still has.
  ///
  /// Errors are thrown by ``finish(_:)``.
  ///
  /// - Parameter number: The place of the report in the manifest.
  package func add(_ table: ReportTable, _ number: Int) {
    let id = table.definition.id
    let csv = csv
    if formats.contains(.csv) {
      files.add("\(id).csv", place: number) { try csv.write(table, to: $0) }
    }
    if formats.contains(.jsonl) {
      files.add("\(id).jsonl", place: number) { try JSONLinesReport.write(table, to: $0) }
    }
  }

  /// Writes what is about the whole document.
  ///
  /// The manifest comes last, so that a folder without one is known for unfinished.
  ///
  /// - Returns: The names of all files, the manifest's last.
  package func finish(_ document: ReportDocument) throws -> [String] {
    if formats.contains(.html) {
      files.add("index.html") { try HTMLReport.write(document, to: $0) }
    }
    if formats.contains(.md) {
      files.add("report.md") { try $0.append(MarkdownReport.text(document)) }
    }
    let csv = csv
    files.add("coverage.csv") { file in
      try file.append(
        csv.text(
          names: ["account", "region", "hour_utc", "state", "files"],
          rows: ReportBundle.hours(document)))
    }
    if !document.warnings.isEmpty {
      // Whoever takes a file of rows alone sees it in the list of files.
      let lines = document.warnings.map { "\(UnsafeText.visible($0))\n" }
      add(ReportBundle.warningsName, Array(lines.joined().utf8))
    }
    if !document.evidence.problems.isEmpty {
      add(
        "problems.csv",
        csv.text(
          names: ["path", "state", "reason"],
          rows: document.evidence.problems.map { [$0.path, $0.state, $0.reason] }))
    }
    if let verification = document.evidence.verification {
      add(
        "digests.csv",
        csv.text(
          names: ["path", "kind", "verdict", "proof", "digest", "reason"],
          rows: verification.files.map {
            [
              $0.path, $0.kind.rawValue, $0.verdict.rawValue, $0.proof?.rawValue, $0.digest,
              $0.reason,
            ]
          }))
    }
    add("sources.sha256", document.evidence.hashes)
    let entries = try files.finish()
    add(ReportBundle.manifestName, manifest(document, entries))
    return try files.finish().map(\.name)
  }

  private static func hours(_ document: ReportDocument) -> [[String?]] {
    let matrix = document.evidence.coverage
    return matrix.rows.flatMap { row in
      row.cells.enumerated().map { hour, cell in
        [
          row.account, row.region,
          Timestamp(milliseconds: matrix.time(ofHour: hour)).description, cell.state.name,
          String(cell.count),
        ]
      }
    }
  }

  static func hash(_ bytes: [UInt8]) -> String {
    Hexadecimal.text(bytes.withUnsafeBytes { Checksum.sha256($0) })
  }

  private func manifest(_ document: ReportDocument, _ entries: [Entry]) -> [UInt8] {
    let evidence = document.evidence
    let scope = document.scope
    func time(_ value: Int64?) -> String {
      JSONText.value(value.map { Timestamp(milliseconds: $0).description })
    }
    let reports = document.tables.map { table in
      JSONText.object([
        ("id", JSONText.quoted(table.definition.id)),
        ("defined_in", JSONText.quoted(table.definition.fileName)),
        ("definition_sha256", JSONText.quoted(ReportBundle.hash(table.definition.text))),
        ("condition", JSONText.quoted(table.condition)),
        ("key", JSONText.list(table.definition.selection.key)), ("rows", String(table.rowCount)),
        ("events", String(table.events)),
      ])
    }
    let outputs = entries.map { entry in
      JSONText.object([
        ("file", JSONText.quoted(entry.name)), ("bytes", String(entry.count)),
        ("sha256", JSONText.quoted(entry.hash)),
      ])
    }
    let members: [(String, String)] = [
      ("program", JSONText.quoted(evidence.program)),
      ("generation", String(evidence.generation)),
      ("language", JSONText.quoted(document.language.rawValue)),
      ("from", time(scope.from)), ("to", time(scope.to)),
      ("zone", JSONText.quoted(scope.zone.name)), ("accounts", JSONText.list(scope.accounts)),
      ("scope", JSONText.quoted(scope.query.description)),
      ("examined", String(evidence.examined)), ("records", String(evidence.records)),
      ("events", String(evidence.events)), ("copies", String(evidence.copies)),
      ("rejected", String(evidence.rejected)), ("id_conflicts", String(evidence.conflicts)),
      ("complete", evidence.isIncomplete ? "false" : "true"),
      ("files_without_hours", String(evidence.coverage.filesWithoutHours)),
      (
        "redacted",
        document.redaction.map {
          JSONText.object([
            ("keys", JSONText.list($0.kinds)), ("key_id", JSONText.quoted($0.keyID)),
          ])
        } ?? "null"
      ),
      (
        "lists",
        "["
          + document.inputs.given.map { list in
            JSONText.object([
              ("kind", JSONText.quoted(list.kind.rawValue)), ("file", JSONText.quoted(list.file)),
              ("rows", String(list.count)), ("sha256", JSONText.quoted(list.hash)),
            ])
          }.joined(separator: ",") + "]"
      ),
      ("inputs_sha256", JSONText.quoted(ReportBundle.hash(evidence.hashes))),
      ("reports", "[\n    " + reports.joined(separator: ",\n    ") + "\n  ]"),
      ("outputs", "[\n    " + outputs.joined(separator: ",\n    ") + "\n  ]"),
    ]
    let text = "{\n" + members.map { "  \(JSONText.quoted($0.0)): \($0.1),\n" }.joined()
    return ReportBundle.sealed(Array(text.utf8))
  }

  private static let rootMark = Array("  \"root\": \"".utf8)

  /// A manifest with its last member, the hash over all bytes before that member.
  ///
  /// - Parameter text: All else, up to the line of the root.
  static func sealed(_ text: [UInt8]) -> [UInt8] {
    text + rootMark + Array("\(hash(text))\"\n}\n".utf8)
  }

  /// Whether the last member of a manifest is the hash over all bytes before it.
  private static func isSealed(_ manifest: [UInt8]) -> Bool {
    let tail = rootMark.count + 64 + 4
    guard manifest.count > tail else { return false }
    return manifest == sealed(Array(manifest.dropLast(tail)))
  }
}

extension ReportBundle {
  /// What is wrong with a file of a folder.
  package struct Finding: Hashable, Sendable {
    package var file: String
    /// In words.
    package var reason: String
  }

  /// Compares the files of a folder with its manifest.
  ///
  /// - Parameters:
  ///   - manifest: The content of the manifest.
  ///   - present: Names of the files that are there.
  ///   - read: Gives the content of a file.
  /// - Returns: The files that the manifest lists, and what is wrong; `nil` when it is no manifest.
  package static func check(
    manifest: [UInt8], present: [String], read: (String) throws -> [UInt8]
  ) rethrows -> (count: Int, findings: [Finding])? {
    guard let listed = ReportManifest(manifest) else { return nil }
    var findings: [Finding] = []
    if !isSealed(manifest) {
      findings.append(
        Finding(file: manifestName, reason: "its root hash is not that of what it says"))
    }
    for (name, hash) in listed.files {
      guard !name.contains("/"), present.contains(name) else {
        findings.append(Finding(file: name, reason: "it is missing"))
        continue
      }
      if ReportBundle.hash(try read(name)) != hash {
        findings.append(Finding(file: name, reason: "its SHA-256 differs: it was changed"))
      }
    }
    let names = Set(listed.files.map(\.name))
    for name in present.sorted() where name != manifestName && !names.contains(name) {
      findings.append(Finding(file: name, reason: "the manifest does not list it"))
    }
    return (listed.files.count, findings)
  }
}
