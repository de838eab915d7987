import Foundation
import Testing
import TrailDemo
import TrailEvents
import TrailFiles
import TrailIndexing
import TrailSearch
import TrailTestSupport

@testable import TrailPeople
@testable import TrailSegment

/// Links that segments keep, against those that follow from the columns of the events that count.
@Suite struct KeptLinksTests {
  private static func update(_ archive: String, _ index: String, memory: Int = 256 << 20) throws {
    var options = IndexWriter.Options()
    options.paths = [archive]
    options.index = index
    options.memory = memory
    options.program = "tests"
    _ = try IndexWriter(options: options, storage: PosixStorage(path: index)).run { _ in }
  }

  private static func searcher(_ index: String) throws -> Searcher {
    Searcher(snapshot: try Snapshot(storage: PosixStorage(path: index), path: index))
  }

  /// Gives a file, or all files of a directory, a content without records.
  private static func empty(_ name: String, in files: TemporaryDirectory) throws {
    let manager = FileManager.default
    var names = [name]
    if let inner = manager.enumerator(atPath: files.path + "/" + name) {
      names += inner.compactMap { $0 as? String }.map { name + "/" + $0 }
    }
    for name in names {
      var isDirectory: ObjCBool = false
      _ = manager.fileExists(atPath: files.path + "/" + name, isDirectory: &isDirectory)
      if !isDirectory.boolValue {
        try files.write(Array("{\"Records\":[]}".utf8), to: name)
      }
    }
  }

  private static func compact(_ index: String) throws {
    let storage = PosixStorage(path: index)
    _ = try IndexCompaction(index: index, program: "tests", storage: storage, grace: 0).run()
  }

  /// A row of links as text; the place of its first event instead of its numbers.
  private static func rows(
    _ searcher: Searcher, usesLinks: Bool, _ query: Query = .all
  ) throws -> [String] {
    let reader = EventRowReader(snapshot: searcher.snapshot)
    return try searcher.links(query, usesLinks: usesLinks) { _ in true }.map { span in
      let values = span.values.map { $0 ?? "-" }.joined(separator: " ")
      let row = try reader.row(span.sample)
      return "\(values) \(span.count) \(span.first ?? 0) \(span.last ?? 0) "
        + "\(Paths.display(row.file))#\(row.record)"
    }.sorted()
  }

  /// Everything that `who` tells of some keys.
  private static func answers(
    _ searcher: Searcher, _ keys: [String], usesLinks: Bool
  ) throws -> [String] {
    let reader = EventRowReader(snapshot: searcher.snapshot)
    return try keys.map { key in
      let report = try WhoReport(key, time: .all, usesLinks: usesLinks, searcher: searcher)
      let cards = try report.cards.map { card in
        let links = try card.links.map { link in
          let place = try link.sample.map { hit in
            let row = try reader.row(hit)
            return "\(Paths.display(row.file))#\(row.record)"
          }
          return "\(link.one.description) = \(link.other.description) \(link.source) "
            + "\(link.count) \(link.first ?? 0) \(link.last ?? 0) \(place ?? "-")"
        }
        return "\(card.kind) \(card.title) \(card.home ?? "") \(card.key) \(card.events) "
          + "\(card.sections.sorted { $0.key.rawValue < $1.key.rawValue }) \(links) "
          + "\(card.conflicts.map(\.text)) \(card.namesakes) \(card.signIns)"
      }
      return "\(key): \(cards) \(report.candidates) \(report.notes)"
    }
  }

  private static let peopleKeys = [
    "person1", "user:person2", "94482488-3041-7026-18f3-000000000001", "0784fae8", "passedon",
    "spanning0",
  ]

  @Test(arguments: UInt64(1)...6)
  func `kept links are those of the columns while an archive of any records changes`(
    seed: UInt64
  ) throws {
    let files = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    _ = try RandomArchive.write(to: files.path + "/a", seed: seed)
    try Self.update(files.path, index.path, memory: 1 << 20)
    // Copies of some events, in other files and another run.
    _ = try RandomArchive.write(to: files.path + "/b", seed: seed)
    _ = try RandomArchive.write(to: files.path + "/c", seed: seed + 100)
    try Self.update(files.path, index.path)
    func expectEqual(_ state: String) throws -> [String] {
      let searcher = try Self.searcher(index.path)
      let kept = try Self.rows(searcher, usesLinks: true)
      #expect(!kept.isEmpty)
      #expect(try Self.rows(searcher, usesLinks: false) == kept, "\(state), seed \(seed)")
      for number in 0..<searcher.snapshot.segmentCount {
        #expect(try searcher.snapshot.segment(number).reader.links() != nil)
      }
      return kept
    }
    let before = try expectEqual("two runs")
    try Self.compact(index.path)
    #expect(try expectEqual("compacted") == before)
    // All events of some sources go, their copies stay.
    try Self.empty("a", in: files)
    try Self.update(files.path, index.path)
    let after = try expectEqual("dropped")
    #expect(after != before)
    try Self.compact(index.path)
    #expect(try expectEqual("dropped and compacted") == after)
  }

