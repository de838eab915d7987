/// What `result` makes of an error code.
enum DemoOutcome: UInt8 {
  case none, failure, denied, throttled

  /// The outcome of an error code; `none` for the empty one.
  init(errorCode: String) {
    let code = errorCode.lowercased()
    if code.isEmpty {
      self = .none
    } else if code.contains("accessdenied") || code.contains("unauthorizedoperation")
      || code.hasPrefix("unauthorized")
    {
      self = .denied
    } else if code.contains("throttl") || code.contains("requestlimitexceeded") {
      self = .throttled
    } else {
      self = .failure
    }
  }
}

extension DemoKeyRules {
  /// Makes the keys of the event whose fields were noted.
  mutating func apply(in buffer: Bytes, _ pool: Bytes, outcome: DemoOutcome) {
    let type = value(.type, in: buffer, pool)
    let source = value(.source, in: buffer, pool)
    for fact in facts {
      addSimple(fact.field, value(of: fact, in: buffer, pool))
    }
    addActor(type, in: buffer, pool)
    addRequest(source, in: buffer, pool)
    addResult(outcome, source, in: buffer, pool)
    addFactor(type, in: buffer, pool)
    add(.kind, "cloudtrail")
  }

  /// The keys of fields that depend on no other field.
  private mutating func addSimple(_ field: DemoField, _ value: Bytes) {
    switch field {
    case .type: add(.type, value)
    case .userName, .namedUser, .sourceIdentity: add(.user, value)
    case .callerAccount: add(.caller, value)
    case .accessKey: add(.key, value)
    case .invokedBy, .via: add(.via, value)
    case .issuerPrincipal: add(.principal, value)
    case .issuerAccount, .resourceAccount, .endpointAccount: add(.account, value)
    case .issuerARN, .factorARN, .textARN: addARN(value)
    case .identityStore:
      addARN(value)
      add(.account, value.accountOfARN)
    case .onBehalfOf, .federatedSubject, .sub: add(.sub, value)
    case .target: add(.target, value)
    case .targetAccount: add(.targetAccount, value)
    case .requestRole: add(.role, value)
    case .roleARN:
      add(.role, value.lastPart)
      add(.targetAccount, value.accountOfARN)
    case .assignedRole:
      add(.role, value)
      add(.permset, value)
    case .bucket: add(.resource, value)
    case .pool: add(.pool, value)
    case .client: add(.client, value)
    case .createdARN: if value.end(of: ":user/") != nil { add(.target, value.lastPart) }
    case .switchFrom:
      addARN(value)
      add(.account, value.accountOfARN)
      if value.end(of: ":user/") != nil || value.isSessionARN { add(.user, value.lastPart) }
    case .resourceARN: addResource(value)
    case .source: add(.source, value)
    case .event: add(.event, value)
    case .region: add(.region, value)
    case .agent: add(.agent, value)
    case .errorCode: add(.error, value)
    case .request: add(.request, value)
    case .id: add(.id, value)
    case .shared: add(.shared, value)
    case .recipient: add(.recipient, value)
    case .category: add(.category, value)
    case .readOnly: add(.readonly, value)
    case .none, .principal, .arn, .issuerType, .issuerName, .mfaAuthenticated, .requestPrincipal,
      .requestPrincipalType, .identity, .targetID, .targetType, .object, .verdict, .mfaUsed,
      .status,
      .errorMessage:
      break
    }
  }

  private mutating func addARN(_ value: Bytes) {
    if value.starts(with: "arn:") { add(.arn, value) }
  }

  private mutating func addResource(_ value: Bytes) {
    addARN(value)
    add(.resource, value)
    if value.first(0x2F) != nil {
      add(.resource, value.lastPart)
    } else if let colon = value.lastIndex(of: 0x3A) {
      add(.resource, value.from(colon + 1))
    }
    add(.account, value.accountOfARN)
    if value.end(of: ":userpool/") != nil || value.end(of: ":identitypool/") != nil {
      add(.pool, value.lastPart)
    }
  }

