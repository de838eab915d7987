internal import TrailBytes
internal import TrailEvents
internal import TrailSegment

/// Finds the terms of a dictionary that a pattern matches, as ranges of their order.
struct TermMatching {
  let key: EventKey
  let pattern: ValuePattern

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
      if key == .ip { return try addresses(text + "*", in: dictionary) }
      return [try range(ofPrefix: text, in: dictionary)]
    }
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
      throw QueryError(
        "`\(text)` is no address: write ip:203.0.113.7, ip:203.0.113.0/24 or ip:2001:db8::/32; "
          + "service names are under via:")
    }
    return try spans.compactMap {
      try range(from: $0.lowerBound, to: $0.upperBound, in: dictionary)
    }
  }

  /// `10.*`, `192.168.*`, `192.168.7.*`.
  private static func network(ofWildcard text: String) -> IPNetwork? {
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
