import Foundation
import Testing
import TrailBytes
import TrailFiles
import TrailTestSupport

@testable import TrailSegment

/// Damage that the checksums do not show: bytes from disk never cause a trap.
@Suite struct HostileFileTests {
  @Test(arguments: [0x01, 0x7F, 0x80, 0xFF] as [UInt8])
  func `a segment that was changed and sealed again never traps`(change: UInt8) throws {
    let directory = try TemporaryDirectory()
    let bytes = SegmentWriter.write(TinySegment(seed: 7, sources: 2, events: 20).builder())
    let layout = try Resealed.Layout(bytes)
    #expect(Resealed.segment(bytes, layout) == bytes)
    let path = try directory.write(bytes, to: "segment")
    let mapped = try MappedFile(path: path)
    let file = try #require(FileHandle(forUpdatingAtPath: path))
    defer { try? file.close() }
    for index in 16..<layout.footer.upperBound where !isSum(index, layout) {
      var changed = bytes
      changed[index] ^= change
      try file.seek(toOffset: 0)
      try file.write(contentsOf: Resealed.segment(changed, layout))
      _ = try? SegmentAnswers(mapped)
    }
  }

  private func isSum(_ index: Int, _ layout: Resealed.Layout) -> Bool {
    (layout.checksums..<layout.footer.lowerBound).contains(index)
      || (layout.checksumsSum..<(layout.checksumsSum + 4)).contains(index)
  }

  @Test func `a segment that has a section twice is refused`() throws {
    var bytes = SegmentWriter.write(TinySegment(seed: 7, sources: 2, events: 20).builder())
    let layout = try Resealed.Layout(bytes)
    let entries = try bytes.withUnsafeBytes { all throws in
      // Behind the checksum of the checksums: how many, then kind, number, offset and count of each.
      var cursor = ByteCursor(all, at: layout.checksumsSum + 4)
      return try (0..<(try cursor.varint())).map { _ in
        let place = cursor.offset
        _ = try cursor.fixed(UInt16.self)
        for _ in 0..<2 { _ = try cursor.varint() }
        return place
      }
    }
    for place in [1, entries.count - 1] {
      let kept = bytes
      bytes.replaceSubrange(
        entries[place]..<(entries[place] + 2), with: bytes[entries[0]..<(entries[0] + 2)])
      let file = MappedFile(bytes: Resealed.segment(bytes, layout), path: "segment")
      let error = #expect(throws: IndexError.self) { try SegmentReader(file) }
      #expect(error?.detail.contains("stands twice") == true)
      bytes = kept
    }
  }

  @Test func `a segment has its own schema, whichever one was opened before it`() throws {
    let schema = TinySegment(seed: 7, sources: 2, events: 20).builder().schema
    var renamed = schema
    renamed.tupleSpaces[0].name += "s"
    let readers = try [schema, renamed, schema.withoutDetails, schema.linked(by: []), schema].map {
      let bytes = SegmentWriter.write(SegmentBuilder(schema: $0))
      return try SegmentReader(MappedFile(bytes: bytes, path: "segment"))
    }
    for reader in readers {
      for other in readers {
        let again = try SegmentReader(reader.file, like: other)
        #expect(
          again.schema == reader.schema && again.bytesByPart.count == reader.bytesByPart.count)
        #expect(try SegmentReader(other.file, like: again).schema == other.schema)
      }
    }
    #expect(Set(readers.map(\.schema)).count == 4)
  }

  @Test func `changed and sealed manifests and exclusions never trap`() {
    let manifest = Manifest(
      generation: 3, program: "x", roots: [Array("/a".utf8)],
      segments: [.init(id: "ab", byteCount: 900, documentCount: 7, exclusions: 2)])
    let exclusions = Exclusions(
      droppedSources: [0, 9],
      copies: [.init(document: 3, canonical: .init(segment: "ab", document: 5))],
      conflicts: [.init(document: 4, canonical: .init(segment: "cd", document: 6))])
    for bytes in [manifest.encoded, exclusions.encoded] {
      for index in 16..<bytes.count {
        for value in UInt8.min...UInt8.max {
          var changed = bytes
          changed[index] = value
          let sealed = Resealed.checkedFile(changed)
          _ = try? Manifest(sealed, path: "m")
          let whole = try? Exclusions(MappedFile(bytes: sealed, path: "e"))
          let known = try? ExclusionsFile(MappedFile(bytes: sealed, path: "e"))
          #expect(whole == nil || known?.copies == whole?.copies.map(\.document))
        }
        let cut = Resealed.checkedFile(Array(bytes[..<index]))
        #expect(throws: IndexError.self) { try Manifest(cut, path: "m") }
        #expect(throws: IndexError.self) { try Exclusions(MappedFile(bytes: cut, path: "e")) }
        // What is not needed yet is not looked at yet.
        if let known = try? ExclusionsFile(MappedFile(bytes: cut, path: "e")) {
          #expect(throws: IndexError.self) { try known.decoded() }
        }
      }
    }
  }

  @Test func `copies without a segment, or beyond all segments, are refused`() {
    var orphan = ByteWriter()
    orphan.append(contentsOf: Array(Exclusions().encoded[..<16]))
    // No dropped source, one copy, no conflict; document 0; no name; document 0 of segment 0.
    for number in [0, 1, 0, 0, 0, 0, 0] { orphan.appendVarint(number) }
    #expect(throws: IndexError.self) {
      try Exclusions(MappedFile(bytes: Resealed.checkedFile(orphan.bytes), path: "e"))
    }
    var many = ByteWriter()
    many.append(contentsOf: Array(Exclusions().encoded[..<16]))
    for number in [0, 300, 0] { many.appendVarint(number) }
    for _ in 0..<300 { many.appendVarint(1 << 24) }
    many.appendVarint(1)
    many.appendCounted("ab")
    for _ in 0..<600 { many.appendVarint(0) }
    #expect(throws: IndexError.self) {
      try Exclusions(MappedFile(bytes: Resealed.checkedFile(many.bytes), path: "e"))
    }
    #expect(throws: IndexError.self) {
      try ExclusionsFile(MappedFile(bytes: Resealed.checkedFile(many.bytes), path: "e"))
    }
    // A count that no file could hold asks for no memory.
    var long = ByteWriter()
    long.append(contentsOf: Array(Exclusions().encoded[..<16]))
    for number in [0, 1 << 24, 0, 0] { long.appendVarint(number) }
    #expect(throws: IndexError.self) {
      try ExclusionsFile(MappedFile(bytes: Resealed.checkedFile(long.bytes), path: "e"))
    }
  }

  @Test func `a table of a block whose values descend is refused`() throws {
    // One block of form 2: the second value wraps round to one below the first.
    var writer = ByteWriter()
    writer.appendVarint(2)
    writer.append(7)
    var block = ByteWriter()
    block.append(2)
    block.appendVarint(2)
    block.appendVarint(10)
    block.appendVarint(UInt64.max)
    block.append(1)
    block.append(0b10)
    writer.appendFixed(UInt32(block.count))
    writer.append(contentsOf: block.bytes)
    let stored = StoredSection(writer.bytes)
    let column = try PackedColumnReader(stored.section, expecting: 2)
    #expect(throws: IndexError.self) { try column.summary(ofBlock: 0) }
    #expect(throws: IndexError.self) { try column.values(ofBlock: 0) }
  }
}
