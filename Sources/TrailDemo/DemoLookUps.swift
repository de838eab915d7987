/// One look-up of `truth.json`: terms that an event must all have, and a range of time.
struct DemoLookUp: Sendable {
  var name: String
  /// The query, one `key:value` each.
  var query: [String]
  /// The first second, inclusive; `nil` for no limit.
  var since: Int?
  /// The last second, exclusive; `nil` for no limit.
  var until: Int?
  var terms: DemoTermBits
}

/// All look-ups of `truth.json`, with the values they ask chosen from the organization.
struct DemoLookUps: Sendable {
  private(set) var terms = DemoTermTable()
  private(set) var items: [DemoLookUp] = []

  /// A part of a query.
  enum Part {
    case value(DemoKey, String)
    case eventPrefix(String)
    case network(DemoAddress, Int)
  }

  init(options: DemoOptions, organization: DemoOrganization, names: DemoTextPool) {
    let chosen = DemoLookUpValues(options: options, organization: organization, names: names)
    addActors(chosen)
    addAccounts(chosen)
    addAddresses(chosen)
    addCalls(chosen)
    addThings(chosen)
    addIDs(chosen)
    addCombinations(chosen)
    addRanges(chosen)
    addNothing(chosen)
    addShapes(chosen)
  }

  /// Adds a look-up of all `parts` together.
  mutating func add(_ name: String, _ parts: Part..., since: Int? = nil, until: Int? = nil) {
    var look = DemoLookUp(
      name: name,
      query: [],
      since: since,
      until: until,
      terms: DemoTermBits()
    )
    for part in parts {
      let term: Int
      switch part {
      case .value(let key, let text):
        term = terms.add(key, Self.stored(key, text))
        look.query.append("\(key.rawValue):\(text)")
      case .eventPrefix(let text):
        term = terms.add(eventPrefix: text)
        look.query.append("event:\(text)*")
      case .network(let address, let length):
        let network = address.masked(length)
        term = terms.add(network, length: length)
        let bits = address.isIPv4 ? length - 96 : length
        look.query.append("ip:\(network.text)" + (length == 128 ? "" : "/\(bits)"))
      }
      DemoTermTable.set(term, &look.terms)
    }
    items.append(look)
  }

  /// The form a query value is compared in: whole service hosts, subjects in small letters.
  private static func stored(_ key: DemoKey, _ text: String) -> String {
    switch key {
    case .source where !text.contains("."): "\(text).amazonaws.com"
    case .sub where text.utf8.count >= 36: text.lowercased()
    default: text
    }
  }

  /// Counts an event for every look-up that finds it.
  func count(_ bits: DemoTermBits, at time: Int, into counts: inout [Int]) {
    for index in items.indices where bits & items[index].terms == items[index].terms {
      if let since = items[index].since, time < since { continue }
      if let until = items[index].until, time >= until { continue }
      counts[index] += 1
    }
  }
}
