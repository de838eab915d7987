import Foundation
import Synchronization
import Testing
import TrailFiles
import TrailIndexing
import TrailSearch
import TrailTestSupport

/// Readers beside a writer that indexes, merges and removes old files: every answer is one of a
/// state that was committed, and none is older than one that the reader saw before.
///
/// `make torture` runs it under the thread sanitizer.
@Suite struct ConcurrencyTests {
  @Test func `readers see whole states while others write, merge and clean up`() throws {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    let path = index.path
    try archive.write(Self.text(0), to: "file-0.json")
    _ = try IndexedArchive(archive.path, index: path)
    let isDone = Mutex(false)
    let problems = Mutex([String]())
    let answers = Mutex(0)
    let group = DispatchGroup()
    for reader in 0..<3 {
      DispatchQueue.global().async(group: group) {
        var last = 1
        while !isDone.withLock({ $0 }) {
          do {
            let snapshot = try Snapshot(storage: PosixStorage(path: path), path: path)
            let searcher = Searcher(snapshot: snapshot)
            let count = try searcher.count(.all)
            let (hits, total) = try searcher.hits(.all, order: .newestFirst, limit: nil)
            let isWhole = hits.count == count && total == count && snapshot.damage.isEmpty
            if !isWhole || count < last {
              problems.withLock {
                $0.append("reader \(reader): \(count) after \(last), \(snapshot.damage)")
              }
            }
            last = count
            answers.withLock { $0 += 1 }
          } catch {
            problems.withLock { $0.append("reader \(reader): \(error)") }
          }
        }
      }
    }
    // At least so many answers beside the writing, however the threads are scheduled.
    var number = 1
    while number < 40 || answers.withLock({ $0 }) < 60 {
      if number < 40 {
        try archive.write(Self.text(number), to: "file-\(number).json")
        _ = try IndexedArchive(archive.path, index: path)
      }
      if number % 5 == 0 { _ = try IndexedArchive.compacted(path) }
      number += 1
    }
    isDone.withLock { $0 = true }
    group.wait()
    #expect(problems.withLock { $0 } == [])
    #expect(try IndexedArchive(opening: path).searcher.count(.all) == 40)
  }

  private static func text(_ number: Int) -> [UInt8] {
    Array("{\"Records\":[\(DamagedInputs.goodRecord(number))]}".utf8)
  }
}
