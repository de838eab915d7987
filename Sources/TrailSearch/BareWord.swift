internal import TrailEvents

/// Words without a key: what a responder has in hand, recognised by its shape.
enum BareWord {
  /// The keys that a word of no known shape is looked up in.
  private static let general: [EventKey] = [.user, .event, .source, .error, .resource]

  /// The condition that a word stands for, and how it was read.
  static func read(
    _ atom: QueryAtom, context: QueryContext
  ) throws(QueryError) -> (query: Query, reading: String) {
    let keys = keys(of: atom)
    var parts: [Query] = []
    for key in keys {
      let values = QueryValues(field: .key(key), context: context, column: atom.column)
      parts.append(try values.query(.equal, [atom]))
    }
    let names = keys.map(\.name).joined(separator: " OR ")
    return (
      parts.count == 1 ? parts[0] : .or(parts), "read as: `\(atom.text)` is \(names)"
    )
  }

  /// Whether a word has a shape that tells its keys.
  static func hasShape(_ text: String) -> Bool { shape(of: text) != nil }

  /// Whether a word is the address of a page: `https://…`.
  static func isAddressOfPage(_ text: String) -> Bool {
    text.hasPrefix("https://") || text.hasPrefix("http://") || text.hasPrefix("s3://")
  }

  private static func keys(of atom: QueryAtom) -> [EventKey] {
    let text = atom.text
    if let known = shape(of: text) { return known }
    if let (from, to) = QueryValues.range(atom), IPAddress(from.text) != nil,
      IPAddress(to.text) != nil
    {
      return [.ip]
    }
    return general
  }

  private static func shape(of text: String) -> [EventKey]? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 2 else { return nil }
    if IPAddress(text) != nil || IPNetwork(text) != nil { return [.ip] }
    if TermMatching.network(ofWildcard: text) != nil { return [.ip] }
    if bytes.count == 12, bytes.allSatisfy(isDigit) { return [.account] }
    let isUUID = bytes.withUnsafeBytes { SubjectID.isUUID($0) }
    if isUUID { return [.id, .sub, .request] }
    if bytes.withUnsafeBytes({ SubjectID.uuidOfStoreID($0) != nil }) { return [.sub, .principal] }
    if text.hasPrefix("arn:aws") { return [.arn, .resource] }
    if text.hasPrefix("AWSReservedSSO_") { return [.role] }
    if let special = identifier(text, bytes) { return special }
    if text.hasSuffix(".amazonaws.com") { return [.source, .via] }
    if text.hasPrefix("S-1-") { return [.sub] }
    if isMail(text) { return [.user, .target] }
    return regional(text)
  }

  /// Access keys and principals: four capitals, then capitals and digits.
  private static func identifier(_ text: String, _ bytes: [UInt8]) -> [EventKey]? {
    guard bytes.count >= 16 else { return nil }
    let head = bytes.prefix { $0 != 0x3A }
    guard head.count >= 16, head.allSatisfy({ isDigit($0) || $0 &- 0x41 < 26 }) else { return nil }
    switch text.prefix(4) {
    case "AKIA", "ASIA": return head.count == bytes.count ? [.accessKey] : nil
    case "AROA", "AIDA", "AIPA", "ANPA", "AGPA", "ANVA", "APKA", "ABIA", "ACCA":
      return [.principal]
    default: return nil
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  private static func isMail(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".")
      && !text.contains { $0.isWhitespace || $0 == "/" || $0 == ":" }
  }

  /// `us-east-1`, and ids that start with a region: pools `us-east-1_…`, identities `us-east-1:…`.
  private static func regional(_ text: String) -> [EventKey]? {
    let head = text.prefix { $0 != "_" && $0 != ":" }
    let words = head.split(separator: "-", omittingEmptySubsequences: false)
    guard words.count >= 3, words.count <= 4, let number = words.last, number.count == 1,
      number.utf8.allSatisfy(isDigit), words[0].utf8.count == 2,
      words.dropLast().allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { $0 &- 0x61 < 26 } })
    else { return nil }
    if head.count == text.count { return [.region] }
    let rest = text.dropFirst(head.count + 1)
    if text.dropFirst(head.count).first == "_" { return rest.isEmpty ? nil : [.pool] }
    let isUUID = Array(rest.utf8).withUnsafeBytes { SubjectID.isUUID($0) }
    return isUUID ? [.sub, .pool] : nil
  }
}
