package import TrailEvents

/// What is worked out of the value of a key, for columns and for what is compared with earlier days.
package enum DerivedField: String, CaseIterable, Sendable {
  /// Which tool a user agent is of, without versions: `console`, `CLI`, `SDK (Boto3)`, `Terraform`.
  case tool
  /// The network of an address: /24 of IPv4, /48 of IPv6.
  case network

  /// The key.
  package var key: EventKey {
    switch self {
    case .tool: .agent
    case .network: .ip
    }
  }

  /// What is worked out of a value as rows show it.
  package func text(of value: String) -> String {
    switch self {
    case .tool: DerivedField.tool(value)
    case .network: DerivedField.network(value)
    }
  }

  /// Texts that tell a tool wherever they stand, the more telling ones first: tools that are built
  /// on a development kit name it too.
  private static let tools: [(text: String, tool: String)] = [
    ("terraform", "Terraform"), ("opentofu", "OpenTofu"), ("pulumi", "Pulumi"),
    ("cloudformation", "CloudFormation"), ("aws-cdk", "CDK"), ("cdk-", "CDK"),
    ("ansible", "Ansible"), ("codepipeline", "CodePipeline"), ("codebuild", "CodeBuild"),
    ("console.amazonaws.com", "console"), ("signin.amazonaws.com", "console"),
    ("aws-console", "console"), ("s3console", "console"), ("cloudshell", "CloudShell"),
    ("aws-cli/", "CLI"),
  ]

  private static func tool(_ agent: String) -> String {
    let lower = agent.lowercased()
    for (text, tool) in tools where lower.contains(text) { return tool }
    if lower.contains("mozilla/") { return "browser" }
    // Some records put the whole in brackets.
    let bare = agent.drop { $0 == "[" || $0 == " " }
    let product = bare.prefix { $0 != "/" && $0 != " " && $0 != "," && $0 != "]" }
    let name = product.lowercased()
    if name.hasPrefix("boto") || name.hasPrefix("aws-sdk") || name.hasPrefix("aws-tools") {
      return "SDK (\(product))"
    }
    return product.isEmpty ? agent : String(product)
  }

  private static func network(_ text: String) -> String {
    guard let address = IPAddress(text) else { return text }
    return address.isIPv4
      ? "\(IPAddress(high: 0, low: address.low & ~0xFF))/24"
      : "\(IPAddress(high: address.high & ~0xFFFF, low: 0))/48"
  }
}
