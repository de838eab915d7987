internal import Glibc
internal import TrailEvents
internal import TrailFiles
internal import TrailIntegrity
internal import TrailReports
internal import TrailSearch

/// The compliance reports there are, and how they are made.
public struct ComplianceReports: Sendable {
  /// A report or a pack in a list.
  public struct Listed: Sendable {
    /// What it is called on the command line.
    public let id: String
    /// The title in the language of the list.
    public let title: String
    /// What it answers; for a pack the reports in it.
    public let question: String
  }

  /// What is told of a report that somebody wants to understand.
  public struct Explained: Sendable {
    /// What it is called on the command line.
    public let id: String
    /// The title in the language of the list.
    public let title: String
    /// What it answers.
    public let question: String
    /// What its rows are: `events`, `sign-ins`, `activity` or `first-seen`.
    public let rows: String
    /// The condition in the query language; empty for every event.
    public let query: String
    /// The condition as the framework publishes it.
    public let published: String?
    /// Columns beside those of every report: name and where the value comes from.
    public let columns: [(name: String, origin: String)]
    /// Frameworks and numbers of controls.
    public let controls: [String]
    /// What a reader must know of the limits.
    public let notes: [String]
    /// The file that defines it.
    public let file: String
  }

  private var catalogue: ReportCatalogue
  private let language: ReportLanguage

  /// The languages that reports are written in.
  public static let languages: [String] = ReportLanguage.allCases.map(\.rawValue)
  /// Keys whose values can be replaced by pseudonyms.
  public static let redactable: [String] = Redactor.Kind.allCases.map(\.rawValue)
  /// The kinds of lists that reports compare with.
  public static let lists: [String] = ReportInputs.Kind.allCases.map(\.rawValue)
  /// The formats.
  public static let formats: [String] = ReportBundle.Format.allCases.map(\.rawValue)

  /// The reports of the program and those of directories.
  ///
  /// - Parameters:
  ///   - language: `en` or `ja`.
  ///   - directories: Whose `*.yaml` files define more reports; a missing one is an error.
  ///   - own: The directory of the user, which may be missing.
  public init(
    language: String, directories: [String], own: String?
  ) throws(TrailsiftError) {
    guard let known = ReportLanguage(rawValue: language) else {
      throw TrailsiftError("there is no language `\(language)`; there are en and ja")
    }
    self.language = known
    do {
      catalogue = try ReportCatalogue()
      for directory in (own.map { [$0] } ?? []) + directories {
        if directory != own, ArchivePath.identity(PathBytes(directory.utf8)) == nil {
          throw TrailsiftError("\(directory): there is no such directory of reports")
        }
        var known: [String: String] = [:]
        for name in try ComplianceReports.definitions(in: directory) {
          let bytes = try PosixStorage(path: directory).read(name)
          let report = try ReportDefinition(bytes, file: "\(directory)/\(name)")
          if let other = known.updateValue(name, forKey: report.id.lowercased()) {
            throw TrailsiftError("\(report.file): \(other) defines \(report.id), too")
          }
          catalogue.add(report)
        }
      }
    } catch {
      throw .from(error)
    }
  }

  /// Names of the definitions in a directory; none when it is not there.
  private static func definitions(in directory: String) throws -> [String] {
    try PosixStorage(path: directory).list("")
      .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
  }

  /// Reports and packs, as they are listed.
  public var list: [Listed] {
    catalogue.reports.map {
      Listed(
        id: $0.id, title: $0.title.text(language), question: $0.question.text(language))
    }
  }

  /// The packs.
  public var packs: [Listed] {
    ReportCatalogue.packs.map {
      Listed(
        id: $0.name, title: $0.title.text(language), question: $0.reports.joined(separator: " "))
    }
  }

  /// What a report asks, and what it is evidence for.
  ///
  /// - Throws: `TrailsiftError` when there is none of the name.
  public func explain(_ name: String) throws(TrailsiftError) -> [Explained] {
    try named(name).map { report in
      let rows =
        switch report.selection {
        case .events: "events"
        case .signIns(let filter): filter.description
        case .usage(let filter): "use by month and person, of \(filter.description)"
        case .gaps: "gaps in the coverage"
        case .activity(let keys): "activity by \(keys.joined(separator: ", "))"
        case .firstSeen(let lists):
          "first seen by " + lists.map { $0.joined(separator: ", ") }.joined(separator: "; ")
        case .sessions(let pause): "sessions without a pause over \(pause) minutes"
        case .workflows: "sign-in workflows of Identity Center"
        case .subjects: "subjects of user pools, by client"
        }
      return Explained(
        id: report.id, title: report.title.text(language),
        question: report.question.text(language), rows: rows, query: report.query,
        published: report.published,
        columns: report.columns.map { ($0.name, $0.origin) },
        controls: report.controls.map { "\($0.framework) \($0.numbers.joined(separator: ", "))" },
        notes: report.notes.map { $0.text(language) }, file: report.file)
    }
  }

