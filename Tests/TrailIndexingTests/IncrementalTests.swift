import Foundation
import Synchronization
import Testing
import TrailFiles
import TrailIndexing
import TrailSegment
import TrailTestSupport

extension Sequence where Element == UInt8 {
  fileprivate func ends(with end: some Sequence<UInt8>) -> Bool {
    Array(self).reversed().starts(with: Array(end).reversed())
  }
}

/// What a run does about files that came, went, moved, or are being written.
@Suite struct IncrementalTests {
  private func run(_ tiny: TinyArchive, comparesContent: Bool = false) throws -> IndexSummary {
    var options = IndexWriter.Options()
    options.paths = [tiny.archive]
    options.index = tiny.index
    options.jobs = 1
    options.program = "test"
    options.grace = 0
    options.comparesContent = comparesContent
    return try IndexWriter(options: options, storage: PosixStorage(path: tiny.index)).run { _ in }
  }

  /// The events as an index made at once has them.
  private func fresh(_ tiny: TinyArchive) throws -> [TinyArchive.Row]? {
    let path = tiny.directory.path + "/fresh"
    try? FileManager.default.removeItem(atPath: path)
    try tiny.run(PosixStorage(path: path), index: path)
    return try TinyArchive.rows(path)
  }

  private func expectWhole(_ tiny: TinyArchive) throws {
    let check = try IndexCheck(storage: PosixStorage(path: tiny.index), path: tiny.index)
      .run(.deep)
    #expect(check.findings == [])
    #expect(check.absent == 0)
  }

  @Test func `a moved file is recognised by its bytes and not read again`() throws {
    let tiny = try TinyArchive()
    try tiny.writeFirst()
    try tiny.writeSecond()
    _ = try run(tiny)
    let files = FileManager.default
    // The canonical copy of some events moves behind the other ones.
    try files.moveItem(
      atPath: tiny.archive + "/2024/01/01/A-copies.json",
      toPath: tiny.archive + "/2024/01/02/z-copies.json")
    try files.createDirectory(
      atPath: tiny.archive + "/else", withIntermediateDirectories: true)
    try files.moveItem(
      atPath: tiny.archive + "/2024/01/02/b.json.gz", toPath: tiny.archive + "/else/b.json.gz")
    let summary = try run(tiny)
    #expect(summary.moved == 2)
    #expect(summary.new == 0 && summary.gone == 0 && summary.changed == 0)
    #expect(summary.records == 0, "nothing was read")
    #expect(try TinyArchive.rows(tiny.index) == (try fresh(tiny)))
    try expectWhole(tiny)
    let again = try run(tiny)
    #expect(again.moved == 0 && again.new == 0 && again.unchanged == 6)
  }

  @Test func `a copied file is new, and the move of one of two equal files moves one`() throws {
    let tiny = try TinyArchive()
    try tiny.writeFirst()
    _ = try run(tiny)
    let files = FileManager.default
    let first = tiny.archive + "/2024/01/01/a.json"
    try files.copyItem(atPath: first, toPath: tiny.archive + "/copy.json")
    #expect(try run(tiny).new == 1)
    try files.moveItem(
      atPath: tiny.archive + "/copy.json", toPath: tiny.archive + "/moved.json")
    let summary = try run(tiny)
    #expect(summary.moved == 1 && summary.new == 0 && summary.unchanged == 3)
    #expect(try TinyArchive.rows(tiny.index) == (try fresh(tiny)))
    try expectWhole(tiny)
  }

