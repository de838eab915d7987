import Foundation
import Testing
import TrailFiles
import TrailIndexing
import TrailTestSupport

/// A crash at any operation of a commit leaves the old or the new state, and the next run goes on.
@Suite struct CommitCrashTests {
  /// What becomes of changes that were not synced.
  enum Loss: String, CaseIterable { case keepsUnsynced, losesUnsynced }

  /// No run of these archives takes more operations.
  private static let mostOperations = 300

  @Test(arguments: Loss.allCases)
  func `a crash of a second run leaves one of two states`(loss: Loss) throws {
    let tiny = try TinyArchive()
    try tiny.writeFirst()
    try tiny.run(PosixStorage(path: tiny.index))
    let old = try #require(try TinyArchive.rows(tiny.index))
    let saved = tiny.directory.path + "/saved"
    try FileManager.default.copyItem(atPath: tiny.index, toPath: saved)
    try tiny.writeSecond()
    let fresh = tiny.directory.path + "/fresh"
    try tiny.run(PosixStorage(path: fresh), index: fresh)
    let new = try #require(try TinyArchive.rows(fresh))
    #expect(old != new)
    #expect(new.contains { $0.copies > 0 })

    var outcomes: Set<Bool> = []
    for operation in 0..<Self.mostOperations {
      try FileManager.default.removeItem(atPath: tiny.index)
      try FileManager.default.copyItem(atPath: saved, toPath: tiny.index)
      let storage = FaultInjectingStorage(PosixStorage(path: tiny.index), failingAt: operation)
      let isDone = (try? tiny.run(storage)) != nil
      if loss == .losesUnsynced { try storage.loseUnsynced() }
      let place = "\(loss), operation \(operation): \(storage.failure ?? "none failed")"
      let found = try #require(try TinyArchive.rows(tiny.index), "\(place)")
      #expect(found == old || found == new, "\(place)")
      try expectWhole(tiny.index, place)
      outcomes.insert(found == new)
      if isDone {
        #expect(found == new, "\(place): a run that ended well was lost")
        #expect(outcomes.count == 2)
        return
      }
      try tiny.run(PosixStorage(path: tiny.index))
      #expect(try TinyArchive.rows(tiny.index) == new, "\(place): the next run")
      try expectTidy(tiny.index, place)
    }
    Issue.record("no run ended")
  }

  @Test(arguments: Loss.allCases)
  func `a crash of a first run leaves no index or the whole one`(loss: Loss) throws {
    let tiny = try TinyArchive()
    try tiny.writeFirst()
    try tiny.writeSecond()
    let fresh = tiny.directory.path + "/fresh"
    try tiny.run(PosixStorage(path: fresh), index: fresh)
    let new = try TinyArchive.rows(fresh)
    for operation in 0..<Self.mostOperations {
      try? FileManager.default.removeItem(atPath: tiny.index)
      let storage = FaultInjectingStorage(PosixStorage(path: tiny.index), failingAt: operation)
      let isDone = (try? tiny.run(storage)) != nil
      if loss == .losesUnsynced { try storage.loseUnsynced() }
      let place = "\(loss), operation \(operation): \(storage.failure ?? "none failed")"
      let found = try TinyArchive.rows(tiny.index)
      #expect(found == nil || found == new, "\(place)")
      if isDone {
        #expect(found == new, "\(place)")
        return
      }
      try tiny.run(PosixStorage(path: tiny.index))
      #expect(try TinyArchive.rows(tiny.index) == new, "\(place): the next run")
    }
    Issue.record("no run ended")
  }

  @Test func `a crash in the run after a crash changes nothing either`() throws {
    let tiny = try TinyArchive()
    try tiny.writeFirst()
    try tiny.run(PosixStorage(path: tiny.index))
    let old = try TinyArchive.rows(tiny.index)
    try tiny.writeSecond()
    // Each run gets a little further than the one before, on what that one left.
    for operation in 0..<Self.mostOperations {
      let storage = FaultInjectingStorage(PosixStorage(path: tiny.index), failingAt: operation)
      let isDone = (try? tiny.run(storage)) != nil
      if isDone { break }
      if operation % 2 == 1 { try storage.loseUnsynced() }
      let found = try TinyArchive.rows(tiny.index)
      if found != old { break }
    }
    try tiny.run(PosixStorage(path: tiny.index))
    let fresh = tiny.directory.path + "/fresh"
    try tiny.run(PosixStorage(path: fresh), index: fresh)
    #expect(try TinyArchive.rows(tiny.index) == (try TinyArchive.rows(fresh)))
    try expectTidy(tiny.index, "after many crashes")
  }

