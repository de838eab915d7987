internal import TrailBytes
package import TrailFiles

/// Documents of a segment that answers leave out: copies, and sources that were replaced.
///
/// A segment never changes; what is decided about it later stands here, in a file of its own that
/// is replaced as a whole with a new generation.
/// ```
/// 8 bytes  magic "TRAILEXC"
/// 4        format version
/// 4        CRC-32 of the version and of all that follows
/// -        varint number of dropped sources, then varint differences of their numbers; varint
///          number of copies and of id conflicts; varint difference of each copy's document to the
///          one before; varint number of segments, counted id of each; of each copy: varint segment
///          and varint document of the canonical one; the documents of the id conflicts and what
///          comes first, in the same forms
/// ```
/// What every look-up needs comes first, so that the rest need not be decoded for it. (In version 1
/// the document of a copy stood before its canonical one, and the number of conflicts before these.)
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

  package static let version: UInt32 = 2
  fileprivate static let lowestVersion: UInt32 = 1
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
    body.appendVarint(copies.count)
    body.appendVarint(conflicts.count)
    Exclusions.write(documentsOf: copies, to: &body)
    var found: Set<String> = []
    for links in [copies, conflicts] {
      // Links to one segment follow each other.
      var last: String?
      for link in links where link.canonical.segment != last {
        last = link.canonical.segment
        found.insert(link.canonical.segment)
      }
    }
    let names = found.sorted()
    var numbers: [String: Int] = [:]
    body.appendVarint(names.count)
    for (number, name) in names.enumerated() {
      body.appendCounted(name)
      numbers[name] = number
    }
    Exclusions.write(placesOf: copies, numbers, to: &body)
    Exclusions.write(documentsOf: conflicts, to: &body)
    Exclusions.write(placesOf: conflicts, numbers, to: &body)
    return CheckedFile.encode(magic: Exclusions.magic, version: Exclusions.version, body.bytes)
  }

  private static func write(documentsOf links: [Copy], to body: inout ByteWriter) {
    var previous = 0
    for link in links {
      body.appendVarint(Int(link.document) - previous)
      previous = Int(link.document)
    }
  }

  private static func write(
    placesOf links: [Copy], _ numbers: [String: Int], to body: inout ByteWriter
  ) {
    var last: (name: String, number: Int)?
    for link in links {
      let name = link.canonical.segment
      if last?.name != name { last = (name, numbers[name] ?? 0) }
      body.appendVarint(last?.number ?? 0)
      body.appendVarint(UInt64(link.canonical.document))
    }
  }

  /// Decodes exclusions.
  ///
  /// - Throws: `IndexError` `corrupt` or `formatTooNew`, naming the file.
  package init(_ file: MappedFile) throws(IndexError) {
    self = try Exclusions.decode(file) { cursor, version throws(DecodingFailure) in
      let dropped = try Exclusions.droppedSources(&cursor)
      guard version > 1 else { return try Exclusions.first(dropped, &cursor) }
      let counts = (copies: try Exclusions.count(&cursor), conflicts: try Exclusions.count(&cursor))
      let documents = try Exclusions.documents(&cursor, counts.copies)
      let names = try Exclusions.names(&cursor)
      let copies = try Exclusions.links(documents, names, &cursor)
      let others = try Exclusions.documents(&cursor, counts.conflicts)
      return Exclusions(
        droppedSources: dropped, copies: copies,
        conflicts: try Exclusions.links(others, names, &cursor))
    }
  }
}

