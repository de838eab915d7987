import Foundation
import Testing
import TrailEvents
import TrailFiles
import TrailIndexing
import TrailSearch
import TrailSegment
import TrailTestSupport

/// Indexes of each format as they were written once: they are opened for ever.
///
/// `Documentation/IndexFormat.md` explains its bytes. When the format changes, a new one is made
/// beside it: `TRAILSIFT_GOLDEN=format-5 swift test --filter GoldenIndexTests`.
@Suite struct GoldenIndexTests {
  private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  private static let golden = tests.appendingPathComponent("Golden").path

  private static let record = """
    {"Records":[{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","userName":"alice",\
    "accountId":"111122223333"},"eventTime":"2024-03-31T12:00:00Z",\
    "eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","awsRegion":"us-east-1",\
    "sourceIPAddress":"203.0.113.7","eventID":"60c1d7fa-615c-4c70-bb83-6b44b39941c7"}]}

    """

  @Test(
    .enabled(if: ProcessInfo.processInfo.environment["TRAILSIFT_GOLDEN"] != nil))
  func `a new golden index is written`() throws {
    let name = try #require(ProcessInfo.processInfo.environment["TRAILSIFT_GOLDEN"])
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    try archive.write(Array(Self.record.utf8), to: "a.json")
    try archive.write(Array(Self.record.utf8), to: "b.json")
    try archive.write(Array("no log\n".utf8), to: "note.txt")
    _ = try IndexedArchive(archive.path, index: index.path)
    // The same wherever it is made: the archive is said to lie in one place.
    let storage = PosixStorage(path: index.path)
    let manifest = FileNames.manifest(1)
    var content = try Manifest(try storage.read(manifest), path: manifest)
    content.roots = [Array("/srv/logs".utf8)]
    content.program = "trailsift 0.1.0"
    try storage.writeSynced(manifest, content.encoded)
    try storage.remove(FileNames.lock)
    let target = Self.golden + "/" + name
    try FileManager.default.createDirectory(
      atPath: Self.golden, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: index.path, toPath: target)
  }

  @Test(
    arguments: ["format-1", "format-2", "format-3", "format-4", "format-5", "exclusions-2"])
  func `an index of an old format is read`(format: String) throws {
    let path = Self.golden + "/" + format
    let snapshot = try Snapshot(storage: PosixStorage(path: path), path: path)
    #expect(snapshot.warnings.isEmpty && snapshot.damage.isEmpty)
    let searcher = Searcher(snapshot: snapshot)
    let statistics = try searcher.statistics(checkingFiles: false)
    #expect(statistics.records == 2 && statistics.duplicates == 1 && statistics.rejected == 0)
    #expect(statistics.sources[.indexed] == 2 && statistics.sources[.skipped] == 1)
    let queries: [(EventKey, String, Int)] = [
      (.user, "alice", 1), (.ip, "203.0.113.7", 1), (.event, "ConsoleLogin", 1),
      (.account, "111122223333", 1), (.region, "us-east-1", 1), (.user, "bob", 0),
    ]
    for (key, value, count) in queries {
      #expect(try searcher.count(.key(key, .equal(value))) == count, "\(key) \(value)")
    }
    let hit = try #require(try searcher.hits(.all, order: .newestFirst, limit: nil).hits.first)
    let row = try EventRowReader(snapshot: snapshot).row(hit)
    #expect(row.time?.description == "2024-03-31T12:00:00Z")
    #expect(Paths.display(row.file) == "a.json" && row.copies == 1)
    let check = try IndexCheck(storage: PosixStorage(path: path), path: path).run(.full)
    #expect(check.findings == [])
  }

  @Test func `details are kept from format 2 on`() throws {
    for (format, count) in [
      ("format-1", nil), ("format-2", 2), ("format-3", 2), ("format-4", 2), ("format-5", 2),
    ] {
      let path = Self.golden + "/" + format
      let snapshot = try Snapshot(storage: PosixStorage(path: path), path: path)
      let details = try snapshot.segment(0).reader.details()
      #expect(details?.documents.count == count)
    }
  }

  @Test func `links are kept from format 3 on`() throws {
    let formats = [
      ("format-1", nil), ("format-2", nil), ("format-3", 1), ("format-4", 1), ("format-5", 1),
    ]
    for (format, count) in formats {
      let path = Self.golden + "/" + format
      let snapshot = try Snapshot(storage: PosixStorage(path: path), path: path)
      #expect(try snapshot.segment(0).reader.links()?.count == count)
      let rows = try Searcher(snapshot: snapshot).links(.all) { _ in true }
      #expect(rows.map(\.count) == [1])
      #expect(rows.first?.values[..<2] == ["IAMUser", "alice"])
    }
  }

