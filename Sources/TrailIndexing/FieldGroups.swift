internal import TrailFormats

/// The fields and lists that groups of keys come from beside `userIdentity`.
///
/// A usual record has none of most of them, and one look tells. A field that feeds a key must stand in
/// its group: else it counts only beside one that does.
struct FieldGroups {
  let people = RecordPresence(
    fields: [
      .requestSourceIdentity, .additionalUserName, .additionalUsername, .additionalSwitchFrom,
      .wrapperUserName,
      .requestUserName, .requestUsername, .requestNewUserName, .requestGroupName,
      .responseUserName, .responseUserARN, .requestPrincipalType,
      .outerOnBehalfOfUserID, .responseUserSub, .requestIdentityID, .responseIdentityID,
      .responseWebSubject, .responseSubject, .responseUserID, .responseNewUserID,
    ],
    lists: [
      .requestUserNames, .requestedUsername, .requestedSub, .requestedUserSub,
      .responseUserAttributeSub, .requestedClientID,
    ])
  let accounts = RecordPresence(fields: [
    .serviceAccountID, .requestAccountID, .requestAccountIDSnake, .requestTargetAccountID,
    .requestTargetType, .requestRoleARN, .vpcEndpointAccountID, .additionalSwitchFrom,
  ])
  let resources = RecordPresence(
    fields: [
      .additionalSwitchFrom, .additionalMFAIdentifier, .additionalARN, .requestBucketName,
    ],
    lists: [
      .resourceARN, .resourceARNPrefix, .resourceAccountID, .requestARN, .responseARN,
    ])
  let roles = RecordPresence(fields: [
    .requestRoleName, .requestRoleNameSnake, .requestRoleARN, .serviceRoleName,
  ])
  let summaries = RecordPresence(lists: RecordList.ofSummaries)
  let outcomes = RecordPresence(fields: [
    .errorCode, .errorMessage, .insightErrorCode, .additionalStatus, .additionalMFAUsed,
    .responseConsoleLogin, .responseCheckMFA, .serviceUserAuthentication,
    .serviceCredentialVerification, .serviceCredentialChallenge, .activityResponse,
    .activityFactor,
  ])
  let others = RecordPresence(fields: [
    .additionalUserPoolID, .requestUserPoolID, .requestIdentityPoolID, .requestClientID,
    .sharedEventID, .responseAccessKeyID, .responseNewAccessKeyID, .requestAccessKeyID,
  ])
}
