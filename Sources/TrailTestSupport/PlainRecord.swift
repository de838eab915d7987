/// A record under the names that `Documentation/Keys.md` uses for its parts.
///
/// Paths begin with one of the short names of that page (`ui.userName`) or with a member of the
/// record itself (`eventName`), so that the rules here read like the page.
struct PlainRecord {
  let root: PlainJSON

  private static let shortNames = [
    "ui": ["userIdentity"],
    "sc": ["userIdentity", "sessionContext"],
    "si": ["userIdentity", "sessionContext", "sessionIssuer"],
    "rp": ["requestParameters"],
    "re": ["responseElements"],
    "aed": ["additionalEventData"],
    "sed": ["serviceEventDetails"],
  ]

  /// The value at `path`; `nil` when a part of the path is missing or is no object.
  func value(_ path: String) -> PlainJSON? {
    let names = path.split(separator: ".").map { String($0) }
    let first = names.prefix(1).flatMap { Self.shortNames[$0] ?? [$0] }
    return (first + names.dropFirst()).reduce(root) { value, name in value?[name] }
  }

  /// The text at `path`, with numbers and booleans spelled out; `nil` when it gives no value.
  func text(_ path: String) -> String? {
    Self.text(value(path))
  }

  /// The texts at `path[]`: those of an array, or a single one.
  func texts(_ path: String) -> [String] {
    guard let value = value(path) else { return [] }
    if case .array(let elements) = value { return elements.compactMap { Self.text($0) } }
    return [Self.text(value)].compactMap { $0 }
  }

  /// The text of `value`, by "Rules for all values".
  static func text(_ value: PlainJSON?) -> String? {
    guard let text = value?.spelling, isValue(text) else { return nil }
    return text
  }

  /// Tells whether `text` is more than a stand-in for nothing.
  static func isValue(_ text: String) -> Bool {
    !["", "-", "HIDDEN_DUE_TO_SECURITY_REASONS"].contains { $0.hasSameBytes(as: text) }
  }
}

/// What Keys.md calls the session and the account of an ARN.
enum PlainARN {
  /// The last part of an ARN of a session; `nil` for others.
  static func session(_ arn: String?) -> String? {
    guard
      let arn, arn.containsBytes(":assumed-role/") || arn.containsBytes(":federated-user/")
    else { return nil }
    return arn.lastPart
  }

  /// The last part of an ARN of an IAM user; `nil` for others.
  static func user(_ arn: String?) -> String? {
    guard let arn, arn.containsBytes(":user/") else { return nil }
    return arn.lastPart
  }

  /// The fifth field of an ARN; `nil` for other texts, and when it is empty or `aws`.
  static func account(_ arn: String?) -> String? {
    guard var rest = arn, rest.startsWithBytes("arn:") else { return nil }
    for _ in 0..<4 {
      guard let after = rest.after(first: ":") else { return nil }
      rest = after
    }
    let account = rest.before(first: ":") ?? rest
    return ["", "aws"].contains { $0.hasSameBytes(as: account) } ? nil : account
  }
}

/// The identifiers that values of `sub` are made of.
enum PlainSubject {
  /// Tells whether `text` is 8-4-4-4-12 hex digits.
  static func isUUID(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return parts.map(\.count) == [8, 4, 4, 4, 12] && parts.joined().allSatisfy(isHex)
  }

  /// The UUID behind ten hex digits and `-`; `nil` for other texts.
  static func uuidBehindStore(_ text: String) -> String? {
    guard
      let store = text.before(first: "-"), store.utf8.count == 10, store.utf8.allSatisfy(isHex),
      let uuid = text.after(first: "-"), isUUID(uuid)
    else { return nil }
    return uuid
  }

  /// The value as it is stored and asked for: with its UUID in lower case, the rest as it is.
  static func normalized(_ text: String) -> String {
    if isUUID(text) { return text.asciiLowered }
    if let uuid = uuidBehindStore(text), let store = text.before(first: "-") {
      return "\(store)-\(uuid.asciiLowered)"
    }
    if let region = text.before(first: ":"), let uuid = text.after(first: ":"),
      isRegion(region), isUUID(uuid)
    {
      return "\(region):\(uuid.asciiLowered)"
    }
    return text
  }

  /// Tells whether `byte` is a hex digit of either case.
  static func isHex(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
  }

  /// Tells whether `text` looks like `us-east-1`: lower-case words, then a number.
  private static func isRegion(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count >= 3, let number = parts.last, !number.isEmpty else { return false }
    return number.allSatisfy { (0x30...0x39).contains($0) }
      && parts.dropLast().allSatisfy { word in
        !word.isEmpty && word.allSatisfy { (0x61...0x7A).contains($0) }
      }
  }
}
