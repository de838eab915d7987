import Testing
import TrailEvents
import TrailFiles
import TrailIndexing
import TrailSearch
import TrailTestSupport

@testable import TrailDemo
@testable import TrailPeople

/// Sign-ins and identities against the truth of an archive that was made with them.
@Suite struct PeopleTruthTests {
  private func searcher(
    _ truth: DemoPeople, _ archive: TemporaryDirectory, _ index: TemporaryDirectory, memory: Int
  ) throws -> Searcher {
    for (name, text) in truth.files + truth.directories { _ = try archive.write(text, to: name) }
    var options = IndexWriter.Options()
    options.paths = [archive.path]
    options.index = index.path
    options.memory = memory
    options.program = "tests"
    _ = try IndexWriter(options: options, storage: PosixStorage(path: index.path)).run { _ in }
    return Searcher(
      snapshot: try Snapshot(storage: PosixStorage(path: index.path), path: index.path))
  }

  private func attempt(_ signIn: SignIn) -> DemoPeople.SignIn {
    DemoPeople.SignIn(
      events: Set(signIn.events.compactMap(\.id)), kind: signIn.kind.rawValue,
      verdict: signIn.verdict.text, mfa: signIn.factor.rawValue, match: signIn.quality.rawValue,
      account: signIn.account, into: signIn.into, person: signIn.person)
  }

  @Test(arguments: UInt64(1)...4)
  func `sign-ins and people are those that the archive was made with`(seed: UInt64) throws {
    let truth = DemoPeople.example(seed: seed, people: 12)
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    let searcher = try searcher(truth, archive, index, memory: 256 << 20)
    let report = try SignInReport(.all, searcher: searcher)
    let found = Set(report.signIns.map { attempt($0) })
    #expect(found.count == report.signIns.count)
    // Precision: nothing else is found. Recall: nothing is missing.
    #expect(found.subtracting(truth.signIns) == [], "seed \(seed)")
    #expect(truth.signIns.subtracting(found) == [], "seed \(seed)")
    #expect(report.others == ["InitiateAuth (token renewal)": truth.renewals.count])
    // Asked for some kinds the answer is the part of the whole, of all people and of one.
    for kinds in SignIn.Kind.allCases.map({ [$0] }) + [[.console, .sso], [.root, .cognito]] {
      let some = try SignInReport(.all, kinds: Set(kinds), searcher: searcher)
      let expected = report.signIns.filter { kinds.contains($0.kind) }
      #expect(some.signIns.map { attempt($0) } == expected.map { attempt($0) }, "\(kinds)")
      #expect(some.renewals.count == (kinds.contains(.cognito) ? truth.renewals.count : 0))
      let query = Query.key(.user, .equal("person1"))
      let own = try SignInReport(query, kinds: Set(kinds), searcher: searcher)
      let whole = try SignInReport(query, searcher: searcher).signIns
      #expect(
        own.signIns.map { attempt($0) }
          == whole.filter { kinds.contains($0.kind) }.map { attempt($0) }, "\(kinds)")
    }
    // Asked for one person the answer is the part of the whole.
    for name in ["person1", "person7"] {
      let some = try SignInReport(.key(.user, .equal(name)), searcher: searcher)
      // Calls to a user pool name nobody: they have a sub, and a directory file names the person.
      let expected = truth.signIns.filter {
        $0.person == name && ($0.kind != "cognito" || $0.into?.contains(" ") ?? false)
      }
      #expect(Set(some.signIns.map { attempt($0) }) == expected, "seed \(seed)")
    }
    try expectPeople(truth, searcher)
    for session in truth.sessions { try expectTrace(session, searcher) }
  }

  private func expectTrace(_ session: DemoPeople.Session, _ searcher: Searcher) throws {
    let last = try #require(session.keys.first)
    let trace = try #require(try SessionTracer(searcher: searcher).trace(key: last, depth: 9))
    #expect(trace.chain.map(\.key) == session.keys && trace.origin == session.origin)
    #expect(Set(trace.signIn?.events.compactMap(\.id) ?? []) == session.signIn)
    // Downwards from where the archive begins the same sessions are found.
    let first = try #require(session.keys.last)
    var tree = try #require(try SessionTracer(searcher: searcher).trace(key: first, depth: 9)).tree
    var keys = [tree.key]
    while let child = tree.children.first {
      #expect(tree.children.count == 1)
      keys.append(child.key)
      tree = child
    }
    #expect(keys == session.keys.reversed())
  }

  private func expectPeople(_ truth: DemoPeople, _ searcher: Searcher) throws {
    for (id, person) in truth.persons {
      for key in person.keys {
        let report = try WhoReport(key, time: .all, searcher: searcher)
        #expect(report.cards.count == 1, "who \(key)")
        let card = try #require(report.cards.first)
        // A name of two people is neither's, and the card says so.
        #expect(card.kind == person.kind, "who \(key)")
        #expect(card.title == (person.isNameShared ? id : person.name), "who \(key)")
        #expect(card.conflicts.isEmpty != person.isNameShared, "who \(key)")
        if person.kind == "Identity Center user" {
          #expect(card.sections[.ids]?.map(\.text) == [id], "who \(key)")
        }
        // The others of the name are told, and not taken in.
        if person.name.hasPrefix("spanning") { #expect(!card.namesakes.isEmpty, "who \(key)") }
        let (query, _) = try PersonQuery.find(key, searcher)
        let hits = try searcher.hits(query, order: .oldestFirst, limit: nil).hits
        let ids = try SignInEventReader(searcher: searcher, usesDetails: false).events(hits)
          .compactMap(\.id)
        #expect(Set(ids) == person.events, "person:\(key)")
        #expect(card.events == hits.count, "who \(key)")
      }
    }
  }
}

extension DemoPeople {
  /// People of two days, from 30 March 2024 on.
  static func example(seed: UInt64, people: Int) -> DemoPeople {
    DemoPeople(seed: seed, people: people, rounds: 3, from: 1_711_756_800)
  }
}
