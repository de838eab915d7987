import Foundation
import Testing
import TrailEvents
import TrailFiles
import TrailIndexing
import TrailSearch
import TrailSegment
import TrailTestSupport

/// An index with damaged files: named errors, answers from what is whole, never a wrong answer.
@Suite struct DamagedIndexTests {
  /// An index of three segments with two events each, none shared.
  private func index() throws -> (archive: TemporaryDirectory, index: TemporaryDirectory) {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    for number in 0..<3 {
      let records = [number * 2, number * 2 + 1].map(DamagedInputs.goodRecord)
      let text = "{\"Records\":[\(records.joined(separator: ","))]}"
      try archive.write(Array(text.utf8), to: "file-\(number).json")
      _ = try IndexedArchive(archive.path, index: index.path)
    }
    return (archive, index)
  }

  private func segments(_ index: String) throws -> [String] {
    try PosixStorage(path: index).list("segments").filter { $0.hasSuffix(".seg") }
  }

  private func opened(_ index: String) throws -> Searcher {
    Searcher(snapshot: try Snapshot(storage: PosixStorage(path: index), path: index))
  }

  @Test func `a segment that is gone or cut is told, and the others answer`() throws {
    let (archive, index) = try index()
    defer { withExtendedLifetime(archive) {} }
    let file = index.path + "/segments/" + (try segments(index.path)[1])
    let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    for damaged in [nil, Data(), bytes.dropLast(1), bytes + [0]] {
      if let damaged {
        try damaged.write(to: URL(fileURLWithPath: file))
      } else {
        try FileManager.default.removeItem(atPath: file)
      }
      let searcher = try opened(index.path)
      #expect(try searcher.count(.all) == 4)
      #expect(searcher.snapshot.damage.count == 1)
      #expect(searcher.snapshot.damage.first?.path == file)
    }
    try bytes.write(to: URL(fileURLWithPath: file))
    let whole = try opened(index.path)
    #expect(try whole.count(.all) == 6)
    #expect(whole.snapshot.damage.isEmpty)
  }

  /// What a reader gets to see: the places of all events, and the values that are shown of them.
  private func answer(_ searcher: Searcher) throws -> [String] {
    let rows = EventRowReader(snapshot: searcher.snapshot)
    return try searcher.hits(.all, order: .newestFirst, limit: nil).hits.map { hit in
      let row = try rows.row(hit)
      let values = row.values.map { "\($0.key)=\($0.value)" }.sorted()
      return "\(Paths.display(row.file))#\(row.record) \(row.time?.description ?? "-") \(values)"
    }
  }

  @Test func `every changed byte of a segment is told or changes nothing`() throws {
    let (archive, index) = try index()
    defer { withExtendedLifetime(archive) {} }
    let expected = try answer(try opened(index.path))
    let file = index.path + "/segments/" + (try segments(index.path)[0])
    let url = URL(fileURLWithPath: file)
    let bytes = try Data(contentsOf: url)
    var told = 0
    for offset in bytes.indices {
      var damaged = bytes
      damaged[offset] ^= offset % 2 == 0 ? 0x01 : 0x80
      try damaged.write(to: url)
      let searcher = try opened(index.path)
      do {
        let found = try answer(searcher)
        if searcher.snapshot.damage.isEmpty {
          #expect(found == expected, "byte \(offset)")
        } else {
          #expect(found == expected.filter { found.contains($0) }, "byte \(offset)")
          #expect(found.count == 4, "byte \(offset)")
          told += 1
        }
      } catch let error as IndexError {
        #expect(error.path == file, "byte \(offset)")
        told += 1
      }
    }
    #expect(told > bytes.count / 4)
  }

  @Test func `every changed byte of the newest manifest leads to the one before`() throws {
    let (archive, index) = try index()
    defer { withExtendedLifetime(archive) {} }
    let name = FileNames.manifest(3)
    let url = URL(fileURLWithPath: index.path + "/" + name)
    let bytes = try Data(contentsOf: url)
    for offset in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[offset] ^= 1 << UInt8(bit)
        try damaged.write(to: url)
        let snapshot = try Snapshot(storage: PosixStorage(path: index.path), path: index.path)
        #expect(snapshot.generation == 2, "byte \(offset)")
        #expect(snapshot.warnings.count == 1)
      }
      try bytes[..<offset].write(to: url)
      let snapshot = try Snapshot(storage: PosixStorage(path: index.path), path: index.path)
      #expect(snapshot.generation == 2, "cut at \(offset)")
    }
  }
}
