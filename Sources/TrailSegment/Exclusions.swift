internal import TrailBytes

/// Documents of a segment that answers leave out: copies, and sources that were replaced.
///
/// A segment never changes; what is decided about it later stands here, in a file of its own that
/// is replaced as a whole with a new generation.
/// ```
/// 8 bytes  magic "TRAILEXC"
/// 4        format version
/// 4        CRC-32 of the version and of all that follows
/// -        varint number of dropped sources, then varint differences of their numbers; varint
///          number of segments, counted id of each; varint number of copies, of each: varint
///          difference to the document before, varint segment and varint document of the
///          canonical copy; the same once more for the id conflicts
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

  /// Numbers of sources that no longer count, ascending.
  package var droppedSources: [Int]
  /// Copies, ascending by document.
  package var copies: [Copy]
  /// Events whose id an event that comes before them has too, with another account or time:
  /// `canonical` is the first event with the id.
  ///
  /// Answers do not leave them out. Ascending by document.
  package var conflicts: [Copy]

  package init(droppedSources: [Int] = [], copies: [Copy] = [], conflicts: [Copy] = []) {
    self.droppedSources = droppedSources
    self.copies = copies
    self.conflicts = conflicts
  }

  package static let version: UInt32 = 1
  private static let magic = Array("TRAILEXC".utf8)

  package var isEmpty: Bool { self == Exclusions() }

  /// The bytes of the file.
  package var encoded: [UInt8] {
    var body = ByteWriter()
    body.appendVarint(droppedSources.count)
    var previous = 0
    for source in droppedSources {
      body.appendVarint(source - previous)
      previous = source
    }
    let names = Set(copies.map(\.canonical.segment)).union(conflicts.map(\.canonical.segment))
      .sorted()
    var numbers: [String: Int] = [:]
    body.appendVarint(names.count)
    for (number, name) in names.enumerated() {
      body.appendCounted(name)
      numbers[name] = number
    }
    for links in [copies, conflicts] {
      body.appendVarint(links.count)
      previous = 0
      for link in links {
        body.appendVarint(Int(link.document) - previous)
        body.appendVarint(numbers[link.canonical.segment] ?? 0)
        body.appendVarint(UInt64(link.canonical.document))
        previous = Int(link.document)
      }
    }
    return CheckedFile.encode(magic: Exclusions.magic, version: Exclusions.version, body.bytes)
  }

  /// Decodes exclusions.
  ///
  /// - Throws: `IndexError` `corrupt` or `formatTooNew`, naming `path`.
  package init(_ bytes: [UInt8], path: String) throws(IndexError) {
    self = try CheckedFile.decode(
      bytes, path: path, magic: Exclusions.magic, version: Exclusions.version
    ) { cursor throws(DecodingFailure) in
      var exclusions = Exclusions()
      var previous = 0
      for _ in 0..<(try cursor.varint(atMost: Int(UInt32.max))) {
        previous += try cursor.varint(atMost: Int(UInt32.max))
        exclusions.droppedSources.append(previous)
      }
      var names: [String] = []
      for _ in 0..<(try cursor.varint(atMost: 1 << 24)) { names.append(try cursor.countedText()) }
      exclusions.copies = try Exclusions.links(&cursor, names)
      exclusions.conflicts = try Exclusions.links(&cursor, names)
      return exclusions
    }
  }

  private static func links(
    _ cursor: inout ByteCursor, _ names: [String]
  ) throws(DecodingFailure) -> [Copy] {
    let count = try cursor.varint(atMost: SegmentFormat.documentLimit)
    let start = cursor.offset
    let numbers = try cursor.varints(count * 3)
    var links: [Copy] = []
    links.reserveCapacity(count)
    var document = 0
    for index in 0..<count {
      document += Int(numbers[3 * index])
      let name = Int(numbers[3 * index + 1])
      let canonical = Int(numbers[3 * index + 2])
      guard name < names.count, document < SegmentFormat.documentLimit,
        canonical <= SegmentFormat.documentLimit
      else {
        throw DecodingFailure(
          offset: start,
          reason: "document \(document) is a copy of \(canonical) of segment \(name) of"
            + " \(names.count)")
      }
      links.append(
        Copy(
          document: DocID(document),
          canonical: Place(segment: names[name], document: DocID(canonical))))
    }
    return links
  }
}
