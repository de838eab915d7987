import Foundation
import Testing
import TrailDemo
import TrailFiles
import TrailIndexing
import TrailSearch
import TrailTestSupport

@testable import TrailPeople

/// Cards of people from an index with damage, which the threads that make them meet in any order.
@Suite struct DamagedPeopleTests {
  private func searcher(_ index: String) throws -> Searcher {
    Searcher(snapshot: try Snapshot(storage: PosixStorage(path: index), path: index))
  }

  private func told(_ report: WhoReport) -> [String] {
    report.cards.map { card in
      "\(card.kind) \(card.title) \(card.events) "
        + card.signIns.map { "\($0.kind) \($0.success) \($0.failure) \($0.open)" }
        .joined(separator: ", ")
    }
  }

  @Test func `damage is left out of cards, by whichever thread it is met`() throws {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    let people = DemoPeople.example(seed: 1, people: 12)
    for (name, text) in people.files + people.directories { _ = try archive.write(text, to: name) }
    var options = IndexWriter.Options()
    options.paths = [archive.path]
    options.index = index.path
    options.memory = 1 << 20
    options.program = "tests"
    _ = try IndexWriter(options: options, storage: PosixStorage(path: index.path)).run { _ in }
    let key = "person1"
    let whole = told(try WhoReport(key, time: .all, searcher: try searcher(index.path)))
    try #require(!whole.isEmpty)
    let segments = try FileManager.default.contentsOfDirectory(atPath: index.path + "/segments")
      .filter { $0.hasSuffix(".seg") }.map { URL(filePath: index.path + "/segments/" + $0) }
    var met = 0
    for segment in segments {
      let bytes = try Data(contentsOf: segment)
      for number in 1...40 {
        var damaged = bytes
        damaged[bytes.count * number / 41] ^= 0x5A
        try damaged.write(to: segment)
        let searcher = try searcher(index.path)
        let report = try searcher.consistently {
          try WhoReport(key, time: .all, searcher: searcher)
        }
        if searcher.snapshot.damage.isEmpty {
          #expect(told(report) == whole, "byte \(bytes.count * number / 41)")
        } else {
          met += 1
          // The same as if the segment had been left out from the start.
          let known = try WhoReport(key, time: .all, searcher: searcher)
          #expect(told(report) == told(known), "byte \(bytes.count * number / 41)")
        }
      }
      try bytes.write(to: segment)
    }
    #expect(met > 10)
  }
}
