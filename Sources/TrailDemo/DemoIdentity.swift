/// A shape of `userIdentity`.
enum DemoIdentity: Int, CaseIterable {
  case assumedRole, instanceRole, delegatedRole, sourcedRole, webRole, podRole, portalRole
  case consoleRole
  case user, consoleUser, signingInUser, unknownUser, root, consoleRoot
  case federated, foreignRole, foreignUser, foreignAccount, service, centerUser
  case oldCenterUser, portalUser, directoryUser, anonymous, bare, samlUser, webUser, directory, role
  case serviceEvent, accountOnly

  private static let roleHead =
    "type=AssumedRole,principalId=$principal:$session,"
    + "arn=arn:aws:sts::$actorAccount:assumed-role/$name/$session,accountId=$actorAccount,"
  private static let issuer =
    "sessionIssuer=(type=Role,principalId=$principal,"
    + "arn=arn:aws:iam::$actorAccount:role/$path$name,"
    + "accountId=$actorAccount,userName=$name),"
  private static let attributes = "attributes=(creationDate=$created,mfaAuthenticated=$mfa)"
  private static let userHead =
    "type=IAMUser,principalId=$principal,arn=arn:aws:iam::$actorAccount:user/$name,"
    + "accountId=$actorAccount,"

  /// The members in the notation of ``DemoTemplateCompiler``.
  var members: String {
    switch self {
    case .assumedRole, .consoleRole:
      Self.roleHead + "accessKeyId=$accessKey,sessionContext=(\(Self.issuer)"
        + "webIdFederationData=(),\(Self.attributes))"
    case .instanceRole:
      Self.roleHead + "accessKeyId=$accessKey,sessionContext=(\(Self.issuer)"
        + "webIdFederationData=(),\(Self.attributes),ec2RoleDelivery='2.0')"
    case .delegatedRole:
      Self.roleHead + "accessKeyId=$accessKey,sessionContext=(\(Self.issuer)"
        + "webIdFederationData=(),\(Self.attributes)),invokedBy=$service"
    case .sourcedRole:
      Self.roleHead + "accessKeyId=$accessKey,sessionContext=(\(Self.issuer)"
        + "webIdFederationData=(),sourceIdentity=$sourceIdentity,\(Self.attributes))"
    case .webRole:
      Self.roleHead + "accessKeyId=$accessKey,sessionContext=(\(Self.issuer)"
        + "webIdFederationData=(federatedProvider=cognito-identity.amazonaws.com,attributes=("
        + "cognito-identity.amazonaws.com:aud=$identityPool,"
        + "cognito-identity.amazonaws.com:sub=$webSubject,"
        + "cognito-identity.amazonaws.com:amr=authenticated)),\(Self.attributes))"
    case .podRole:
      Self.roleHead + "accessKeyId=$accessKey,sessionContext=(\(Self.issuer)"
        + "webIdFederationData=(federatedProvider='arn:aws:iam::$actorAccount:oidc-provider/"
        + "$issuer',"
        + "attributes=()),\(Self.attributes))"
    case .portalRole:
      Self.roleHead + "sessionContext=(\(Self.issuer)webIdFederationData=(),\(Self.attributes))"
    case .user: Self.userHead + "accessKeyId=$accessKey,userName=$name"
    case .consoleUser:
      Self.userHead + "accessKeyId=$accessKey,userName=$name,sessionContext=(sessionIssuer=(),"
        + "webIdFederationData=(),\(Self.attributes))"
    case .signingInUser:
      "type=IAMUser,principalId=$principal,accountId=$actorAccount,accessKeyId='',userName=$name"
    case .unknownUser:
      "type=IAMUser,accountId=$actorAccount,accessKeyId='',"
        + "userName=HIDDEN_DUE_TO_SECURITY_REASONS"
    case .root:
      "type=Root,principalId=$actorAccount,arn=arn:aws:iam::$actorAccount:root,"
        + "accountId=$actorAccount,accessKeyId=''"
    case .consoleRoot:
      "type=Root,principalId=$actorAccount,arn=arn:aws:iam::$actorAccount:root,"
        + "accountId=$actorAccount,accessKeyId=$accessKey,userName=$name,"
        + "sessionContext=(sessionIssuer=(),webIdFederationData=(),\(Self.attributes))"
    case .federated:
      "type=FederatedUser,principalId=$actorAccount:$session,"
        + "arn=arn:aws:sts::$actorAccount:federated-user/$session,accountId=$actorAccount,"
        + "accessKeyId=$accessKey,sessionContext=(sessionIssuer=(type=IAMUser,"
        + "principalId=$principal,arn=arn:aws:iam::$actorAccount:user/$name,"
        + "accountId=$actorAccount,userName=$name),webIdFederationData=(),\(Self.attributes))"
    case .foreignRole:
      "type=AWSAccount,principalId=$principal:$session,accountId=$actorAccount"
    case .foreignUser: "type=AWSAccount,principalId=$principal,accountId=$actorAccount"
    case .foreignAccount:
      "type=AWSAccount,principalId=$actorAccount,accountId=$actorAccount,"
        + "invokedBy='AWS Internal'"
    case .service: "type=AWSService,invokedBy=$service"
    case .centerUser:
      "type=IdentityCenterUser,arn='',accountId=$actorAccount,accessKeyId='',"
        + "onBehalfOf=(userId=$personID,"
        + "identityStoreArn=arn:aws:identitystore::$actorAccount:identitystore/d-$store),"
        + "credentialId=$credential"
    case .oldCenterUser:
      "type=Unknown,principalId=$actorAccount,arn='',accountId=$actorAccount,accessKeyId='',"
        + "userName=$personName"
    case .portalUser:
      "type=Unknown,principalId=$store-$personUUID,accountId=$actorAccount,userName=$personName"
    case .directoryUser:
      "type=Unknown,principalId=corp.example.com//S-1-5-21-1004336348-1177238915-682003330-$perso"
        + "nNumber,"
        + "arn='',accountId=$actorAccount,userName=$personName"
    case .anonymous: "type=Unknown,principalId=Anonymous"
    case .bare: "type=Unknown"
    case .samlUser:
      "type=SAMLUser,principalId=$store:$personName,userName=$personName,"
        + "identityProvider=$store"
    case .webUser:
      "type=WebIdentityUser,principalId=accounts.google.com:$store.apps.example.com:$personNumber,"
        + "userName=$personNumber,identityProvider=accounts.google.com"
    case .directory:
      "type=Directory,principalId=$store,accountId=$actorAccount,userName=$personName"
    case .role:
      "type=Role,principalId=$principal,arn=arn:aws:iam::$actorAccount:role/$name,"
        + "accountId=$actorAccount,userName=$name"
    case .serviceEvent: "accountId=$actorAccount,invokedBy=$service"
    case .accountOnly: "accountId=$actorAccount"
    }
  }
}

/// Who makes a call: everything the identity templates ask for, as plain numbers and pooled texts.
struct DemoActor {
  var identity = DemoIdentity.bare
  /// The place of the identity's account.
  var account = 0
  var principal = DemoText.none
  var name = DemoText.none
  var path = DemoText.none
  var session = DemoText.none
  /// A number after the session's name; 0 for none.
  var sessionNumber = 0
  /// A long-term key; without it the key is made of `keySeed`.
  var longTermKey = DemoText.none
  var keySeed: UInt64 = 0
  var created = 0
  var isMultiFactor = false
  var service = DemoText.none
  var sourceIdentity = DemoText.none
  /// The person of Identity Center behind it.
  var person = 0
  /// What decides the workflow, credential and web identity ids.
  var seed: UInt64 = 0
}