  /// `user`, `sub`, `role`, `arn`, `principal` and `caller` out of the identity's related fields.
  private mutating func addActor(_ type: Bytes, in buffer: Bytes, _ pool: Bytes) {
    let principal = value(.principal, in: buffer, pool)
    let arn = value(.arn, in: buffer, pool)
    if type.equals("Root") { add(.user, "root") }
    let hasSession =
      type.equals("AssumedRole") || type.equals("FederatedUser")
      || type.equals("AWSAccount") && principal.starts(with: "AROA")
    let colon = principal.first(0x3A)
    if hasSession {
      if let colon {
        add(.user, principal.from(colon + 1))
      } else if arn.isSessionARN {
        add(.user, arn.lastPart)
      }
    }
    let issuerName = value(.issuerName, in: buffer, pool)
    let issuerType = value(.issuerType, in: buffer, pool)
    if type.equals("FederatedUser"), issuerType.equals("IAMUser") { add(.user, issuerName) }
    if issuerType.equals("Role") { add(.role, issuerName) }
    if arn.end(of: ":user/") != nil { add(.user, arn.lastPart) }
    add(.role, arn.roleOfSession)
    addARN(arn)
    add(.caller, arn.accountOfARN)
    add(.principal, principal)
    if let colon { add(.principal, Bytes(rebasing: principal[..<colon])) }
    if principal.hasStorePrefix { add(.sub, principal) }
    if let start = principal.end(of: "//"), principal.from(start).starts(with: "S-1-") {
      add(.sub, principal.from(start))
    }
    if type.equals("WebIdentityUser") {
      add(.sub, value(.userName, in: buffer, pool))
      if let last = principal.lastIndex(of: 0x3A) { add(.sub, principal.from(last + 1)) }
    }
  }

  /// The keys of request fields that count only beside another field or a certain source.
  private mutating func addRequest(_ source: Bytes, in buffer: Bytes, _ pool: Bytes) {
    if has(.requestPrincipalType), source.equals("sso.amazonaws.com") {
      add(.target, value(.requestPrincipal, in: buffer, pool))
    }
    if source.equals("sso.amazonaws.com") { add(.permset, value(.requestRole, in: buffer, pool)) }
    if value(.targetType, in: buffer, pool).equals("AWS_ACCOUNT") {
      add(.targetAccount, value(.targetID, in: buffer, pool))
    }
    if source.equals("cognito-identity.amazonaws.com") {
      for fact in facts where fact.field == .identity {
        add(.sub, value(of: fact, in: buffer, pool))
      }
    }
    let bucket = value(.bucket, in: buffer, pool)
    let object = value(.object, in: buffer, pool)
    if !bucket.isEmpty, !object.isEmpty {
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bucket.count + 1 + object.count) {
        joined in
        for index in bucket.indices { joined[index] = bucket[index] }
        joined[bucket.count] = 0x2F
        for index in object.indices { joined[bucket.count + 1 + index] = object[index] }
        add(.resource, Bytes(joined))
      }
    }
  }

  private mutating func addResult(
    _ outcome: DemoOutcome,
    _ source: Bytes,
    in buffer: Bytes,
    _ pool: Bytes
  ) {
    let verdict = value(.verdict, in: buffer, pool)
    let status = value(.status, in: buffer, pool)
    if verdict.equals("Success") {
      add(.result, "success")
    } else if verdict.equals("Failure") {
      add(.result, "failure")
    } else if let digit = status.first, digit >= 0x34, source.equals("cognito-idp.amazonaws.com") {
      // Every status that is written has three digits before any point.
      add(.result, "failure")
    } else if outcome == .denied {
      add(.result, "denied")
    } else if outcome == .throttled {
      add(.result, "throttled")
    } else if outcome == .failure || !value(.errorMessage, in: buffer, pool).isEmpty {
      add(.result, "failure")
    } else {
      add(.result, "success")
    }
  }

  private mutating func addFactor(_ type: Bytes, in buffer: Bytes, _ pool: Bytes) {
    let session = value(.mfaAuthenticated, in: buffer, pool)
    let used = value(.mfaUsed, in: buffer, pool)
    let issuer = value(.issuerName, in: buffer, pool)
    let isRole = value(.issuerType, in: buffer, pool).equals("Role")
    let isReserved =
      isRole && issuer.starts(with: "AWSReservedSSO_")
      || value(.arn, in: buffer, pool).roleOfSession.starts(with: "AWSReservedSSO_")
    if isReserved || type.equals("SAMLUser") || type.equals("WebIdentityUser")
      || type.equals("IdentityCenterUser")
    {
      add(.mfa, "idp")
    } else if session.equals("true") || used.equals("Yes") || used.equals("YES") {
      add(.mfa, "yes")
    } else if type.equals("AssumedRole"), value(.event, in: buffer, pool).equals("ConsoleLogin") {
      add(.mfa, "idp")
    } else if session.equals("false") || used.equals("No") {
      add(.mfa, "no")
    } else {
      add(.mfa, "unknown")
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether this is the ARN of a session, whose last part names it.
  var isSessionARN: Bool {
    starts(with: "arn:")
      && (end(of: ":assumed-role/") != nil || end(of: ":federated-user/") != nil)
  }

  /// The text between `:assumed-role/` and the next `/`; empty when there is none.
  var roleOfSession: Self {
    guard let start = end(of: ":assumed-role/") else { return from(count) }
    let rest = from(start)
    return Self(rebasing: rest[..<(rest.first(0x2F) ?? rest.count)])
  }
}
