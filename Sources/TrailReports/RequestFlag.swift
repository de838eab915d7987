internal import TrailFormats

/// What the parameters of a request are tested for: a column with a flag says `yes` where one holds.
package enum RequestFlag: String, CaseIterable, Sendable {
  /// Gives all rights: a policy of AWS that does, or one that allows every action on everything.
  case admin
  /// Opens storage to everybody: a policy for any principal without a condition, a grant to all
  /// users, or a block of public access taken back.
  case `public`
  /// Opens a network to every address.
  case open

  /// The path of what is tested.
  static let path = "requestParameters"
}

/// What is read of a policy in the parameters of a request: a column with a part of it shows that.
package enum PolicyText: String, CaseIterable, Sendable {
  /// Whom the policy of a role trusts: the principals of the statements that allow, whatever their
  /// conditions.
  case principals
  /// What its statements allow and deny.
  case statements
}

/// Tests the parameters of requests, and reads the policies in them.
///
/// Policies are JSON, as a member or as text, which may be URL-encoded. Belongs to one thread.
final class RequestReview {
  private let reader = RecordPathReader()

  /// Managed policies that give all rights, or those to take them.
  private static let adminPolicies = ["/AdministratorAccess", "/IAMFullAccess", "/PowerUserAccess"]
  /// Statements of a policy that are looked at: more than fit into the 20 KB of the largest, that of a
  /// bucket.
  private static let mostStatements = 500

  /// Whether a flag holds.
  ///
  /// - Parameter parameters: The text of `requestParameters`.
  func holds(_ flag: RequestFlag, _ parameters: UnsafeRawBufferPointer) -> Bool {
    switch flag {
    case .admin:
      values("policyArn", parameters).contains { arn in
        RequestReview.adminPolicies.contains { arn.hasSuffix($0) }
      } || hasStatement(parameters, isAdmin)
    case .public:
      hasStatement(parameters, isPublic)
        || values("AccessControlPolicy.AccessControlList.Grant[*].Grantee.URI", parameters)
          .contains { $0.hasSuffix("/AllUsers") || $0.hasSuffix("/AuthenticatedUsers") }
        || ["x-amz-acl[*]", "accessControlList.x-amz-acl"].contains { path in
          values(path, parameters).contains { $0.hasPrefix("public-") }
        }
        || [
          "BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets",
        ].contains { values("PublicAccessBlockConfiguration.\($0)", parameters).contains("false") }
    case .open:
      [
        "ipPermissions.items[*].ipRanges.items[*].cidrIp",
        "ipPermissions.items[*].ipv6Ranges.items[*].cidrIpv6", "cidrIp",
        "ModifySecurityGroupRulesRequest.SecurityGroupRule[*].SecurityGroupRule.CidrIpv4",
        "ModifySecurityGroupRulesRequest.SecurityGroupRule[*].SecurityGroupRule.CidrIpv6",
        "ModifySecurityGroupRulesRequest.SecurityGroupRule.SecurityGroupRule.CidrIpv4",
        "ModifySecurityGroupRulesRequest.SecurityGroupRule.SecurityGroupRule.CidrIpv6",
      ].contains { path in
        values(path, parameters).contains { $0 == "0.0.0.0/0" || $0 == "::/0" }
      }
    }
  }

  /// What a policy in the parameters says; `nil` when there is none, or it says nothing of it.
  ///
  /// - Parameter parameters: The text of `requestParameters`.
  func text(of part: PolicyText, _ parameters: UnsafeRawBufferPointer) -> String? {
    var found: [String] = []
    func add(_ text: String) {
      if !found.contains(text) { found.append(text) }
    }
    switch part {
    case .statements:
      _ = hasStatement(parameters) { statement in
        add(told(statement))
        return false
      }
    case .principals:
      _ = hasStatement(parameters, of: ["assumeRolePolicyDocument", "policyDocument"]) {
        statement in
        guard allows(statement) else { return false }
        // `"*"` stands where the others have an object.
        for everybody in values("Principal", statement) where everybody == "*" { add(everybody) }
        for kind in RequestReview.principals {
          for principal in values("Principal.\(kind)", statement) { add(principal) }
          // Everybody else is trusted.
          for principal in values("NotPrincipal.\(kind)", statement) { add("all but \(principal)") }
        }
        return false
      }
    }
    return found.isEmpty ? nil : found.joined(separator: part == .statements ? "; " : " ")
  }