  @Test func `comparing content finds a change behind unchanged size, times and inode`() throws {
    let tiny = try TinyArchive()
    try tiny.writeFirst()
    _ = try run(tiny)
    // No program can set the time of a file's last change. So the index is told that it has seen the
    // new file, with the events of the old one.
    try tiny.directory.write(
      Array("{\"Records\":[\(DamagedInputs.goodRecord(7))]}".utf8),
      to: "archive/2024/01/02/c.json")
    let path = PathBytes((tiny.archive + "/2024/01/02/c.json").utf8)
    let identity = try #require(ArchivePath.probe(path)).identity
    let directory = IndexDirectory(storage: PosixStorage(path: tiny.index), path: tiny.index)
    var manifest = try #require(try directory.newestManifest()).manifest
    let reader = try directory.open(manifest.segments[0])
    var pieces: [SegmentMerger.Piece] = []
    var size: Int64 = 0
    try reader.sources().forEach { _, source in
      var source = source
      if source.path.ends(with: "c.json".utf8) {
        size = source.identity.size
        source.identity = identity
      }
      pieces.append(SegmentMerger.Piece(input: 0, source: source))
    }
    #expect(size == identity.size)
    let merger = try SegmentMerger([reader], pieces: pieces)
    var forged = try directory.write(segment: try merger.write(twins: try reader.twins()))
    forged.documentCount = merger.documentCount
    forged.exclusions = 0
    manifest.generation += 1
    manifest.segments = [forged]
    try directory.publish(manifest)
    #expect(try run(tiny).unchanged == 3)
    #expect(try TinyArchive.rows(tiny.index) != (try fresh(tiny)))
    let summary = try run(tiny, comparesContent: true)
    #expect(summary.changed == 1 && summary.unchanged == 2)
    #expect(try TinyArchive.rows(tiny.index) == (try fresh(tiny)))
    try expectWhole(tiny)
  }

  @Test func `comparing content passes files that were touched`() throws {
    let tiny = try TinyArchive()
    try tiny.writeFirst()
    _ = try run(tiny)
    let path = tiny.archive + "/2024/01/02/c.json"
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_700_000_000)], ofItemAtPath: path)
    let touched = try run(tiny, comparesContent: true)
    #expect(touched.changed == 0 && touched.unchanged == 3 && touched.records == 0)
    #expect(try run(tiny).unchanged == 3, "the new times are known")
    try expectWhole(tiny)
    #expect(try TinyArchive.rows(tiny.index) == (try fresh(tiny)))
  }

  @Test func `a file that is being written is left for the next run`() throws {
    let tiny = try TinyArchive()
    try tiny.writeFirst()
    let path = tiny.archive + "/2024/01/03/growing.json"
    // Large enough that it takes longer to read than to append once.
    let records = (30..<3_000).map(DamagedInputs.goodRecord).joined(separator: ",")
    let text = "{\"Records\":[\(records)]}"
    try tiny.directory.write(Array(text.utf8), to: "archive/2024/01/03/growing.json")
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    let isDone = Mutex(false)
    let isGrowing = DispatchSemaphore(value: 0)
    let hasEnded = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      var isFirst = true
      while !isDone.withLock({ $0 }) {
        handle.seekToEndOfFile()
        handle.write(Data(" ".utf8))
        if isFirst { isGrowing.signal() }
        isFirst = false
      }
      hasEnded.signal()
    }
    isGrowing.wait()
    let first = try run(tiny)
    isDone.withLock { $0 = true }
    hasEnded.wait()
    try handle.close()
    #expect(first.deferred == 1 && first.damaged == 0 && first.new == 3)
    let second = try run(tiny)
    #expect(second.deferred == 0 && second.new == 1 && second.unchanged == 3)
    #expect(try TinyArchive.rows(tiny.index) == (try fresh(tiny)))
  }

  @Test func `partial files go, and what NFS keeps of open files stays`() throws {
    let tiny = try TinyArchive()
    try tiny.writeFirst()
    try tiny.run(PosixStorage(path: tiny.index))
    for name in ["partial.seg", ".nfs000000000123abcd"] {
      #expect(FileManager.default.createFile(atPath: "\(tiny.index)/tmp/\(name)", contents: nil))
    }
    try tiny.run(PosixStorage(path: tiny.index))
    let left: [String] = try PosixStorage(path: tiny.index).list("tmp")
    #expect(left == [".nfs000000000123abcd"])
  }
}
