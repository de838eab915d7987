/// A field of a CloudTrail record that is kept as one piece of text, named by its path.
///
/// Source: "CloudTrail record contents", "userIdentity element" of the AWS CloudTrail User Guide;
/// `Documentation/Keys.md` tells what each one feeds.
///
/// `public` and frozen so that its raw value is no call in other modules.
@frozen public enum RecordField: Int, CaseIterable, Sendable {
  case eventVersion, eventTime, eventSource, eventName, awsRegion, sourceIPAddress, userAgent
  case errorCode, errorMessage, requestID, eventID, eventType, managementEvent, readOnly
  case recipientAccountID, sharedEventID, vpcEndpointAccountID, eventCategory

  case identityType, identityPrincipalID, identityARN, identityAccountID, identityAccessKeyID
  case identityUserName, identityInvokedBy
  case onBehalfOfUserID, onBehalfOfStoreARN, outerOnBehalfOfUserID
  case delegateAccountID, scopeSourceARN, scopeSourceAccount, scopeCredentialsIssuedTo

  case sessionSourceIdentity, attributesSourceIdentity, mfaAuthenticated
  case issuerType, issuerUserName, issuerPrincipalID, issuerARN, issuerAccountID

  case requestUserName, requestUsername, requestNewUserName, requestGroupName
  case requestSourceIdentity, requestPrincipalID, requestPrincipalType, requestIdentityID
  case requestAccountID, requestAccountIDSnake, requestTargetAccountID, requestTargetID
  case requestTargetType, requestRoleARN, requestRoleName, requestRoleNameSnake
  case requestAccessKeyID, requestBucketName, requestKey, requestUserPoolID
  case requestIdentityPoolID, requestClientID

  case responseUserName, responseUserARN, responseUserSub, responseIdentityID
  case responseWebSubject, responseSubject, responseAccessKeyID, responseNewAccessKeyID
  case responseConsoleLogin, responseCheckMFA

  case additionalUserName, additionalUsername, additionalSwitchFrom, additionalMFAIdentifier
  case additionalARN, additionalUserPoolID, additionalMFAUsed, additionalStatus

  case serviceAccountID, serviceRoleName
  case serviceUserAuthentication, serviceCredentialVerification, serviceCredentialChallenge

  case insightEventName, insightEventSource, insightErrorCode

  /// What the item of a `lookup-events` page says around its record.
  case wrapperUserName, wrapperAccessKeyID
  /// `eventResponse` of Cognito's activity log.
  case activityResponse
  /// What a second factor came to in Cognito's activity log: `yes` or `no`.
  case activityFactor

  // What only sign-ins are asked for; but for the ids of users it feeds no key.
  case identityCredentialID, sessionCreationDate
  case requestPrincipalARN, requestRoleSessionName, requestAuthFlow, requestChallengeName
  case responseChallengeName, responseAuthenticationResult
  case responseUserID, responseNewUserID
  case additionalAuthWorkflowID, additionalLoginTo, additionalCredentialType
  case activityRiskDecision, activityRiskLevel, activityCity
}

/// What kind of record the fields of an extractor come from.
///
/// `public` and frozen, as is ``RecordList``, so that comparing it is no call in other modules.
@frozen public enum RecordForm: UInt8, Sendable, BitwiseCopyable {
  /// A CloudTrail record, of any category.
  case cloudTrail
  /// A summary of five minutes of data events.
  case aggregated
  /// An entry of Cognito's user-activity log.
  case activity
}

/// Members that a record cannot have, because what it is put together from has no place for them: columns
/// of a table, the item of a look-up page.
package struct RecordOmissions: OptionSet, Sendable, BitwiseCopyable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// `errorCode` and `errorMessage`.
  package static let errors = RecordOmissions(rawValue: 1)
  /// `responseElements`.
  package static let responses = RecordOmissions(rawValue: 2)
  /// `serviceEventDetails`.
  package static let serviceDetails = RecordOmissions(rawValue: 4)
}

/// A field of which a record may have several values.
@frozen public enum RecordList: Int, CaseIterable, Sendable, BitwiseCopyable {
  case requestUserNames
  case additionalSub, requestedSub, requestedUserSub, requestedUsername, requestedClientID
  case responseUserAttributeSub
  case federatedSubject
  case resourceARN, resourceARNPrefix, resourceAccountID
  /// Texts that start with `arn:` in `requestParameters` and in `responseElements`.
  case requestARN, responseARN
  /// Values that summaries (aggregated events, Insights) and the items of look-up pages name.
  case summaryEvent, summaryIdentity, summaryResource, summaryAddress, summaryError, summaryAgent

  /// The lists that hold what a summary or the item of a look-up page names.
  package static let ofSummaries: [RecordList] = [
    .summaryEvent, .summaryIdentity, .summaryResource, .summaryAddress, .summaryError,
    .summaryAgent,
  ]
}

