/// The keys that need a decision: `result`, `mfa`, `kind`, `category` and `readonly`.
extension PlainRecord {
  /// Section "result" of Keys.md: the first rule that gives an answer.
  var result: String {
    if let verdict = statedResult { return verdict }
    if text("eventSource") == "cognito-idp.amazonaws.com",
      case .number(let status)? = value("aed.responseParameters.status"),
      let number = Double(status), number >= 400
    {
      return "failure"
    }
    if let error = text("errorCode")?.asciiLowered {
      if error.containsBytes("accessdenied") || error.containsBytes("unauthorizedoperation")
        || error.startsWithBytes("unauthorized")
      {
        return "denied"
      }
      let isThrottled =
        error.containsBytes("throttl") || error.containsBytes("requestlimitexceeded")
      return isThrottled ? "throttled" : "failure"
    }
    return text("errorMessage") == nil ? "success" : "failure"
  }

  /// Rule 1: sign-in events state their result in a member named like the event.
  private var statedResult: String? {
    let places = [
      "ConsoleLogin": "re", "CheckMfa": "re", "UserAuthentication": "sed",
      "CredentialVerification": "sed", "CredentialChallenge": "sed",
    ]
    let name = text("eventName")?.asciiLowered
    for (event, place) in places where event.asciiLowered == name {
      switch text("\(place).\(event)")?.asciiLowered {
      case "success": return "success"
      case "failure": return "failure"
      default: return nil
      }
    }
    return nil
  }

  /// Section "mfa" of Keys.md.
  var mfa: String {
    let type = text("ui.type")
    let used = text("aed.MFAUsed")?.asciiLowered
    let authenticated = text("sc.attributes.mfaAuthenticated")
    if rolesOfSession.contains(where: { $0.startsWithBytes("AWSReservedSSO_") }) { return "idp" }
    if let type, ["SAMLUser", "WebIdentityUser", "IdentityCenterUser"].contains(type) {
      return "idp"
    }
    if authenticated == "true" || used == "yes" { return "yes" }
    if type == "AssumedRole", text("eventName") == "ConsoleLogin" { return "idp" }
    if authenticated == "false" || used == "no" { return "no" }
    return "unknown"
  }

  /// The roles that the session itself was made with: from `si` and from `ui.arn`.
  var rolesOfSession: [String] {
    let issuer = text("si.type") == "Role" ? text("si.userName") : nil
    let inARN = text("ui.arn")?.after(first: ":assumed-role/")?.before(first: "/")
    return [issuer, inARN].compactMap { $0 }
  }

  /// Row "kind" of the table.
  var kind: String {
    let category = text("eventCategory")
    let type = text("eventType")
    if category == "Insight" || type == "AwsCloudTrailInsight" { return "insight" }
    if category == "NetworkActivity" || type?.startsWithBytes("AwsVpceEvent") == true {
      return "network"
    }
    return "cloudtrail"
  }

  /// Row "category" of the table.
  var category: String {
    text("eventCategory") ?? (text("managementEvent") == "false" ? "Data" : "Management")
  }

  /// Row "readonly" of the table.
  var readOnly: String? {
    let flag = text("readOnly")
    return flag == "true" || flag == "false" ? flag : nil
  }
}
