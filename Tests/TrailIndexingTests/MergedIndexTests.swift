import Foundation
import Testing
import TrailFiles
import TrailSearch
import TrailSegment
import TrailTestSupport

@testable import TrailIndexing

/// An index that grew in pieces and was merged, against one that was made in one run.
@Suite struct MergedIndexTests {
  private func run(_ archive: String, _ index: String) throws {
    var options = IndexWriter.Options()
    options.paths = [archive]
    options.index = index
    options.jobs = 1
    options.program = "tests"
    options.grace = 0
    _ = try IndexWriter(options: options, storage: PosixStorage(path: index)).run { _ in }
  }

  private func manifest(_ index: String) throws -> Manifest {
    try Snapshot(storage: PosixStorage(path: index), path: index).indexes[0].manifest
  }

  @Test(arguments: UInt64(1)...12)
  func `merged pieces are the segment of one run, byte by byte`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let origin = try TemporaryDirectory()
    _ = try RandomArchive.write(to: origin.path, seed: seed)
    let archive = try TemporaryDirectory()
    let pieces = try TemporaryDirectory()
    let whole = try TemporaryDirectory()
    var files = try PlainScan(root: origin.path).sources.map(\.path).sorted()
    let storage = PosixStorage(path: origin.path)
    while !files.isEmpty {
      for _ in 0..<(1 + random.below(3)) where !files.isEmpty {
        let file = files.remove(at: random.below(files.count))
        try archive.write(try storage.read(file), to: file)
      }
      try run(archive.path, pieces.path)
    }
    try run(archive.path, whole.path)
    let directory = IndexDirectory(storage: PosixStorage(path: pieces.path), path: pieces.path)
    var merged = try manifest(pieces.path)
    let numbers = Array(merged.segments.indices)
    if numbers.count > 1 {
      let merging = SegmentMerging(directory, OpenSegments(directory))
      merged = try merging.merge(numbers, of: merged)
    }
    let expected = try manifest(whole.path)
    #expect(try manifest(pieces.path).segments.map(\.id) == expected.segments.map(\.id))
    #expect(merged.segments.map(\.byteCount) == expected.segments.map(\.byteCount))
    let built = IndexDirectory(storage: PosixStorage(path: whole.path), path: whole.path)
    for (left, right) in zip(merged.segments, expected.segments) {
      #expect(
        try directory.exclusions(of: left) == (try built.exclusions(of: right)), "seed \(seed)")
    }
  }

  @Test func `many runs leave few segments`() throws {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    for number in 0..<40 {
      let text = "{\"Records\":[\(DamagedInputs.goodRecord(number))]}"
      try archive.write(Array(text.utf8), to: "file-\(number).json")
      try run(archive.path, index.path)
    }
    let searcher = Searcher(
      snapshot: try Snapshot(storage: PosixStorage(path: index.path), path: index.path))
    #expect(searcher.snapshot.segmentCount <= 8)
    #expect(try searcher.count(.all) == 40)
    let files: [String] = try PosixStorage(path: index.path).list("segments")
    #expect(files.count <= 24)
  }
}
