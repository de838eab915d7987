internal import TrailEvents
internal import TrailIntegrity

/// The words of a report that are not of its definition.
struct ReportWords: Sendable {
  let language: ReportLanguage

  func callAsFunction(_ english: String, _ japanese: String) -> String {
    language == .english ? english : japanese
  }

  /// A number with its thousands set apart.
  static func grouped(_ number: Int) -> String {
    var text = ""
    for (index, digit) in String(abs(number)).reversed().enumerated() {
      if index > 0, index % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return (number < 0 ? "-" : "") + String(text.reversed())
  }

  /// The period of a scope with its zone: `2024-03-01 00:00:00 – 2024-04-01 00:00:00 (JST +09:00)`.
  func period(_ scope: ReportScope) -> String {
    func text(_ time: Int64?, _ open: String) -> String {
      time.map { scope.zone.tableText(Timestamp(milliseconds: $0)) } ?? open
    }
    let from = text(scope.from, self("the archive's beginning", "アーカイブの先頭"))
    let to = text(scope.to, self("the archive's end", "アーカイブの末尾"))
    return "\(from) – \(to) (\(scope.zone.heading))"
  }

  func accounts(_ scope: ReportScope) -> String {
    scope.accounts.isEmpty
      ? self("all", "すべて") : scope.accounts.joined(separator: ", ")
  }

  /// `3 rows from 7 events of 1,000 examined`; nothing found is said too.
  func found(_ table: ReportTable, examined: Int) -> String {
    let rows = ReportWords.grouped(table.rowCount)
    let events = ReportWords.grouped(table.events)
    let all = ReportWords.grouped(examined)
    return self(
      "\(rows) rows from \(events) matched events, of \(all) events examined",
      "対象 \(all) 件のイベントのうち \(events) 件が該当、\(rows) 行")
  }

  /// What was replaced by pseudonyms.
  func redaction(_ redaction: (kinds: [String], keyID: String)) -> String {
    let kinds = redaction.kinds.joined(separator: ", ")
    return self(
      "values of \(kinds) are pseudonyms, made with the key \(redaction.keyID); file names too, so that sources.sha256 does not name them as they are",
      "\(kinds) の値は鍵 \(redaction.keyID) による仮名に置き換えた。ファイル名も同様のため、sources.sha256 の名前は実際と異なることがある")
  }

  /// What a report was compared with, and what it could not be compared with because nobody gave it.
  func comparisons(_ definition: ReportDefinition, _ inputs: ReportInputs) -> [String] {
    definition.inputs.map { kind in
      guard let given = inputs.given(kind) else {
        let lacking = self(
          "No \(name(kind)) was given (--\(kind.rawValue))",
          "\(name(kind))の指定なし (--\(kind.rawValue))")
        let rest =
          kind == .privileged
          ? self("the condition tells them by their names", "名前による条件で判定した")
          : self("nothing was compared, its columns are empty", "照合していないため該当する列は空である")
        return self("\(lacking): \(rest).", "\(lacking)。\(rest)。")
      }
      let rows = ReportWords.grouped(given.count)
      return self(
        "Compared with the \(name(kind)) \(given.file): \(rows) rows, SHA-256 \(given.hash)",
        "\(name(kind)) \(given.file)（\(rows) 行、SHA-256 \(given.hash)）と照合した。")
    }
  }

  private func name(_ kind: ReportInputs.Kind) -> String {
    switch kind {
    case .leavers: self("list of leavers", "退職者一覧")
    case .privileged: self("list of privileged identities", "特権ID一覧")
    case .calendar: self("calendar of working hours", "業務カレンダー")
    case .knownAccounts: self("list of known accounts", "既知アカウント一覧")
    }
  }

  /// What a careful reader must not miss.
  func warnings(_ evidence: ReportEvidence) -> [String] {
    var lines: [String] = []
    for damage in evidence.damage {
      lines.append(
        self(
          "A part of the index cannot be read, its events are missing here: \(damage)",
          "索引の一部が読めず、そのイベントはこの報告に含まれない: \(damage)"))
    }
    for failure in evidence.unreadable {
      lines.append(
        self(
          "What only this file tells is missing, and its events may be: \(failure)",
          "このファイルを読めないため、該当行や一部の欄が欠けている可能性がある: \(failure)"))
    }
    func count(_ state: String) -> Int { evidence.problems.count { $0.state == state } }
    let damaged = count("damaged") + count("partial")
    if damaged > 0 {
      lines.append(
        self(
          "\(ReportWords.grouped(damaged)) files of the archive are damaged: records in them may be missing here",
          "アーカイブの \(ReportWords.grouped(damaged)) ファイルが壊れており、その記録が欠けている可能性がある"))
    }
    if count("missing") > 0 {
      lines.append(
        self(
          "\(ReportWords.grouped(count("missing"))) files that were indexed are no longer in the archive",
          "索引に取り込んだ後、アーカイブから \(ReportWords.grouped(count("missing"))) ファイルが無くなっている"))
    }
    let missing = evidence.coverage.rows.reduce(0) { $0 + $1.hours(.missing) }
    if missing > 0 {
      lines.append(
        self(
          "Digests prove that log files of \(ReportWords.grouped(missing)) hours are missing from the archive",
          "ダイジェストにより、\(ReportWords.grouped(missing)) 時間分のログファイルの欠落が判明している"))
    }
    return lines
  }
}
