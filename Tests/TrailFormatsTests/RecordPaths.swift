import TrailFormats

/// Where each field stands in a record, as `Documentation/Keys.md` has it.
enum RecordPaths {
  static let fields: [(RecordField, String)] = record + identity + request + response + additional

  private static let record: [(RecordField, String)] = [
    (.eventVersion, "eventVersion"), (.eventTime, "eventTime"), (.eventSource, "eventSource"),
    (.eventName, "eventName"), (.awsRegion, "awsRegion"), (.sourceIPAddress, "sourceIPAddress"),
    (.userAgent, "userAgent"), (.errorCode, "errorCode"), (.errorMessage, "errorMessage"),
    (.requestID, "requestID"), (.eventID, "eventID"), (.eventType, "eventType"),
    (.managementEvent, "managementEvent"), (.readOnly, "readOnly"),
    (.recipientAccountID, "recipientAccountId"), (.sharedEventID, "sharedEventID"),
    (.vpcEndpointAccountID, "vpcEndpointAccountId"), (.eventCategory, "eventCategory"),
    (.outerOnBehalfOfUserID, "onBehalfOf.userId"),
    (.insightEventName, "insightDetails.eventName"),
    (.insightEventSource, "insightDetails.eventSource"),
    (.insightErrorCode, "insightDetails.errorCode"),
  ]

  private static let identity: [(RecordField, String)] = below(
    "userIdentity",
    [
      (.identityType, "type"), (.identityPrincipalID, "principalId"), (.identityARN, "arn"),
      (.identityAccountID, "accountId"), (.identityAccessKeyID, "accessKeyId"),
      (.identityUserName, "userName"), (.identityInvokedBy, "invokedBy"),
      (.onBehalfOfUserID, "onBehalfOf.userId"),
      (.onBehalfOfStoreARN, "onBehalfOf.identityStoreArn"),
      (.delegateAccountID, "invokedByDelegate.accountId"), (.scopeSourceARN, "inScopeOf.sourceArn"),
      (.scopeSourceAccount, "inScopeOf.sourceAccount"),
      (.scopeCredentialsIssuedTo, "inScopeOf.credentialsIssuedTo"),
      (.sessionSourceIdentity, "sessionContext.sourceIdentity"),
      (.attributesSourceIdentity, "sessionContext.attributes.sourceIdentity"),
      (.mfaAuthenticated, "sessionContext.attributes.mfaAuthenticated"),
      (.issuerType, "sessionContext.sessionIssuer.type"),
      (.issuerUserName, "sessionContext.sessionIssuer.userName"),
      (.issuerPrincipalID, "sessionContext.sessionIssuer.principalId"),
      (.issuerARN, "sessionContext.sessionIssuer.arn"),
      (.issuerAccountID, "sessionContext.sessionIssuer.accountId"),
    ])

  private static let request: [(RecordField, String)] = below(
    "requestParameters",
    [
      (.requestUserName, "userName"), (.requestUsername, "username"),
      (.requestNewUserName, "newUserName"), (.requestGroupName, "groupName"),
      (.requestSourceIdentity, "sourceIdentity"), (.requestPrincipalID, "principalId"),
      (.requestPrincipalType, "principalType"), (.requestIdentityID, "identityId"),
      (.requestAccountID, "accountId"), (.requestAccountIDSnake, "account_id"),
      (.requestTargetAccountID, "targetAccountId"), (.requestTargetID, "targetId"),
      (.requestTargetType, "targetType"), (.requestRoleARN, "roleArn"),
      (.requestRoleName, "roleName"), (.requestRoleNameSnake, "role_name"),
      (.requestAccessKeyID, "accessKeyId"), (.requestBucketName, "bucketName"),
      (.requestKey, "key"), (.requestUserPoolID, "userPoolId"),
      (.requestIdentityPoolID, "identityPoolId"), (.requestClientID, "clientId"),
    ])

  private static let response: [(RecordField, String)] = below(
    "responseElements",
    [
      (.responseUserName, "user.userName"), (.responseUserARN, "user.arn"),
      (.responseUserSub, "userSub"), (.responseIdentityID, "identityId"),
      (.responseWebSubject, "subjectFromWebIdentityToken"), (.responseSubject, "subject"),
      (.responseAccessKeyID, "credentials.accessKeyId"),
      (.responseNewAccessKeyID, "accessKey.accessKeyId"), (.responseConsoleLogin, "ConsoleLogin"),
      (.responseCheckMFA, "CheckMfa"),
    ])

  private static let additional: [(RecordField, String)] = [
    (.additionalUserName, "additionalEventData.UserName"),
    (.additionalUsername, "additionalEventData.username"),
    (.additionalSwitchFrom, "additionalEventData.SwitchFrom"),
    (.additionalMFAIdentifier, "additionalEventData.MFAIdentifier"),
    (.additionalARN, "additionalEventData.ARN"),
    (.additionalUserPoolID, "additionalEventData.userPoolId"),
    (.additionalMFAUsed, "additionalEventData.MFAUsed"),
    (.additionalStatus, "additionalEventData.responseParameters.status"),
    (.serviceAccountID, "serviceEventDetails.account_id"),
    (.serviceRoleName, "serviceEventDetails.role_name"),
    (.serviceUserAuthentication, "serviceEventDetails.UserAuthentication"),
    (.serviceCredentialVerification, "serviceEventDetails.CredentialVerification"),
    (.serviceCredentialChallenge, "serviceEventDetails.CredentialChallenge"),
    (.identityCredentialID, "userIdentity.credentialId"),
    (.sessionCreationDate, "userIdentity.sessionContext.attributes.creationDate"),
    (.requestPrincipalARN, "requestParameters.principalArn"),
    (.requestRoleSessionName, "requestParameters.roleSessionName"),
    (.requestAuthFlow, "requestParameters.authFlow"),
    (.requestChallengeName, "requestParameters.challengeName"),
    (.responseChallengeName, "responseElements.challengeName"),
    (.responseUserID, "responseElements.user.userId"),
    (.responseNewUserID, "responseElements.userId"),
    (.additionalAuthWorkflowID, "additionalEventData.AuthWorkflowID"),
    (.additionalLoginTo, "additionalEventData.LoginTo"),
    (.additionalCredentialType, "additionalEventData.CredentialType"),
  ]

  private static func below(
    _ parent: String, _ paths: [(RecordField, String)]
  ) -> [(RecordField, String)] {
    paths.map { ($0.0, "\(parent).\($0.1)") }
  }

  /// Lists that take a text, or every text of an array, at one path.
  static let texts: [(RecordList, String)] = [
    (.requestUserNames, "requestParameters.userNames"), (.additionalSub, "additionalEventData.sub"),
    (.requestedSub, "additionalEventData.requestParameters.sub"),
    (.requestedUserSub, "additionalEventData.requestParameters.userSub"),
    (.requestedUsername, "additionalEventData.requestParameters.username"),
    (.requestedClientID, "additionalEventData.requestParameters.client_id"),
  ]
}
