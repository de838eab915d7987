/// The keys that name someone: `user`, `sub`, `role`, `permset` and the accounts.
extension PlainKeys {
  mutating func addActor() {
    let type = record.text("ui.type")
    let principal = record.text("ui.principalId")
    let arn = record.text("ui.arn")
    add("user", paths: "ui.userName")
    if type == "Root" { add("user", "root") }

    let isRoleElsewhere = type == "AWSAccount" && principal?.startsWithBytes("AROA") == true
    if type == "AssumedRole" || type == "FederatedUser" || isRoleElsewhere {
      add("user", principal?.after(first: ":") ?? PlainARN.session(arn))
    }
    if type == "FederatedUser", record.text("si.type") == "IAMUser" {
      add("user", paths: "si.userName")
    }
    add("user", PlainARN.user(arn))

    add("user", paths: "sc.sourceIdentity", "sc.attributes.sourceIdentity")
    if record.text("eventSource") == "sts.amazonaws.com" { add("user", paths: "rp.sourceIdentity") }
    add("user", paths: "aed.UserName", "aed.username")
    let switchFrom = record.text("aed.SwitchFrom")
    add("user", PlainARN.user(switchFrom) ?? PlainARN.session(switchFrom))
  }

  mutating func addSubjects() {
    for subject in subjects where PlainRecord.isValue(subject) {
      add("sub", PlainSubject.normalized(subject))
      add("sub", PlainSubject.uuidBehindStore(subject)?.asciiLowered)
    }
  }

  private var subjects: [String] {
    let arrays = ["aed.sub", "aed.requestParameters.sub", "aed.requestParameters.userSub"]
    var texts = [
      "ui.onBehalfOf.userId", "onBehalfOf.userId", "re.userSub",
      "re.subjectFromWebIdentityToken", "re.subject",
    ]
    if record.text("eventSource") == "cognito-identity.amazonaws.com" {
      texts += ["rp.identityId", "re.identityId"]
    }
    let isWebIdentity = record.text("ui.type") == "WebIdentityUser"
    if isWebIdentity { texts.append("ui.userName") }
    var found = arrays.flatMap { record.texts($0) } + texts.compactMap { record.text($0) }

    for attribute in record.value("re.user.attributes")?.elements ?? []
    where PlainRecord.text(attribute["name"]) == "sub" {
      found += [PlainRecord.text(attribute["value"])].compactMap { $0 }
    }
    if case .object(let attributes)? = record.value("sc.webIdFederationData.attributes") {
      for (name, value) in attributes
      where name.endsWithBytes(":sub") || name.endsWithBytes(":user_id") {
        found += [PlainRecord.text(value)].compactMap { $0 }
      }
    }
    if let principal = record.text("ui.principalId") {
      if isWebIdentity { found += [principal.after(last: ":")].compactMap { $0 } }
      if PlainSubject.uuidBehindStore(principal) != nil { found.append(principal) }
      if let sid = principal.after(first: "//"), sid.startsWithBytes("S-1-") { found.append(sid) }
    }
    let directories = ["identitystore", "identitystore-scim", "sso-directory"]
    if directories.contains(where: { record.text("eventSource") == $0 + ".amazonaws.com" }) {
      found += ["re.userId", "re.user.userId"].compactMap { record.text($0) }
    }
    return found
  }

  mutating func addAccounts() {
    func accounts(_ paths: String...) -> [String] { paths.compactMap { record.text($0) } }
    func owners(_ paths: String...) -> [String] {
      paths.compactMap { PlainARN.account(record.text($0)) }
    }
    let recipients = accounts("recipientAccountId")
    let callers = accounts("ui.accountId") + owners("ui.arn")
    var targets = accounts(
      "sed.account_id", "rp.accountId", "rp.account_id", "rp.targetAccountId")
    if record.text("rp.targetType") == "AWS_ACCOUNT" { targets += accounts("rp.targetId") }
    targets += owners("rp.roleArn")
    let others =
      accounts(
        "si.accountId", "vpcEndpointAccountId", "ui.invokedByDelegate.accountId",
        "ui.inScopeOf.sourceAccount")
      + owners("ui.onBehalfOf.identityStoreArn", "aed.SwitchFrom")
      + resources.compactMap { $0.text("accountId") }
      + resources.compactMap { PlainARN.account($0.text("ARN")) }

    addAccounts("recipient", recipients)
    addAccounts("caller", callers)
    addAccounts("target-account", targets)
    addAccounts("account", recipients + callers + targets + others)
  }

  /// The account in the path of the source counts for a record that names none.
  mutating func addPathAccount(_ path: String) {
    guard (values["account"] ?? []).isEmpty else { return }
    let parts = path.split(separator: "/").map(String.init)
    func isAccount(_ text: some StringProtocol) -> Bool {
      text.utf8.count == 12 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
    var found: String?
    for (index, part) in parts.enumerated() {
      if index > 0, part.hasPrefix("CloudTrail"), isAccount(parts[index - 1]) {
        found = parts[index - 1]
      }
      guard part == "AWSLogs" else { continue }
      let rest = parts[(index + 1)...].drop { $0.hasPrefix("o-") }
      if let next = rest.first, isAccount(next) { found = next }
    }
    if found == nil, let name = parts.last, name.dropFirst(12).hasPrefix("_CloudTrail"),
      isAccount(name.prefix(12))
    {
      found = String(name.prefix(12))
    }
    add("account", found)
    add("recipient", found)
  }

  private mutating func addAccounts(_ key: String, _ accounts: [String]) {
    for account in accounts where account.utf8.count <= 64 { add(key, account) }
  }

  mutating func addRoles() {
    var roles = record.rolesOfSession
    roles += ["rp.roleName", "rp.role_name", "sed.role_name"].compactMap { record.text($0) }
    roles += [record.text("rp.roleArn")?.lastPart].compactMap { $0 }
    for role in roles {
      add("role", role)
      add("permset", Self.permissionSet(of: role))
    }
    add("permset", paths: "sed.role_name")
    if record.text("eventSource") == "sso.amazonaws.com" {
      add("permset", paths: "rp.role_name", "rp.roleName")
    }
  }

  /// The `P` of `AWSReservedSSO_P_` + 16 hex digits; `nil` for other roles.
  private static func permissionSet(of role: String) -> String? {
    guard role.startsWithBytes("AWSReservedSSO_"), let rest = role.after(first: "AWSReservedSSO_"),
      let digits = rest.after(last: "_"),
      digits.utf8.count == 16, digits.utf8.allSatisfy(PlainSubject.isHex)
    else { return nil }
    return String(decoding: Array(rest.utf8).dropLast(17), as: UTF8.self)
  }
}
