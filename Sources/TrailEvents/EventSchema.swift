/// Which members the tuples of an event's document have, in the order in which they are stored.
///
/// An event's actor, client and action repeat for thousands of events, so they are stored once and
/// named by a number. A segment writes this layout into its footer, so a reader of an old segment
/// follows the segment and not this page.
package enum EventTuple: Int, CaseIterable, Sendable {
  case actor, client, action, place, outcome

  /// A member: a key, whether a look-up must ask it, and for which part of the key it stands.
  package struct Member: Hashable, Sendable {
    package var key: EventKey
    /// `false` where the key's postings hold the same and the member is there to be shown.
    package var isSearched: Bool

    fileprivate static func searched(_ key: EventKey) -> Member {
      Member(key: key, isSearched: true)
    }
    fileprivate static func shown(_ key: EventKey) -> Member {
      Member(key: key, isSearched: false)
    }
  }

  /// The name in `stats --by-part` and in the footer.
  package var name: String { String(describing: self) }

  /// The members.
  ///
  /// The first of several members of one key is the one that is shown.
  package var members: [Member] {
    switch self {
    case .actor:
      [
        .searched(.type), .shown(.user), .searched(.role), .searched(.permissionSet),
        .searched(.arn), .searched(.arn), .searched(.principal), .searched(.principal),
        .searched(.principal), .searched(.caller), .searched(.caller),
      ]
    case .client: [.shown(.ip), .shown(.via), .searched(.agent)]
    case .action:
      [
        .shown(.event), .searched(.source), .searched(.category), .searched(.readOnly),
        .searched(.kind),
      ]
    case .place: [.searched(.recipient), .searched(.region)]
    case .outcome: [.shown(.error), .searched(.result), .searched(.mfa)]
    }
  }

  /// The term columns of a document: the access key that was used, and the first subject.
  package static let termColumns: [Member] = [.searched(.accessKey), .shown(.sub)]

  /// The keys that have term dictionaries, ascending by their stored number.
  package static let dictionaryKeys: [EventKey] = EventKey.allCases.filter {
    ![.id, .request, .file, .time].contains($0)
  }
}
