import Foundation
import Testing
import TrailBytes
import TrailFiles
import TrailTestSupport

@testable import TrailSegment

/// Damage to whole files of the index.
@Suite struct CorruptionTests {
  @Test func `a segment with any byte changed fails loudly or answers the same`() throws {
    let directory = try TemporaryDirectory()
    let bytes = SegmentWriter.write(TinySegment(seed: 7, sources: 2, events: 12).builder())
    #expect(bytes.count < 4_000)
    let path = try directory.write(bytes, to: "segment")
    // The mapping shows what is written to the file, so it need not be mapped again.
    let mapped = try MappedFile(path: path)
    let expected = try SegmentAnswers(mapped)
    let file = try #require(FileHandle(forUpdatingAtPath: path))
    defer { try? file.close() }
    var undetected = 0
    for index in bytes.indices {
      for change: UInt8 in [1 << UInt8(index & 7), 0xFF] {
        try file.seek(toOffset: UInt64(index))
        try file.write(contentsOf: [bytes[index] ^ change])
        do throws(IndexError) {
          let answers = try SegmentAnswers(mapped)
          if answers != expected { Issue.record("byte \(index) changed an answer") }
          undetected += 1
        } catch {
          if error.path != path { Issue.record("\(error) does not name the file") }
        }
      }
      try file.seek(toOffset: UInt64(index))
      try file.write(contentsOf: [bytes[index]])
    }
    // Only padding between sections has no checksum.
    #expect(undetected < 2 * 8 * 20)
    #expect(try SegmentAnswers(mapped) == expected)
  }

  @Test func `a segment cut anywhere, or with bytes behind its end, is refused`() throws {
    let directory = try TemporaryDirectory()
    let bytes = SegmentWriter.write(TinySegment(seed: 8, sources: 1, events: 3).builder())
    for length in 0..<bytes.count {
      let mapped = try MappedFile(
        path: try directory.write(Array(bytes[..<length]), to: "\(length)"))
      #expect(throws: IndexError.self) { try SegmentReader(mapped) }
    }
    let longer = try MappedFile(path: try directory.write(bytes + [0], to: "longer"))
    #expect(throws: IndexError.self) { try SegmentReader(longer) }
    let doubled = try MappedFile(path: try directory.write(bytes + bytes, to: "doubled"))
    #expect(throws: IndexError.self) { try SegmentReader(doubled) }
  }

  /// The bytes of a segment as an older version had them, whose footer did not tell the number of
  /// columns of links, or of details either.
  private func asVersion(
    _ version: UInt8, _ bytes: [UInt8], _ schema: SegmentSchema
  ) throws -> [UInt8] {
    let layout = try Resealed.Layout(bytes)
    var written = ByteWriter()
    schema.write(to: &written)
    var footer = Array(bytes[layout.footer])
    let missing = 3 - Int(version)
    try #require(footer.starts(with: written.bytes))
    try #require(written.bytes.suffix(missing).allSatisfy { $0 == 0 })
    footer.removeSubrange((written.count - missing)..<written.count)
    // Keys had no other key before version 4; there are fewer than 128.
    try #require(Int(footer[0]) == schema.keys.count)
    for key in schema.keys.indices.reversed() {
      try #require(footer[1 + key * 3 + 2] == 0)
      footer.remove(at: 1 + key * 3 + 2)
    }
    var old = ByteWriter()
    old.append(contentsOf: Array(bytes[..<layout.footer.lowerBound]) + footer)
    old.appendFixed(UInt64(layout.footer.lowerBound))
    old.appendFixed(UInt32(footer.count))
    old.appendFixed(footer.withUnsafeBytes { Checksum.crc32($0) })
    old.appendFixed(UInt64(bytes.count - missing - schema.keys.count))
    old.append(contentsOf: SegmentFormat.endMagic)
    var result = old.bytes
    result[8] = version
    return result
  }

  /// The version decides how the footer is read; no checksum covered it before version 5.
  @Test(arguments: [0, 1, 2, 7, 30, 63, 64, 65, 200])
  func `a segment under another version is refused`(events: Int) throws {
    for sources in [1, 2, 9] {
      let tiny = TinySegment(seed: UInt64(events), sources: sources, events: events)
      let plain = tiny.builder(isDetailed: false, isLinked: false)
      let detailed = tiny.builder(isLinked: false)
      let bare = SegmentWriter.write(plain)
      let second = SegmentWriter.write(detailed)
      let segments = [
        SegmentWriter.write(tiny.builder()), bare, second,
        try asVersion(2, second, detailed.schema), try asVersion(2, bare, plain.schema),
        try asVersion(1, bare, plain.schema),
      ]
      for bytes in segments {
        let reader = try SegmentReader(MappedFile(bytes: bytes, path: "segment"))
        #expect(reader.version == UInt32(bytes[8]))
        #expect(reader.documentCount == sources * events)
        var changes = (1...255).map { (8, UInt8($0)) }
        changes += (9..<16).flatMap { byte in (0..<8).map { (byte, 1 << UInt8($0)) } }
        for (byte, change) in changes {
          var changed = bytes
          changed[byte] ^= change
          do throws(IndexError) {
            _ = try SegmentReader(MappedFile(bytes: changed, path: "segment"))
            Issue.record("\(bytes[byte]) became \(changed[byte]) at \(byte)")
          } catch {
            let version = changed[8..<12].reversed().reduce(0) { $0 << 8 | UInt32($1) }
            let expected: IndexError.Code =
              version > SegmentFormat.version ? .formatTooNew : .corrupt
            if error.code != expected {
              Issue.record("\(error) for \(changed[byte]) at \(byte)")
            }
          }
        }
      }
    }
  }