  private func named(_ name: String) throws(TrailsiftError) -> [ReportDefinition] {
    if let found = catalogue.named(name) { return found }
    let names = ["all"] + ReportCatalogue.packs.map(\.name) + catalogue.reports.map(\.id)
    let hint = Spelling.nearest(to: name.lowercased(), among: names.map { $0.lowercased() })
      .map { "; did you mean `\($0)`?" }
    throw TrailsiftError(
      "there is no report `\(name)`\(hint ?? "; `trailsift report --list` lists them")")
  }

  /// What a run of reports is about.
  public struct Request: Sendable {
    /// Names of reports and packs.
    public var names: [String] = []
    /// What every event must satisfy; its bounds of time are the period.
    public var query: EventQuery
    /// Accounts that events were delivered to; empty for all.
    public var accounts: [String] = []
    /// The zone of times and days.
    public var zone: DisplayZone = .utc
    /// Of ``ComplianceReports/formats``.
    public var formats: [String] = ComplianceReports.formats
    /// Lists to compare with: a kind of ``ComplianceReports/lists``, and the path of a CSV file.
    public var lists: [(kind: String, path: String)] = []
    /// Keys of ``ComplianceReports/redactable`` whose values are replaced by pseudonyms.
    public var redacted: [String] = []
    /// The file of the key that makes pseudonyms; it is made, mode 0600, when it does not exist.
    public var redactionKey: String?
    /// Whether CSV is made for Excel.
    public var isForExcel = false
    /// Whether the archive is verified by its digests, and the verdicts are part of the evidence.
    public var verifies = false
    /// Files with public keys for that: saved answers of `aws cloudtrail list-public-keys`, or PEM.
    public var publicKeys: [String] = []
    /// Told of each report before it is made: how many were, how many there are, and its id.
    public var progress: (@Sendable (_ done: Int, _ count: Int, _ id: String) -> Void)?

    /// - Parameter query: What every event must satisfy, with the period.
    public init(query: EventQuery) { self.query = query }
  }

  /// What a run of reports wrote.
  public struct Result: Sendable {
    /// Names of the files, in the order in which they were written.
    public let files: [String]
    /// Rows of each report.
    public let rows: [(id: String, title: String, rows: Int)]
    /// What a reader must not miss.
    public let warnings: [String]
  }

  /// Makes reports and writes them into a new or empty folder.
  ///
  /// - Throws: `TrailsiftError` when the folder holds something, or cannot be written.
  public func write(
    _ request: Request, of index: EventIndex, to folder: String
  ) throws(TrailsiftError) -> Result {
    var definitions: [ReportDefinition] = []
    for name in request.names {
      for report in try named(name) where !definitions.contains(where: { $0.id == report.id }) {
        definitions.append(report)
      }
    }
    let inputs = try ComplianceReports.inputs(request.lists)
    return try index.calling {
      let scope = ComplianceReports.scope(request)
      let redactor = try ComplianceReports.redactor(request, index)
      try ComplianceReports.makeEmpty(folder)
      let bundle = ReportBundle(
        formats: request.formats.compactMap { ReportBundle.Format(rawValue: $0) },
        isForExcel: request.isForExcel
      ) { name, write in
        let file = try OutputFile("\(folder)/\(name)")
        try write { try file.append($0) }
        try file.publish()
      }
      let verification = request.verifies ? try verification(request, index) : nil
      let evaluator = ReportEvaluator(
        searcher: index.searcher, scope: scope, inputs: inputs, verification: verification,
        redactor: redactor, program: "trailsift \(Trailsift.version)")
      var made: [Int: ReportTable] = [:]
      let told = request.progress
      try evaluator.tables(
        definitions, told: { number, id in told?(number, definitions.count, id) }
      ) { number, table in
        bundle.add(table, number)
        var shown = table
        shown.keepShown()
        made[number] = shown
      }
      let tables = definitions.indices.compactMap { made[$0] }
      var evidence = try evaluator.evidence()
      evidence.verification = verification
      var document = ReportDocument(
        title: title(request.names, tables.map(\.definition)),
        scope: redactor?.scope(scope) ?? scope, tables: tables,
        evidence: redactor?.evidence(evidence) ?? evidence, language: language)
      document.inputs = redactor?.inputs(inputs) ?? inputs
      document.redaction = redactor.map { ($0.kinds.map(\.rawValue), $0.keyID) }
      document.hasApproval = language == .japanese
      let files = try bundle.finish(document)
      return Result(
        files: files,
        rows: tables.map {
          ($0.definition.id, $0.definition.title.text(language), $0.rowCount)
        }, warnings: document.warnings)
    }
  }