/// A kind of object inside a record whose members are looked at.
enum ObjectContext: Int, CaseIterable {
  case record
  case userIdentity, onBehalfOf, outerOnBehalfOf, invokedByDelegate, inScopeOf
  case sessionContext, sessionAttributes, sessionIssuer, webIDFederation, webIDAttributes
  case requestParameters
  case responseElements, responseUser, responseCredentials, responseAccessKey
  case additionalEventData, additionalRequest, additionalResponse
  case serviceEventDetails
  case insightDetails
}

extension ObjectContext {
  /// The fields and lists that objects of this kind and those inside them fill: what is cleared
  /// when a member occurs twice, because the last one counts.
  var contents: (fields: [RecordField], lists: [RecordList], contexts: [ObjectContext]) {
    var fields: [RecordField] = []
    var lists: [RecordList] = []
    var contexts: [ObjectContext] = [self]
    switch self {
    case .requestParameters: lists.append(.requestARN)
    case .responseElements: lists.append(.responseARN)
    case .webIDAttributes: lists.append(.federatedSubject)
    default: break
    }
    for (_, action) in members {
      switch action {
      case .field(let field), .number(let field), .presence(let field): fields.append(field)
      case .texts(let list): lists.append(list)
      case .userAttributes: lists.append(.responseUserAttributeSub)
      case .resources: lists += [.resourceARN, .resourceARNPrefix, .resourceAccountID]
      case .object(let inner):
        let more = inner.contents
        fields += more.fields
        lists += more.lists
        contexts += more.contexts
      }
    }
    return (fields, lists, contexts)
  }

  /// The members of each kind of object, in the order of the cases.
  // Constant and made before first use; `unsafe` only because the tables hold pointers to memory
  // that is never freed.
  nonisolated(unsafe) static let tables: [NameTable<MemberAction>] = allCases.map {
    NameTable($0.members) { $0.number }
  }

  private var members: [(StaticString, MemberAction)] {
    switch self {
    case .record: ObjectContext.recordMembers
    case .userIdentity:
      [
        ("type", .field(.identityType)), ("principalId", .field(.identityPrincipalID)),
        ("arn", .field(.identityARN)), ("accountId", .field(.identityAccountID)),
        ("accessKeyId", .field(.identityAccessKeyID)), ("userName", .field(.identityUserName)),
        ("invokedBy", .field(.identityInvokedBy)), ("onBehalfOf", .object(.onBehalfOf)),
        ("invokedByDelegate", .object(.invokedByDelegate)), ("inScopeOf", .object(.inScopeOf)),
        ("sessionContext", .object(.sessionContext)),
        ("credentialId", .field(.identityCredentialID)),
      ]
    case .onBehalfOf:
      [
        ("userId", .field(.onBehalfOfUserID)), ("identityStoreArn", .field(.onBehalfOfStoreARN)),
      ]
    case .outerOnBehalfOf: [("userId", .field(.outerOnBehalfOfUserID))]
    case .invokedByDelegate: [("accountId", .field(.delegateAccountID))]
    case .inScopeOf:
      [
        ("sourceArn", .field(.scopeSourceARN)), ("sourceAccount", .field(.scopeSourceAccount)),
        ("credentialsIssuedTo", .field(.scopeCredentialsIssuedTo)),
      ]
    case .sessionContext:
      [
        ("sourceIdentity", .field(.sessionSourceIdentity)),
        ("attributes", .object(.sessionAttributes)), ("sessionIssuer", .object(.sessionIssuer)),
        ("webIdFederationData", .object(.webIDFederation)),
      ]
    case .sessionAttributes:
      [
        ("sourceIdentity", .field(.attributesSourceIdentity)),
        ("mfaAuthenticated", .field(.mfaAuthenticated)),
        ("creationDate", .field(.sessionCreationDate)),
      ]
    case .sessionIssuer:
      [
        ("type", .field(.issuerType)), ("userName", .field(.issuerUserName)),
        ("principalId", .field(.issuerPrincipalID)), ("arn", .field(.issuerARN)),
        ("accountId", .field(.issuerAccountID)),
      ]
    case .webIDFederation: [("attributes", .object(.webIDAttributes))]
    case .webIDAttributes: []
    case .requestParameters: ObjectContext.requestMembers
    case .responseElements: ObjectContext.responseMembers
    case .responseUser:
      [
        ("userName", .field(.responseUserName)), ("arn", .field(.responseUserARN)),
        ("userId", .field(.responseUserID)),
        ("attributes", .userAttributes),
      ]
    case .responseCredentials: [("accessKeyId", .field(.responseAccessKeyID))]
    case .responseAccessKey: [("accessKeyId", .field(.responseNewAccessKeyID))]
    case .additionalEventData: ObjectContext.additionalMembers
    case .additionalRequest:
      [
        ("sub", .texts(.requestedSub)), ("userSub", .texts(.requestedUserSub)),
        ("username", .texts(.requestedUsername)), ("client_id", .texts(.requestedClientID)),
      ]
    case .additionalResponse: [("status", .number(.additionalStatus))]
    case .serviceEventDetails:
      [
        ("account_id", .field(.serviceAccountID)), ("role_name", .field(.serviceRoleName)),
        ("UserAuthentication", .field(.serviceUserAuthentication)),
        ("CredentialVerification", .field(.serviceCredentialVerification)),
        ("CredentialChallenge", .field(.serviceCredentialChallenge)),
      ]
    case .insightDetails:
      [
        ("eventName", .field(.insightEventName)), ("eventSource", .field(.insightEventSource)),
        ("errorCode", .field(.insightErrorCode)),
      ]
    }
  }

