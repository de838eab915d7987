internal import TrailBytes

/// Two documents of one segment with one event id.
package struct SegmentTwin: Hashable, Sendable {
  /// The later one.
  package var document: DocID
  /// The first one of the same event, or of the same id when the events differ.
  package var first: DocID
  /// Whether both are records of one event; otherwise only the id is the same.
  package var isCopy: Bool

  package init(document: DocID, first: DocID, isCopy: Bool) {
    self.document = document
    self.first = first
    self.isCopy = isCopy
  }
}

/// The documents of a segment that share their event id with an earlier one.
///
/// Every document stands here once at most: a copy points to the first document of its event; the
/// first document of an event points to the first one of another event with its id.
/// ```
/// varint  number of entries, ascending by document; of each:
///         varint document - the one before, varint (document - first) * 2 + (0 copy, 1 other event)
/// ```
enum SegmentTwins {
  /// - Parameter twins: Ascending by document.
  static func write(_ twins: [SegmentTwin], to writer: inout ByteWriter) {
    writer.appendVarint(twins.count)
    var previous: DocID = 0
    for twin in twins {
      writer.appendVarint(UInt64(twin.document - previous))
      writer.appendVarint(UInt64(twin.document - twin.first) << 1 | (twin.isCopy ? 0 : 1))
      previous = twin.document
    }
  }

  static func read(_ section: Section, documentCount limit: Int) throws(IndexError) -> [SegmentTwin]
  {
    let bytes = try section.all()
    return try section.decoding { () throws(DecodingFailure) in
      var cursor = ByteCursor(bytes)
      var twins: [SegmentTwin] = []
      var document = 0
      for _ in 0..<(try cursor.varint(atMost: limit)) {
        document += try cursor.varint(atMost: limit - document)
        let distance = try cursor.varint(atMost: document << 1 | 1)
        twins.append(
          SegmentTwin(
            document: DocID(document), first: DocID(document - distance >> 1),
            isCopy: distance & 1 == 0))
      }
      return twins
    }
  }
}