  /// Events of a month, a file each.
  private func write(_ days: Range<Int>, _ archive: TemporaryDirectory) throws {
    for day in days {
      let text = """
        {"Records":[{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","userName":"alice",\
        "accountId":"111122223333"},"eventTime":"2024-05-0\(day)T12:00:00Z",\
        "eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","awsRegion":"us-east-1",\
        "sourceIPAddress":"198.51.100.\(day)","eventID":"60c1d7fa-615c-4c70-bb83-6b44b399420\(day)",\
        "responseElements":{"ConsoleLogin":"Failure"},"errorMessage":"Failed authentication"}]}
        """
      try archive.write(Array(text.utf8), to: "day-\(day).json")
    }
  }

  @Test(arguments: [("format-1", nil), ("format-3", 2)])
  func `an index of both formats answers alike before and after it is merged`(
    format: String, details: Int?
  ) throws {
    let index = try TemporaryDirectory()
    let archive = try TemporaryDirectory()
    let files = FileManager.default
    let golden = Self.golden + "/" + format
    for name in try files.contentsOfDirectory(atPath: golden) {
      try files.copyItem(atPath: golden + "/" + name, toPath: index.path + "/" + name)
    }
    try write(1..<3, archive)
    _ = try IndexedArchive(archive.path, index: index.path)
    try write(3..<4, archive)
    let grown = try IndexedArchive(archive.path, index: index.path)
    let queries: [Query] = [
      .all, .key(.user, .equal("alice")), .key(.event, .equal("ConsoleLogin")),
      .key(.ip, .equal("203.0.113.7")), .key(.ip, .equal("198.51.100.0/24")),
      .key(.result, .equal("failure")), .key(.id, .equal("60c1d7fa-615c-4c70-bb83-6b44b3994202")),
      .key(.arn, .any),
    ]
    func answers(_ index: IndexedArchive) throws -> [[String]] {
      try queries.map { try index.places($0) }
    }
    func kept(_ index: IndexedArchive) throws -> [Int?] {
      let snapshot = index.searcher.snapshot
      return try (0..<snapshot.segmentCount).map {
        try snapshot.segment($0).reader.details()?.documents.count
      }
    }
    let before = try answers(grown)
    #expect(before[0] == ["a.json#0", "day-1.json#0", "day-2.json#0", "day-3.json#0"])
    #expect(before[3] == ["a.json#0"] && before[6] == ["day-2.json#0"])
    #expect(try kept(grown) == [details, 2, 1])
    _ = try IndexedArchive.compacted(index.path)
    let merged = try IndexedArchive(opening: index.path)
    // What has no details is not made one with what has: its events would seem to have none to tell;
    // nor what keeps ARNs of resources as ARNs with what does not.
    #expect(try kept(merged).sorted { ($0 ?? 0) < ($1 ?? 0) } == [details, 3])
    #expect(try answers(merged) == before)
    let check = IndexCheck(storage: PosixStorage(path: index.path), path: index.path)
    #expect(try check.run(.full).findings == [])
  }

  @Test func `the hex dumps of the document are bytes of the golden index`() throws {
    let root = Self.tests.deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(
      contentsOf: root.appendingPathComponent("Documentation/IndexFormat.md"), encoding: .utf8)
    let files = try [
      "format-1", "format-2", "format-3", "format-4", "format-5", "exclusions-2",
    ].flatMap { format in
      let storage = PosixStorage(path: Self.golden + "/" + format)
      let names = try storage.list("segments").map { "segments/\($0)" } + [FileNames.manifest(1)]
      return try names.map { try storage.read($0) }
    }
    var lines = 0
    for line in text.split(separator: "\n") {
      guard let dump = line.wholeMatch(of: /([0-9a-f]{8}): ((?:[0-9a-f]{2,4} ?)+) .*/) else {
        continue
      }
      let offset = try #require(Int(dump.1, radix: 16))
      let digits = Array(dump.2.filter { $0 != " " })
      let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
        UInt8(String(digits[$0...($0 + 1)]), radix: 16)
      }
      #expect(
        files.contains { offset < $0.count && $0[offset...].starts(with: bytes) }, "\(line)")
      lines += 1
    }
    #expect(lines > 10)
  }
}
