internal import TrailFiles
internal import TrailReports

/// What two folders of reports tell differently.
public struct ReportDifferences {
  /// A setting, or a count of the whole, as the manifests tell it; `nil` where one does not.
  public struct Setting: Sendable {
    /// The member of the manifest.
    public let name: String
    /// Its value in the old folder.
    public let old: String?
    /// Its value in the new folder.
    public let new: String?
  }

  /// A row: the names of its columns and their values, in the order of the file.
  public typealias Row = [(name: String, value: String?)]

  /// A row that both folders have with other values.
  public struct Change {
    /// The row as the new folder has it.
    public let row: Row
    /// The columns with another value.
    public let columns: [(name: String, old: String?, new: String?)]
  }

  /// A report of one folder or both.
  public struct Report {
    fileprivate let report: ReportComparison.Report

    /// What it is called.
    public var id: String { report.id }
    /// Whether the old folder has it.
    public var isInOld: Bool { report.isInOld }
    /// Whether the new folder has it.
    public var isInNew: Bool { report.isInNew }
    /// Whether its definition or condition is another one.
    public var isRedefined: Bool { report.isRedefined }
    /// Why its rows were not compared; `nil` when they were, or one folder lacks it.
    public var obstacle: String? { report.obstacle }
    /// Whether something is told of it.
    public var differs: Bool { report.differs }
    /// Rows in the old folder.
    public var oldCount: Int { report.rows?.oldCount ?? 0 }
    /// Rows in the new folder.
    public var newCount: Int { report.rows?.newCount ?? 0 }
    /// Columns that the old folder alone has.
    public var oldColumns: [String] { report.rows?.oldColumns ?? [] }
    /// Columns that the new folder alone has.
    public var newColumns: [String] { report.rows?.newColumns ?? [] }
    /// Number of rows that the new folder alone has.
    public var addedCount: Int { report.rows?.added.count ?? 0 }
    /// Number of rows that the old folder alone has.
    public var removedCount: Int { report.rows?.removed.count ?? 0 }
    /// Number of rows that changed.
    public var changedCount: Int { report.rows?.changed.count ?? 0 }

    /// Rows that the new folder alone has, in its order, read as they are asked for.
    public var added: some Sequence<Row> {
      (report.rows?.added ?? []).lazy.map { report.newRows?.cells($0) ?? [] }
    }

    /// Rows that the old folder alone has, in its order, read as they are asked for.
    public var removed: some Sequence<Row> {
      (report.rows?.removed ?? []).lazy.map { report.oldRows?.cells($0) ?? [] }
    }

    /// Rows that changed, in the order of the new folder, read as they are asked for.
    public var changed: some Sequence<Change> {
      (report.rows?.changed ?? []).lazy.map {
        Change(row: report.newRows?.cells($0.new) ?? [], columns: $0.columns)
      }
    }
  }

  /// Hours of an account in a Region whose state differs: `covered`, `empty`, `missing`, `unknown`, or
  /// `nil` where a folder does not have them.
  public struct Hours: Sendable {
    /// The account.
    public let account: String
    /// The Region.
    public let region: String
    /// The state in the old folder.
    public let old: String?
    /// The state in the new folder.
    public let new: String?
    /// How many hours.
    public let count: Int
  }

  /// A file that only one folder's reports rest on, or with another content.
  public struct Source: Sendable {
    /// The path as the folder lists it.
    public let path: String
    /// `added`, `removed` or `changed`.
    public let change: String
  }

  /// What is wrong with a file of a folder.
  public struct Finding: Sendable {
    /// The folder and the name of the file.
    public let file: String
    /// In words.
    public let reason: String
  }

  /// Settings and counts with another value.
  public let settings: [Setting]
  /// All reports, those of the old folder first.
  public let reports: [Report]
  /// Hours in another state, by account and Region.
  public let hours: [Hours]
  /// Files that the reports rest on and that are not the same, by path.
  public let sources: [Source]
  /// Files of the folders that are not as their manifests list them.
  public let findings: [Finding]
  /// Whether anything is told.
  public let isDifferent: Bool

  /// Compares two folders, after each was compared with its manifest.
  ///
  /// - Throws: `TrailsiftError` when one is no folder of reports, or cannot be read.
  public init(old: String, new: String) throws(TrailsiftError) {
    var findings: [Finding] = []
    var manifests: [ReportManifest] = []
    for folder in [old, new] {
      let check = try ComplianceReports.check(folder: folder)
      findings += check.findings.map { Finding(file: "\(folder)/\($0.file)", reason: $0.reason) }
      do {
        let name = ReportBundle.manifestName
        let bytes = try PosixStorage(path: folder).read(name)
        guard let manifest = ReportManifest(bytes) else {
          throw TrailsiftError("\(folder)/\(name): it is no manifest of reports")
        }
        manifests.append(manifest)
      } catch {
        throw .from(error)
      }
    }
    do {
      let comparison = try ReportComparison(manifests[0], manifests[1]) { isOld, name in
        // A manifest names the files; none of them may be one elsewhere.
        guard !name.contains("/") else { throw TrailsiftError("`\(name)` is no file of a folder") }
        let storage = PosixStorage(path: isOld ? old : new)
        // Read, not mapped: a folder of reports may lie where others write.
        return MappedFile(bytes: try storage.read(name), path: "\(storage.path)/\(name)")
      }
      settings = comparison.settings.map { Setting(name: $0.name, old: $0.old, new: $0.new) }
      reports = comparison.reports.map { Report(report: $0) }
      hours = comparison.hours.map {
        Hours(account: $0.account, region: $0.region, old: $0.old, new: $0.new, count: $0.count)
      }
      sources = comparison.sources.map { Source(path: $0.path, change: $0.change.rawValue) }
      isDifferent = comparison.differs
    } catch {
      throw .from(error)
    }
    self.findings = findings
  }
}
