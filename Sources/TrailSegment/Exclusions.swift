internal import TrailBytes
internal import TrailFiles

/// Documents of a segment that answers leave out: copies, and sources that were replaced.
///
/// A segment never changes; what is decided about it later stands here, in a file of its own that
/// is replaced as a whole with a new generation.
/// ```
/// 8 bytes  magic "TRAILEXC"
/// 4        format version
/// 4        CRC-32 of all that follows
/// -        varint id conflicts; varint number of dropped sources, then varint differences of their numbers; varint
///          number of segments, counted id of each; varint number of copies, of each: varint
///          difference to the document before, varint segment and varint document of the
///          canonical copy
/// ```
package struct Exclusions: Hashable, Sendable {
  /// A document anywhere in the index.
  package struct Place: Hashable, Sendable {
    /// The id of its segment.
    package var segment: String
    package var document: DocID

    package init(segment: String, document: DocID) {
      self.segment = segment
      self.document = document
    }
  }

  /// A document that is a copy of another one.
  package struct Copy: Hashable, Sendable {
    package var document: DocID
    /// The copy that stands for all.
    package var canonical: Place

    package init(document: DocID, canonical: Place) {
      self.document = document
      self.canonical = canonical
    }
  }

  /// Event ids of the segment that an event of another segment had first, with another account or
  /// time; counted when the segment was committed.
  package var idConflicts: Int
  /// Numbers of sources that no longer count, ascending.
  package var droppedSources: [Int]
  /// Copies, ascending by document.
  package var copies: [Copy]

  package init(idConflicts: Int = 0, droppedSources: [Int] = [], copies: [Copy] = []) {
    self.idConflicts = idConflicts
    self.droppedSources = droppedSources
    self.copies = copies
  }

  package static let version: UInt32 = 1
  private static let magic = Array("TRAILEXC".utf8)

  package var isEmpty: Bool { self == Exclusions() }

  /// The bytes of the file.
  package var encoded: [UInt8] {
    var body = ByteWriter()
    body.appendVarint(idConflicts)
    body.appendVarint(droppedSources.count)
    var previous = 0
    for source in droppedSources {
      body.appendVarint(source - previous)
      previous = source
    }
    let names = Set(copies.map(\.canonical.segment)).sorted()
    var numbers: [String: Int] = [:]
    body.appendVarint(names.count)
    for (number, name) in names.enumerated() {
      body.appendCounted(name)
      numbers[name] = number
    }
    body.appendVarint(copies.count)
    previous = 0
    for copy in copies {
      body.appendVarint(Int(copy.document) - previous)
      body.appendVarint(numbers[copy.canonical.segment] ?? 0)
      body.appendVarint(UInt64(copy.canonical.document))
      previous = Int(copy.document)
    }
    var writer = ByteWriter()
    writer.append(contentsOf: Exclusions.magic)
    writer.appendFixed(Exclusions.version)
    writer.appendFixed(body.bytes.withUnsafeBytes { Checksum.crc32($0) })
    writer.append(contentsOf: body.bytes)
    return writer.bytes
  }

  /// Decodes exclusions.
  ///
  /// - Throws: `IndexError` `corrupt` or `formatTooNew`, naming `path`.
  package init(_ bytes: [UInt8], path: String) throws(IndexError) {
    self = try CheckedFile.decode(
      bytes, path: path, magic: Exclusions.magic, version: Exclusions.version
    ) { cursor throws(DecodingFailure) in
      var exclusions = Exclusions()
      exclusions.idConflicts = try cursor.varint(atMost: Int(UInt32.max))
      var previous = 0
      for _ in 0..<(try cursor.varint(atMost: Int(UInt32.max))) {
        previous += try cursor.varint(atMost: Int(UInt32.max))
        exclusions.droppedSources.append(previous)
      }
      var names: [String] = []
      for _ in 0..<(try cursor.varint(atMost: 1 << 24)) { names.append(try cursor.countedText()) }
      previous = 0
      for _ in 0..<(try cursor.varint(atMost: SegmentFormat.documentLimit)) {
        previous += try cursor.varint(atMost: SegmentFormat.documentLimit)
        let name = try cursor.varint(atMost: names.count - 1)
        let canonical = try cursor.varint(atMost: SegmentFormat.documentLimit)
        guard name < names.count, previous < SegmentFormat.documentLimit else {
          throw DecodingFailure(
            offset: cursor.offset,
            reason: "document \(previous) is a copy of one of segment \(name) of \(names.count)")
        }
        exclusions.copies.append(
          Copy(
            document: DocID(previous),
            canonical: Place(segment: names[name], document: DocID(canonical))))
      }
      return exclusions
    }
  }
}
