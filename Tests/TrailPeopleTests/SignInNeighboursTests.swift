import Testing
import TrailDemo
import TrailEvents
import TrailFiles
import TrailIndexing
import TrailSearch
import TrailTestSupport

@testable import TrailPeople

/// Sign-ins of some events, against those of all events that have one of these: what is left unread
/// may change nothing.
@Suite struct SignInNeighboursTests {
  private func told(_ signIn: SignIn) -> String {
    let events = signIn.events.map { "\($0.hit.segment)/\($0.hit.document)" }
    return [
      "\(signIn.kind) \(signIn.verdict.text) \(signIn.factor) \(signIn.quality)",
      signIn.account ?? "-", signIn.into ?? "-", signIn.person ?? "-",
      events.joined(separator: ","), signIn.reasons.joined(separator: "; "),
    ].joined(separator: " | ")
  }

  private func expectParts(_ archive: String, _ index: String) throws {
    var options = IndexWriter.Options()
    options.paths = [archive]
    options.index = index
    options.memory = 2 << 20
    options.program = "tests"
    _ = try IndexWriter(options: options, storage: PosixStorage(path: index)).run { _ in }
    let searcher = Searcher(
      snapshot: try Snapshot(storage: PosixStorage(path: index), path: index))
    let whole = try SignInReport(.all, searcher: searcher)
    try #require(whole.signIns.count > 50)
    var queries: Set<Query> = [
      .key(.event, .equal("ConsoleLogin")), .key(.result, .equal("failure")),
    ]
    for event in whole.signIns.flatMap(\.events) {
      let columns = try SignInEventReader(searcher: searcher).columns(event.hit)
      for (key, value) in [
        (EventKey.user, columns.actor.user), (.sub, columns.sub), (.ip, columns.client.address),
        (.account, columns.place.account),
      ] {
        if let value { queries.insert(.key(key, .equal(value))) }
      }
    }
    for query in queries {
      let own = Set(try searcher.unorderedHits(query))
      let expected = whole.signIns.filter { $0.events.contains { own.contains($0.hit) } }
      let found = try SignInReport(query, searcher: searcher).signIns
      #expect(found.map(told).sorted() == expected.map(told).sorted(), "\(query.description)")
    }
  }

  @Test(arguments: UInt64(1)...3)
  func `sign-ins of a part of a demonstration archive are a part of all`(seed: UInt64) throws {
    let demo = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    _ = try DemoArchive.write(
      to: demo.path, options: DemoOptions(events: 3_000, accounts: 4, days: 6, seed: seed),
      progress: nil)
    try expectParts(demo.path + "/archive", index.path)
  }

  @Test(arguments: UInt64(1)...3)
  func `sign-ins of people in every shape are a part of all`(seed: UInt64) throws {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    let people = DemoPeople.example(seed: seed, people: 12)
    for (name, text) in people.files + people.directories { _ = try archive.write(text, to: name) }
    try expectParts(archive.path, index.path)
  }
}
