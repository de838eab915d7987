internal import TrailBytes
internal import TrailEvents
internal import TrailSegment

/// Finds the terms of a dictionary that a pattern matches, as ranges of their order.
struct TermMatching {
  let key: EventKey
  let pattern: ValuePattern

  /// The ordinals that match one of several patterns; ranges may overlap.
  ///
  /// Patterns that have to look at all terms do so together.
  static func ranges(
    of patterns: [ValuePattern], key: EventKey, in dictionary: TermDictionaryReader
  ) throws -> [Range<TermOrdinal>] {
    var ranges: [Range<TermOrdinal>] = []
    var scanning: [ValuePattern] = []
    for pattern in patterns {
      if patterns.count > 1, key != .ip, pattern.looksAtAllTerms {
        scanning.append(pattern)
      } else {
        ranges += try TermMatching(key: key, pattern: pattern).ranges(in: dictionary)
      }
    }
    if scanning.isEmpty { return ranges }
    let matchers = try scanning.map {
      try ValueMatcher($0, isFolded: dictionary.order == .folded)
    }
    return ranges
      + (try matching(0..<TermOrdinal(dictionary.count), in: dictionary) { term in
        matchers.contains { $0.matches(term) }
      })
  }

  /// The matching ordinals; ranges do not overlap.
  func ranges(
    in dictionary: TermDictionaryReader
  ) throws -> [Range<TermOrdinal>] {
    let all = 0..<TermOrdinal(dictionary.count)
    switch pattern {
    case .any:
      return [all]
    case .equal(let text):
      if key == .ip { return try addresses(text, in: dictionary) }
      return try spellings(text).reduce(into: []) { ranges, spelling in
        ranges.append(try range(of: spelling, in: dictionary))
      }
    case .exact(let text):
      if key == .ip {
        guard let address = IPAddress(text), address.description == text else { return [] }
        return try range(from: address, to: address, in: dictionary).map { [$0] } ?? []
      }
      return try exactly(text, in: dictionary)
    case .prefix(let text):
      if key == .ip {
        if let network = TermMatching.network(ofWildcard: text + "*") {
          return try network.ranges.compactMap {
            try range(from: $0.lowerBound, to: $0.upperBound, in: dictionary)
          }
        }
        return try scan(all, in: dictionary)
      }
      return [try range(ofPrefix: text, in: dictionary)]
    case .wildcard(let parts):
      guard key != .ip, case .literal(let head)? = parts.first else {
        return try scan(all, in: dictionary)
      }
      return try scan(try range(ofPrefix: head, in: dictionary), in: dictionary)
    case .regex:
      return try scan(all, in: dictionary)
    case .between(let from, let to):
      if key == .ip {
        return try TermMatching.addresses(from: from, to: to).compactMap {
          try range(from: $0.lowerBound, to: $0.upperBound, in: dictionary)
        }
      }
      return [try range(from: from, to: to, in: dictionary)]
    case .numbers, .times:
      return []
    }
  }

  /// The terms of a range that match one by one; addresses by their usual spelling.
  private func scan(
    _ range: Range<TermOrdinal>, in dictionary: TermDictionaryReader
  ) throws -> [Range<TermOrdinal>] {
    let pattern = key == .ip ? pattern.lowercased : pattern
    let matcher = try ValueMatcher(pattern, isFolded: dictionary.order == .folded)
    let isAddress = key == .ip
    return try TermMatching.matching(range, in: dictionary) { term in
      guard isAddress else { return matcher.matches(term) }
      var text = IPAddress(stored: term)?.description ?? ""
      return text.withUTF8 { matcher.matches(UnsafeRawBufferPointer($0)) }
    }
  }