  private static let recordMembers: [(StaticString, MemberAction)] = [
    ("eventVersion", .field(.eventVersion)), ("eventTime", .field(.eventTime)),
    ("eventSource", .field(.eventSource)), ("eventName", .field(.eventName)),
    ("awsRegion", .field(.awsRegion)), ("sourceIPAddress", .field(.sourceIPAddress)),
    ("userAgent", .field(.userAgent)), ("errorCode", .field(.errorCode)),
    ("errorMessage", .field(.errorMessage)), ("requestID", .field(.requestID)),
    ("eventID", .field(.eventID)), ("eventType", .field(.eventType)),
    ("managementEvent", .field(.managementEvent)), ("readOnly", .field(.readOnly)),
    ("recipientAccountId", .field(.recipientAccountID)),
    ("sharedEventID", .field(.sharedEventID)),
    ("vpcEndpointAccountId", .field(.vpcEndpointAccountID)),
    ("eventCategory", .field(.eventCategory)), ("userIdentity", .object(.userIdentity)),
    ("onBehalfOf", .object(.outerOnBehalfOf)),
    ("requestParameters", .object(.requestParameters)),
    ("responseElements", .object(.responseElements)),
    ("additionalEventData", .object(.additionalEventData)),
    ("serviceEventDetails", .object(.serviceEventDetails)),
    ("insightDetails", .object(.insightDetails)), ("resources", .resources),
  ]

  private static let requestMembers: [(StaticString, MemberAction)] = [
    ("userName", .field(.requestUserName)), ("username", .field(.requestUsername)),
    ("newUserName", .field(.requestNewUserName)), ("groupName", .field(.requestGroupName)),
    ("userNames", .texts(.requestUserNames)),
    ("sourceIdentity", .field(.requestSourceIdentity)),
    ("principalId", .field(.requestPrincipalID)),
    ("principalType", .field(.requestPrincipalType)),
    ("identityId", .field(.requestIdentityID)), ("accountId", .field(.requestAccountID)),
    ("account_id", .field(.requestAccountIDSnake)),
    ("targetAccountId", .field(.requestTargetAccountID)),
    ("targetId", .field(.requestTargetID)), ("targetType", .field(.requestTargetType)),
    ("roleArn", .field(.requestRoleARN)), ("roleName", .field(.requestRoleName)),
    ("role_name", .field(.requestRoleNameSnake)), ("accessKeyId", .field(.requestAccessKeyID)),
    ("bucketName", .field(.requestBucketName)), ("key", .field(.requestKey)),
    ("userPoolId", .field(.requestUserPoolID)),
    ("identityPoolId", .field(.requestIdentityPoolID)), ("clientId", .field(.requestClientID)),
    ("principalArn", .field(.requestPrincipalARN)),
    ("roleSessionName", .field(.requestRoleSessionName)),
    ("authFlow", .field(.requestAuthFlow)), ("challengeName", .field(.requestChallengeName)),
  ]

  private static let responseMembers: [(StaticString, MemberAction)] = [
    ("user", .object(.responseUser)), ("userSub", .field(.responseUserSub)),
    ("identityId", .field(.responseIdentityID)),
    ("subjectFromWebIdentityToken", .field(.responseWebSubject)),
    ("subject", .field(.responseSubject)), ("credentials", .object(.responseCredentials)),
    ("accessKey", .object(.responseAccessKey)),
    ("ConsoleLogin", .field(.responseConsoleLogin)), ("CheckMfa", .field(.responseCheckMFA)),
    ("challengeName", .field(.responseChallengeName)),
    ("authenticationResult", .presence(.responseAuthenticationResult)),
    ("userId", .field(.responseNewUserID)),
  ]

  private static let additionalMembers: [(StaticString, MemberAction)] = [
    ("UserName", .field(.additionalUserName)), ("username", .field(.additionalUsername)),
    ("SwitchFrom", .field(.additionalSwitchFrom)),
    ("MFAIdentifier", .field(.additionalMFAIdentifier)), ("ARN", .field(.additionalARN)),
    ("userPoolId", .field(.additionalUserPoolID)), ("MFAUsed", .field(.additionalMFAUsed)),
    ("sub", .texts(.additionalSub)), ("requestParameters", .object(.additionalRequest)),
    ("responseParameters", .object(.additionalResponse)),
    ("AuthWorkflowID", .field(.additionalAuthWorkflowID)),
    ("LoginTo", .field(.additionalLoginTo)),
    ("CredentialType", .field(.additionalCredentialType)),
  ]
}