  private static func redactor(_ request: Request, _ index: EventIndex) throws -> Redactor? {
    guard !request.redacted.isEmpty else { return nil }
    var kinds: Set<Redactor.Kind> = []
    for name in request.redacted {
      guard let kind = Redactor.Kind(rawValue: name) else {
        throw TrailsiftError(
          "--redact: there is no `\(name)`; there are \(redactable.joined(separator: ", "))")
      }
      kinds.insert(kind)
    }
    guard let path = request.redactionKey else {
      throw TrailsiftError("--redact needs --redact-key FILE: the key that makes pseudonyms")
    }
    return try Redactor(
      kinds, secret: try RedactionKey.bytes(path), searcher: index.searcher)
  }

  /// The largest list that is read.
  private static let longestList = 64 << 20

  private static func inputs(
    _ lists: [(kind: String, path: String)]
  ) throws(TrailsiftError) -> ReportInputs {
    var inputs = ReportInputs()
    do {
      for (name, path) in lists {
        guard let kind = ReportInputs.Kind(rawValue: name) else {
          throw TrailsiftError("there is no list of kind `\(name)`")
        }
        try inputs.add(kind, try UserFile.readWhole(path, limit: longestList), path: path)
      }
    } catch {
      throw .from(error)
    }
    return inputs
  }

  private func verification(
    _ request: Request, _ index: EventIndex
  ) throws -> ReportEvidence.Verification {
    var options = ArchiveVerification.Options()
    for path in request.publicKeys { try options.keys.add(path: path) }
    options.jobs = 2
    let snapshot = index.searcher.snapshot
    return ReportEvidence.Verification(
      try ArchiveVerification.run(
        snapshot, storage: PosixStorage(path: snapshot.cachePath), options: options))
  }

  private static func makeEmpty(_ folder: String) throws {
    let storage = PosixStorage(path: folder)
    try storage.createDirectories([""])
    guard try storage.list("").isEmpty else {
      throw TrailsiftError("\(folder) is not empty: name a new folder")
    }
  }

  private static func scope(_ request: Request) -> ReportScope {
    var scope = ReportScope()
    let query = request.query.query
    var rest: [Query] = []
    for part in query.parts {
      if case .time(let from, let to) = part {
        scope.from = [scope.from, from].compactMap { $0 }.max()
        scope.to = [scope.to, to].compactMap { $0 }.min()
      } else if part != .all {
        rest.append(part)
      }
    }
    scope.condition = rest.isEmpty ? .all : rest.count == 1 ? rest[0] : .and(rest)
    scope.accounts = request.accounts
    scope.zone = request.zone.rules
    return scope
  }

  private func title(_ names: [String], _ definitions: [ReportDefinition]) -> Localized {
    if definitions.count == 1 { return definitions[0].title }
    if names.count == 1, let pack = ReportCatalogue.packs.first(where: { $0.name == names[0] }) {
      return pack.title
    }
    return Localized("Audit reports from AWS CloudTrail", "AWS CloudTrail 監査報告")
  }
}

extension Query {
  /// The conditions that are joined by AND.
  fileprivate var parts: [Query] {
    if case .and(let parts) = self { parts.flatMap(\.parts) } else { [self] }
  }
}

extension ComplianceReports {
  /// What is wrong with a folder of reports.
  public struct Check: Sendable {
    /// Files that the manifest lists.
    public let count: Int
    /// What is wrong with which file.
    public let findings: [(file: String, reason: String)]
  }

  /// Compares a folder with its manifest.
  ///
  /// - Throws: `TrailsiftError` when it has none, or a file cannot be read.
  public static func check(folder: String) throws(TrailsiftError) -> Check {
    let storage = PosixStorage(path: folder)
    do {
      let name = ReportBundle.manifestName
      let present = try storage.list("")
      guard present.contains(name) else {
        throw TrailsiftError(
          "\(folder): there is no \(name): it is no folder of reports, or unfinished")
      }
      let result = try ReportBundle.check(manifest: try storage.read(name), present: present) {
        try storage.read($0)
      }
      guard let result else {
        throw TrailsiftError("\(folder)/\(name): it is no manifest of reports")
      }
      return Check(count: result.count, findings: result.findings.map { ($0.file, $0.reason) })
    } catch {
      throw .from(error)
    }
  }
}
