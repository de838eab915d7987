import Foundation
import Testing
import TrailDemo
import TrailEvents
import TrailSearch
import TrailTestSupport

/// Groups of events with the times at which they began and ended, against the rows one by one.
@Suite struct SpansTests {
  private struct Sum: Hashable {
    var count = 0
    var first: Int64?
    var last: Int64?
  }

  private static let lists: [[EventKey]] = [
    [.type, .user, .sub, .role, .caller, .recipient, .kind, .via], [.ip], [.event, .result],
    [.region], [.accessKey],
  ]

  /// Every event counted from its row.
  private func expected(_ hits: [Hit], _ searcher: Searcher) throws -> [[[String?]: Sum]] {
    let rows = EventRowReader(snapshot: searcher.snapshot)
    var sums = [[[String?]: Sum]](repeating: [:], count: SpansTests.lists.count)
    for hit in hits {
      let row = try rows.row(hit)
      for (list, keys) in SpansTests.lists.enumerated() {
        let values = keys.map { row[$0] }
        var sum = sums[list][values] ?? Sum()
        sum.count += 1
        if let time = hit.time {
          sum.first = min(sum.first ?? time, time)
          sum.last = max(sum.last ?? time, time)
        }
        sums[list][values] = sum
      }
    }
    return sums
  }

  /// A demonstration archive in several segments: each run adds one.
  private func segments(
    of options: DemoOptions, in demo: TemporaryDirectory, _ index: TemporaryDirectory
  ) throws -> Searcher {
    _ = try DemoArchive.write(to: demo.path, options: options, progress: nil)
    let archive = demo.path + "/archive"
    for name in try FileManager.default.contentsOfDirectory(atPath: archive).sorted() {
      _ = try IndexedArchive("\(archive)/\(name)", index: index.path)
    }
    let searcher = try IndexedArchive(opening: index.path).searcher
    #expect(searcher.snapshot.segmentCount > 1)
    return searcher
  }

  @Test(arguments: ["", "region:us-east-1", "event:ConsoleLogin"])
  func `groups of several segments are those of the rows`(text: String) throws {
    let (demo, index) = (try TemporaryDirectory(), try TemporaryDirectory())
    let parts = try segments(
      of: DemoOptions(events: 6_000, accounts: 5, days: 12, seed: 8), in: demo, index)
    let merged = try IndexedArchive.compacted(index.path)
    #expect(merged.snapshot.segmentCount < parts.snapshot.segmentCount)
    let query: Query = text.isEmpty ? .all : try QueryParser.parse([text])
    for searcher in [parts, merged] {
      let hits = try searcher.hits(query, order: .newestFirst, limit: nil).hits
      let sums = try expected(hits, searcher)
      let (groups, total) = try searcher.spans(
        query, by: SpansTests.lists.map { $0.map { .primary($0.rawValue) } })
      #expect(total == hits.count && total > 0)
      for (list, spans) in groups.enumerated() {
        let found = spans.map {
          ($0.values, Sum(count: $0.count, first: $0.first, last: $0.last))
        }
        #expect(spans.count == sums[list].count)
        #expect(Dictionary(found) { one, _ in one } == sums[list])
        for span in spans { #expect(span.sample.time == span.first) }
      }
    }
  }

  /// The fields whose values are listed: members of one tuple and of several, a column of its own, the
  /// first of two columns, and one that has several values.
  private static let listed: [(field: GroupField, keys: [EventKey])] = [
    (.primary(EventKey.event.rawValue), [.event]), (.primary(EventKey.result.rawValue), [.result]),
    (.primary(EventKey.ip.rawValue), [.ip]), (.primary(EventKey.agent.rawValue), [.agent]),
    (.primary(EventKey.accessKey.rawValue), [.accessKey]), (.account, [.recipient, .caller]),
  ]

  @Test func `values of groups are listed as the rows have them`() throws {
    let (demo, index) = (try TemporaryDirectory(), try TemporaryDirectory())
    let searcher = try segments(
      of: DemoOptions(events: 4_000, accounts: 5, days: 6, seed: 11), in: demo, index)
    let rows = EventRowReader(snapshot: searcher.snapshot)
    var expected = Self.listed.map { _ in [[String?]: Int]() }
    for hit in try searcher.hits(.all, order: .newestFirst, limit: nil).hits {
      let row = try rows.row(hit)
      for (list, listed) in Self.listed.enumerated() {
        let value = listed.keys.lazy.compactMap { row[$0] }.first
        expected[list][[row[.user], row[.type], value], default: 0] += 1
      }
    }
    var texts = TextPool()
    let resources = GroupField.every(EventKey.resource.rawValue)
    let table = try searcher.spanTable(
      .all, by: [.primary(EventKey.user.rawValue), .primary(EventKey.type.rawValue)],
      listing: Self.listed.map(\.field) + [resources], texts: &texts)
    func text(_ number: UInt32) -> String? { number == SpanTable.none ? nil : texts.text(number) }
    for (list, listed) in Self.listed.enumerated() {
      let found = table.lists[list].map { entry in
        let group = table.groups[entry.group].values
        return ([text(group[0]), text(group[1]), text(entry.value)], entry.count)
      }
      // Each value of a group once.
      let counts = Dictionary(found) { one, _ in one }
      #expect(counts.count == found.count)
      #expect(counts == expected[list], "\(listed.keys)")
    }
    // An event counts once for each of its resources, as it does when they are the groups.
    let counted = try searcher.spanTable(.all, by: [resources], texts: &texts)
    var sums: [String?: Int] = [:]
    for entry in try #require(table.lists.last) {
      sums[text(entry.value), default: 0] += entry.count
    }
    #expect(
      sums == Dictionary(counted.groups.map { (text($0.values[0]), $0.count) }) { one, _ in one })
    #expect(sums.count > 100)
  }
}
