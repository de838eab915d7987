internal import TrailEvents
internal import TrailIntegrity

/// Writes a document as Markdown.
package struct MarkdownReport {
  private let document: ReportDocument
  private let words: ReportWords
  private var text: [UInt8] = []

  /// Rows of a table beyond which a reader is sent to the CSV.
  private static let rowLimit = 500

  package static func text(_ document: ReportDocument) -> [UInt8] {
    var report = MarkdownReport(document)
    report.write()
    return report.text
  }

  private init(_ document: ReportDocument) {
    self.document = document
    words = document.words
  }

  private static let markup = Array("\\`*_{}[]<>#|~&".utf8)

  /// What could be markup is escaped, what cannot be seen is spelled out.
  private static func escaped(_ text: String) -> String {
    var text = text
    return text.withUTF8 { bytes in
      var escaped: [UInt8] = []
      append(UnsafeRawBufferPointer(bytes), to: &escaped)
      return String(decoding: escaped, as: UTF8.self)
    }
  }

  /// Appends a text, escaped.
  private static func append(_ text: UnsafeRawBufferPointer, to result: inout [UInt8]) {
    guard text.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
      for byte in UnsafeText.visible(String(decoding: text, as: UTF8.self)).utf8 {
        if markup.contains(byte) { result.append(0x5C) }
        result.append(byte)
      }
      return
    }
    var start = 0
    for (place, byte) in text.enumerated() {
      switch byte {
      // Letters, digits and signs that mean nothing: most of what there is.
      case 0x20...0x22, 0x24, 0x25, 0x27...0x29, 0x2B...0x3B, 0x3D, 0x3F...0x5A, 0x5E, 0x61...0x7A:
        continue
      default:
        guard markup.contains(byte) else { continue }
        result.append(contentsOf: text[start..<place])
        result.append(0x5C)
        start = place
      }
    }
    result.append(contentsOf: text[start...])
  }

  private mutating func line(_ text: String = "") {
    self.text += text.utf8
    self.text.append(0x0A)
  }

  private mutating func row(_ cells: [String]) {
    line("| " + cells.joined(separator: " | ") + " |")
  }

  private mutating func head(_ titles: [String]) {
    row(titles)
    row(titles.map { _ in "---" })
  }

  private mutating func table(_ titles: [String], _ rows: [[String]]) {
    head(titles)
    for cells in rows { row(cells) }
    line()
  }

  /// Writes what a cell says.
  private mutating func write(_ cell: ReportCell, _ column: Int, of table: ReportTable) {
    guard !cell.isNone, table.columns[column].form == .text else {
      text += (table.string(cell, column: column) ?? "").utf8
      return
    }
    table.withText(cell, column: column, in: words.language) { bytes, _ in
      MarkdownReport.append(bytes, to: &text)
    }
  }

  private mutating func write() {
    let language = document.language
    let evidence = document.evidence
    line("# \(MarkdownReport.escaped(document.title.text(language)))")
    line()
    line("* \(words("Period", "期間")): \(words.period(document.scope))")
    if let redaction = document.redaction {
      line("* \(words("Redacted", "仮名化")): \(MarkdownReport.escaped(words.redaction(redaction)))")
    }
    line(
      "* \(words("Accounts", "アカウント")): "
        + MarkdownReport.escaped(words.accounts(document.scope)))
    let scope = words.scopeQuery(document.scope).map { "`\($0.replacing("`", with: "'"))`" }
    line("* \(words("Scope", "範囲")): \(scope ?? words.allEvents)")
    line(
      "* \(words("Events examined", "対象イベント")): \(ReportWords.grouped(evidence.examined))")
    line(
      "* \(words("Made with", "作成ツール")): \(evidence.program), "
        + words("generation \(evidence.generation) of the index", "索引の世代 \(evidence.generation)"))
    line()
    for warning in words.warnings(evidence) {
      line("> **\(words("Incomplete", "不完全")):** \(MarkdownReport.escaped(warning))")
      line()
    }
    line("## \(words("Completeness", "網羅性"))")
    line()
    if let verification = evidence.verification {
      line("* \(words("Verified by digests", "ダイジェストによる検証")): \(words.verdicts(verification))")
      line()
    }
    table(
      [
        words("Account", "アカウント"), words("Region", "リージョン"), words("covered (h)", "ファイルあり (h)"),
        words("proved empty (h)", "空と証明 (h)"), words("missing (h)", "欠落 (h)"),
        words("unknown (h)", "不明 (h)"),
      ],
      evidence.coverage.rows.map { row in
        [row.account, row.region].map(MarkdownReport.escaped)
          + [row.hours(.covered), row.hours(.empty), row.hours(.missing), row.hours(.unknown)]
          .map { ReportWords.grouped($0) }
      })
    if let text = words.filesWithoutHours(evidence) {
      line(MarkdownReport.escaped(text))
      line()
    }
    for text in [words.conflicts(evidence), words.withoutGlobalRegion(evidence)].compactMap({ $0 })
    {
      line("> **\(MarkdownReport.escaped(text))**")
      line()
    }
    writeProblems()
    for table in document.tables { write(table) }
  }

  /// The files of which something is lacking, and those that digests find fault with.
  private mutating func writeProblems() {
    var rows = document.evidence.problems.map { [words.state($0.state), $0.path, $0.reason] }
    rows += (document.evidence.verification?.findings ?? []).map {
      [$0.verdict.rawValue, $0.path, $0.reason]
    }
    if rows.isEmpty { return }
    line("## \(words("Files with problems", "問題のあるファイル"))")
    line()
    table(
      [words("State", "状態"), words("File", "ファイル"), words("Why", "理由")],
      rows.prefix(MarkdownReport.rowLimit).map { $0.map(MarkdownReport.escaped) })
    if rows.count > MarkdownReport.rowLimit {
      line(
        words(
          "The first \(MarkdownReport.rowLimit) of \(rows.count) files; all are in problems.csv and digests.csv.",
          "全 \(rows.count) ファイルのうち先頭 \(MarkdownReport.rowLimit) 件。全件は problems.csv と digests.csv にある。"
        )
      )
      line()
    }
  }

  private mutating func write(_ table: ReportTable) {
    let definition = table.definition
    let language = document.language
    line("## \(definition.id) \(MarkdownReport.escaped(definition.title.text(language)))")
    line()
    line(MarkdownReport.escaped(definition.question.text(language)))
    line()
    line("* \(words("Condition", "条件")): `\(table.condition.replacing("`", with: "'"))`")
    if let published = definition.published {
      line("* \(words("As published", "公開されている条件")): `\(published)`")
    }
    if !definition.controls.isEmpty {
      let controls = definition.controls.map {
        $0.framework + " " + $0.numbers.joined(separator: ", ")
      }
      line("* \(words("Evidence for", "対応する統制")): " + controls.joined(separator: "; "))
    }
    for line in words.comparisons(definition, document.inputs) {
      self.line("* \(words("Lists", "照合")): \(MarkdownReport.escaped(line))")
    }
    for remark in table.remarks {
      line("* \(words("Here", "今回")): \(MarkdownReport.escaped(remark.text(language)))")
    }
    if let text = words.ownDefinition(definition) {
      line("* \(words("Definition", "定義")): **\(MarkdownReport.escaped(text))**")
    }
    for note in definition.notes {
      line("* \(words("Note", "注")): \(MarkdownReport.escaped(note.text(language)))")
    }
    line()
    line("**\(words.found(table, examined: document.evidence.examined))**")
    line()
    if document.evidence.isIncomplete {
      line("> **\(words("Incomplete", "不完全")):** \(words.incompleteSection)")
      line()
    }
    for node in table.tree.prefix(MarkdownReport.rowLimit) {
      line(
        String(repeating: "  ", count: node.level) + "* \(MarkdownReport.escaped(node.name)): "
          + ReportWords.grouped(node.count))
    }
    if !table.tree.isEmpty { line() }
    guard table.rowCount > 0 else { return }
    head(table.columns.map { MarkdownReport.escaped($0.title.text(language)) })
    for row in 0..<min(table.keptRows, MarkdownReport.rowLimit) {
      text.append(0x7C)
      for column in table.columns.indices {
        text.append(0x20)
        write(table.cell(row: row, column: column), column, of: table)
        text.append(0x20)
        text.append(0x7C)
      }
      text.append(0x0A)
    }
    line()
    if table.rowCount > MarkdownReport.rowLimit {
      line(
        words(
          "The first \(MarkdownReport.rowLimit) of \(table.rowCount) rows; all are in \(definition.id).csv.",
          "全 \(table.rowCount) 行のうち先頭 \(MarkdownReport.rowLimit) 行。全件は \(definition.id).csv にある。")
      )
      line()
    }
  }
}
