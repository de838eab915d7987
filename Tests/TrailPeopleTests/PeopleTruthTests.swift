import Testing
import TrailEvents
import TrailFiles
import TrailIndexing
import TrailSearch
import TrailTestSupport

@testable import TrailPeople

/// Sign-ins and identities against the truth of an archive that was made with them.
@Suite struct PeopleTruthTests {
  private func searcher(
    _ truth: PeopleTruth, _ archive: TemporaryDirectory, _ index: TemporaryDirectory, memory: Int
  ) throws -> Searcher {
    for (name, text) in truth.files { _ = try archive.write(Array(text.utf8), to: name) }
    _ = try archive.write(
      Array(truth.entries.joined(separator: "\n").utf8), to: "activity.json")
    var options = IndexWriter.Options()
    options.paths = [archive.path]
    options.index = index.path
    options.memory = memory
    options.program = "tests"
    _ = try IndexWriter(options: options, storage: PosixStorage(path: index.path)).run { _ in }
    return Searcher(
      snapshot: try Snapshot(storage: PosixStorage(path: index.path), path: index.path))
  }

  private func attempt(_ signIn: SignIn) -> PeopleTruth.Attempt {
    PeopleTruth.Attempt(
      ids: Set(signIn.events.compactMap(\.id)), kind: signIn.kind.rawValue,
      verdict: signIn.verdict.text, mfa: signIn.factor.rawValue, match: signIn.quality.rawValue,
      account: signIn.account, person: signIn.person)
  }

  @Test(arguments: UInt64(1)...4)
  func `sign-ins and people are those that the archive was made with`(seed: UInt64) throws {
    let truth = PeopleTruth(seed: seed, people: 12)
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    let searcher = try searcher(truth, archive, index, memory: 256 << 20)
    let report = try SignInReport(.all, searcher: searcher)
    let found = Set(report.signIns.map { attempt($0) })
    #expect(found.count == report.signIns.count)
    // Precision: nothing else is found. Recall: nothing is missing.
    #expect(found.subtracting(truth.attempts) == [], "seed \(seed)")
    #expect(truth.attempts.subtracting(found) == [], "seed \(seed)")
    #expect(report.others.keys.sorted() == ["InitiateAuth (token renewal)"])
    // Asked for one person the answer is the part of the whole.
    for name in ["user1", "user7"] {
      let some = try SignInReport(.key(.user, .equal(name)), searcher: searcher)
      let expected = truth.attempts.filter { $0.person == name }
      #expect(Set(some.signIns.map { attempt($0) }) == expected, "seed \(seed)")
    }
    try expectPeople(truth, searcher)
    for chain in truth.chains {
      let last = try #require(chain.keys.first)
      let trace = try #require(try SessionTracer(searcher: searcher).trace(key: last, depth: 9))
      #expect(trace.chain.map(\.key) == chain.keys && trace.origin == chain.origin)
      // Downwards from where the archive begins the same sessions are found.
      let first = try #require(chain.keys.last)
      var tree = try #require(try SessionTracer(searcher: searcher).trace(key: first, depth: 9))
        .tree
      var keys = [tree.key]
      while let child = tree.children.first {
        #expect(tree.children.count == 1)
        keys.append(child.key)
        tree = child
      }
      #expect(keys == chain.keys.reversed())
    }
  }

  private func expectPeople(_ truth: PeopleTruth, _ searcher: Searcher) throws {
    for (id, name) in truth.centerNames where !truth.reused.ids.contains(id) {
      let report = try WhoReport(id, time: .all, searcher: searcher)
      let card = try #require(report.cards.first)
      #expect(report.cards.count == 1 && card.kind == "Identity Center user")
      #expect(card.title == name && card.sections[.ids]?.map(\.text) == [id])
      #expect(card.conflicts.isEmpty)
    }
    for (sub, name) in truth.poolNames {
      let report = try WhoReport(sub, time: .all, searcher: searcher)
      let card = try #require(report.cards.first)
      #expect(report.cards.count == 1 && card.kind == "Cognito user" && card.title == name)
    }
    for span in truth.spans {
      for key in span.keys {
        let (query, _) = try PersonQuery.find(key, searcher)
        let hits = try searcher.hits(query, order: .oldestFirst, limit: nil).hits
        let ids = try SignInEventReader(searcher: searcher, usesDetails: false).events(hits)
          .filter { !truth.renewals.contains($0.id ?? "") }.compactMap(\.id)
        #expect(Set(ids) == span.events, "person:\(key)")
        let report = try WhoReport(key, time: .all, searcher: searcher)
        #expect(report.cards.count == 1, "who \(key)")
        let card = try #require(report.cards.first)
        #expect(card.events == hits.count && card.conflicts.isEmpty, "who \(key)")
        // The others of the name are told, and not taken in.
        #expect(card.title == span.name && !card.namesakes.isEmpty, "who \(key)")
      }
    }
    // A name of two people is neither's, and the card says so.
    for id in truth.reused.ids {
      let report = try WhoReport(id, time: .all, searcher: searcher)
      let card = try #require(report.cards.first)
      #expect(!card.conflicts.isEmpty)
      #expect(card.sections[.ids]?.map(\.text) == [id])
    }
  }
}