  /// The terms of a range that satisfy a test.
  private static func matching(
    _ range: Range<TermOrdinal>, in dictionary: TermDictionaryReader,
    _ test: (UnsafeRawBufferPointer) -> Bool
  ) throws(IndexError) -> [Range<TermOrdinal>] {
    var found: [Range<TermOrdinal>] = []
    try dictionary.forEach(in: range) { ordinal, term, _ in
      guard test(term) else { return }
      if let last = found.last, last.upperBound == ordinal {
        found[found.count - 1] = last.lowerBound..<(ordinal + 1)
      } else {
        found.append(ordinal..<(ordinal + 1))
      }
    }
    return found
  }

  /// The addresses between two of one family, as ranges of what is stored.
  private static func addresses(from: String?, to: String?) -> [ClosedRange<IPAddress>] {
    let bounds = [from, to].map { $0.flatMap { IPAddress($0) } }
    guard let known = bounds[0] ?? bounds[1] else { return [] }
    let firstIPv4 = IPAddress(high: 0, low: 0xFFFF_0000_0000)
    let lastIPv4 = IPAddress(high: 0, low: 0xFFFF_FFFF_FFFF)
    if known.isIPv4 {
      let (low, high) = (bounds[0] ?? firstIPv4, bounds[1] ?? lastIPv4)
      return low <= high ? [low...high] : []
    }
    let low = bounds[0] ?? IPAddress(high: 0, low: 0)
    let high = bounds[1] ?? IPAddress(high: .max, low: .max)
    guard low <= high else { return [] }
    guard low < firstIPv4, high > lastIPv4 else { return [low...high] }
    // IPv4 addresses lie among those of IPv6 by their form of storage only.
    return [
      low...IPAddress(high: 0, low: firstIPv4.low - 1),
      IPAddress(high: 0, low: lastIPv4.low + 1)...high,
    ]
  }

  /// The terms between two texts, both counted.
  private func range(
    from: String?, to: String?, in dictionary: TermDictionaryReader
  ) throws(IndexError) -> Range<TermOrdinal> {
    let low = from.map { normalized($0) }
    let high = to.map { normalized($0) }
    let order = dictionary.order
    func compare(_ term: UnsafeRawBufferPointer, _ bound: [UInt8]) -> Int {
      bound.withUnsafeBytes {
        order == .folded
          ? TermOrder.compareFolded(term, $0) : TermOrder.compareBytes(term, $0)
      }
    }
    let start = try low.map { low throws(IndexError) in
      try dictionary.firstOrdinal { compare($0, low) >= 0 }
    }
    let end = try high.map { high throws(IndexError) in
      try dictionary.firstOrdinal { compare($0, high) > 0 }
    }
    let first = start ?? 0
    return first..<max(first, end ?? TermOrdinal(dictionary.count))
  }

  /// The values that a value of a query stands for.
  private func spellings(_ text: String) -> [[UInt8]] {
    var spellings = [normalized(text)]
    // `s3` is what people call `s3.amazonaws.com`.
    if key == .source, !text.contains(".") {
      spellings.append(Array("\(text).amazonaws.com".utf8))
    }
    return spellings
  }

  private func normalized(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBytes { all in
      let cut = KeyValue.cut(all)
      return key == .sub ? SubjectID.normalized(cut) ?? Array(cut) : Array(cut)
    }
  }

  private func range(
    of value: [UInt8], in dictionary: TermDictionaryReader
  ) throws(IndexError) -> Range<TermOrdinal> {
    let order = dictionary.order
    func compare(_ term: UnsafeRawBufferPointer) -> Int {
      value.withUnsafeBytes {
        order == .folded
          ? TermOrder.compareFolded(term, $0) : TermOrder.compareBytes(term, $0)
      }
    }
    let start = try dictionary.firstOrdinal { compare($0) >= 0 }
    let end = try dictionary.firstOrdinal { compare($0) > 0 }
    return start..<max(start, end)
  }