/// An exclusions file of which just what every look-up needs was decoded.
///
/// Tens of thousands of links to canonical copies cost more to decode than a count of events does,
/// and few commands ask for them: the checksum vouches for them, and they are decoded when asked
/// for.
package struct ExclusionsFile: Sendable {
  /// Mapped, not read: a page of memory is dearer than the page of the file that it would hold.
  private let file: MappedFile?
  /// Numbers of sources that no longer count, ascending.
  package private(set) var droppedSources: [Int] = []
  /// The documents that are copies, ascending.
  package private(set) var copies: [DocID] = []
  /// The number of events whose id another one has.
  package private(set) var conflictCount = 0

  /// A file that excludes nothing.
  package static var empty: ExclusionsFile { ExclusionsFile() }

  private init() { file = nil }

  /// Opens a file.
  ///
  /// - Throws: `IndexError` `corrupt` or `formatTooNew`, naming the file.
  package init(_ file: MappedFile) throws(IndexError) {
    self.file = file
    (droppedSources, copies, conflictCount) = try Exclusions.decode(file) {
      cursor, version throws(DecodingFailure) in
      let dropped = try Exclusions.droppedSources(&cursor)
      guard version > 1 else {
        let all = try Exclusions.first(dropped, &cursor)
        return (dropped, all.copies.map(\.document), all.conflicts.count)
      }
      let copies = try Exclusions.count(&cursor)
      let conflicts = try Exclusions.count(&cursor)
      let documents = try Exclusions.documents(&cursor, copies)
      _ = try cursor.take(cursor.remaining)
      return (dropped, documents, conflicts)
    }
  }

  /// All that the file says.
  package func decoded() throws(IndexError) -> Exclusions {
    guard let file else { return Exclusions() }
    return try Exclusions(file)
  }
}

extension Exclusions {
  fileprivate static func decode<Value>(
    _ file: MappedFile,
    _ body: (inout ByteCursor, UInt32) throws(DecodingFailure) -> Value
  ) throws(IndexError) -> Value {
    try CheckedFile.decode(
      file.bytes, path: file.path, magic: magic, versions: lowestVersion...version, body)
  }

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

  /// The number of links of a list.
  fileprivate static func count(_ cursor: inout ByteCursor) throws(DecodingFailure) -> Int {
    try cursor.varint(atMost: SegmentFormat.documentLimit)
  }

  /// The documents of the links of a list.
  fileprivate static func documents(
    _ cursor: inout ByteCursor, _ count: Int
  ) throws(DecodingFailure) -> [DocID] {
    let start = cursor.offset
    var documents = try cursor.varints(count)
    // A sum of fewer than 2^31 numbers of 32 bits.
    var last: UInt64 = 0
    for index in documents.indices {
      last &+= UInt64(documents[index])
      documents[index] = DocID(truncatingIfNeeded: last)
    }
    guard last < SegmentFormat.documentLimit else {
      throw DecodingFailure(offset: start, reason: "document \(last) is none of a segment")
    }
    return documents
  }

  /// The links of documents, whose canonical copies follow.
  fileprivate static func links(
    _ documents: [DocID], _ names: [String], _ cursor: inout ByteCursor
  ) throws(DecodingFailure) -> [Copy] {
    let start = cursor.offset
    let numbers = try cursor.varints(documents.count * 2)
    var links: [Copy] = []
    links.reserveCapacity(documents.count)
    for (index, document) in documents.enumerated() {
      links.append(
        try link(document, numbers[2 * index], numbers[2 * index + 1], names, at: start))
    }
    return links
  }

  private static func link(
    _ document: DocID, _ name: UInt32, _ canonical: UInt32, _ names: [String], at offset: Int
  ) throws(DecodingFailure) -> Copy {
    guard name < names.count, canonical <= SegmentFormat.documentLimit else {
      throw DecodingFailure(
        offset: offset,
        reason:
          "document \(document) is a copy of \(canonical) of segment \(name) of \(names.count)")
    }
    return Copy(
      document: document, canonical: Place(segment: names[Int(name)], document: canonical))
  }

  /// What follows the dropped sources in version 1.
  fileprivate static func first(
    _ dropped: [Int], _ cursor: inout ByteCursor
  ) throws(DecodingFailure) -> Exclusions {
    let names = try names(&cursor)
    func links() throws(DecodingFailure) -> [Copy] {
      let count = try count(&cursor)
      let start = cursor.offset
      let numbers = try cursor.varints(count * 3)
      var links: [Copy] = []
      var document: UInt64 = 0
      for index in 0..<count {
        document &+= UInt64(numbers[3 * index])
        guard document < SegmentFormat.documentLimit else {
          throw DecodingFailure(offset: start, reason: "document \(document) is none of a segment")
        }
        links.append(
          try link(
            DocID(document), numbers[3 * index + 1], numbers[3 * index + 2], names, at: start))
      }
      return links
    }
    let copies = try links()
    return Exclusions(droppedSources: dropped, copies: copies, conflicts: try links())
  }
}
