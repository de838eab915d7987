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
  fileprivate static let magic = Array("TRAILEXC".utf8)

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
      exclusions.droppedSources = try Exclusions.droppedSources(&cursor)
      let names = try Exclusions.names(&cursor)
      func add(_ links: inout [Copy]) throws(DecodingFailure) {
        var found: [Copy] = []
        try Exclusions.forEachLink(&cursor, names.count) { document, name, canonical in
          found.append(
            Copy(
              document: document, canonical: Place(segment: names[name], document: canonical)))
        }
        links = found
      }
      try add(&exclusions.copies)
      try add(&exclusions.conflicts)
      return exclusions
    }
  }
}

/// An exclusions file of which just what every look-up needs was decoded.
///
/// Tens of thousands of links to canonical copies cost more to decode than a count of events does,
/// and few commands ask for them: they are checked as the file is opened, and decoded when asked
/// for.
package struct ExclusionsFile: Sendable {
  private let bytes: [UInt8]
  private let path: String
  /// Numbers of sources that no longer count, ascending.
  package private(set) var droppedSources: [Int] = []
  /// The documents that are copies, ascending.
  package private(set) var copies: [DocID] = []
  /// The number of events whose id another one has.
  package private(set) var conflictCount = 0

  /// A file that excludes nothing.
  package static var empty: ExclusionsFile { ExclusionsFile() }

  private init() {
    bytes = []
    path = ""
  }

  /// Checks all of a file.
  ///
  /// - Throws: `IndexError` `corrupt` or `formatTooNew`, naming `path`.
  package init(_ bytes: [UInt8], path: String) throws(IndexError) {
    self.bytes = bytes
    self.path = path
    (droppedSources, copies, conflictCount) = try CheckedFile.decode(
      bytes, path: path, magic: Exclusions.magic, version: Exclusions.version
    ) { cursor throws(DecodingFailure) in
      let dropped = try Exclusions.droppedSources(&cursor)
      let names = try Exclusions.names(&cursor)
      var documents: [DocID] = []
      var conflicts = 0
      try Exclusions.forEachLink(&cursor, names.count) { document, _, _ in
        documents.append(document)
      }
      try Exclusions.forEachLink(&cursor, names.count) { _, _, _ in conflicts += 1 }
      return (dropped, documents, conflicts)
    }
  }

  /// All that the file says.
  package func decoded() throws(IndexError) -> Exclusions {
    bytes.isEmpty ? Exclusions() : try Exclusions(bytes, path: path)
  }
}

extension Exclusions {
  fileprivate static func droppedSources(
    _ cursor: inout ByteCursor
  ) throws(DecodingFailure) -> [Int] {
    var sources: [Int] = []
    var previous = 0
    for _ in 0..<(try cursor.varint(atMost: Int(UInt32.max))) {
      previous += try cursor.varint(atMost: Int(UInt32.max))
      sources.append(previous)
    }
    return sources
  }

  fileprivate static func names(_ cursor: inout ByteCursor) throws(DecodingFailure) -> [String] {
    var names: [String] = []
    for _ in 0..<(try cursor.varint(atMost: 1 << 24)) { names.append(try cursor.countedText()) }
    return names
  }

  /// Links that are decoded at a time: their numbers stay in the cache and in one small buffer.
  private static let batch = 1024

  /// Calls `body` with the document, the number of the canonical copy's segment and the canonical
  /// copy's document of each link of a list.
  @inline(__always)
  fileprivate static func forEachLink(
    _ cursor: inout ByteCursor, _ names: Int, _ body: (DocID, Int, DocID) -> Void
  ) throws(DecodingFailure) {
    var left = try cursor.varint(atMost: SegmentFormat.documentLimit)
    // Every number takes a byte at least, so a wrong count cannot ask for work without end.
    guard left * 3 <= cursor.remaining else {
      throw DecodingFailure(offset: cursor.offset, reason: "\(left) links do not fit")
    }
    var document = 0
    while left > 0 {
      let start = cursor.offset
      let count = min(left, batch)
      let numbers = try cursor.varints(count * 3)
      for index in 0..<count {
        document += Int(numbers[3 * index])
        let name = Int(numbers[3 * index + 1])
        let canonical = Int(numbers[3 * index + 2])
        guard name < names, document < SegmentFormat.documentLimit,
          canonical <= SegmentFormat.documentLimit
        else {
          throw DecodingFailure(
            offset: start,
            reason: "document \(document) is a copy of \(canonical) of segment \(name) of \(names)")
        }
        body(DocID(document), name, DocID(canonical))
      }
      left -= count
    }
  }
}
