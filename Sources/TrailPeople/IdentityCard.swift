internal import TrailSearch

/// What is known of one person, address, account, role or key.
package struct IdentityCard: Sendable {
  /// A value with the events that have it.
  package struct Value: Sendable {
    package var text: String
    /// Events; 0 for what a directory alone says.
    package var count: Int
    /// Times in ms since 1970.
    package var first: Int64?
    package var last: Int64?
    /// What else is known of the value.
    package var note: String?

    package init(
      _ text: String, count: Int = 0, first: Int64? = nil, last: Int64? = nil, note: String? = nil
    ) {
      self.text = text
      self.count = count
      self.first = first
      self.last = last
      self.note = note
    }
  }

  /// What values are of.
  package enum Section: String, CaseIterable, Sendable {
    case names, emails, ids, principals, keys, pools, clients, users, accounts, roles
    case permissionSets = "permission_sets"
    case addresses, regions, events, results
  }

  /// Attempts to sign in of one kind.
  package struct SignIns: Sendable {
    package var kind: String
    package var success = 0
    package var failure = 0
    package var open = 0
  }

  /// Links that cannot all be right at one time.
  package struct Conflict: Sendable {
    /// In words.
    package var text: String
    package var links: [IdentityLink]
  }

  /// What it is about: `IAM user`, `Identity Center user`, `address` or another word for it.
  package var kind: String
  /// The name, or what stands for it.
  package var title: String
  /// What the name is unique in, in words; `nil` when it needs none.
  package var home: String?
  /// The key that finds this card and no other.
  package var key: String
  package var events = 0
  /// Times in ms since 1970; `nil` when no event has one.
  package var first: Int64?
  package var last: Int64?
  /// Values by section, most events first; sections without values are missing.
  package var sections: [Section: [Value]] = [:]
  /// Sign-ins put together from their events; empty where these are too many to be read in passing.
  package var signIns: [SignIns] = []
  /// Events of sign-ins by name, with the result as note; most frequent first.
  package var signInEvents: [Value] = []
  /// What says that names and ids belong together.
  package var links: [IdentityLink] = []
  package var conflicts: [Conflict] = []
  /// Others of the same name, of whom nothing proves that they are the same person.
  package var namesakes: [Value] = []

  init(kind: String, title: String, home: String? = nil, key: String) {
    self.kind = kind
    self.title = title
    self.home = home
    self.key = key
  }

  /// What tells values of a section apart.
  ///
  /// Compared by bytes: a card of an account has thousands of notes that are not ASCII, and the texts
  /// of an index are what records say, not what looks the same.
  private struct Wording: Hashable {
    private let bytes: [UInt8]

    init(_ value: Value) {
      var bytes = Array(value.text.utf8)
      if let note = value.note {
        // No byte of UTF-8.
        bytes.append(0xFF)
        bytes.append(contentsOf: note.utf8)
      }
      self.bytes = bytes
    }
  }

  /// Adds values, those that are equal together.
  mutating func add(_ section: Section, _ values: some Sequence<Value>) {
    var all = sections.removeValue(forKey: section) ?? []
    var places = [Wording: Int](minimumCapacity: all.count + values.underestimatedCount)
    for (place, value) in all.enumerated() { places[Wording(value)] = place }
    for value in values {
      let wording = Wording(value)
      if let place = places[wording] {
        all[place].count += value.count
        if let first = value.first { all[place].first = min(all[place].first ?? first, first) }
        if let last = value.last { all[place].last = max(all[place].last ?? last, last) }
      } else {
        places[wording] = all.count
        all.append(value)
      }
    }
    // An account has thousands of users: places are moved instead of values.
    let order = all.indices.sorted { one, other in
      if all[one].count != all[other].count { return all[one].count > all[other].count }
      if all[one].text != all[other].text { return all[one].text < all[other].text }
      return (all[one].note ?? "") < (all[other].note ?? "")
    }
    if !all.isEmpty { sections[section] = order.map { all[$0] } }
  }

  /// Adds the values that groups have at a place.
  mutating func add(_ section: Section, _ spans: [EventSpan], at place: Int = 0) {
    add(
      section,
      spans.compactMap { span in
        span.values[place].map {
          Value($0, count: span.count, first: span.first, last: span.last)
        }
      })
  }
}
