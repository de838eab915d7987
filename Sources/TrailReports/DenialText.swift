internal import TrailBytes

/// What the message of a denied call says: a column with a part of it reads `errorMessage`.
package enum DenialText: String, CaseIterable, Sendable {
  /// The resource that was asked for.
  case deniedResource = "denied-resource"
  /// Which kind of policy refused, or lacked the permission: `identity-based policy`.
  case policyType = "policy-type"

  /// The path of what is read.
  static let path = "errorMessage"

  /// Kinds of policies as messages name them.
  ///
  /// Source: "Troubleshooting access denied error messages", IAM User Guide.
  /// "No identity-based policy allows", "an explicit deny in a service control policy".
  private static let policies: [(name: String, marks: [[UInt8]])] = [
    "service control policy", "resource control policy", "permissions boundary", "session policy",
    "VPC endpoint policy", "resource-based policy", "identity-based policy",
    "role trust policy",
  ].map { name in
    let marks = name == "permissions boundary" ? [name, "permission boundary"] : [name]
    return (name, marks.map { Array($0.lowercased().utf8) })
  }

  private static let resourceMark = Array("on resource: ".utf8)

  /// The part of a message; `nil` when it does not say.
  ///
  /// Searches bytes: a month has tens of thousands of denied calls, and almost every message is another.
  ///
  /// - Parameter message: UTF-8.
  func text(of message: UnsafeRawBufferPointer) -> String? {
    switch self {
    case .deniedResource:
      guard let mark = message.firstOffset(of: DenialText.resourceMark) else {
        return nil
      }
      let rest = UnsafeRawBufferPointer(
        rebasing: message[(mark + DenialText.resourceMark.count)...])
      let resource = String(decoding: rest, as: UTF8.self).prefix { !$0.isWhitespace }
      return resource.isEmpty ? nil : String(resource)
    case .policyType:
      return withUnsafeTemporaryAllocation(byteCount: message.count, alignment: 1) { lower in
        for (place, byte) in message.enumerated() {
          lower[place] = byte &- 0x41 < 26 ? byte | 0x20 : byte
        }
        let lower = UnsafeRawBufferPointer(lower)
        return DenialText.policies.first { policy in
          policy.marks.contains { lower.firstOffset(of: $0) != nil }
        }?.name
      }
    }
  }
}
