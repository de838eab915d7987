import Foundation
import Testing
import TrailFiles
import TrailSegment
import TrailTestSupport

@testable import TrailIndexing

@Suite struct IndexCheckTests {
  private func check(_ index: String, _ depth: IndexCheck.Depth) throws -> IndexCheck.Summary {
    try IndexCheck(storage: PosixStorage(path: index), path: index).run(depth)
  }

  @Test func `an index that grew and was merged is whole at every depth`() throws {
    let tiny = try TinyArchive()
    try tiny.writeFirst()
    try tiny.run(PosixStorage(path: tiny.index))
    try tiny.writeSecond()
    try tiny.run(PosixStorage(path: tiny.index))
    for turn in 0..<2 {
      for depth in [IndexCheck.Depth.fast, .full, .deep] {
        let found = try check(tiny.index, depth)
        #expect(found.findings == [], "\(depth), turn \(turn)")
        #expect(found.compared == (depth == .deep ? 6 : 0))
      }
      _ = try IndexCompaction(
        index: tiny.index, program: "test", storage: PosixStorage(path: tiny.index)
      ).run()
    }
  }

  @Test func `a changed byte of a page is found by a full check and named`() throws {
    let tiny = try TinyArchive()
    try tiny.writeFirst()
    try tiny.run(PosixStorage(path: tiny.index))
    let names: [String] = try PosixStorage(path: tiny.index).list("segments")
    let name = try #require(names.first { $0.hasSuffix(".seg") })
    let file = tiny.index + "/segments/" + name
    var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    bytes[20] ^= 4
    try bytes.write(to: URL(fileURLWithPath: file))
    #expect(try check(tiny.index, .full).findings.count == 1)
    #expect(try check(tiny.index, .full).findings[0].contains(name))
    try Data(bytes.dropLast(5)).write(to: URL(fileURLWithPath: file))
    #expect(try check(tiny.index, .fast).findings.count == 1)
    try FileManager.default.removeItem(atPath: file)
    #expect(try check(tiny.index, .fast).findings.count == 1)
  }

  @Test func `a source that is gone or changed is told, and is no fault`() throws {
    let tiny = try TinyArchive()
    try tiny.writeFirst()
    try tiny.run(PosixStorage(path: tiny.index))
    try FileManager.default.removeItem(atPath: tiny.archive + "/2024/01/01/a.json")
    let found = try check(tiny.index, .deep)
    #expect(found.findings == [] && found.absent == 1 && found.compared == 2)
  }

  @Test func `events that are not those of the file are found by a deep check`() throws {
    let tiny = try TinyArchive()
    try tiny.writeFirst()
    try tiny.run(PosixStorage(path: tiny.index))
    // The file gets other events in the same place, and the index is made to believe that it knows
    // the file: what somebody would do who hides something.
    let path = tiny.archive + "/2024/01/01/a.json"
    let url = URL(fileURLWithPath: path)
    let text = String(decoding: try Data(contentsOf: url), as: UTF8.self)
    let other = text.replacing("eventName", with: "eventNAME")
    try #require(other != text)
    try Data(other.utf8).write(to: url)
    let storage = PosixStorage(path: tiny.index)
    let directory = IndexDirectory(storage: storage, path: tiny.index)
    var manifest = try #require(try directory.newestManifest()).manifest
    let reader = try directory.open(manifest.segments[0])
    var pieces: [SegmentMerger.Piece] = []
    try reader.sources().forEach { _, source in
      var source = source
      if source.path.suffix(6).elementsEqual("a.json".utf8),
        let now = ArchivePath.probe(PathBytes(path.utf8))
      {
        source.identity = now.identity
      }
      pieces.append(SegmentMerger.Piece(input: 0, source: source))
    }
    let merger = try SegmentMerger([reader], pieces: pieces)
    var forged = try directory.write(segment: try merger.write(twins: try reader.twins()))
    forged.documentCount = reader.documentCount
    manifest.segments = [forged]
    manifest.generation += 1
    try directory.publish(manifest)
    #expect(try check(tiny.index, .full).findings == [])
    let found = try check(tiny.index, .deep)
    #expect(found.findings.count == 1)
    #expect(found.findings.first?.contains("a.json") ?? false)
  }
}