  @Test func `damage is found when all is verified`() throws {
    let directory = try TemporaryDirectory()
    var bytes = SegmentWriter.write(TinySegment(seed: 9, sources: 2, events: 900).builder())
    #expect(bytes.count > SegmentFormat.pageSize)
    let whole = try SegmentReader(try MappedFile(path: try directory.write(bytes, to: "whole")))
    try whole.verifyAll()
    #expect(whole.bytesByPart.reduce(0) { $0 + $1.bytes } < bytes.count)
    bytes[bytes.count / 2] ^= 1
    let damaged = try SegmentReader(
      try MappedFile(path: try directory.write(bytes, to: "damaged")))
    let failure = #expect(throws: IndexError.self) { try damaged.verifyAll() }
    #expect(failure?.code == .corrupt && failure?.offset != nil)
  }

  private static let manifest = Manifest(
    generation: 300, program: "trailsift 1", roots: [Array("/archive".utf8), [0xFF]],
    segments: [
      .init(id: "0123456789abcdef0123", byteCount: 4_000, documentCount: 7, exclusions: 0),
      .init(id: "ff", byteCount: 1, documentCount: 1 << 24, exclusions: 299),
    ])

  private static let exclusions = Exclusions(
    droppedSources: [0, 4, 900],
    copies: [
      .init(document: 0, canonical: .init(segment: "ab", document: 5)),
      .init(document: 700, canonical: .init(segment: "0f", document: 0)),
      .init(document: 70_000, canonical: .init(segment: "ab", document: 9_000_000)),
    ],
    conflicts: [.init(document: 3, canonical: .init(segment: "ee", document: 1))])

  @Test func `manifests and exclusions are read back`() throws {
    #expect(try Manifest(Self.manifest.encoded, path: "m") == Self.manifest)
    #expect(
      try Exclusions(MappedFile(bytes: Self.exclusions.encoded, path: "e")) == Self.exclusions)
    let empty = Manifest(generation: 1, program: "", roots: [], segments: [])
    #expect(try Manifest(empty.encoded, path: "m") == empty)
    #expect(try Exclusions(MappedFile(bytes: Exclusions().encoded, path: "e")).isEmpty)
  }

  @Test func `what every look-up needs of exclusions is what they say`() throws {
    for exclusions in [Self.exclusions, Exclusions()] {
      let file = try ExclusionsFile(MappedFile(bytes: exclusions.encoded, path: "e"))
      #expect(file.droppedSources == exclusions.droppedSources)
      #expect(file.copies == exclusions.copies.map(\.document))
      #expect(file.conflictCount == exclusions.conflicts.count)
      #expect(try file.decoded() == exclusions)
    }
    #expect(try ExclusionsFile.empty.decoded().isEmpty)
  }

  @Test func `exclusions of version 1 are read`() throws {
    // What ``exclusions`` says, as Documentation/IndexFormat.md has it of version 1.
    var writer = ByteWriter()
    writer.append(contentsOf: Array(Exclusions().encoded[..<16]))
    for number in [3, 0, 4, 896, 3] { writer.appendVarint(number) }
    for name in ["0f", "ab", "ee"] { writer.appendCounted(name) }
    for number in [3, 0, 1, 5, 700, 0, 0, 69_300, 1, 9_000_000, 1, 3, 2, 1] {
      writer.appendVarint(number)
    }
    var bytes = writer.bytes
    bytes[8] = 1
    bytes = Resealed.checkedFile(bytes)
    #expect(try Exclusions(MappedFile(bytes: bytes, path: "e")) == Self.exclusions)
    let file = try ExclusionsFile(MappedFile(bytes: bytes, path: "e"))
    #expect(file.droppedSources == [0, 4, 900] && file.copies == [0, 700, 70_000])
    #expect(file.conflictCount == 1)
    #expect(try file.decoded() == Self.exclusions)
    for end in 16..<bytes.count {
      let cut = Resealed.checkedFile(Array(bytes[..<end]))
      #expect(throws: IndexError.self) { try ExclusionsFile(MappedFile(bytes: cut, path: "e")) }
    }
  }

  @Test func `no changed or cut manifest or exclusions are taken for good ones`() {
    func check(_ bytes: [UInt8], _ read: ([UInt8]) throws -> Void) {
      for index in bytes.indices {
        #expect(throws: IndexError.self) { try read(Array(bytes[..<index])) }
        for bit in 0..<8 {
          var damaged = bytes
          damaged[index] ^= 1 << UInt8(bit)
          let found = #expect(throws: IndexError.self, "byte \(index)") { try read(damaged) }
          #expect(found?.code == .corrupt, "byte \(index): a changed bit is no newer version")
        }
      }
      #expect(throws: IndexError.self) { try read(bytes + [0]) }
    }
    check(Self.manifest.encoded) { _ = try Manifest($0, path: "m") }
    check(Self.exclusions.encoded) { _ = try Exclusions(MappedFile(bytes: $0, path: "e")) }
    check(Self.exclusions.encoded) { _ = try ExclusionsFile(MappedFile(bytes: $0, path: "e")) }
  }

  @Test(arguments: [(UInt8(0), IndexError.Code.corrupt), (9, .formatTooNew)])
  func `another version of a manifest or of exclusions is refused`(
    version: UInt8, code: IndexError.Code
  ) {
    for bytes in [Self.manifest.encoded, Self.exclusions.encoded] {
      var other = bytes
      other[8] = version
      let sealed = Resealed.checkedFile(other)
      let manifest = #expect(throws: IndexError.self) { try Manifest(sealed, path: "m") }
      let exclusions = #expect(throws: IndexError.self) {
        try Exclusions(MappedFile(bytes: sealed, path: "e"))
      }
      #expect(manifest?.code == code || exclusions?.code == code)
    }
  }
}
