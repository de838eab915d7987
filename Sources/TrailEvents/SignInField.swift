/// What joining sign-ins and following sessions needs of a record beyond its row.
///
/// A segment keeps these of the events of ``SignInField/eventNames`` as details, one column a field,
/// so that sign-ins are put together without reading a record. The raw values are the numbers of the
/// columns: stored on disk, never renumber. `Documentation/IndexFormat.md` tells which member of a
/// record feeds which.
package enum SignInField: Int, CaseIterable, Sendable, BitwiseCopyable {
  /// The event id, where it is no UUID in canonical spelling.
  case eventID
  case errorMessage
  /// When the session was created that the event belongs to.
  case sessionCreated
  case sourceIdentity
  /// The session of the access portal.
  case credentialID
  /// The user of Identity Center on whose behalf the call was made.
  case onBehalfOf
  /// The sign-in workflow that events of the access portal belong to.
  case workflow
  /// The user name that the sign-in service tells beside the identity.
  case userName
  /// The address that was signed in to.
  case loginTo
  case credentialType
  /// The account and the permission set that a user of Identity Center entered.
  case enteredAccount, enteredRole
  case roleARN
  /// The provider of a SAML assertion.
  case providerARN
  case sessionName
  /// The access key that a call handed out.
  case issuedKey
  case authFlow
  /// The challenge that was answered, and the one that was posed.
  case challengeAnswered, challengePosed
  /// That a user pool handed out tokens.
  case tokens
  case client, pool
  case riskDecision, riskLevel, city
  /// The id and the name of a user whom a call created.
  case createdID, createdName

  /// The key whose dictionary holds the values: for all but access keys one of their own.
  package var key: UInt8 {
    self == .issuedKey ? EventKey.accessKey.rawValue : SignInField.textKey
  }

  /// The number of the dictionary that holds texts of details alone; no key of ``EventKey``.
  package static let textKey: UInt8 = 63

  /// Events that may be parts of sign-ins, as AWS spells them.
  ///
  /// Source: the sign-in events of "AWS Management Console sign-in events", "IAM Identity Center
  /// information in CloudTrail" and "Logging Amazon Cognito API calls".
  package static let signInNames: [String] = [
    "ConsoleLogin", "CheckMfa", "CredentialChallenge", "CredentialVerification",
    "UserAuthentication", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "InitiateAuth",
    "AdminInitiateAuth", "RespondToAuthChallenge", "AdminRespondToAuthChallenge", "SignIn",
    "Login_POST", "CognitoAuthentication", "Login_OIDC_SAML_POST", "SAML2Response_POST",
    "OAuth2Response_GET", "OAuth2Response_POST", "Mfa_POST", "login_continue_POST",
    "login_passkey_POST", "mfa_totp_POST", "selectChallenge_POST", "PasswordRecoveryRequested",
    "PasswordRecoveryCompleted", "SwitchRole", "GetSigninToken", "CreateOAuth2Token",
    "GetTokensFromRefreshToken",
  ]

  /// Events of Identity Center by which its users enter accounts; other services use the names too.
  package static let entryNames: [String] = ["Federate", "GetRoleCredentials"]

  /// Calls that hand out credentials.
  package static let issuingNames: [String] = [
    "AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "AssumeRoot",
    "GetFederationToken", "GetSessionToken", "GetCredentialsForIdentity", "CreateAccessKey",
  ]

  /// Calls that make a user, and tell his name and his id together.
  package static let creatingNames: [String] = ["SignUp", "AdminCreateUser", "CreateUser"]

  /// Events of which details are kept.
  package static let eventNames: [String] =
    signInNames + entryNames + issuingNames.filter { !signInNames.contains($0) } + creatingNames
}
