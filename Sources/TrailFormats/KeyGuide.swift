internal import TrailBytes
package import TrailEvents

/// Which fields feed each key, told for people: `trailsift fields` and `Documentation/LogFormats.md`
/// print it.
///
/// The exact rules with their conditions are `Documentation/Keys.md`.
package struct KeyGuide: Sendable {
  /// Fields of one format that feed a key.
  package struct Feed: Sendable {
    /// `cloudtrail`, `lookup-events`, `cognito`, `summaries`, `csv` or `place`.
    package let format: String
    /// Dotted paths, with `[]` for the elements of an array; or words for what is judged.
    package let paths: [String]
  }

  package let key: EventKey
  /// What a value of the key is.
  package let meaning: String
  package let feeds: [Feed]
  /// A term to search for.
  package let example: String

  /// Whether `:` compares values without regard to case and width.
  package var ignoresCase: Bool { key.order == .folded }

  private init(_ key: EventKey, _ meaning: String, _ example: String, _ feeds: [String: String]) {
    self.key = key
    self.meaning = meaning
    self.example = example
    self.feeds = KeyGuide.formats.compactMap { format in
      feeds[format].map { Feed(format: format, paths: $0.split(separator: " | ").map(String.init)) }
    }
  }

  /// The formats that feed keys in their own way, and what each is.
  ///
  /// A CloudTrail record feeds the same keys in every envelope.
  package static let formatNotes: [(format: String, note: String)] = [
    ("cloudtrail", "a CloudTrail record, wherever it stands"),
    ("lookup-events", "the item of a lookup-events page around its record"),
    ("cognito", "an entry of Cognito's user-activity log, or of admin-list-user-auth-events"),
    ("summaries", "aggregated events and Insights"),
    (
      "csv",
      "a table without whole records (results of CloudTrail Lake and Athena, downloads of the console): its columns are members of a record, and these"
    ),
    ("place", "what is around a record that names no account: an envelope, the path of its file"),
  ]

  private static let formats = formatNotes.map(\.format)

  /// The entry of a key.
  package static func entry(_ key: EventKey) -> KeyGuide? { entries.first { $0.key == key } }

  /// All keys, in the order in which they are told.
  package static let entries: [KeyGuide] = people + places + actions + judgements

  private static let people: [KeyGuide] = [
    KeyGuide(
      .user, "every name of who acted", "user:alice",
      [
        "cloudtrail":
          "userIdentity.userName | userIdentity.type (root) | userIdentity.principalId (session) | userIdentity.arn (name or session) | userIdentity.sessionContext.sessionIssuer.userName (of a federated user) | userIdentity.sessionContext.sourceIdentity | userIdentity.sessionContext.attributes.sourceIdentity | requestParameters.sourceIdentity (of sts) | additionalEventData.UserName | additionalEventData.username | additionalEventData.SwitchFrom",
        "lookup-events": "Username (when the record names nobody)",
        "cognito": "message.userName",
        "summaries":
          "summary.*.statistics[].name (dimension userIdentity) | insightDetails.insightContext.attributions[] (userIdentityArn)",
        "csv": "userIdentity | username",
      ]),
    KeyGuide(
      .target, "whom or what the action is about", "target:bob",
      [
        "cloudtrail":
          "requestParameters.userName | requestParameters.username | requestParameters.newUserName | requestParameters.groupName | requestParameters.userNames[] | requestParameters.principalId (of sso, with principalType) | requestParameters.principalType | responseElements.user.userName | responseElements.user.arn | additionalEventData.requestParameters.username[]"
      ]),
    KeyGuide(
      .sub, "ids of people: Cognito sub, Identity Center user id, subjects of federation",
      "sub:94482488-3041-7026-18f3-be45837cd0e4",
      [
        "cloudtrail":
          "additionalEventData.sub | additionalEventData.requestParameters.sub[] | additionalEventData.requestParameters.userSub[] | userIdentity.onBehalfOf.userId | onBehalfOf.userId | userIdentity.principalId (identity store id, SID) | userIdentity.sessionContext.webIdFederationData.attributes (…:sub, …:user_id) | responseElements.userSub | responseElements.user.attributes[] (sub) | requestParameters.identityId | responseElements.identityId | responseElements.subjectFromWebIdentityToken | responseElements.subject | responseElements.userId, responseElements.user.userId (of identitystore, identitystore-scim and sso-directory)",
        "cognito": "message.userSub",
      ]),
    KeyGuide(
      .accessKey, "access keys, used or issued", "key:AKIAIOSFODNN7EXAMPLE",
      [
        "cloudtrail":
          "userIdentity.accessKeyId | responseElements.credentials.accessKeyId | responseElements.accessKey.accessKeyId | requestParameters.accessKeyId",
        "lookup-events": "AccessKeyId (when the record names none)",
        "csv": "awsAccessKey | accessKeyId",
      ]),
    KeyGuide(
      .principal, "principal ids, whole and without the session", "principal:AROAEXAMPLE",
      [
        "cloudtrail":
          "userIdentity.principalId | userIdentity.sessionContext.sessionIssuer.principalId"
      ]),
    KeyGuide(
      .role, "roles, of the actor and as target", "role:Admin",
      [
        "cloudtrail":
          "userIdentity.sessionContext.sessionIssuer.userName | userIdentity.sessionContext.sessionIssuer.type | userIdentity.arn (assumed role) | requestParameters.roleName | requestParameters.role_name | requestParameters.roleArn | serviceEventDetails.role_name"
      ]),
    KeyGuide(
      .permissionSet, "permission sets of Identity Center", "permset:AdministratorAccess",
      [
        "cloudtrail":
          "userIdentity.sessionContext.sessionIssuer.userName (AWSReservedSSO_…) | userIdentity.arn (AWSReservedSSO_…) | serviceEventDetails.role_name | requestParameters.role_name (of sso) | requestParameters.roleName (of sso)"
      ]),
    KeyGuide(
      .type, "the type of identity", "type:IAMUser", ["cloudtrail": "userIdentity.type"]),
  ]

  private static let places: [KeyGuide] = [
    KeyGuide(
      .account, "accounts in any part", "account:111122223333",
      [
        "cloudtrail":
          "recipientAccountId | userIdentity.accountId | userIdentity.arn | userIdentity.sessionContext.sessionIssuer.accountId | serviceEventDetails.account_id | requestParameters.accountId | requestParameters.account_id | requestParameters.targetAccountId | requestParameters.targetId (with targetType AWS_ACCOUNT) | requestParameters.targetType | requestParameters.roleArn | resources[].accountId | resources[].ARN | vpcEndpointAccountId | userIdentity.invokedByDelegate.accountId | userIdentity.inScopeOf.sourceAccount | userIdentity.onBehalfOf.identityStoreArn | additionalEventData.SwitchFrom",
        "summaries": "accountId | summary.*.statistics[].name (dimension userIdentity)",
        "csv": "recipientAccountId | userIdentity",
        "place": "owner of CloudWatch Logs | account of EventBridge | AWSLogs/ACCOUNT/ in the path",
      ]),
    KeyGuide(
      .recipient, "the account that got the event", "recipient:111122223333",
      [
        "cloudtrail": "recipientAccountId", "summaries": "accountId", "csv": "recipientAccountId",
        "place": "as for account",
      ]),
    KeyGuide(
      .caller, "the account of who acted", "caller:111122223333",
      ["cloudtrail": "userIdentity.accountId | userIdentity.arn"]),
    KeyGuide(
      .targetAccount, "the account that the action is about", "target-account:444455556666",
      [
        "cloudtrail":
          "serviceEventDetails.account_id | requestParameters.accountId | requestParameters.account_id | requestParameters.targetAccountId | requestParameters.targetId (with targetType AWS_ACCOUNT) | requestParameters.roleArn"
      ]),
    KeyGuide(
      .ip, "the address of the caller", "ip:203.0.113.0/24",
      [
        "cloudtrail": "sourceIPAddress",
        "cognito": "message.ipAddress | EventContextData.IpAddress",
        "summaries": "summary.*.statistics[].name (dimension sourceIpAddress)",
        "csv": "sourceIPAddress",
      ]),
    KeyGuide(
      .via, "a service where an address would be", "via:cloudformation.amazonaws.com",
      ["cloudtrail": "sourceIPAddress (no address) | userIdentity.invokedBy"]),
    KeyGuide(
      .region, "the region", "region:ap-northeast-1",
      [
        "cloudtrail": "awsRegion", "cognito": "message.userPoolId (before _)", "csv": "awsRegion",
      ]),
    KeyGuide(
      .agent, "the user agent", "agent:aws-cli*",
      [
        "cloudtrail": "userAgent",
        "summaries": "summary.*.statistics[].name (dimension userAgent)", "csv": "userAgent",
      ]),
    KeyGuide(
      .pool, "user pools and identity pools", "pool:ap-northeast-1_EXAMPLE01",
      [
        "cloudtrail":
          "additionalEventData.userPoolId | requestParameters.userPoolId | requestParameters.identityPoolId | resources[].ARN (of a pool)",
        "cognito": "message.userPoolId | logSourceId.userPoolId",
      ]),
    KeyGuide(
      .client, "app clients of Cognito", "client:1exampleclient00000000000",
      [
        "cloudtrail":
          "requestParameters.clientId | additionalEventData.requestParameters.client_id[]",
        "cognito": "message.clientId",
      ]),
  ]

  private static let actions: [KeyGuide] = [
    KeyGuide(
      .event, "what was done", "event:ConsoleLogin",
      [
        "cloudtrail": "eventName", "lookup-events": "EventName (when the record cannot be read)",
        "cognito": "message.eventType | EventType",
        "summaries": "insightDetails.eventName | summary.*.statistics[].name (dimension eventName)",
        "csv": "eventName",
      ]),
    KeyGuide(
      .source, "the service; s3 means s3.amazonaws.com", "source:s3",
      [
        "cloudtrail": "eventSource",
        "lookup-events": "EventSource (when the record cannot be read)",
        "cognito": "cognito-idp.user-activity for all",
        "summaries": "insightDetails.eventSource", "csv": "eventSource",
      ]),
    KeyGuide(
      .error, "the error code", "error:AccessDenied",
      [
        "cloudtrail": "errorCode",
        "summaries":
          "insightDetails.errorCode | summary.*.statistics[].name (dimension errorCode)",
        "csv": "errorCode",
      ]),
    KeyGuide(
      .arn, "every ARN, those of resources too", "arn:arn:aws:iam::111122223333:role/Admin",
      [
        "cloudtrail":
          "userIdentity.arn | userIdentity.sessionContext.sessionIssuer.arn | resources[].ARN | resources[].ARNPrefix | requestParameters.bucketName/requestParameters.key | userIdentity.onBehalfOf.identityStoreArn | userIdentity.inScopeOf.sourceArn | userIdentity.inScopeOf.credentialsIssuedTo | additionalEventData.SwitchFrom | additionalEventData.MFAIdentifier | additionalEventData.ARN | requestParameters.** | responseElements.**",
        "lookup-events": "Resources[].ResourceName",
        "summaries":
          "summary.*.statistics[].name (dimensions userIdentity, resourceARN) | insightDetails.insightContext.attributions[] (userIdentityArn)",
        "csv": "resourceName | resources[].resourceName",
      ]),
    KeyGuide(
      .resource, "resources, by ARN and by name", "resource:example-bucket",
      [
        "cloudtrail":
          "resources[].ARN | resources[].ARNPrefix | requestParameters.bucketName | requestParameters.bucketName/requestParameters.key | requestParameters.key",
        "lookup-events": "Resources[].ResourceName",
        "summaries": "summary.*.statistics[].name (dimension resourceARN)",
        "csv": "resourceName | resources[].resourceName",
      ]),
    KeyGuide(
      .id, "the event id; the first hex digits are enough with *", "id:60c1d7fa*",
      [
        "cloudtrail": "eventID", "lookup-events": "EventId (when the record cannot be read)",
        "cognito": "message.eventId | EventId", "summaries": "eventId", "csv": "eventId",
      ]),
    KeyGuide(
      .request, "the request id", "request:EXAMPLEREQ000001",
      ["cloudtrail": "requestID", "cognito": "message.requestId", "csv": "requestId"]),
    KeyGuide(
      .shared, "the id that events of one action in several accounts share",
      "shared:00000001-1111-4222-8333-0000000000aa",
      ["cloudtrail": "sharedEventID", "csv": "sharedEventId"]),
    KeyGuide(
      .time, "when it happened; see --since and --until", "--since 2024-03-01",
      [
        "cloudtrail": "eventTime", "lookup-events": "EventTime (when the record cannot be read)",
        "cognito": "eventTimestamp | message.creationDate | CreationDate",
        "summaries": "timeWindow.windowStart", "csv": "eventTime",
      ]),
    KeyGuide(
      .file, "the path of the source", "file:*2024/03/01*", ["place": "the path below its root"]),
  ]

  private static let judgements: [KeyGuide] = [
    KeyGuide(
      .result, "success, failure, denied, throttled or pending", "result:denied",
      [
        "cloudtrail":
          "responseElements.ConsoleLogin | responseElements.CheckMfa | serviceEventDetails.UserAuthentication | serviceEventDetails.CredentialVerification | serviceEventDetails.CredentialChallenge | additionalEventData.responseParameters.status (of cognito-idp) | errorCode | errorMessage",
        "cognito": "message.eventResponse | EventResponse | logLevel",
        "csv": "errorCode | errorMessage | responseElements | serviceEventDetails",
      ]),
    KeyGuide(
      .mfa, "yes, no, idp (the identity provider decides) or unknown", "mfa:no",
      [
        "cloudtrail":
          "userIdentity.sessionContext.attributes.mfaAuthenticated | additionalEventData.MFAUsed | userIdentity.type | userIdentity.arn",
        "cognito": "message.challenges[] | ChallengeResponses[]",
      ]),
    KeyGuide(
      .kind, "cloudtrail, insight, network, aggregated or cognito", "kind:cognito",
      [
        "cloudtrail": "eventCategory | eventType", "cognito": "the format",
        "summaries": "the format",
      ]),
    KeyGuide(
      .category, "Management, Data, Insight, NetworkActivity or Aggregated", "category:Data",
      ["cloudtrail": "eventCategory | managementEvent", "csv": "eventCategory"]),
    KeyGuide(
      .readOnly, "whether the call only reads", "readonly:false",
      [
        "cloudtrail": "readOnly", "lookup-events": "ReadOnly (when the record cannot be read)",
        "csv": "readOnly",
      ]),
  ]
}
