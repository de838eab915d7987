internal import TrailEvents
internal import TrailIntegrity
internal import TrailSearch

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

  /// What became of a source.
  func state(_ name: String) -> String {
    let japanese = [
      "indexed": "取り込み済み", "empty": "記録なし", "skipped": "対象外", "damaged": "破損",
      "partial": "一部破損", "digest": "ダイジェスト", "directory": "名簿", "missing": "欠落",
      "rejected": "不採用あり", "changed": "変更あり",
    ]
    return self(name, japanese[name] ?? name)
  }

  /// What makes a burst.
  func burst(_ burst: ReportDefinition.Burst) -> String {
    let column = ColumnTitles.title(burst.column).text(language)
    let distinct = burst.distinct.map { ColumnTitles.title($0).text(language) }
    return self(
      "\(burst.count) \(distinct.map { "different “\($0)”" } ?? "rows") with one “\(column)” within \(ReportWords.counted(burst.minutes, "minute"))",
      "\(burst.minutes)分以内に同じ「\(column)」で\(distinct.map { "異なる「\($0)」が" } ?? "")\(burst.count)件以上")
  }

  /// `1 file`, `2 files`.
  static func counted(_ count: Int, _ noun: String) -> String {
    "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  /// What the digests say of the files: `3 digests: 2 valid, 1 unproved; …`.
  func verdicts(_ verification: ReportEvidence.Verification) -> String {
    func text(_ counts: VerdictCounts, _ noun: String, _ japanese: String) -> String {
      let parts = Verdict.allCases.filter { counts[$0] > 0 }.map {
        "\(ReportWords.grouped(counts[$0])) \($0.rawValue)"
      }
      let head = self(
        ReportWords.counted(counts.all, noun), "\(japanese) \(ReportWords.grouped(counts.all))")
      return parts.isEmpty ? head : "\(head): \(parts.joined(separator: ", "))"
    }
    return text(verification.logFiles, "log file", "ログファイル") + " · "
      + text(verification.digests, "digest", "ダイジェスト") + " · "
      + self(
        "\(ReportWords.counted(verification.signatures, "signature")) verified",
        "署名検証済み \(ReportWords.grouped(verification.signatures))")
  }

  /// `3 rows from 7 events of 1,000 examined`; nothing found is said too.
  func found(_ table: ReportTable, examined: Int) -> String {
    let rows = ReportWords.grouped(table.rowCount)
    let events = ReportWords.grouped(table.events)
    let all = ReportWords.grouped(examined)
    return self(
      "\(ReportWords.counted(table.rowCount, "row")) from "
        + "\(ReportWords.counted(table.events, "matched event")), of "
        + "\(ReportWords.counted(examined, "event")) examined",
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
          if kind == .privileged {
            self("the condition tells them by their names", "名前による条件で判定した")
          } else if definition.columns.contains(where: {
            $0.input?.input == kind && $0.input?.needsNoList == true
          }) {
            self(
              "nothing was compared, what only it tells is not flagged", "照合していないため、一覧による指摘はない")
          } else {
            self("nothing was compared, its columns are empty", "照合していないため該当する列は空である")
          }
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
    case .users: self("list of users", "利用者一覧")
    case .credentialReport: self("credential report", "認証情報レポート")
    case .privileged: self("list of privileged identities", "特権ID一覧")
    case .calendar: self("calendar of working hours", "業務カレンダー")
    case .regions: self("list of allowed Regions", "利用可能リージョン一覧")
    case .knownAccounts: self("list of known accounts", "既知アカウント一覧")
    }
  }

  /// What stands at each report, so that one that is read alone tells it too.
  var incompleteSection: String {
    self(
      "The archive is incomplete or damaged: rows may be missing. The beginning of this document tells what is.",
      "アーカイブに欠落または破損があり、行が欠けている可能性がある。内容はこの文書の冒頭を参照。")
  }

  /// That a report does not come with the program; `nil` for one that does.
  func ownDefinition(_ definition: ReportDefinition) -> String? {
    definition.isBuiltIn
      ? nil
      : self(
        "an own one, \(definition.fileName); it does not come with the program",
        "独自定義（\(definition.fileName)）。プログラム付属の定義ではない")
  }

  /// The query that limits all reports; `nil` when none does.
  func scopeQuery(_ scope: ReportScope) -> String? {
    let text = scope.query.description
    return text.isEmpty ? nil : text
  }

  var allEvents: String { self("all events", "すべてのイベント") }

  /// That the matrix of hours does not speak of some files; `nil` when it does of all.
  func filesWithoutHours(_ evidence: ReportEvidence) -> String? {
    let count = evidence.coverage.filesWithoutHours
    if count == 0 { return nil }
    let files = ReportWords.counted(count, "further file") + " (exports, saved pages)"
    return self(
      count == 1
        ? "The name of \(files) tells no account, Region and hour: its events are examined, and whether others like it are missing cannot be judged."
        : "The names of \(files) tell no account, Region and hour: their events are examined, and whether others like them are missing cannot be judged.",
      "このほか \(ReportWords.grouped(count)) ファイル（エクスポート、保存したページなど）は、名前からアカウント・リージョン・時間が分からない。イベントは対象に含むが、同種のファイルの欠落は判定できない。"
    )
  }

  /// That events share an id although they are not copies; `nil` when none do.
  func conflicts(_ evidence: ReportEvidence) -> String? {
    let count = evidence.conflicts
    if count == 0 { return nil }
    return self(
      "\(ReportWords.counted(count, "event")) \(count == 1 ? "has" : "have") the id of another event, of another time or account. All of them are kept; CloudTrail gives every event an id of its own.",
      "時刻またはアカウントの異なる別のイベントと同じIDを持つイベントが \(ReportWords.grouped(count)) 件ある。いずれも対象に含む。CloudTrail はイベントごとに固有のIDを付ける。"
    )
  }

  /// That the records of global services of some accounts are elsewhere; `nil` when they are here.
  ///
  /// Source: "Logging global service events" of the CloudTrail user guide.
  func withoutGlobalRegion(_ evidence: ReportEvidence) -> String? {
    let accounts = evidence.coverage.accountsWithoutGlobalRegion
    if accounts.isEmpty { return nil }
    let names = accounts.prefix(10).joined(separator: ", ") + (accounts.count > 10 ? " …" : "")
    return self(
      "There are no log files of us-east-1 of \(ReportWords.counted(accounts.count, "account")) (\(names)): events of IAM, of the global endpoint of STS, of Organizations and many sign-ins are recorded there, and missing here.",
      "us-east-1 のログファイルが無いアカウントが \(ReportWords.grouped(accounts.count)) 件ある（\(names)）。IAM、STSグローバルエンドポイント、Organizations、多くのサインインのイベントは us-east-1 に記録されるため、この報告に含まれない。"
    )
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
          "\(ReportWords.counted(damaged, "file")) of the archive \(damaged == 1 ? "is" : "are") damaged: records in \(damaged == 1 ? "it" : "them") may be missing here",
          "アーカイブの \(ReportWords.grouped(damaged)) ファイルが壊れており、その記録が欠けている可能性がある"))
    }
    if count("missing") > 0 {
      lines.append(
        self(
          "\(ReportWords.counted(count("missing"), "file")) that \(count("missing") == 1 ? "was" : "were") indexed \(count("missing") == 1 ? "is" : "are") no longer in the archive",
          "索引に取り込んだ後、アーカイブから \(ReportWords.grouped(count("missing"))) ファイルが無くなっている"))
    }
    if count("changed") > 0 {
      lines.append(
        self(
          "\(ReportWords.counted(count("changed"), "file")) of the archive \(count("changed") == 1 ? "was" : "were") changed after indexing: this report tells what \(count("changed") == 1 ? "it" : "they") held then",
          "アーカイブの \(ReportWords.grouped(count("changed"))) ファイルが索引への取り込み後に変更されている。この報告は取り込み時の内容による")
      )
    }
    if count("rejected") > 0 {
      lines.append(
        self(
          "Records of \(ReportWords.counted(count("rejected"), "file")) could not be read as events and are not in this report",
          "\(ReportWords.grouped(count("rejected"))) ファイルに、イベントとして読めずこの報告に含まれない記録がある"))
    }
    if evidence.timeless > 0 {
      lines.append(
        self(
          "\(ReportWords.counted(evidence.timeless, "event")) without a usable time \(evidence.timeless == 1 ? "is" : "are") in no period, and not in this report",
          "時刻のない \(ReportWords.grouped(evidence.timeless)) 件のイベントは、どの期間にも属さずこの報告に含まれない"))
    }
    if evidence.untold > 0 {
      lines.append(
        self(
          "\(ReportWords.counted(evidence.untold, "event")) \(evidence.untold == 1 ? "comes" : "come") from exports that do not tell what came of \(evidence.untold == 1 ? "it" : "them"): rows for successes or failures leave \(evidence.untold == 1 ? "it" : "them") out",
          "結果の欄がないエクスポートから来た \(ReportWords.grouped(evidence.untold)) 件のイベントは、成功・失敗が分からず、それを条件とする行に含まれない"
        ))
    }
    if evidence.isOutside {
      lines.append(
        self(
          "The archive has nothing of these accounts and this period: no event, no log file, and no proof that there was none",
          "この期間・アカウントについて、アーカイブにはイベントもログファイルも、無かったことの証明もない"))
    }
    let missing = evidence.coverage.rows.reduce(0) { $0 + $1.hours(.missing) }
    if missing > 0 {
      lines.append(
        self(
          "Digests prove, or damage tells, that log files of \(ReportWords.counted(missing, "hour")) are missing from the archive",
          "ダイジェストで欠落が判明している、または読めないログファイルが \(ReportWords.grouped(missing)) 時間分ある"))
    }
    if let findings = evidence.verification?.findings, !findings.isEmpty {
      let count = ReportWords.grouped(findings.count)
      lines.append(
        self(
          "Digests find fault with \(ReportWords.counted(findings.count, "file")): see digests.csv",
          "ダイジェストの検証で \(count) ファイルに問題がある。digests.csv を参照"))
    }
    return lines
  }
}
