internal import Glibc
internal import TrailEvents
internal import TrailFiles
internal import TrailSearch
internal import TrailSegment

/// What `doctor` says of an index and its archives, and what `inspect` says of a file.
public enum IndexDiagnosis {
  /// How a remark is meant.
  public enum Level: String, Sendable {
    /// As it should be.
    case ok
    /// Something to know.
    case note
    /// Something to do.
    case warn
  }

  /// One remark.
  public struct Remark: Sendable {
    /// How it is meant.
    public let level: Level
    /// What is the case, and what to do about it.
    public let text: String
  }

  /// Segments above which merging is advised.
  private static let manySegments = 100
  /// Bytes of free disk below which a run may not end well.
  private static let littleSpace: UInt64 = 256 << 20

  /// Looks at an index and at the archives it was made of.
  ///
  /// - Throws: `TrailsiftError` when the index cannot be opened at all.
  public static func diagnose(_ index: String) throws(TrailsiftError) -> [Remark] {
    do {
      var remarks: [Remark] = []
      let snapshot = try Snapshot(storage: PosixStorage(path: index), path: index)
      let searcher = Searcher(snapshot: snapshot)
      let statistics = try searcher.statistics(checkingFiles: true)
      describe(snapshot, statistics, &remarks)
      for (number, root) in snapshot.roots.paths.enumerated() {
        describe(
          root: root, missing: statistics.missingEvents[number] ?? 0, index, &remarks)
      }
      describe(sources: statistics, &remarks)
      describeSpace(index, &remarks)
      return remarks
    } catch {
      throw .from(error)
    }
  }

  private static func describe(
    _ snapshot: Snapshot, _ statistics: IndexStatistics, _ remarks: inout [Remark]
  ) {
    func add(_ level: Level, _ text: String) { remarks.append(Remark(level: level, text: text)) }
    let program = snapshot.indexes.map(\.manifest.program).joined(separator: ", ")
    if snapshot.damage.isEmpty, snapshot.warnings.isEmpty {
      add(
        .ok,
        "index readable, format \(SegmentFormat.version), made by \(program), "
          + "\(statistics.events) events")
    }
    for error in snapshot.warnings { add(.warn, "\(error); an older state of the index is used") }
    for error in snapshot.damage { add(.warn, "\(error)") }
    if snapshot.segmentCount > manySegments {
      add(
        .note,
        "\(snapshot.segmentCount) segments: `trailsift compact` makes look-ups faster")
    }
    if statistics.events == 0, snapshot.damage.isEmpty {
      add(.warn, "the index holds no event: were the right directories indexed?")
    }
  }

  private static func describe(
    root: PathBytes, missing: Int, _ index: String, _ remarks: inout [Remark]
  ) {
    func add(_ level: Level, _ text: String) { remarks.append(Remark(level: level, text: text)) }
    let name = Paths.display(root)
    guard let identity = ArchivePath.identity(root) else {
      // Indexed at its new place, a moved archive leaves nothing here that is missed.
      if missing == 0 { return }
      return add(
        .warn,
        "\(name) is not there: the original records of \(missing) events cannot be shown; index the "
          + "new place")
    }
    let isReadable = Paths.withCString(root) { access($0, R_OK | X_OK) == 0 }
    if !isReadable { return add(.warn, "\(name) cannot be read by this user") }
    let isWritable = Paths.withCString(root) { access($0, W_OK) == 0 }
    add(
      isWritable ? .note : .ok,
      isWritable
        ? "\(name) may be written by this user; Trailsift only reads it"
        : "\(name) is read-only to this user (good)")
    if let holder = IndexLocation.holder(of: index, among: [name]),
      ArchivePath.identity(PathBytes(holder.utf8)).map({ $0 == identity }) ?? false
    {
      add(.note, "the index lies inside the archive; give -I DIR to keep the archive untouched")
    }
  }

  private static func describe(sources: IndexStatistics, _ remarks: inout [Remark]) {
    func add(_ level: Level, _ text: String) { remarks.append(Remark(level: level, text: text)) }
    let damaged = (sources.sources[.damaged] ?? 0) + (sources.sources[.partial] ?? 0)
    if damaged > 0 {
      add(
        .warn,
        "\(damaged) damaged files, often an interrupted `aws s3 sync`: run it again, then `index`"
          + " → trailsift sources --damaged")
    }
    if sources.missing > 0 {
      let events = sources.missingEvents.values.reduce(0, +)
      add(
        events > 0 ? .warn : .note,
        "\(sources.missing) files are no longer in the archive; "
          + (events > 0
            ? "the original records of \(events) events cannot be shown"
            : "others have all of their events") + " → trailsift forget")
    }
    if let skipped = sources.sources[.skipped], skipped > 0 {
      add(.note, "\(skipped) files are no logs → trailsift sources --skipped")
    }
    if sources.rejected > 0 {
      add(.note, "\(sources.rejected) records are broken or are no events, and were rejected")
    }
    if sources.untimed > 0 {
      add(
        .note,
        "\(sources.untimed) events have no readable time: no span of time finds them → trailsift search -- "
          + "'-time:*'")
    }
    if sources.idConflicts > 0 {
      add(
        .note,
        "\(sources.idConflicts) events have the id of another event of another account or time")
    }
  }

  private static func describeSpace(_ index: String, _ remarks: inout [Remark]) {
    var status = statvfs()
    guard statvfs(index, &status) == 0 else { return }
    let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
    if free < littleSpace {
      remarks.append(
        Remark(
          level: .warn, text: "\(free >> 20) MiB are free where the index lies: a run may stop"))
    }
    if access(index, W_OK) != 0 {
      remarks.append(
        Remark(level: .note, text: "the index may not be written by this user; it can be searched"))
    }
  }

  /// Describes a manifest, exclusions or a segment, a line a fact.
  ///
  /// - Throws: `TrailsiftError` with what is wrong in the file and where.
  public static func inspect(_ file: String) throws(TrailsiftError) -> [String] {
    do {
      return try FileDescription.lines(of: try MappedFile(path: file)) { key in
        EventKey(rawValue: key)?.name ?? "key \(key)"
      }
    } catch {
      throw .from(error)
    }
  }
}
