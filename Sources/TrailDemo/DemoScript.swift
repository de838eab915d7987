/// An event that a scene needs by name: sign-ins, credentials that are issued, service events.
enum DemoScript: Int, CaseIterable {
  case consoleLogin, factorLogin, consoleLoginFailed, consoleLoginUnknown, checkMfa, checkMfaFailed
  case rootLogin, rootLoginFailed, passwordRecovery, portalLogin, switchRole
  case credentialChallenge, credentialVerification, credentialVerificationFailed
  case userAuthentication, externalAuthentication, federate, roleCredentials, listApplications
  case serviceAssumeRole, assumeRole, foreignAssumeRole, samlAssumeRole, webAssumeRole
  case federationToken
  case initiateAuth, initiatePassword, refreshAuth, respond, respondFailed, signUp
  case hostedLogin, hostedToken, hostedConfirm, hostedFailed, identityID, identityCredentials
  case secretRotated, keyRotated, taskReplaced, backupCompleted, documentDownloaded, roleListed
  case serviceDecrypt, serviceDataKey, serviceBucketACL, serviceLogObject, foreignGetObject

  /// What the record of a script looks like.
  struct Shape {
    var host: String
    var call: DemoCall
    var eventType = "AwsApiCall"
    /// Whether the error members stand there empty.
    var hasEmptyError = false
    var hasRequest = true
  }

  var shape: Shape {
    switch self {
    case .consoleLogin, .factorLogin, .consoleLoginFailed, .consoleLoginUnknown, .checkMfa,
      .checkMfaFailed, .rootLogin, .rootLoginFailed, .passwordRecovery, .portalLogin, .switchRole:
      console
    case .credentialChallenge, .credentialVerification, .credentialVerificationFailed,
      .userAuthentication, .externalAuthentication, .federate, .roleCredentials, .listApplications:
      center
    case .serviceAssumeRole, .assumeRole, .foreignAssumeRole, .samlAssumeRole, .webAssumeRole,
      .federationToken:
      token
    case .initiateAuth, .initiatePassword, .refreshAuth, .respond, .respondFailed, .signUp,
      .hostedLogin, .hostedToken, .hostedConfirm, .hostedFailed, .identityID, .identityCredentials:
      cognito
    case .secretRotated, .keyRotated, .taskReplaced, .backupCompleted, .documentDownloaded,
      .roleListed, .serviceDecrypt, .serviceDataKey, .serviceBucketACL, .serviceLogObject,
      .foreignGetObject:
      other
    }
  }

  private func signIn(_ name: String, _ outcome: String, _ more: String) -> Shape {
    Shape(
      host: "signin.amazonaws.com",
      call: DemoCall(name, .write, 1, "", "\(name)=\(outcome)", more: more),
      eventType: "AwsConsoleSignIn",
      hasRequest: false
    )
  }

  private var console: Shape {
    let login =
      "LoginTo='https://console.aws.amazon.com/console/home?hashArgs=%23&isauthcode=true&"
      + "state=hashArgsFromTB_$region_$h16',MobileVersion=No,"
    let rootDevice =
      login + "MFAIdentifier=arn:aws:iam::$account:mfa/root-account-mfa-device,MFAUsed=YES"
    switch self {
    case .consoleLogin: return signIn("ConsoleLogin", "Success", login + "MFAUsed=No")
    case .factorLogin:
      return signIn(
        "ConsoleLogin",
        "Success",
        login + "MFAIdentifier=arn:aws:iam::$actorAccount:mfa/$name,MFAUsed=Yes"
      )
    case .consoleLoginFailed: return signIn("ConsoleLogin", "Failure", login + "MFAUsed=$mfaUsed")
    case .consoleLoginUnknown: return signIn("ConsoleLogin", "Failure", login + "MFAUsed=No")
    case .checkMfa: return signIn("CheckMfa", "Success", login + "MfaType='Virtual MFA'")
    case .checkMfaFailed: return signIn("CheckMfa", "Failure", login + "MfaType='Virtual MFA'")
    case .rootLogin: return signIn("ConsoleLogin", "Success", rootDevice)
    case .rootLoginFailed: return signIn("ConsoleLogin", "Failure", rootDevice)
    case .passwordRecovery:
      return signIn("PasswordRecoveryRequested", "Success", login + "MFAUsed=No")
    case .portalLogin: return signIn("ConsoleLogin", "Success", "MobileVersion=No,MFAUsed=No")
    default:
      return signIn(
        "SwitchRole",
        "Success",
        "SwitchFrom=arn:aws:iam::$nextAccount:user/$nextName,"
          + "RedirectTo='https://$region.console.aws.amazon.com/s3/home?region=$region&color="
          + "$color'"
      )
    }
  }

