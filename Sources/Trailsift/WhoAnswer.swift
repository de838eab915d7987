internal import TrailEvents
internal import TrailFiles
internal import TrailPeople
internal import TrailSearch

/// Who somebody is: what `trailsift who` prints.
public struct WhoAnswer: Sendable {
  /// A span of time; empty when no record tells a time.
  public struct Period: Sendable {
    let first: Timestamp?
    let last: Timestamp?

    /// The first time, UTC, as in JSON.
    public var from: String? { first?.description }
    /// The last time, UTC, as in JSON.
    public var to: String? { last?.description }

    /// Both times in a zone, for people.
    public func text(in zone: DisplayZone) -> String? {
      guard let first, let last else { return nil }
      return first == last ? zone.text(first) : "\(zone.text(first)) … \(zone.text(last))"
    }
  }

  /// A value with the events that have it.
  public struct Value: Sendable {
    /// The value itself.
    public let text: String
    /// Events; 0 for what a directory file alone says.
    public let count: Int
    /// When these events happened.
    public let period: Period
    /// What else is known of the value.
    public let note: String?
  }

  /// Values of one sort.
  public struct Section: Sendable {
    /// The sort, for example `names`, `emails`, `ids` or `addresses`.
    public let name: String
    /// Most events first; may be empty.
    public let values: [Value]
  }

  /// Attempts to sign in of one kind.
  public struct SignIns: Sendable {
    /// `console`, `root`, `sso`, `federated` or `cognito`.
    public let kind: String
    /// Attempts that succeeded.
    public let success: Int
    /// Attempts that failed.
    public let failure: Int
    /// Not finished, as far as the archive tells.
    public let open: Int
  }

  /// What says that two identifiers belong together.
  public struct Link: Sendable {
    /// An identifier in words: its kind, its value and what it is unique in.
    public let one: String
    /// The identifier that it belongs together with.
    public let other: String
    /// `records` or `directory`.
    public let proof: String
    /// The service of the records, or the path of the directory file.
    public let source: String
    /// Events or entries that say so.
    public let count: Int
    /// When these events happened; without times for a directory.
    public let period: Period
    /// The earliest event that says so: the path of its file; `nil` for a directory.
    public let file: String?
    /// The number of its record, from 0.
    public let record: Int?
  }

  /// Links that cannot all be right at one time.
  public struct Conflict: Sendable {
    /// What contradicts what, in words.
    public let text: String
    /// The links in question, with their times.
    public let links: [Link]
  }

  /// One person, address, account, role or key.
  public struct Card: Sendable {
    /// What it is about: `IAM user`, `Identity Center user`, `Cognito user`, `role session`, `address`
    /// or another word for it.
    public let kind: String
    /// The name, or the id or address that stands for it.
    public let title: String
    /// What the title is unique in; the name of an account.
    public let home: String?
    /// The key that finds this card and no other.
    public let key: String
    /// Its events in the span of time that was asked for.
    public let events: Int
    /// When they happened.
    public let period: Period
    /// Every section there is, in a fixed order.
    public let sections: [Section]
    /// Sign-ins put together; empty where their events are too many to be read in passing.
    public let signIns: [SignIns]
    /// Events of sign-ins by name, with the result as note.
    public let signInEvents: [Value]
    /// The evidence: what says that names and ids belong together.
    public let links: [Link]
    /// Links that contradict each other.
    public let conflicts: [Conflict]
    /// Others of the same name; nothing proves that they are the same person.
    public let namesakes: [Value]
  }

  /// What a key that is not clear may mean.
  public struct Candidate: Sendable {
    /// The key that means this alone.
    public let key: String
    /// What it would be, in words.
    public let text: String
    /// Its events.
    public let events: Int
  }

  /// One card a person or thing that the key means.
  public let cards: [Card]
  /// Not empty when the key is not clear.
  public let candidates: [Candidate]
  /// What could not be read.
  public let notes: [String]
}

extension EventIndex {
  /// Who or what a key means, and what is known of it.
  ///
  /// - Parameters:
  ///   - key: A user name, sub or its beginning, e-mail address, access key, principal id, ARN,
  ///     role, address or account; `user:`, `role:` and so on say which is meant.
  ///   - time: Whose events are counted: a query that only limits the time.
  ///   - joinsSignIns: Whether sign-ins are put together also where their events are many.
  public func who(
    _ key: String, time: EventQuery, joinsSignIns: Bool = false
  ) throws(TrailsiftError) -> WhoAnswer {
    try answering {
      let report = try WhoReport(
        key, time: time.query, joinsSignIns: joinsSignIns, searcher: searcher)
      return WhoAnswer(
        cards: try report.cards.map { try card($0) },
        candidates: report.candidates.map {
          WhoAnswer.Candidate(key: $0.key, text: $0.text, events: $0.events)
        }, notes: report.notes)
    }
  }

  private func card(_ card: IdentityCard) throws -> WhoAnswer.Card {
    WhoAnswer.Card(
      kind: card.kind, title: card.title, home: card.home, key: card.key, events: card.events,
      period: WhoAnswer.Period(card.first, card.last),
      sections: IdentityCard.Section.allCases.map { section in
        WhoAnswer.Section(
          name: section.rawValue, values: (card.sections[section] ?? []).map(WhoAnswer.Value.init))
      },
      signIns: card.signIns.map {
        WhoAnswer.SignIns(kind: $0.kind, success: $0.success, failure: $0.failure, open: $0.open)
      }, signInEvents: card.signInEvents.map(WhoAnswer.Value.init),
      links: try card.links.map(link),
      conflicts: try card.conflicts.map {
        WhoAnswer.Conflict(text: $0.text, links: try $0.links.map(link))
      }, namesakes: card.namesakes.map(WhoAnswer.Value.init))
  }

  private func link(_ link: IdentityLink) throws -> WhoAnswer.Link {
    let found: (file: PathBytes, record: Int)? = try link.sample.flatMap { try self.place(of: $0) }
    let proof: (String, String) =
      switch link.source {
      case .records(let service): ("records", service)
      case .directory(let file): ("directory", file)
      }
    return WhoAnswer.Link(
      one: link.one.description, other: link.other.description, proof: proof.0, source: proof.1,
      count: link.count, period: WhoAnswer.Period(link.first, link.last),
      file: found.map { Paths.display($0.file) }, record: found?.record)
  }
}

extension WhoAnswer.Period {
  fileprivate init(_ first: Int64?, _ last: Int64?) {
    self.init(
      first: first.map { Timestamp(milliseconds: $0) },
      last: last.map { Timestamp(milliseconds: $0) })
  }
}

extension WhoAnswer.Value {
  fileprivate init(_ value: IdentityCard.Value) {
    self.init(
      text: value.text, count: value.count,
      period: WhoAnswer.Period(value.first, value.last), note: value.note)
  }
}
