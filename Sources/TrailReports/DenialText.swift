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
  private static let policies = [
    "service control policy", "resource control policy", "permissions boundary", "session policy",
    "VPC endpoint policy", "resource-based policy", "identity-based policy",
    "role trust policy",
  ]

  /// The part of a message; `nil` when it does not say.
  func text(of message: String) -> String? {
    switch self {
    case .deniedResource:
      guard let mark = message.ranges(of: "on resource: ").first else { return nil }
      let resource = message[mark.upperBound...].prefix { !$0.isWhitespace }
      return resource.isEmpty ? nil : String(resource)
    case .policyType:
      let lower = message.lowercased()
      return DenialText.policies.first { name in
        // "no identity-based policy allows", "an explicit deny in a service control policy", and in
        // the plural.
        lower.contains(name.lowercased())
          || name == "permissions boundary"
            && lower.contains("permission boundary")
      }
    }
  }
}
