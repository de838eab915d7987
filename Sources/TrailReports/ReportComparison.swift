package import TrailFiles
internal import TrailFormats

/// What two folders of reports tell differently.
package struct ReportComparison {
  /// A member of the manifests, or what stands for one.
  package struct Setting: Hashable, Sendable {
    package var name: String
    package var old: String?
    package var new: String?
  }

  /// A report of one folder or both.
  package struct Report {
    package var id: String
    package var isInOld: Bool
    package var isInNew: Bool
    /// Whether its definition is another one.
    package var isRedefined = false
    /// Why its rows were not compared; `nil` when they were.
    package var obstacle: String?
    package var rows: RowComparison?
    package var oldRows: ReportRows?
    package var newRows: ReportRows?

    /// Whether something is told of it.
    package var differs: Bool {
      guard isInOld, isInNew, !isRedefined, obstacle == nil else { return true }
      guard let rows else { return false }
      return !rows.added.isEmpty || !rows.removed.isEmpty || !rows.changed.isEmpty
        || !rows.oldColumns.isEmpty || !rows.newColumns.isEmpty
    }
  }

  /// Hours of an account in a Region that are in another state; `nil` where a side does not have them.
  package struct Hours: Hashable, Sendable {
    package var account: String
    package var region: String
    package var old: String?
    package var new: String?
    package var count: Int
  }

  /// A file that the reports rest on.
  package struct Source: Hashable, Sendable {
    package enum Change: String, Sendable, CaseIterable { case added, removed, changed }
    package var path: String
    package var change: Change
  }

  package private(set) var settings: [Setting] = []
  package private(set) var reports: [Report] = []
  package private(set) var hours: [Hours] = []
  package private(set) var sources: [Source] = []

  /// Whether something is told.
  package var differs: Bool {
    !settings.isEmpty || !hours.isEmpty || !sources.isEmpty || reports.contains { $0.differs }
  }

  /// Members of the manifest that other parts of the comparison tell better.
  private static let covered: Set<String> = ["inputs_sha256"]

  /// Compares two folders.
  ///
  /// - Parameter open: Opens a file of a folder.
  /// - Throws: ``ComparisonError`` for files that are no files of reports, and what `open` throws.
  package init(
    _ old: ReportManifest, _ new: ReportManifest,
    open: (_ isOld: Bool, _ name: String) throws -> MappedFile
  ) throws {
    let names =
      old.settings.map(\.name)
      + new.settings.map(\.name).filter { name in !old.settings.contains { $0.name == name } }
    for name in names where !ReportComparison.covered.contains(name) {
      let setting = Setting(name: name, old: old.setting(name), new: new.setting(name))
      if setting.old != setting.new { settings.append(setting) }
    }
    let ids =
      old.reports.map(\.id)
      + new.reports.map(\.id).filter { id in !old.reports.contains { $0.id == id } }
    // Local times say the same in other words when the zone is another; what is in UTC is compared.
    let ignored: Set<String> = old.setting("zone") == new.setting("zone") ? [] : ["time_local"]
    let isSameScope = !["from", "to", "accounts", "scope"].contains { name in
      old.setting(name) != new.setting(name)
    }
    for id in ids {
      let before = old.reports.first { $0.id == id }
      let after = new.reports.first { $0.id == id }
      var report = Report(id: id, isInOld: before != nil, isInNew: after != nil)
      if let before, let after {
        report.isRedefined =
          before.definition != after.definition
          || isSameScope && before.condition != after.condition
        try report.compare(old, new, key: after.key, ignored: ignored, open: open)
      }
      reports.append(report)
    }
    try compareHours(old, new, open: open)
    try compareSources(old, new, open: open)
  }

  private mutating func compareHours(
    _ old: ReportManifest, _ new: ReportManifest,
    open: (_ isOld: Bool, _ name: String) throws -> MappedFile
  ) throws {
    struct Place: Hashable {
      var account: String
      var region: String
      var hour: String
    }
    func states(_ manifest: ReportManifest, _ isOld: Bool) throws -> [Place: String] {
      let name = "coverage.csv"
      guard manifest.files.contains(where: { $0.name == name }) else { return [:] }
      let rows = try ReportRows(try open(isOld, name), .csv)
      var states: [Place: String] = [:]
      for row in rows {
        let cells = rows.cells(row)
        guard cells.count >= 4 else { continue }
        let place = Place(
          account: cells[0].value ?? "", region: cells[1].value ?? "", hour: cells[2].value ?? "")
        states[place] = cells[3].value ?? ""
      }
      return states
    }
    let before = try states(old, true)
    let after = try states(new, false)
    var counts: [Hours: Int] = [:]
    func count(_ place: Place, _ old: String?, _ new: String?) {
      let hours = Hours(
        account: place.account, region: place.region, old: old, new: new, count: 0)
      counts[hours, default: 0] += 1
    }
    for (place, state) in before where after[place] != state { count(place, state, after[place]) }
    for (place, state) in after where before[place] == nil { count(place, nil, state) }
    hours = counts.map { hours, count in
      var hours = hours
      hours.count = count
      return hours
    }.sorted { left, right in
      (left.account, left.region, left.old ?? "", left.new ?? "")
        < (right.account, right.region, right.old ?? "", right.new ?? "")
    }
  }

  private mutating func compareSources(
    _ old: ReportManifest, _ new: ReportManifest,
    open: (_ isOld: Bool, _ name: String) throws -> MappedFile
  ) throws {
    guard old.setting("inputs_sha256") != new.setting("inputs_sha256") else { return }
    /// Lines of a hash, two blanks and a path.
    func hashes(_ manifest: ReportManifest, _ isOld: Bool) throws -> [String: String] {
      let name = "sources.sha256"
      guard manifest.files.contains(where: { $0.name == name }) else { return [:] }
      var hashes: [String: String] = [:]
      let file = try open(isOld, name)
      withExtendedLifetime(file) {
        for line in file.bytes.split(separator: 0x0A) {
          guard let blank = line.firstIndex(of: 0x20) else { continue }
          hashes[String(decoding: line[blank...].dropFirst(2), as: UTF8.self)] = String(
            decoding: line[..<blank], as: UTF8.self)
        }
      }
      return hashes
    }
    let before = try hashes(old, true)
    let after = try hashes(new, false)
    for (path, hash) in before {
      guard let other = after[path] else {
        sources.append(Source(path: path, change: .removed))
        continue
      }
      if other != hash { sources.append(Source(path: path, change: .changed)) }
    }
    for path in after.keys where before[path] == nil {
      sources.append(Source(path: path, change: .added))
    }
    sources.sort { ($0.path, $0.change.rawValue) < ($1.path, $1.change.rawValue) }
  }
}

extension ReportComparison.Report {
  /// Compares the rows, in CSV where both folders have it.
  fileprivate mutating func compare(
    _ old: ReportManifest, _ new: ReportManifest, key: [String], ignored: Set<String>,
    open: (_ isOld: Bool, _ name: String) throws -> MappedFile
  ) throws {
    let format = [ReportRows.Format.csv, .jsonl].first { format in
      [old, new].allSatisfy { manifest in
        manifest.files.contains { $0.name == "\(id).\(format.rawValue)" }
      }
    }
    guard let format else {
      obstacle = "the folders have no rows in one format, CSV or JSON lines"
      return
    }
    let before = try ReportRows(try open(true, "\(id).\(format.rawValue)"), format)
    let after = try ReportRows(try open(false, "\(id).\(format.rawValue)"), format)
    rows = RowComparison(before, after, key: key, ignored: ignored)
    oldRows = before
    newRows = after
  }
}
