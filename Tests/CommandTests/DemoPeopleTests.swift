import Foundation
import Testing
import TrailTestSupport

/// `logins`, `who` and `trace` against what `demo` wrote into `truth.json` about people, amid all other
/// events of its archive.
@Suite struct DemoPeopleTests {
  private struct Truth: Decodable {
    struct SignIn: Decodable, Hashable {
      var kind: String
      var person: String?
      var verdict: String
      var mfa: String
      var account: String?
      var into: String?
      var match: String
      var events: Set<String>
    }
    struct Person: Decodable {
      var name: String
      var kind: String
      var keys: [String]
      var isNameShared: Bool
      var events: Set<String>

      enum CodingKeys: String, CodingKey {
        case name, kind, keys, events
        case isNameShared = "name-is-shared"
      }
    }
    struct Session: Decodable {
      var keys: [String]
      var origin: String
      var signIn: Set<String>

      enum CodingKeys: String, CodingKey {
        case keys, origin
        case signIn = "sign-in"
      }
    }
    var people: [Person]
    var signIns: [SignIn]
    var sessions: [Session]
    var renewals: Set<String>

    enum CodingKeys: String, CodingKey {
      case people, sessions
      case signIns = "sign-ins"
      case renewals = "token-renewals"
    }
  }

  /// A line of `logins -o jsonl`.
  private struct Line: Decodable {
    struct Event: Decodable { var id: String? }
    var kind: String
    var person: String?
    var verdict: String
    var mfa: String
    var account: String?
    var into: String?
    var match: String
    var events: [Event]

    var signIn: Truth.SignIn {
      Truth.SignIn(
        kind: kind, person: person, verdict: verdict, mfa: mfa, account: account, into: into,
        match: match, events: Set(events.compactMap(\.id)))
    }
  }

  private struct Trace: Decodable {
    struct Session: Decodable { var key: String? }
    var origin: String
    var sign_in: String?
    var chain: [Session]
  }

  /// Makes and indexes an archive.
  private func archive(_ options: [String]) throws -> (TemporaryDirectory, Truth) {
    let directory = try TemporaryDirectory()
    let demo = try CommandRun(["demo", "demo", "--digests", "0"] + options, in: directory.path)
    #expect(demo.status == 0, "\(demo.errors)")
    let index = try CommandRun(["index", "demo/archive"], in: directory.path)
    #expect(index.status == 0, "\(index.errors)")
    let data = try Data(contentsOf: URL(fileURLWithPath: directory.path + "/demo/truth.json"))
    return (directory, try JSONDecoder().decode(Truth.self, from: data))
  }

  private func logins(
    _ arguments: [String], in directory: TemporaryDirectory
  ) throws
    -> [Truth.SignIn]
  {
    let run = try CommandRun(["logins", "-o", "jsonl"] + arguments, in: directory.path)
    #expect(run.status == (run.lines.isEmpty ? 1 : 0), "\(run.errors)")
    return try run.lines.map { line in
      try JSONDecoder().decode(Line.self, from: Data(line.utf8)).signIn
    }
  }

  @Test(arguments: [
    ["--events", "4000", "--days", "5", "--seed", "11"],
    ["--events", "300", "--accounts", "1", "--days", "1", "--seed", "12"],
  ])
  func `sign-ins of a demonstration archive are those of its truth`(options: [String]) throws {
    let (directory, truth) = try archive(options)
    // Everything that the answers know of these events, and nothing of others.
    let known = truth.signIns.reduce(into: truth.renewals) { $0.formUnion($1.events) }
    func ofPeople(_ signIns: [Truth.SignIn]) -> [Truth.SignIn] {
      signIns.filter { !$0.events.isDisjoint(with: known) }
    }
    let all = try logins([], in: directory)
    let found = ofPeople(all)
    #expect(found.count < all.count)
    #expect(found.count == truth.signIns.count)
    #expect(Set(found).subtracting(truth.signIns) == [])
    #expect(Set(truth.signIns).subtracting(found) == [])
    // Whatever is asked for is that part of the whole.
    for kind in ["console", "root", "sso", "federated", "cognito"] {
      let some = try ofPeople(logins(["--kind", kind], in: directory))
      #expect(Set(some) == Set(truth.signIns.filter { $0.kind == kind }), "\(kind)")
    }
    let failed = try ofPeople(logins(["--failed"], in: directory))
    #expect(Set(failed) == Set(truth.signIns.filter { $0.verdict.hasPrefix("FAIL") }))
    let plain = try ofPeople(logins(["--no-mfa"], in: directory))
    #expect(Set(plain) == Set(truth.signIns.filter { $0.mfa == "no" }))
  }

  @Test func `the truth holds every kind, judgement and quality`() throws {
    let (_, truth) = try archive(["--events", "100", "--days", "2"])
    let signIns = truth.signIns
    #expect(Set(signIns.map(\.kind)) == ["console", "root", "sso", "federated", "cognito"])
    #expect(Set(signIns.map(\.mfa)) == ["yes", "no", "idp", "unknown"])
    #expect(
      Set(signIns.map(\.match)) == ["exact", "inferred", "parent only", "member only"])
    #expect(
      Set(signIns.map(\.verdict)).isSuperset(of: [
        "ok", "FAIL no such user", "FAIL password, no MFA set", "FAIL password or MFA code",
        "abandoned at the MFA prompt", "FAIL credential (PASSWORD)", "abandoned",
        "FAIL NotAuthorizedException", "challenge open: PASSWORD_VERIFIER",
      ]))
    #expect(signIns.contains { $0.person == nil })
    #expect(
      Set(truth.people.map(\.kind)) == ["IAM user", "Identity Center user", "Cognito user"])
    #expect(truth.people.contains { $0.isNameShared })
    #expect(truth.sessions.contains { !$0.signIn.isEmpty })
  }

  @Test func `people and sessions of a demonstration archive are those of its truth`() throws {
    let (directory, truth) = try archive(["--events", "3000", "--days", "3", "--seed", "13"])
    for person in truth.people {
      for key in person.keys {
        let run = try CommandRun(["who", key, "-o", "json"], in: directory.path)
        let answer = try JSONDecoder().decode(
          PeopleArchive.Answer.self, from: Data(run.output.utf8))
        let card = try #require(answer.cards.first, "\(key): \(run.errors)")
        #expect(answer.cards.count == 1 && card.kind == person.kind, "\(key)")
        #expect(card.title == (person.isNameShared ? person.keys.first : person.name), "\(key)")
        #expect(card.conflicts.isEmpty != person.isNameShared, "\(key)")
        let events = try CommandRun(
          ["search", "person:\(key)", "-o", "ids"], in: directory.path)
        #expect(Set(events.lines) == person.events, "\(key)")
        #expect(card.events == events.lines.count, "\(key)")
      }
    }
    for session in truth.sessions {
      let key = try #require(session.keys.first)
      let run = try CommandRun(["trace", key, "-o", "json"], in: directory.path)
      let trace = try JSONDecoder().decode(Trace.self, from: Data(run.output.utf8))
      #expect(trace.chain.map(\.key) == session.keys, "\(key)")
      #expect(trace.origin == session.origin, "\(key)")
      #expect(trace.sign_in.map(session.signIn.contains) ?? session.signIn.isEmpty, "\(key)")
    }
  }
}
