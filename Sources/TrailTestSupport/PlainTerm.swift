/// One condition of a query: `key:value` or `key=value`.
///
/// | written | finds events of which a value of the key … |
/// |---|---|
/// | `key:*` | exists |
/// | `key:value` | equals `value`; folded for keys marked *(ci)* |
/// | `key:value*` | begins with `value`; folded likewise |
/// | `key:a,b` | satisfies `a` or `b` |
/// | `key=value` | has exactly these bytes: no folding, no `*`, no `,` |
/// | `ip:address`, `ip:network/bits` | is that address in any spelling, or is in that network |
/// | `source:s3` | is `s3` or `s3.amazonaws.com` |
package struct PlainTerm: Sendable, CustomStringConvertible {
  /// How the value is compared.
  package enum Operator: String, Sendable {
    /// `:`
    case matches = ":"
    /// `=`
    case equals = "="
  }

  /// The name of a key of `Documentation/Keys.md`.
  package let key: String
  /// How the value is compared.
  package let op: Operator
  /// What follows the operator, as typed.
  package let value: String

  /// Makes a condition; nothing is checked, an unknown key simply matches no event.
  package init(key: String, op: Operator, value: String) {
    self.key = key
    self.op = op
    self.value = value
  }

  /// The condition as one would type it.
  package var description: String {
    "\(key)\(op.rawValue)\(value)"
  }

  /// The keys that Keys.md marks *(ci)*.
  static let foldedKeys: Set<String> = [
    "user", "target", "event", "source", "region", "role", "permset", "error", "result", "type",
    "kind", "category", "readonly", "mfa",
  ]

  /// Tells whether some value of the key in `event` satisfies the condition.
  package func matches(_ event: PlainEvent) -> Bool {
    let values = event.values[key] ?? []
    switch op {
    case .equals:
      return values.contains { $0.hasSameBytes(as: stored(value).cut) }
    case .matches:
      let alternatives = value.split(separator: ",").map { String($0) }
      return alternatives.contains { alternative in
        values.contains { matches($0, alternative) }
      }
    }
  }

  /// Tells whether one stored value is equal to the value, which is taken as a whole.
  func equals(_ stored: String) -> Bool {
    if op == .equals { return stored.hasSameBytes(as: self.stored(value).cut) }
    if key == "ip" { return Self.matches(address: stored, value) }
    let wanted = folded(self.stored(value).cut)
    let found = folded(stored)
    if found.hasSameBytes(as: wanted) { return true }
    guard key == "source", !wanted.containsBytes(".") else { return false }
    return found.hasSameBytes(as: wanted + ".amazonaws.com")
  }

  private func matches(_ stored: String, _ alternative: String) -> Bool {
    if alternative == "*" { return true }
    if key == "ip" { return Self.matches(address: stored, alternative) }

    if let last = alternative.utf8.last, last == UInt8(ascii: "*") {
      let prefix = String(decoding: Array(alternative.utf8).dropLast(), as: UTF8.self)
      return folded(stored).startsWithBytes(folded(prefix.cut))
    }
    let wanted = folded(self.stored(alternative).cut)
    let found = folded(stored)
    if found.hasSameBytes(as: wanted) { return true }
    guard key == "source", !wanted.containsBytes(".") else { return false }
    return found.hasSameBytes(as: wanted + ".amazonaws.com")
  }

  /// An address that is no address, and a network that is none, match nothing.
  private static func matches(address stored: String, _ alternative: String) -> Bool {
    guard let address = PlainAddress(stored) else { return false }
    if let network = PlainNetwork(alternative) { return network.contains(address) }
    return PlainAddress(alternative) == address
  }

  private func folded(_ text: String) -> String {
    Self.foldedKeys.contains(key) ? PlainFold.fold(text) : text
  }

  /// The form in which Keys.md has a value of this key stored.
  private func stored(_ text: String) -> String {
    key == "sub" ? PlainSubject.normalized(text) : text
  }
}
