internal import TrailEvents

/// What events are grouped by.
package enum GroupField: Hashable, Sendable {
  /// The primary value of a key, the one that rows show; every event has one or none.
  case primary(UInt8)
  /// Every value of a key: an event counts in several groups.
  case every(UInt8)
  /// The account that rows show: the recipient, or else the caller.
  case account
  /// The source.
  case file

  /// The field of a name.
  ///
  /// - Throws: ``QueryError`` for names that cannot be grouped by.
  package init(named name: String) throws(QueryError) {
    guard let key = EventKey.named(name) else {
      let names = EventKey.allCases.map(\.name)
      let hint = Spelling.nearest(to: name.lowercased(), among: names)
        .map { "; did you mean `\($0)`?" }
      throw QueryError("unknown key `\(name)`\(hint ?? "")")
    }
    switch key {
    case .account: self = .account
    case .file: self = .file
    case .time:
      throw QueryError("events are not grouped by time here; see `trailsift timeline`")
    case .id, .request:
      throw QueryError("`\(key.name)` has as many values as there are events")
    default:
      let isShown =
        EventTuple.allCases.contains { $0.members.contains { $0.key == key } }
        || EventTuple.termColumns.contains { $0.key == key }
      self = isShown ? .primary(key.rawValue) : .every(key.rawValue)
    }
  }

  /// Whether its values are addresses, which dictionaries hold in 16 bytes.
  var isAddress: Bool { self == .primary(EventKey.ip.rawValue) }
}