  /// The one spelling that has exactly the bytes.
  private func exactly(
    _ text: String, in dictionary: TermDictionaryReader
  ) throws(IndexError) -> [Range<TermOrdinal>] {
    let bytes = Array(text.utf8).withUnsafeBytes { Array(KeyValue.cut($0)) }
    var found: [Range<TermOrdinal>] = []
    try dictionary.forEach(in: try range(of: bytes, in: dictionary)) { ordinal, term, _ in
      if term.elementsEqual(bytes) { found.append(ordinal..<(ordinal + 1)) }
    }
    return found
  }

  private func range(
    ofPrefix text: String, in dictionary: TermDictionaryReader
  ) throws(IndexError) -> Range<TermOrdinal> {
    let isFolded = dictionary.order == .folded
    let prefix = isFolded ? TextFolding.fold(text) : normalized(text)
    // -1 before the terms with the prefix, 0 for them, 1 behind.
    func compare(_ term: UnsafeRawBufferPointer) -> Int {
      func against(_ bytes: UnsafeRawBufferPointer) -> Int {
        let head = UnsafeRawBufferPointer(rebasing: bytes[..<min(bytes.count, prefix.count)])
        return prefix.withUnsafeBytes { TermOrder.compareBytes(head, $0) }
      }
      return isFolded ? TextFolding.fold(term).withUnsafeBytes(against) : against(term)
    }
    let start = try dictionary.firstOrdinal { compare($0) >= 0 }
    let end = try dictionary.firstOrdinal { compare($0) > 0 }
    return start..<max(start, end)
  }

  // MARK: Addresses

  /// An address, a network, or the first numbers of an IPv4 address with `*`.
  private func addresses(
    _ text: String, in dictionary: TermDictionaryReader
  ) throws -> [Range<TermOrdinal>] {
    var spans: [ClosedRange<IPAddress>] = []
    if let address = IPAddress(text) {
      spans = [address...address]
    } else if let network = IPNetwork(text) {
      spans = network.ranges
    } else if let network = TermMatching.network(ofWildcard: text) {
      spans = network.ranges
    } else {
      throw QueryError(QueryValues.noAddress(text))
    }
    return try spans.compactMap {
      try range(from: $0.lowerBound, to: $0.upperBound, in: dictionary)
    }
  }

  /// `10.*`, `192.168.*`, `192.168.7.*`.
  static func network(ofWildcard text: String) -> IPNetwork? {
    guard text.hasSuffix(".*") else { return nil }
    let numbers = text.dropLast(2).split(separator: ".", omittingEmptySubsequences: false)
    guard (1...3).contains(numbers.count) else { return nil }
    let filled = numbers.map(String.init) + Array(repeating: "0", count: 4 - numbers.count)
    return IPNetwork("\(filled.joined(separator: "."))/\(numbers.count * 8)")
  }

  private func range(
    from first: IPAddress, to last: IPAddress, in dictionary: TermDictionaryReader
  ) throws(IndexError) -> Range<TermOrdinal>? {
    let low = first.bytes
    let high = last.bytes
    let start = try dictionary.firstOrdinal { term in
      low.withUnsafeBytes { TermOrder.compareBytes(term, $0) >= 0 }
    }
    let end = try dictionary.firstOrdinal { term in
      high.withUnsafeBytes { TermOrder.compareBytes(term, $0) > 0 }
    }
    return start < end ? start..<end : nil
  }
}

extension ValuePattern {
  /// Whether terms that match may stand anywhere in their order; of keys other than addresses.
  var looksAtAllTerms: Bool {
    switch self {
    case .regex: return true
    case .wildcard(let parts):
      if case .literal? = parts.first { return false }
      return true
    default: return false
    }
  }

  /// The pattern for texts that are in lower case: addresses.
  fileprivate var lowercased: ValuePattern {
    switch self {
    case .prefix(let text): .prefix(text.lowercased())
    case .wildcard(let parts):
      .wildcard(
        parts.map { part in
          if case .literal(let text) = part { .literal(text.lowercased()) } else { part }
        })
    default: self
    }
  }
}
