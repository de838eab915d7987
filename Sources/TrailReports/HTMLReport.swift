internal import Dispatch
internal import Synchronization
internal import TrailEvents
internal import TrailIntegrity
internal import TrailSearch

/// Writes a document as one page without anything from outside: no script, no font, no picture, and a
/// policy that allows none.
struct HTMLReport {
  private let document: ReportDocument
  private let words: ReportWords
  private let language: ReportLanguage
  private var text: [UInt8] = []

  /// Writes the page; its sections are made on all cores.
  static func write(_ document: ReportDocument, to file: ReportFile) throws {
    let tables = document.tables
    let parts = Mutex<[Int: [UInt8]]>([:])
    DispatchQueue.concurrentPerform(iterations: tables.count + 1) { number in
      var report = HTMLReport(document)
      if number == 0 { report.writeBeginning() } else { report.write(tables[number - 1]) }
      let text = report.text
      parts.withLock { $0[number] = text }
    }
    for number in 0...tables.count {
      if let part = parts.withLock({ $0.removeValue(forKey: number) }) { try file.append(part) }
    }
    try file.append(Array("</body></html>\n".utf8))
  }

  private init(_ document: ReportDocument) {
    self.document = document
    words = document.words
    language = document.language
  }

  private mutating func add(_ html: String) {
    text += html.utf8
    text.append(0x0A)
  }

  private mutating func put(_ markup: StaticString) { HTMLText.append(markup, to: &text) }

  private func safe(_ text: String) -> String { HTMLText.escaped(text) }

  private mutating func pairs(_ pairs: [(String, String)]) {
    add("<dl>" + pairs.map { "<dt>\(safe($0.0))</dt><dd>\($0.1)</dd>" }.joined() + "</dl>")
  }

