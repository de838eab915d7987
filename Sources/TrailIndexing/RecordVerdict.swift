internal import TrailEvents
internal import TrailFormats

/// What a record says about kind, result and second factor: one place for the three judgements.
///
/// Rules and their order: `Documentation/Keys.md`. Sources: "AWS Management Console sign-in
/// events" and "Logging Amazon Cognito API calls with AWS CloudTrail" of the AWS documentation.
enum RecordVerdict {
  /// The key `kind`.
  static func kind(_ record: RecordFields, _ form: RecordForm) -> EventKind {
    switch form {
    case .cloudTrail: break
    case .aggregated: return .aggregated
    case .activity: return .cognito
    }
    let category = record[.eventCategory]
    let type = record[.eventType]
    if category.map({ FieldText.equalsAnyCase("insight", $0) }) == true
      || type.map({ FieldText.equalsAnyCase("awscloudtrailinsight", $0) }) == true
    {
      return .insight
    }
    if category.map({ FieldText.equalsAnyCase("networkactivity", $0) }) == true
      || type.map({ FieldText.hasPrefix("AwsVpceEvent", $0) }) == true
    {
      return .network
    }
    return .cloudtrail
  }

  /// What the name and the source of an event tell of where its verdict stands.
  struct Event: BitwiseCopyable {
    /// The member that has the name of a sign-in event and says what came of it.
    fileprivate var field: RecordField?
    /// Whether an HTTP status tells the result.
    fileprivate var hasStatus = false
    private(set) var isConsoleLogin = false

    /// Where the verdict of the event stands, if it is one that has it.
    fileprivate var place: RecordOmissions {
      guard let field else { return [] }
      return field == .responseConsoleLogin || field == .responseCheckMFA
        ? .responses : .serviceDetails
    }

    init() {}

    init(_ record: RecordFields) {
      if let name = record[.eventName] {
        field = RecordVerdict.field(ofEvent: name)
        isConsoleLogin = FieldText.equals("ConsoleLogin", name)
      }
      if let source = record[.eventSource] {
        hasStatus = FieldText.equalsAnyCase("cognito-idp.amazonaws.com", source)
      }
    }
  }

  /// The key `result`.
  ///
  /// - Parameter omissions: What the record leaves out: silence of a place that it does not have tells
  ///   nothing.
  /// - Returns: `nil` when the record cannot tell it.
  static func result(
    _ record: RecordFields, _ form: RecordForm, _ event: Event, _ omissions: RecordOmissions
  ) -> EventResult? {
    if case .activity = form {
      guard let response = record[.activityResponse] else { return .success }
      if FieldText.equalsAnyCase("fail", response) { return .failure }
      return FieldText.equalsAnyCase("inprogress", response) ? .pending : .success
    }
    if let field = event.field, let verdict = record[field].flatMap({ EventResult.ofVerdict($0) }) {
      return verdict
    }
    if event.hasStatus, let status = record[.additionalStatus], isFailure(status: status) {
      return .failure
    }
    if let code = record[.errorCode] { return .ofErrorCode(code) }
    if record[.errorMessage] != nil { return .failure }
    let isUntold = omissions.contains(.errors) || !omissions.isDisjoint(with: event.place)
    return isUntold ? nil : .success
  }

  /// The member that has the name of a sign-in event.
  private static func field(ofEvent event: UnsafeRawBufferPointer) -> RecordField? {
    if FieldText.equalsAnyCase("consolelogin", event) { return .responseConsoleLogin }
    if FieldText.equalsAnyCase("checkmfa", event) { return .responseCheckMFA }
    if FieldText.equalsAnyCase("userauthentication", event) {
      return .serviceUserAuthentication
    }
    if FieldText.equalsAnyCase("credentialverification", event) {
      return .serviceCredentialVerification
    }
    if FieldText.equalsAnyCase("credentialchallenge", event) {
      return .serviceCredentialChallenge
    }
    return nil
  }

  /// Whether an HTTP status, written `404`, `404.0` or `4.04e2`, tells a failure.
  private static func isFailure(status: UnsafeRawBufferPointer) -> Bool {
    Double(String(decoding: status, as: UTF8.self)).map { $0 >= 400 } ?? false
  }

  /// What the identity alone says of a second factor.
  ///
  /// - Parameters:
  ///   - issuerRole: The role's name as the issuer of the session has it.
  ///   - arnRole: The role's name as the ARN of the session has it.
  static func factor(
    ofIdentity record: RecordFields, _ issuerRole: UnsafeRawBufferPointer?,
    _ arnRole: UnsafeRawBufferPointer?
  ) -> IdentityTerms.Factor {
    if let issuerRole, FieldText.hasPrefix("AWSReservedSSO_", issuerRole) { return .idp }
    if let arnRole, FieldText.hasPrefix("AWSReservedSSO_", arnRole) { return .idp }
    if let type = record[.identityType],
      FieldText.equals("SAMLUser", type) || FieldText.equals("WebIdentityUser", type)
        || FieldText.equals("IdentityCenterUser", type)
    {
      return .idp
    }
    guard let authenticated = record[.mfaAuthenticated] else { return .unknown }
    if FieldText.equals("true", authenticated) { return .yes }
    return FieldText.equals("false", authenticated) ? .no : .unknown
  }

  /// The key `mfa`.
  static func factor(
    _ record: RecordFields, _ form: RecordForm, _ event: Event, identity: IdentityTerms.Factor,
    isAssumedRole: Bool
  ) -> FactorState {
    if case .activity = form {
      guard let factor = record[.activityFactor] else { return .unknown }
      return FieldText.equals("yes", factor) ? .yes : .no
    }
    if identity == .idp { return .idp }
    let used = record[.additionalMFAUsed]
    if identity == .yes || used.map({ FieldText.equalsAnyCase("yes", $0) }) == true {
      return .yes
    }
    if isAssumedRole, event.isConsoleLogin { return .idp }
    if identity == .no || used.map({ FieldText.equalsAnyCase("no", $0) }) == true { return .no }
    return .unknown
  }
}