  @Test(arguments: Loss.allCases)
  func `a crash of a merge changes no answer`(loss: Loss) throws {
    let tiny = try TinyArchive()
    try tiny.writeFirst()
    try tiny.run(PosixStorage(path: tiny.index))
    try tiny.writeSecond()
    try tiny.run(PosixStorage(path: tiny.index))
    let expected = try #require(try TinyArchive.rows(tiny.index))
    let saved = tiny.directory.path + "/saved"
    try FileManager.default.copyItem(atPath: tiny.index, toPath: saved)
    for operation in 0..<Self.mostOperations {
      try FileManager.default.removeItem(atPath: tiny.index)
      try FileManager.default.copyItem(atPath: saved, toPath: tiny.index)
      let storage = FaultInjectingStorage(PosixStorage(path: tiny.index), failingAt: operation)
      let isDone = (try? compact(tiny.index, storage)) != nil
      if loss == .losesUnsynced { try storage.loseUnsynced() }
      let place = "\(loss), operation \(operation): \(storage.failure ?? "none failed")"
      #expect(try TinyArchive.rows(tiny.index) == expected, "\(place)")
      try tiny.run(PosixStorage(path: tiny.index))
      #expect(try TinyArchive.rows(tiny.index) == expected, "\(place): the next run")
      let after = try compact(tiny.index, PosixStorage(path: tiny.index))
      #expect(after.segmentsAfter == 1, "\(place)")
      try expectWhole(tiny.index, place)
      // The kept manifests name the merged segments too.
      try expectTidy(tiny.index, place, segments: 3)
      if isDone { return }
    }
    Issue.record("no merge ended")
  }

  @Test(arguments: [FaultInjectingStorage.Fault.full, .interrupted, .short])
  func `a fault that passes is an error and leaves a whole index`(
    fault: FaultInjectingStorage.Fault
  ) throws {
    let tiny = try TinyArchive()
    try tiny.writeFirst()
    try tiny.run(PosixStorage(path: tiny.index))
    let old = try #require(try TinyArchive.rows(tiny.index))
    let saved = tiny.directory.path + "/saved"
    try FileManager.default.copyItem(atPath: tiny.index, toPath: saved)
    try tiny.writeSecond()
    let fresh = tiny.directory.path + "/fresh"
    try tiny.run(PosixStorage(path: fresh), index: fresh)
    let new = try TinyArchive.rows(fresh)
    for operation in 0..<Self.mostOperations {
      try FileManager.default.removeItem(atPath: tiny.index)
      try FileManager.default.copyItem(atPath: saved, toPath: tiny.index)
      let storage = FaultInjectingStorage(
        PosixStorage(path: tiny.index), failingAt: operation, fault: fault)
      var failure: String?
      do {
        try tiny.run(storage)
        _ = try compact(tiny.index, storage)
      } catch {
        failure = "\(error)"
      }
      let place = "\(fault), operation \(operation): \(storage.failure ?? "none failed")"
      let found = try TinyArchive.rows(tiny.index)
      #expect(found == old || found == new, "\(place)")
      try expectWhole(tiny.index, place)
      guard let failure else {
        #expect(found == new, "\(place)")
        if storage.failure == nil { return }
        // What is asked for but not needed may fail in silence: whether an orphan has the name.
        #expect(fault == .interrupted, "\(place)")
        continue
      }
      let reason =
        switch fault {
        case .full: "No space left on device"
        case .interrupted: "Interrupted system call"
        default: "Input/output error"
        }
      #expect(failure.contains(reason), "\(place): \(failure)")
      let partial: [String] = try PosixStorage(path: tiny.index).list("tmp")
      #expect(partial.isEmpty || storage.failure?.hasPrefix("unlink") == true, "\(place)")
      // With space again the next run goes on.
      try tiny.run(PosixStorage(path: tiny.index))
      #expect(try TinyArchive.rows(tiny.index) == new, "\(place): the next run")
    }
    Issue.record("no run ended")
  }

  private func compact(
    _ index: String, _ storage: any IndexStorage
  ) throws -> IndexCompaction.Summary {
    try IndexCompaction(index: index, program: "test", storage: storage, grace: 0).run()
  }

  private func expectWhole(_ index: String, _ place: String) throws {
    let check = try IndexCheck(storage: PosixStorage(path: index), path: index).run(.full)
    #expect(check.findings == [], "\(place)")
  }

  @Test func `a run with nothing new writes nothing`() throws {
    let tiny = try TinyArchive()
    try tiny.writeFirst()
    try tiny.run(PosixStorage(path: tiny.index))
    let storage = PosixStorage(path: tiny.index)
    let manifests: [String] = try storage.list("")
    let segments: [String] = try storage.list("segments")
    let summary = try tiny.run(storage)
    #expect(summary.unchanged == 3)
    #expect(summary.new == 0)
    #expect(summary.segments == 0)
    let manifestsAfter: [String] = try storage.list("")
    let segmentsAfter: [String] = try storage.list("segments")
    #expect(manifestsAfter == manifests)
    #expect(segmentsAfter == segments)
  }

  /// No partial file is left, and no segment that no kept manifest names would pile up: an orphan
  /// goes with the next run.
  private func expectTidy(_ index: String, _ place: String, segments most: Int = 2) throws {
    let storage = PosixStorage(path: index)
    let partial: [String] = try storage.list("tmp")
    let manifests = try storage.list("").count { $0.hasPrefix("MANIFEST-") }
    let segments = try storage.list("segments").count { $0.hasSuffix(".seg") }
    #expect(partial.isEmpty, "\(place)")
    #expect(manifests <= 4, "\(place)")
    #expect(segments <= most, "\(place)")
  }
}
