/// The members of a record that feed a key, by the names of `Documentation/Keys.md`.
///
/// The generator notes each of them when it writes it; ``DemoKeyRules`` turns them into keys.
enum DemoField: UInt8, CaseIterable {
  case none
  // userIdentity and its session.
  case type, userName, principal, arn, callerAccount, accessKey, invokedBy
  case issuerType, issuerName, issuerPrincipal, issuerARN, issuerAccount
  case sourceIdentity, mfaAuthenticated, federatedSubject, onBehalfOf, identityStore
  // requestParameters and responseElements.
  case target, requestPrincipal, requestPrincipalType, identity, targetAccount, targetID, targetType
  case roleARN, requestRole, bucket, object, pool, client
  case sub, createdARN, verdict, textARN
  // additionalEventData and serviceEventDetails.
  case namedUser, switchFrom, factorARN, mfaUsed, status, assignedRole
  // The record itself.
  case source, event, region, via, agent, errorCode, errorMessage, request, id, shared, recipient
  case endpointAccount, category, readOnly, resourceARN, resourceAccount
}

/// The part of a record that a template describes.
enum DemoSection: String {
  case identity = "ui"
  case request = "rp"
  case response = "re"
  case additional = "aed"
  case details = "sed"
  case resources
}

extension DemoField {
  /// The field of the member at `path` of a section; array elements end in `[]`.
  static func at(_ path: String) -> DemoField {
    if path.hasPrefix("ui.sessionContext.webIdFederationData.attributes."),
      path.hasSuffix(":sub") || path.hasSuffix(":user_id")
    {
      return .federatedSubject
    }
    return paths[path] ?? .none
  }

  private static let paths: [String: DemoField] = [
    "ui.type": .type, "ui.userName": .userName, "ui.principalId": .principal, "ui.arn": .arn,
    "ui.accountId": .callerAccount, "ui.accessKeyId": .accessKey, "ui.invokedBy": .invokedBy,
    "ui.sessionContext.sessionIssuer.type": .issuerType,
    "ui.sessionContext.sessionIssuer.userName": .issuerName,
    "ui.sessionContext.sessionIssuer.principalId": .issuerPrincipal,
    "ui.sessionContext.sessionIssuer.arn": .issuerARN,
    "ui.sessionContext.sessionIssuer.accountId": .issuerAccount,
    "ui.sessionContext.sourceIdentity": .sourceIdentity,
    "ui.sessionContext.attributes.sourceIdentity": .sourceIdentity,
    "ui.sessionContext.attributes.mfaAuthenticated": .mfaAuthenticated,
    "ui.onBehalfOf.userId": .onBehalfOf, "ui.onBehalfOf.identityStoreArn": .identityStore,
    "rp.sourceIdentity": .sourceIdentity, "rp.userName": .target, "rp.username": .target,
    "rp.newUserName": .target,
    "rp.groupName": .target, "rp.userNames[]": .target, "rp.principalId": .requestPrincipal,
    "rp.principalType": .requestPrincipalType, "rp.identityId": .identity,
    "re.identityId": .identity, "rp.accountId": .targetAccount, "rp.account_id": .targetAccount,
    "rp.targetAccountId": .targetAccount, "rp.targetId": .targetID, "rp.targetType": .targetType,
    "rp.roleArn": .roleARN, "rp.roleName": .requestRole, "rp.role_name": .requestRole,
    "rp.accessKeyId": .accessKey, "rp.bucketName": .bucket, "rp.key": .object,
    "rp.userPoolId": .pool, "rp.identityPoolId": .pool, "rp.clientId": .client,
    "re.credentials.accessKeyId": .accessKey, "re.accessKey.accessKeyId": .accessKey,
    "re.user.userName": .target, "re.user.arn": .createdARN, "re.userSub": .sub,
    // An element of `attributes` whose name is `sub`; see DemoTemplateCompiler.
    "re.user.attributes[].sub": .sub,
    "re.subjectFromWebIdentityToken": .sub, "re.subject": .sub,
    "re.ConsoleLogin": .verdict, "re.CheckMfa": .verdict,
    "aed.UserName": .namedUser, "aed.username": .namedUser,
    "aed.sub": .sub, "aed.sub[]": .sub,
    "aed.requestParameters.sub[]": .sub, "aed.requestParameters.userSub[]": .sub,
    "aed.requestParameters.username[]": .target, "aed.requestParameters.client_id[]": .client,
    "aed.userPoolId": .pool, "aed.responseParameters.status": .status,
    "aed.SwitchFrom": .switchFrom, "aed.MFAIdentifier": .factorARN, "aed.ARN": .factorARN,
    "aed.MFAUsed": .mfaUsed,
    "sed.account_id": .targetAccount, "sed.role_name": .assignedRole,
    "sed.UserAuthentication": .verdict, "sed.CredentialVerification": .verdict,
    "sed.CredentialChallenge": .verdict,
    "resources.ARN": .resourceARN, "resources.ARNPrefix": .resourceARN,
    "resources.accountId": .resourceAccount,
  ]
}