  private mutating func writeBeginning() {
    let title = safe(document.title.text(language))
    add("<!doctype html>")
    add("<html lang=\"\(language.rawValue)\"><head><meta charset=\"utf-8\">")
    add(
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
        + " style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">")
    add("<meta name=\"viewport\" content=\"width=device-width\">")
    add("<title>\(title)</title><style>\(HTMLStyle.text)</style></head><body>")
    writeHead(title)
    writeSummary()
    writeCompleteness()
  }

  private mutating func writeHead(_ title: String) {
    if document.hasApproval {
      let boxes = [words("Made", "作成"), words("Checked", "確認"), words("Approved", "承認")]
      add(
        "<table class=\"sign\"><tr>" + boxes.map { "<th>\($0)</th>" }.joined()
          + "</tr><tr><td></td><td></td><td></td></tr></table>")
    }
    add("<h1>\(title)</h1>")
    let evidence = document.evidence
    pairs([
      (words("Period", "期間"), safe(words.period(document.scope))),
      (words("Accounts", "アカウント"), safe(words.accounts(document.scope))),
      (
        words("Scope", "範囲"),
        words.scopeQuery(document.scope).map { "<code>\(safe($0))</code>" } ?? safe(words.allEvents)
      ),
      (words("Events examined", "対象イベント"), ReportWords.grouped(evidence.examined)),
      (
        words("Made with", "作成ツール"),
        safe(evidence.program) + " · "
          + words("generation \(evidence.generation) of the index", "索引の世代 \(evidence.generation)")
      ),
    ])
    if let redaction = document.redaction {
      pairs([(words("Redacted", "仮名化"), safe(words.redaction(redaction)))])
    }
    for warning in words.warnings(evidence) {
      add("<p class=\"warn\">\(words("Incomplete", "不完全")): \(safe(warning))</p>")
    }
  }

  private mutating func writeSummary() {
    guard document.tables.count > 1 else { return }
    add("<h2>\(words("Summary", "概要"))</h2><table class=\"sum\"><thead><tr>")
    for head in [
      words("Report", "報告"), words("Question", "確認事項"), words("Evidence for", "対応する統制"),
    ] {
      add("<th>\(head)</th>")
    }
    add(
      "<th class=\"n\">\(words("Rows", "行数"))</th><th class=\"n\">\(words("Events", "イベント数"))</th></tr></thead><tbody>"
    )
    for table in document.tables {
      let definition = table.definition
      add(
        "<tr><td><a href=\"#\(definition.id)\">\(definition.id)</a> "
          + safe(definition.title.text(language)) + "</td><td>"
          + safe(definition.question.text(language)) + "</td><td>" + controls(definition)
          + "</td><td class=\"n\">\(ReportWords.grouped(table.rowCount))</td>"
          + "<td class=\"n\">\(ReportWords.grouped(table.events))</td></tr>")
    }
    add("</tbody></table>")
  }

  private func controls(_ definition: ReportDefinition) -> String {
    definition.controls.map {
      safe($0.framework + " " + $0.numbers.joined(separator: ", "))
    }.joined(separator: "<br>")
  }

  private mutating func writeCompleteness() {
    let evidence = document.evidence
    let zone = document.scope.zone
    add("<h2>\(words("Scope and completeness", "対象範囲と網羅性"))</h2>")
    func time(_ value: Int64?) -> String {
      value.map { safe(zone.tableText(Timestamp(milliseconds: $0))) } ?? "–"
    }
    pairs([
      (
        words("Records read", "読み込んだ記録"),
        "\(ReportWords.grouped(evidence.records)) = "
          + "\(ReportWords.grouped(evidence.events)) \(words("events", "イベント")) + "
          + "\(ReportWords.grouped(evidence.copies)) \(words("copies", "重複")) + "
          + "\(ReportWords.grouped(evidence.rejected)) \(words("rejected", "不採用"))"
      ),
      (
        words("Events from – to", "イベントの範囲"), "\(time(evidence.first)) – \(time(evidence.last))"
      ),
      (
        words("Files", "ファイル"),
        evidence.sources.map { "\(safe(words.state($0.state))) \(ReportWords.grouped($0.count))" }
          .joined(separator: " · ")
      ),
      (
        words("Verified by digests", "ダイジェストによる検証"),
        safe(
          evidence.verification.map { words.verdicts($0) }
            ?? words("not asked for: --verify", "未実施（--verify）"))
      ),
    ])
    if evidence.coverage.rows.isEmpty {
      add(
        "<p>\(words("No file of the period tells account and Region by its name: hours cannot be judged.", "期間内に、名前からアカウントとリージョンの分かるファイルがない。時間ごとの網羅性は判定できない。"))</p>"
      )
    } else {
      add("<div class=\"scroll\">" + HTMLChart.coverage(evidence.coverage, zone, words) + "</div>")
      let states = [
        ("ok", words("files present", "ファイルあり")),
        ("empty", words("proved empty by a digest", "ダイジェストにより空と証明")),
        ("miss", words("missing", "欠落")),
        ("unk", words("unknown: neither file nor digest", "不明（ファイルもダイジェストもない）")),
      ]
      add(
        "<p class=\"key\">"
          + states.map { "<span style=\"background:var(--\($0.0))\"></span>\($0.1)" }.joined()
          + "</p>")
      if !evidence.coverage.rows.contains(where: \.hasDigests) {
        add(
          "<p class=\"dim\">\(words("There are no digests: gaps cannot be told from quiet hours.", "ダイジェストがないため、欠落と操作のない時間を区別できない。"))</p>"
        )
      }
    }
    if let text = words.filesWithoutHours(evidence) { add("<p>\(safe(text))</p>") }
    if let text = words.conflicts(evidence) { add("<p class=\"warn\">\(safe(text))</p>") }
    if let text = words.withoutGlobalRegion(evidence) {
      add("<p class=\"warn\">\(safe(text))</p>")
    }
    writeFindings()
    guard !evidence.problems.isEmpty else { return }
    add("<h3>\(words("Files with problems", "問題のあるファイル"))</h3><table><tbody>")
    for problem in evidence.problems.prefix(ReportTable.shownRows) {
      add(
        "<tr><td>\(safe(words.state(problem.state)))</td><td>\(safe(problem.path))</td>"
          + "<td>\(safe(problem.reason))</td></tr>")
    }
    add("</tbody></table>")
    writeRest(evidence.problems.count, file: "problems.csv")
  }

  /// The files that digests find fault with.
  private mutating func writeFindings() {
    guard let findings = document.evidence.verification?.findings, !findings.isEmpty else { return }
    add(
      "<h3>\(words("Files that digests find fault with", "ダイジェスト検証で問題のあるファイル"))</h3>"
        + "<table><tbody>")
    for file in findings.prefix(ReportTable.shownRows) {
      add(
        "<tr><td>\(safe(file.verdict.rawValue))</td><td class=\"w\">\(safe(file.path))</td>"
          + "<td>\(safe(file.reason))</td></tr>")
    }
    add("</tbody></table>")
    writeRest(findings.count, file: "digests.csv")
  }

  /// Chains of role assumptions, each under what it came from.
  private mutating func writeTree(_ table: ReportTable) {
    guard !table.tree.isEmpty else { return }
    let zone = document.scope.zone
    func time(_ value: Int64?) -> String {
      value.map { safe(zone.tableText(Timestamp(milliseconds: $0))) } ?? "–"
    }
    add(
      "<table class=\"tree\"><thead><tr><th>\(words("Chain", "引き受けの連鎖"))</th>"
        + "<th class=\"n\">\(words("Assumptions", "引き受け数"))</th>"
        + "<th>\(words("First", "最初"))</th><th>\(words("Last", "最後"))</th></tr></thead><tbody>")
    for line in table.tree.prefix(HTMLReport.treeLines) {
      add(
        "<tr><td class=\"w\" style=\"padding-left:\(6 + line.level * 22)px\">"
          + (line.level == 0 ? "" : "└ ") + safe(line.name)
          + "</td><td class=\"n\">\(ReportWords.grouped(line.count))</td>"
          + "<td>\(time(line.first))</td><td>\(time(line.last))</td></tr>")
    }
    add("</tbody></table>")
    let rest = table.tree.count - HTMLReport.treeLines
    if rest > 0 {
      add(
        "<p class=\"dim\">\(words("\(ReportWords.counted(rest, "line")) more; the column chain of \(table.definition.id).csv has all.", "ほか \(ReportWords.grouped(rest)) 行。全件は \(table.definition.id).csv の chain 列にある。"))</p>"
      )
    }
  }

  /// Lines of a tree on a page.
  private static let treeLines = 200

  private mutating func writeRest(_ count: Int, file: String) {
    guard count > ReportTable.shownRows else { return }
    add(
      "<p class=\"warn\">"
        + words(
          "The first \(ReportTable.shownRows) of \(ReportWords.grouped(count)) rows; all are in \(safe(file)).",
          "全 \(ReportWords.grouped(count)) 行のうち先頭 \(ReportTable.shownRows) 行。全件は \(safe(file)) にある。"
        )
        + "</p>")
  }

  private mutating func write(_ table: ReportTable) {
    let definition = table.definition
    add("<section id=\"\(definition.id)\">")
    add("<h2>\(definition.id) \(safe(definition.title.text(language)))</h2>")
    add("<p>\(safe(definition.question.text(language)))</p>")
    var told = [(words("Condition", "条件"), "<code>\(safe(table.condition))</code>")]
    if let published = definition.published {
      told.append((words("As published", "公開されている条件"), "<code>\(safe(published))</code>"))
    }
    if !definition.controls.isEmpty {
      told.append((words("Evidence for", "対応する統制"), controls(definition)))
    }
    for line in words.comparisons(definition, document.inputs) {
      told.append((words("Lists", "照合"), safe(line)))
    }
    for burst in definition.bursts {
      told.append((words("Burst", "集中"), safe(words.burst(burst))))
    }
    for remark in table.remarks {
      told.append((words("Here", "今回"), safe(remark.text(language))))
    }
    if let text = words.ownDefinition(definition) {
      told.append((words("Definition", "定義"), "<b>\(safe(text))</b>"))
    }
    for note in definition.notes { told.append((words("Note", "注"), safe(note.text(language)))) }
    pairs(told)
    add(
      "<p><b>\(safe(words.found(table, examined: document.evidence.examined)))</b></p>")
    if document.evidence.isIncomplete {
      add("<p class=\"warn\">\(safe(words.incompleteSection))</p>")
    }
    if let first = table.days.first?.day, let last = table.days.last?.day {
      add(
        HTMLChart.days(
          table.days, from: first, count: CalendarDays.count(from: first, to: last)))
    }
    writeGroups(table)
    writeTree(table)
    writeRows(table)
    add("</section>")
  }

  private mutating func writeGroups(_ table: ReportTable) {
    guard table.rowCount > 0, !table.groups.isEmpty else { return }
    add("<div class=\"groups\">")
    for group in table.groups {
      let column = table.columns[group.column]
      add(
        "<table><thead><tr><th>\(safe(column.title.text(language)))</th>"
          + "<th class=\"n\">\(words("Rows", "行数"))</th></tr></thead><tbody>")
      for (value, count) in group.values {
        put("<tr>")
        write(value, group.column, of: table)
        add("<td class=\"n\">\(ReportWords.grouped(count))</td></tr>")
      }
      if group.rest.values > 0 {
        add(
          "<tr><td class=\"none\">\(words("\(group.rest.values) more", "ほか \(group.rest.values)"))</td>"
            + "<td class=\"n\">\(ReportWords.grouped(group.rest.rows))</td></tr>")
      }
      add("</tbody></table>")
    }
    add("</div>")
  }

  /// Writes the columns that stand below a row, each with its heading, those with a value.
  private mutating func writeBelow(
    _ row: Int, _ layout: HTMLRowLayout, _ headings: [[UInt8]], of table: ReportTable
  ) {
    var isEmpty = true
    for (place, column) in layout.below.enumerated() {
      let cell = table.cell(row: row, column: column)
      if cell.isNone { continue }
      if isEmpty {
        text += "<tr class=\"more\"><td colspan=\"\(layout.main.count)\">".utf8
        isEmpty = false
      }
      text += headings[place]
      writeText(cell, column, of: table)
      text.append(0x20)
    }
    if !isEmpty { add("</td></tr>") }
  }

  /// Writes what a cell says.
  private mutating func writeText(_ cell: ReportCell, _ column: Int, of table: ReportTable) {
    if cell.isNone { return }
    guard table.columns[column].form == .text else {
      text += (table.string(cell, column: column) ?? "").utf8
      return
    }
    table.withText(cell, column: column, in: words.language) { bytes, traits in
      if traits.contains(.needsMarkup) {
        HTMLText.append(bytes, to: &text)
      } else {
        text.append(contentsOf: bytes)
      }
    }
  }

  /// Writes a cell of a table.
  private mutating func write(_ cell: ReportCell, _ column: Int, of table: ReportTable) {
    if cell.isNone {
      put("<td class=\"none\">–</td>")
      return
    }
    switch table.columns[column].form {
    case .count: put("<td class=\"n\">")
    case .localTime, .utcTime: put("<td class=\"t\">")
    case .text:
      // A long word is broken where the column ends.
      let isLong = table.withText(cell, column: column, in: words.language) { _, traits in
        traits.contains(.hasLongWord)
      }
      put(isLong ? "<td class=\"w\">" : "<td>")
    }
    writeText(cell, column, of: table)
    put("</td>")
  }

  private mutating func writeRows(_ table: ReportTable) {
    guard table.rowCount > 0 else { return }
    let layout = HTMLRowLayout(table)
    let headings = layout.below.map { column in
      Array("<i>\(safe(table.columns[column].title.text(language)))</i> ".utf8)
    }
    add("<div class=\"scroll\"><table class=\"rows\"><thead><tr>")
    for index in layout.main {
      let column = table.columns[index]
      add(
        "<th\(column.isNumber ? " class=\"n\"" : "")>\(safe(column.title.text(language)))</th>")
    }
    add("</tr></thead><tbody>")
    var heading = ReportCell.none
    for row in 0..<min(table.keptRows, ReportTable.shownRows) {
      if let column = layout.heading {
        let cell = table.cell(row: row, column: column)
        if cell != heading {
          text += "<tr class=\"set\"><th colspan=\"\(layout.main.count)\">".utf8
          text += "\(safe(table.columns[column].title.text(language))) ".utf8
          writeText(cell, column, of: table)
          add("</th></tr>")
        }
        heading = cell
      }
      put("<tr>")
      for column in layout.main {
        if layout.toFillIn.contains(column) {
          put("<td class=\"f\"></td>")
        } else {
          write(table.cell(row: row, column: column), column, of: table)
        }
      }
      add("</tr>")
      writeBelow(row, layout, headings, of: table)
    }
    add("</tbody></table></div>")
    writeRest(table.rowCount, file: "\(table.definition.id).csv")
  }
}
