import Foundation

/// One event of an archive as the plain scan understands it.
package struct PlainEvent: Sendable {
  /// The path of its source, relative to the root.
  package let path: String
  /// The position in `Records`, from 0; rejected elements have positions too.
  package let record: Int
  /// `eventID`, when it has a value.
  package let id: String?
  /// `recipientAccountId`, when it has a value.
  package let recipient: String?
  /// `eventTime` in milliseconds since 1970-01-01T00:00:00Z, when it is readable.
  package let time: Int64?
  /// For each key of `Documentation/Keys.md` that has any: its values, ascending by bytes.
  ///
  /// The exact form of ``keys``: texts that differ only in Unicode composition stay apart.
  package let values: [String: [String]]
  /// Whether an earlier record is the same event.
  package let isCopy: Bool
  /// The bytes of the record as they are in the (inflated) source.
  package let bytes: [UInt8]

  /// The values of each key as sets; canonically equivalent texts are one element.
  package var keys: [String: Set<String>] {
    values.mapValues { Set($0) }
  }
}

/// A brute-force reading of an archive: the oracle that the index is compared with.
///
/// Promises: follows `Documentation/Keys.md` and shares no code with the extractor; simple and
/// slow. Events are in the order of (path bytes, record number).
/// Representation: every record is parsed with `JSONSerialization` and kept in memory, so it is for
/// archives of some ten thousand records. It reads only CloudTrail delivery files.
package struct PlainScan: Sendable {
  /// Every file below the root, in path order.
  package let sources: [PlainSource]
  /// Elements of all `Records`: events, duplicates and rejected ones.
  package let records: Int
  /// Elements of `Records` that are not JSON objects.
  package let rejected: Int
  /// All events, copies included and flagged.
  package let events: [PlainEvent]
  /// Records that are copies of an earlier one.
  package let duplicates: Int
  /// Distinct events whose `eventID` an earlier event already has.
  package let idConflicts: Int

  /// Reads all files below `root`.
  ///
  /// - Throws: Foundation's error when a directory or file cannot be read. Damaged files are no
  ///   error; see ``sources``.
  package init(root: String) throws {
    var sources: [PlainSource] = []
    var events: [PlainEvent] = []
    var identities: Set<[[UInt8]?]> = []
    var ids: Set<[UInt8]> = []
    var idConflicts = 0
    for path in try PlainFile.paths(below: root) {
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(path)"))
      let file = PlainFile(bytes: Array(data))
      sources.append(
        PlainSource(
          path: path, state: file.state, records: file.elements.count,
          rejected: file.elements.count { $0.value == nil }))
      for (number, element) in file.elements.enumerated() {
        guard let value = element.value else { continue }
        let record = PlainRecord(root: value)
        let isNew = identities.insert(Self.identity(of: record, bytes: element.bytes)).inserted
        let id = record.text("eventID")
        if isNew, let id, !ids.insert(Array(id.utf8)).inserted { idConflicts += 1 }
        events.append(
          PlainEvent(
            path: path, record: number, id: id, recipient: record.text("recipientAccountId"),
            time: record.text("eventTime").flatMap { PlainTime.milliseconds($0) },
            values: PlainKeys(record, path: path).values, isCopy: !isNew, bytes: element.bytes))
      }
    }
    self.sources = sources
    self.events = events
    self.idConflicts = idConflicts
    records = sources.reduce(0) { $0 + $1.records }
    rejected = sources.reduce(0) { $0 + $1.rejected }
    duplicates = events.count(where: \.isCopy)
  }

  /// The events without their copies.
  package var canonical: [PlainEvent] {
    events.filter { !$0.isCopy }
  }

  /// The paths of the files that are not CloudTrail delivery files.
  package var skipped: [String] {
    sources.filter { $0.state == .skipped }.map(\.path)
  }

  /// The events that satisfy all terms of `query` and lie in the time range.
  ///
  /// - Parameters:
  ///   - query: Terms that must all match; none match everything.
  ///   - since: The first millisecond of the range, `nil` for no limit.
  ///   - until: The first millisecond after the range, `nil` for no limit.
  /// - Returns: Canonical events in (path, record) order. An event without a time is in no range.
  package func matching(_ query: [PlainTerm], since: Int64?, until: Int64?) -> [PlainEvent] {
    canonical.filter { event in
      guard query.allSatisfy({ $0.matches(event) }) else { return false }
      if since == nil, until == nil { return true }
      guard let time = event.time else { return false }
      return time >= since ?? .min && time < until ?? .max
    }
  }

  /// What makes two records one event: the id with account and time, or else all the bytes.
  private static func identity(of record: PlainRecord, bytes: [UInt8]) -> [[UInt8]?] {
    guard let id = record.text("eventID") else { return [nil, bytes] }
    let rest = ["recipientAccountId", "eventTime"].map { record.text($0) }
    return ([id] + rest).map { $0.map { Array($0.utf8) } }
  }
}