  private func center(
    _ host: String,
    _ name: String,
    more: String = "",
    details: String = "",
    response: String = ""
  ) -> Shape {
    Shape(
      host: "\(host).amazonaws.com",
      call: DemoCall(name, .write, 1, "", response, more: more, details: details),
      eventType: "AwsServiceEvent"
    )
  }

  private var center: Shape {
    let flow = "AuthWorkflowID=$workflow,"
    let to = ",LoginTo='https://example.awsapps.com/start/?state=$h16&workflow=$n4'"
    switch self {
    case .credentialChallenge:
      return center(
        "signin",
        "CredentialChallenge",
        more: flow + "UserName=$typedName,CredentialType=PASSWORD",
        details: "CredentialChallenge=Success"
      )
    case .credentialVerification:
      return center(
        "signin",
        "CredentialVerification",
        more: flow + "CredentialType=PASSWORD",
        details: "CredentialVerification=Success"
      )
    case .credentialVerificationFailed:
      return center(
        "signin",
        "CredentialVerification",
        more: flow + "CredentialType=TOTP",
        details: "CredentialVerification=Failure"
      )
    case .userAuthentication:
      return center(
        "signin",
        "UserAuthentication",
        more: flow + "CredentialType='PASSWORD,TOTP'" + to,
        details: "UserAuthentication=Success"
      )
    case .externalAuthentication:
      return center(
        "signin",
        "UserAuthentication",
        more: flow + "UserName=$typedName,CredentialType=EXTERNAL_IDP" + to,
        details: "UserAuthentication=Success"
      )
    case .federate:
      return center(
        "sso",
        "Federate",
        details: "role_name=$permset,account_id=$nextAccount"
      )
    case .roleCredentials:
      return Shape(
        host: "sso.amazonaws.com",
        call: DemoCall(
          "GetRoleCredentials",
          .read,
          1,
          "role_name=$permset,account_id=$nextAccount",
          "()"
        ),
        eventType: "AwsServiceEvent"
      )
    default: return center("sso", "ListApplications", more: "applicationCount=#$n1")
    }
  }

  private var token: Shape {
    let issued =
      "credentials=(accessKeyId=$nextKey,sessionToken=$token,expiration='$expiry'),"
      + "assumedRoleUser=(assumedRoleId=$nextPrincipal:$nextSession,"
      + "arn=arn:aws:sts::$nextAccount:assumed-role/$nextName/$nextSession)"
    let taken =
      "roleArn=arn:aws:iam::$nextAccount:role/$nextPath$nextName,roleSessionName=$nextSession"
    let role = "AWS::IAM::Role=arn:aws:iam::$nextAccount:role/$nextPath$nextName"
    func sts(_ name: String, _ request: String, _ response: String, on resources: String) -> Shape {
      Shape(
        host: "sts.amazonaws.com",
        call: DemoCall(name, .read, 1, request, response, on: resources)
      )
    }
    switch self {
    case .serviceAssumeRole:
      return sts("AssumeRole", taken + ",durationSeconds=3600", issued, on: role)
    case .assumeRole:
      return sts(
        "AssumeRole",
        taken + ",externalId=$h16,sourceIdentity=$sourceIdentity",
        issued,
        on: role
      )
    case .foreignAssumeRole: return sts("AssumeRole", taken + ",externalId=$h16", issued, on: role)
    case .samlAssumeRole:
      return sts(
        "AssumeRoleWithSAML",
        taken + ",principalArn=arn:aws:iam::$nextAccount:saml-provider/Example,"
          + "durationSeconds=3600",
        issued + ",subject=$personName,subjectType=persistent,nameQualifier=$b64,"
          + "issuer='https://idp.example.com/saml?tenant=7',"
          + "audience='https://signin.aws.amazon.com/saml'",
        on: role + "|AWS::IAM::SAMLProvider=arn:aws:iam::$nextAccount:saml-provider/Example"
      )
    case .webAssumeRole:
      return sts(
        "AssumeRoleWithWebIdentity",
        taken + ",durationSeconds=3600",
        issued + ",subjectFromWebIdentityToken=$personNumber,provider=accounts.google.com,"
          + "audience=$store.apps.example.com",
        on: role
      )
    default:
      return sts(
        "GetFederationToken",
        "name=$nextSession,durationSeconds=43200,policy='{\"Version\":"
          + "\"2012-10-17\"}'",
        "credentials=(accessKeyId=$nextKey,sessionToken=$token,expiration='$expiry'),"
          + "federatedUser=(federatedUserId=$nextAccount:$nextSession,"
          + "arn=arn:aws:sts::$nextAccount:federated-user/$nextSession),packedPolicySize=#$n1",
        on: ""
      )
    }
  }
}
