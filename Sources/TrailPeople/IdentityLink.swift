package import TrailSearch

/// Two identifiers that records or a directory carry together.
package struct IdentityLink: Sendable {
  /// What says so.
  package enum Source: Hashable, Sendable {
    /// Events of this name's service, or of the activity log.
    case records(String)
    /// The path of a directory file.
    case directory(String)
  }

  package var one: Identifier
  package var other: Identifier
  package var source: Source
  /// Events or entries that say so.
  package var count: Int
  /// Times of these events in ms since 1970; `nil` for a directory.
  package var first: Int64?
  package var last: Int64?
  /// The earliest event that says so; `nil` for a directory.
  package var sample: Hit?

  /// The link with what else says the same.
  func merged(with other: IdentityLink, _ searcher: Searcher) throws -> IdentityLink {
    var both = self
    both.count += other.count
    var isEarlier = other.first.map { time in first.map { time < $0 } ?? true } ?? false
    if first == other.first, let mine = sample, let sample = other.sample {
      isEarlier = try !searcher.stands(mine, before: sample)
    }
    if isEarlier {
      both.first = other.first
      both.sample = other.sample
    }
    both.last = [last, other.last].compactMap { $0 }.max()
    return both
  }

  /// Whether the link makes one person of both: a name and its id.
  var joins: Bool {
    guard one.kind.isName != other.kind.isName else { return false }
    return one.kind != .accessKey && other.kind != .accessKey
  }

  var name: Identifier { one.kind.isName ? one : other }
  var id: Identifier { one.kind.isName ? other : one }
}

extension IdentityRow {
  /// The links that the records of the row prove.
  var links: [IdentityLink] {
    var links: [IdentityLink] = []
    for (index, one) in identifiers.enumerated() {
      for other in identifiers[(index + 1)...] {
        // Two ids that one name joins need no link of their own.
        if !one.kind.isName, !other.kind.isName { continue }
        // Who calls any service says his name: only the services that know people are told apart.
        let isOfPeople = one.kind == .centerUser || other.kind == .centerID
        let label =
          kind == "cognito" ? "activity log" : isOfPeople ? source ?? "CloudTrail" : "CloudTrail"
        links.append(link(one, other, label))
      }
    }
    return links
  }

  /// The link to the access key that signed the events of the row.
  var keyLink: IdentityLink? {
    guard let accessKey, let one = identifiers.first else { return nil }
    return link(one, Identifier(.accessKey, accessKey), "CloudTrail")
  }

  private func link(_ one: Identifier, _ other: Identifier, _ label: String) -> IdentityLink {
    IdentityLink(
      one: one, other: other, source: .records(label), count: span.count, first: span.first,
      last: span.last, sample: span.sample)
  }
}