  /// A statement on one line: `Allow s3:GetObject on arn:aws:s3:::b/* if {…}`.
  private func told(_ statement: UnsafeRawBufferPointer) -> String {
    func list(_ name: String) -> String? {
      let values = values(name, statement)
      return values.isEmpty ? nil : values.joined(separator: ", ")
    }
    let effect = values("Effect", statement).first ?? "?"
    let actions = list("Action") ?? list("NotAction").map { "all but \($0)" }
    let resources = list("Resource") ?? list("NotResource").map { "all but \($0)" }
    return [
      effect, actions, resources.map { "on \($0)" },
      values("Condition", statement).first.map { "if \($0)" },
    ].compactMap { $0 }.joined(separator: " ")
  }

  /// The kinds of principals that a policy names.
  ///
  /// Source: "AWS JSON policy elements: Principal", IAM User Guide.
  private static let principals = ["AWS", "Service", "Federated", "CanonicalUser"]

  /// The paths that were asked for, by their texts.
  private var paths: [String: RecordPath] = [:]

  private func path(_ text: String) -> RecordPath? {
    if let known = paths[text] { return known }
    // A name alone would be taken for a member of records.
    let path = RecordPath("." + text)
    paths[text] = path
    return path
  }

  /// The values at a path, of an array its elements.
  private func values(_ path: String, _ json: UnsafeRawBufferPointer) -> [String] {
    guard let path = self.path(path) else { return [] }
    var found: [String] = []
    _ = reader.contains(path, in: json) { value in
      if value.kind != .array { found.append(String(decoding: value.bytes, as: UTF8.self)) }
      return false
    }
    return found
  }

  /// Whether a statement of a policy in the parameters satisfies a test.
  private func hasStatement(
    _ parameters: UnsafeRawBufferPointer,
    of names: [String] = ["policyDocument", "bucketPolicy", "policy"],
    _ test: (_ statement: UnsafeRawBufferPointer) -> Bool
  ) -> Bool {
    for name in names {
      for text in values(name, parameters) {
        let policy = Array((text.hasPrefix("%") ? RequestReview.decoded(text) : text).utf8)
        let isFound = policy.withUnsafeBytes { policy in
          // One statement may stand there as such, or several in a list.
          var statements = values("Statement", policy)
          while statements.count < RequestReview.mostStatements,
            let next = values("Statement[\(statements.count)]", policy).first
          {
            statements.append(next)
          }
          return statements.contains { statement in
            Array(statement.utf8).withUnsafeBytes { test($0) }
          }
        }
        if isFound { return true }
      }
    }
    return false
  }

  private func allows(_ statement: UnsafeRawBufferPointer) -> Bool {
    values("Effect", statement).contains("Allow")
  }

  private func isAdmin(_ statement: UnsafeRawBufferPointer) -> Bool {
    allows(statement) && values("Action", statement).contains { $0 == "*" || $0 == "*:*" }
      && values("Resource", statement).contains("*")
  }

  private func isPublic(_ statement: UnsafeRawBufferPointer) -> Bool {
    allows(statement) && values("Condition", statement).isEmpty
      && (values("Principal", statement) + values("Principal.AWS", statement)).contains("*")
  }

  /// A text without its URL encoding; `+` stands for itself in policies.
  private static func decoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let pair = String(decoding: rest.prefix(2), as: UTF8.self)
      if byte == 0x25, pair.utf8.count == 2, let value = UInt8(pair, radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