  @Test func `links of a source that is gone are gone, or have other evidence`() throws {
    let files = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    func record(_ id: Int, _ principal: String, _ time: String) -> [UInt8] {
      Array(
        """
        {"Records":[{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","userName":"alice",\
        "principalId":"\(principal)","accountId":"111122223333"},"eventTime":"\(time)",\
        "eventSource":"s3.amazonaws.com","eventName":"ListBuckets","awsRegion":"us-east-1",\
        "eventID":"60c1d7fa-615c-4c70-bb83-6b44b394420\(id)"}]}
        """.utf8)
    }
    let one = "AIDAEXAMPLE000000001"
    let other = "AIDAEXAMPLE000000002"
    _ = try files.write(record(1, one, "2024-05-01T00:00:00Z"), to: "1.json")
    _ = try files.write(record(2, one, "2024-05-02T00:00:00Z"), to: "2.json")
    _ = try files.write(record(3, other, "2024-05-03T00:00:00Z"), to: "3.json")
    // A copy of the first, which comes before it by its path.
    _ = try files.write(record(1, one, "2024-05-01T00:00:00Z"), to: "0.json")
    try Self.update(files.path, index.path)
    func links(_ searcher: Searcher) throws -> [String] {
      let report = try WhoReport("alice", time: .all, searcher: searcher)
      let reader = EventRowReader(snapshot: searcher.snapshot)
      return try report.cards.flatMap(\.links).map { link in
        let row = try reader.row(try #require(link.sample))
        return "\(link.other.value.suffix(1)) \(link.count) \(Paths.display(row.file))"
      }.sorted()
    }
    #expect(try links(try Self.searcher(index.path)) == ["1 2 0.json", "2 1 3.json"])
    try Self.empty("0.json", in: files)
    try Self.update(files.path, index.path)
    #expect(try links(try Self.searcher(index.path)) == ["1 2 1.json", "2 1 3.json"])
    try Self.empty("1.json", in: files)
    try Self.empty("3.json", in: files)
    try Self.update(files.path, index.path)
    #expect(try links(try Self.searcher(index.path)) == ["1 1 2.json"])
    try Self.compact(index.path)
    #expect(try links(try Self.searcher(index.path)) == ["1 1 2.json"])
  }

  @Test func `a segment with damaged links is left out and told`() throws {
    let files = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    for (name, text) in DemoPeople.example(seed: 4, people: 3).files {
      try files.write(text, to: name)
    }
    try Self.update(files.path, index.path)
    let reader = try Self.searcher(index.path).snapshot.segment(0).reader
    let section = try reader.section(.links)
    var bytes = Array(reader.file.bytes)
    bytes[section.fileOffset + section.count / 2] ^= 4
    try index.write(bytes, to: String(reader.path.dropFirst(index.path.utf8.count + 1)))
    let searcher = try Self.searcher(index.path)
    let report = try WhoReport("person1", time: .all, searcher: searcher)
    #expect(report.cards.isEmpty)
    #expect(searcher.snapshot.damage.map(\.code) == [.corrupt])
    #expect(searcher.snapshot.damage.allSatisfy { $0.detail.contains("links") })
    let check = try IndexCheck(storage: PosixStorage(path: index.path), path: index.path).run(.full)
    #expect(check.findings.count == 1)
  }

  @Test func `who answers alike by kept links and by columns, however the index came about`() throws
  {
    let demo = try TemporaryDirectory()
    let once = try TemporaryDirectory()
    let runs = try TemporaryDirectory()
    let truth = DemoPeople.example(seed: 3, people: 12)
    for (name, text) in truth.files {
      _ = try demo.write(text, to: name)
      try Self.update(demo.path, runs.path)
    }
    _ = try DemoArchive.write(
      to: demo.path + "/demo", options: DemoOptions(events: 3_000, accounts: 3, days: 6, seed: 2),
      progress: nil)
    try Self.update(demo.path, runs.path)
    try Self.update(demo.path, once.path)
    let spanning = truth.persons.values.filter { $0.name.hasPrefix("spanning") }
    let keys =
      Self.peopleKeys + spanning.flatMap(\.keys) + ["emi", "bob", "role:Admin", "111122223333"]
    let searcher = try Self.searcher(runs.path)
    let kept = try Self.answers(searcher, keys, usesLinks: true)
    let derived = try Self.answers(searcher, keys, usesLinks: false)
    let other = try Self.answers(try Self.searcher(once.path), keys, usesLinks: true)
    try Self.compact(runs.path)
    let compacted = try Self.answers(try Self.searcher(runs.path), keys, usesLinks: true)
    for (number, key) in keys.enumerated() {
      let isSame =
        kept[number] == derived[number] && kept[number] == other[number]
        && kept[number] == compacted[number]
      #expect(isSame, "\(key)")
    }
    #expect(kept.contains { $0.contains(" = ") })
  }
}
