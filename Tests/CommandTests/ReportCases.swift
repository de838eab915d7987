/// A record, and the reports whose rows it must be: exactly these, and no other of those that list events.
///
/// The conditions are those of the catalogue of reports; a case stands for a rule or for an edge of one.
struct ReportCase: Sendable {
  /// What the record is about, in words; cases are told apart by it.
  var name: String
  var event: String
  var source: String
  var identity: String
  /// Members beside the usual ones, beginning with a comma.
  var more: String
  var address: String
  var agent: String
  /// Ids of reports.
  var reports: Set<String>

  init(
    _ name: String, _ event: String, _ source: String, by identity: String, _ more: String = "",
    from address: String = "192.0.2.10", agent: String = "aws-cli/2.15.0", in reports: String = ""
  ) {
    self.name = name
    self.event = event
    self.source = source
    self.identity = identity
    self.more = more
    self.address = address
    self.agent = agent
    self.reports = Set(reports.split(separator: " ").map(String.init))
  }

  /// The id of the record that stands at a place of the list.
  static func id(_ place: Int) -> String {
    let digits = String(place)
    return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
  }

  /// The record.
  ///
  /// - Parameter place: Its place in the list, which gives its id and time.
  func record(_ place: Int) -> String {
    let minute = place % 60
    let hour = place / 60
    return
      "{\"eventVersion\":\"1.08\",\"eventID\":\"\(ReportCase.id(place))\",\"eventName\":\"\(event)\","
      + "\"eventTime\":\"2024-03-05T\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute):00Z\","
      + "\"eventSource\":\"\(source).amazonaws.com\",\"awsRegion\":\"us-east-1\","
      + "\"sourceIPAddress\":\"\(address)\",\"recipientAccountId\":\"111122223333\","
      + "\"userAgent\":\"\(agent)\",\"userIdentity\":\(identity)\(more)}"
  }

  // MARK: Who acts

  static let root =
    #"{"type":"Root","principalId":"111122223333","arn":"arn:aws:iam::111122223333:root","accountId":"111122223333"}"#
  static let rootByService =
    #"{"type":"Root","principalId":"111122223333","arn":"arn:aws:iam::111122223333:root","accountId":"111122223333","invokedBy":"autoscaling.amazonaws.com"}"#
  static let rootWithEmptyInvoker =
    #"{"type":"Root","principalId":"111122223333","arn":"arn:aws:iam::111122223333:root","accountId":"111122223333","invokedBy":""}"#
  static let alice =
    #"{"type":"IAMUser","principalId":"AIDAALICE0000EXAMPLE","arn":"arn:aws:iam::111122223333:user/alice","accountId":"111122223333","accessKeyId":"AKIAALICE000EXAMPLE1","userName":"alice"}"#
  static let service = #"{"type":"AWSService","invokedBy":"ec2.amazonaws.com"}"#
  static let byCloudFormation =
    #"{"type":"IAMUser","principalId":"AIDAALICE0000EXAMPLE","arn":"arn:aws:iam::111122223333:user/alice","accountId":"111122223333","userName":"alice","invokedBy":"cloudformation.amazonaws.com"}"#

  static func role(_ role: String, _ session: String) -> String {
    #"{"type":"AssumedRole","principalId":"AROA00000000EXAMPLE:\#(session)","arn":"arn:aws:sts::111122223333:assumed-role/\#(role)/\#(session)","accountId":"111122223333","accessKeyId":"ASIA00000000EXAMPLE1","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROA00000000EXAMPLE","arn":"arn:aws:iam::111122223333:role/\#(role)","accountId":"111122223333","userName":"\#(role)"}}}"#
  }

  static let application = role("app", "i-0123456789")
  static let admin = role("OrgAdminRole", "bob")
  static let deployment = role("deploy-pipeline", "build-42")
  static let ssoAdmin = role("AWSReservedSSO_AdministratorAccess_0123456789abcdef", "carol")
  static let ssoReader = role("AWSReservedSSO_ViewOnlyAccess_0123456789abcdef", "carol")
  static let otherAccount =
    #"{"type":"AWSAccount","principalId":"AIDAOTHER0000EXAMPLE","accountId":"999988887777"}"#
  static let portal =
    #"{"type":"IdentityCenterUser","accountId":"111122223333","onBehalfOf":{"userId":"94482488-3041-7050-1111-0123456789ab","identityStoreArn":"arn:aws:identitystore::111122223333:identitystore/d-1234567890"},"credentialId":"c0ffee00-0000-4000-8000-000000000001"}"#
  static let saml =
    #"{"type":"SAMLUser","principalId":"xyz=:dave","userName":"dave","identityProvider":"xyz="}"#
  static let web =
    #"{"type":"WebIdentityUser","principalId":"token.example.com:app:run","userName":"run","identityProvider":"token.example.com"}"#
  static let anonymous = #"{"type":"Unknown","principalId":"Anonymous"}"#

  // MARK: What a record says beside

  static let write = #","readOnly":false"#
  static let read = #","readOnly":true"#
  static let denied = #","errorCode":"AccessDenied","errorMessage":"not authorized""#

  static func request(_ members: String) -> String { #","requestParameters":{\#(members)}"# }
  static func error(_ code: String) -> String { #","errorCode":"\#(code)""# }
  static func login(_ result: String, mfa: String?, more: String = "") -> String {
    let used = mfa.map { #","additionalEventData":{"MFAUsed":"\#($0)"\#(more)}"# } ?? ""
    return #","eventType":"AwsConsoleSignIn","responseElements":{"ConsoleLogin":"\#(result)"}"#
      + used
  }
  static func bucket(_ name: String) -> String { request(#""bucketName":"\#(name)""#) }
}

extension ReportCase {
  /// All cases, by what they are about.
  static let all = signIns + identity + monitoring + logs + data + roles + cognito

  // MARK: Sign-ins

  static let signIns: [ReportCase] = [
    ReportCase(
      "root signs in with MFA in capitals", "ConsoleLogin", "signin", by: root,
      write + login("Success", mfa: "YES"), in: "IAM-2 CIS-03 IAM-8"),
    ReportCase(
      "root signs in with a record that does not say whether it reads", "ConsoleLogin", "signin",
      by: root, login("Success", mfa: "No"), in: "IAM-2 CIS-02 CIS-03 IAM-8"),
    ReportCase(
      "a user signs in with MFA", "ConsoleLogin", "signin", by: alice,
      write + login("Success", mfa: "Yes"), in: "IAM-2"),
    ReportCase(
      "a user signs in without MFA", "ConsoleLogin", "signin", by: alice,
      write + login("Success", mfa: "No"), in: "IAM-2 CIS-02"),
    ReportCase(
      "a sign-in that says nothing of MFA", "ConsoleLogin", "signin", by: alice,
      write + login("Success", mfa: nil), in: "IAM-2 CIS-02"),
    ReportCase(
      "a wrong password", "ConsoleLogin", "signin", by: alice,
      write + #","errorMessage":"Failed authentication""# + login("Failure", mfa: "No"),
      in: "IAM-2 IAM-3 CIS-02 CIS-06"),
    ReportCase(
      "a user that does not exist", "ConsoleLogin", "signin",
      by:
        #"{"type":"IAMUser","accountId":"111122223333","accessKeyId":"","userName":"HIDDEN_DUE_TO_SECURITY_REASONS"}"#,
      write + #","errorMessage":"No username found in supplied account""#
        + login("Failure", mfa: "No"), in: "IAM-2 IAM-3 CIS-02"),
    ReportCase(
      "an Identity Center session enters the console", "ConsoleLogin", "signin", by: ssoReader,
      write + login("Success", mfa: "No"), in: "IAM-2 CIS-02"),
    ReportCase(
      "a prompt for MFA", "CheckMfa", "signin", by: alice,
      write + #","responseElements":{"CheckMfa":"Success"}"#),
    ReportCase(
      "a portal sign-in", "UserAuthentication", "signin", by: portal,
      write
        + #","additionalEventData":{"AuthWorkflowID":"w1","LoginTo":"https://d-1.awsapps.com/start/","CredentialType":"PASSWORD"},"serviceEventDetails":{"UserAuthentication":"Success"},"eventType":"AwsServiceEvent""#,
      in: "IDC-2"),
    ReportCase(
      "a wrong password at the portal", "CredentialVerification", "signin", by: portal,
      write
        + #","additionalEventData":{"AuthWorkflowID":"w1","CredentialType":"PASSWORD"},"serviceEventDetails":{"CredentialVerification":"Failure"},"eventType":"AwsServiceEvent""#,
      in: "IDC-2 IAM-3"),
    ReportCase(
      "an account opened from the portal", "Federate", "sso", by: portal,
      write
        + #","serviceEventDetails":{"role_name":"ViewOnlyAccess","account_id":"111122223333"},"eventType":"AwsServiceEvent""#
    ),
    ReportCase(
      "an admin's permission set opened from the portal", "Federate", "sso", by: portal,
      write
        + #","serviceEventDetails":{"role_name":"AdministratorAccess","account_id":"111122223333"},"eventType":"AwsServiceEvent""#,
      in: "IAM-8"),
  ]

  // MARK: Identities and rights

  static let identity: [ReportCase] = [
    ReportCase(
      "an assignment made", "CreateAccountAssignment", "sso", by: alice,
      write + request(#""targetId":"111122223333","principalId":"u-1""#),
      in: "IDC-3 CHG-1 CHG-2"),
    ReportCase(
      "an assignment refused", "CreateAccountAssignment", "sso", by: application, write + denied,
      in: "IDC-3 CIS-01"),
    ReportCase(
      "users of the directory listed by an old record", "SearchUsers", "sso-directory", by: alice),
    ReportCase(
      "a user of the directory made by an old record", "CreateUser", "sso-directory", by: alice,
      in: "IDC-3 CHG-1 CHG-2"),
    ReportCase(
      "assignments listed", "ListAccountAssignments", "sso", by: alice, read),
    ReportCase(
      "a user made", "CreateUser", "iam", by: alice, write + request(#""userName":"new""#),
      in: "IAM-4 CHG-1 CHG-2"),
    ReportCase(
      "a user made that exists", "CreateUser", "iam", by: alice,
      write + error("EntityAlreadyExists"), in: "IAM-4"),
    ReportCase(
      "a key made", "CreateAccessKey", "iam", by: application,
      write + #","responseElements":{"accessKey":{"accessKeyId":"AKIANEW00000EXAMPLE1"}}"#,
      in: "IAM-4 CHG-1 CHG-2"),
    ReportCase(
      "MFA of root", "EnableMFADevice", "iam", by: root,
      write + request(#""userName":"AWS ROOT USER""#), in: "IAM-4 IAM-8 CIS-03 CHG-1 CHG-2"),
    ReportCase(
      "a password changed at sign-in", "PasswordUpdated", "signin", by: root, write,
      in: "IAM-4 CIS-03 IAM-8 CHG-1 CHG-2"),
    ReportCase(
      "a change from an address that is a name", "CreateTags", "ec2", by: alice, write,
      from: "workstation.example.com", in: "CHG-1 CHG-2"),
    ReportCase(
      "a bucket of logs deleted whose name has capitals", "DeleteBucket", "s3", by: alice,
      write + request(#""bucketName":"my-CloudTrail-bucket""#), in: "LOG-1 S3-1 CHG-1 CHG-2"),
    ReportCase(
      "a directory's user is not IAM's", "CreateUser", "workmail", by: alice, write,
      in: "CHG-1 CHG-2"),
    ReportCase(
      "administrator's rights given", "AttachUserPolicy", "iam", by: alice,
      write + request(#""policyArn":"arn:aws:iam::aws:policy/AdministratorAccess""#),
      in: "IAM-5 CIS-04 CHG-1 CHG-2"),
    ReportCase(
      "rights refused", "AttachUserPolicy", "iam", by: alice, write + denied, in: "CIS-04 CIS-01"),
    ReportCase(
      "a group joined", "AddUserToGroup", "iam", by: alice, write, in: "IAM-5 CHG-1 CHG-2"),
    ReportCase(
      "a policy made", "CreatePolicy", "iam", by: alice, write, in: "CIS-04 CHG-1 CHG-2"),
    ReportCase(
      "a policy of Organizations is not IAM's", "CreatePolicy", "organizations", by: alice, write,
      in: "CIS-15 CHG-1 CHG-2"),
    ReportCase(
      "a policy of IoT is not IAM's", "CreatePolicy", "iot", by: alice, write, in: "CHG-1 CHG-2"),
    ReportCase(
      "root runs an instance", "RunInstances", "ec2", by: root, write,
      in: "CIS-03 IAM-8 CHG-1 CHG-2"),
    ReportCase("root reads", "DescribeInstances", "ec2", by: root, read, in: "CIS-03 IAM-8"),
    ReportCase(
      "a service acts as root", "RunInstances", "ec2", by: rootByService, write, in: "IAM-8"),
    ReportCase(
      "root with an empty invoker is root", "RunInstances", "ec2", by: rootWithEmptyInvoker, write,
      in: "CIS-03 IAM-8 CHG-1 CHG-2"),
    ReportCase(
      "a service event of root", "RotateKey", "kms", by: root,
      write + #","eventType":"AWSServiceEvent""#, in: "IAM-8 CHG-1 CHG-2"),
    ReportCase(
      "an admin role writes", "RunInstances", "ec2", by: admin, write, in: "IAM-8 CHG-1 CHG-2"),
    ReportCase("an admin role reads", "DescribeInstances", "ec2", by: admin, read, in: "IAM-8"),
    ReportCase(
      "an admin role writes, by a record that does not say so", "RunInstances", "ec2", by: admin,
      in: "IAM-8 CHG-1 CHG-2"),
    ReportCase(
      "an admin role reads, by a record that does not say so", "GetUser", "iam", by: admin,
      in: "IAM-8"),
    ReportCase(
      "an admin's permission set writes", "PutObject", "s3", by: ssoAdmin, write,
      in: "IAM-8 CHG-1 CHG-2"),
    ReportCase(
      "a reader's permission set writes", "PutObject", "s3", by: ssoReader, write,
      in: "CHG-1 CHG-2"),
  ]

  // MARK: The monitoring section of CIS

  static let monitoring: [ReportCase] =
    [
      ReportCase(
        "denied", "PutObject", "s3", by: application, write + denied, in: "CIS-01"),
      ReportCase(
        "denied by EC2", "RunInstances", "ec2", by: application,
        write + error("Client.UnauthorizedOperation"), in: "CIS-01"),
      ReportCase(
        "denied with a longer code", "Decrypt", "kms", by: application,
        read + error("AccessDeniedException"), in: "CIS-01"),
      ReportCase(
        "denied by an endpoint's policy", "PutObject", "s3", by: application,
        write + error("VpceAccessDenied")),
      ReportCase(
        "a head request denied", "HeadBucket", "s3", by: application, read + denied),
      ReportCase(
        "log delivery denied", "PutObject", "s3", by: service, write + denied,
        from: "delivery.logs.amazonaws.com"),
      ReportCase(
        "another failure", "PutObject", "s3", by: application, write + error("NoSuchBucket")),
      ReportCase(
        "a key disabled", "DisableKey", "kms", by: alice, write, in: "CIS-07 CHG-1 CHG-2"),
      ReportCase(
        "a key to be deleted", "ScheduleKeyDeletion", "kms", by: alice, write + denied,
        in: "CIS-07 CIS-01"),
      ReportCase(
        "a key of another service", "DisableKey", "iot", by: alice, write, in: "CHG-1 CHG-2"),
      ReportCase(
        "a bucket's policy", "PutBucketPolicy", "s3", by: alice, write + bucket("data"),
        in: "CIS-08 S3-1 CHG-1 CHG-2"),
      ReportCase(
        "a bucket's lifecycle", "PutBucketLifecycle", "s3", by: alice, write + bucket("data"),
        in: "CIS-08 CHG-1 CHG-2"),
      ReportCase(
        "a bucket's public access block", "DeleteBucketPublicAccessBlock", "s3", by: alice,
        write + bucket("data"), in: "S3-1 CHG-1 CHG-2"),
      ReportCase(
        "a recorder stopped", "StopConfigurationRecorder", "config", by: alice, write,
        in: "CIS-09 LOG-1 CHG-1 CHG-2"),
      ReportCase(
        "a recorder deleted", "DeleteConfigurationRecorder", "config", by: alice, write,
        in: "LOG-1 CHG-1 CHG-2"),
      ReportCase(
        "a rule of Config deleted", "DeleteConfigRule", "config", by: alice, write,
        in: "CHG-1 CHG-2"),
      ReportCase(
        "rules of a group changed", "ModifySecurityGroupRules", "ec2", by: alice, write,
        in: "CIS-10 CHG-1 CHG-2"),
      ReportCase(
        "a port opened, refused", "AuthorizeSecurityGroupIngress", "ec2", by: alice,
        write + error("InvalidPermission.Duplicate"), in: "CIS-10"),
      ReportCase(
        "a group of a database", "AuthorizeDBSecurityGroupIngress", "rds", by: alice, write,
        in: "CHG-1 CHG-2"),
      ReportCase(
        "an ACL's entry", "ReplaceNetworkAclEntry", "ec2", by: alice, write,
        in: "CIS-11 CHG-1 CHG-2"),
      ReportCase(
        "an internet gateway", "AttachInternetGateway", "ec2", by: alice, write,
        in: "CIS-12 CHG-1 CHG-2"),
      ReportCase(
        "a NAT gateway", "CreateNatGateway", "ec2", by: alice, write, in: "CHG-1 CHG-2"),
      ReportCase("a route", "CreateRoute", "ec2", by: alice, write, in: "CIS-13 CHG-1 CHG-2"),
      ReportCase(
        "a route of an API", "CreateRoute", "apigateway", by: alice, write, in: "CHG-1 CHG-2"),
      ReportCase(
        "a peering accepted", "AcceptVpcPeeringConnection", "ec2", by: alice, write,
        in: "CIS-14 CHG-1 CHG-2"),
      ReportCase("VPCs listed", "DescribeVpcs", "ec2", by: alice, read),
      ReportCase(
        "an account moved", "MoveAccount", "organizations", by: alice, write,
        in: "CIS-15 CHG-1 CHG-2"),
      ReportCase("an account described", "DescribeAccount", "organizations", by: alice, read),
    ]

  // MARK: Logs

  static let logs: [ReportCase] = [
    ReportCase(
      "a trail stopped", "StopLogging", "cloudtrail", by: alice, write,
      in: "CIS-05 LOG-1 CHG-1 CHG-2"),
    ReportCase(
      "a trail stopped, refused", "StopLogging", "cloudtrail", by: alice, write + denied,
      in: "CIS-05 LOG-1 CIS-01"),
    ReportCase(
      "a trail started", "StartLogging", "cloudtrail", by: alice, write,
      in: "CIS-05 LOG-1 CHG-1 CHG-2"),
    ReportCase(
      "selectors changed", "PutEventSelectors", "cloudtrail", by: alice, write,
      in: "LOG-1 CHG-1 CHG-2"),
    ReportCase(
      "another service stops logging", "StopLogging", "redshift", by: alice, write,
      in: "CHG-1 CHG-2"),
    ReportCase(
      "a log's retention", "PutRetentionPolicy", "logs", by: alice, write,
      in: "LOG-1 CHG-1 CHG-2"),
    ReportCase(
      "flow logs deleted", "DeleteFlowLogs", "ec2", by: alice, write, in: "LOG-1 CHG-1 CHG-2"),
    ReportCase(
      "a detector deleted", "DeleteDetector", "guardduty", by: alice, write,
      in: "LOG-1 CHG-1 CHG-2"),
    ReportCase(
      "objects of the log bucket deleted", "DeleteObjects", "s3", by: alice,
      write + bucket("org-cloudtrail-logs"), in: "LOG-1 CHG-1 CHG-2"),
    ReportCase(
      "the log bucket's policy", "PutBucketPolicy", "s3", by: alice,
      write + bucket("org-cloudtrail-logs"), in: "LOG-1 CIS-08 S3-1 CHG-1 CHG-2"),
    ReportCase(
      "objects of another bucket deleted", "DeleteObjects", "s3", by: alice, write + bucket("data"),
      in: "CHG-1 CHG-2"),
    ReportCase("events looked up", "LookupEvents", "cloudtrail", by: alice, read, in: "LOG-3"),
    ReportCase("logs filtered", "FilterLogEvents", "logs", by: alice, read, in: "LOG-3"),
    ReportCase(
      "a log file read", "GetObject", "s3", by: alice,
      read + request(#""bucketName":"audit","key":"AWSLogs/111122223333/CloudTrail/x.json.gz""#),
      in: "LOG-3"),
    ReportCase(
      "another file read", "GetObject", "s3", by: alice,
      read + request(#""bucketName":"data","key":"x.csv""#)),
  ]

  // MARK: Changes and data

  static let data: [ReportCase] = [
    ReportCase(
      "CloudFormation changes for a user", "CreateQueue", "sqs", by: byCloudFormation, write,
      from: "cloudformation.amazonaws.com", agent: "cloudformation.amazonaws.com"),
    ReportCase("a service changes", "CreateNetworkInterface", "ec2", by: service, write),
    ReportCase(
      "the pipeline changes", "CreateQueue", "sqs", by: deployment, write, in: "CHG-1"),
    ReportCase(
      "Terraform changes", "CreateQueue", "sqs", by: alice, write,
      agent: "APN/1.0 HashiCorp/1.0 Terraform/1.7.4", in: "CHG-1"),
    ReportCase(
      "a write that failed", "CreateQueue", "sqs", by: alice, write + error("QueueNameExists")),
    ReportCase(
      "a write by an old record", "CreateQueue", "sqs", by: alice, in: "CHG-1 CHG-2"),
    ReportCase("a read by an old record", "BatchGetItem", "dynamodb", by: alice),
    ReportCase(
      "a secret read", "GetSecretValue", "secretsmanager", by: application, read, in: "SEC-1"),
    ReportCase(
      "a secret refused", "GetSecretValue", "secretsmanager", by: application, read + denied,
      in: "SEC-1 CIS-01"),
    ReportCase("secrets listed", "ListSecrets", "secretsmanager", by: application, read),
    ReportCase(
      "a parameter decrypted", "GetParameter", "ssm", by: application,
      read + request(#""name":"/db/password","withDecryption":true"#), in: "SEC-1"),
    ReportCase(
      "a parameter as it is", "GetParameter", "ssm", by: application,
      read + request(#""name":"/db/host","withDecryption":false"#)),
    ReportCase(
      "a password of Windows", "GetPasswordData", "ec2", by: alice, read, in: "SEC-1"),
    ReportCase("a person decrypts", "Decrypt", "kms", by: alice, read, in: "SEC-1"),
    ReportCase(
      "a person at the portal decrypts", "Decrypt", "kms", by: ssoReader, read, in: "SEC-1"),
    ReportCase("a program decrypts", "Decrypt", "kms", by: application, read),
    ReportCase(
      "a service decrypts for a person", "Decrypt", "kms", by: byCloudFormation, read,
      from: "cloudformation.amazonaws.com"),
  ]

  // MARK: Roles and accounts

  static let roles: [ReportCase] = [
    ReportCase(
      "a role of the own account", "AssumeRole", "sts", by: alice,
      read + request(#""roleArn":"arn:aws:iam::111122223333:role/app""#), in: "ROLE-1"),
    ReportCase(
      "a role assumed from another account", "AssumeRole", "sts", by: otherAccount,
      read + request(#""roleArn":"arn:aws:iam::111122223333:role/partner""#)
        + #","sharedEventID":"11111111-0000-4000-8000-000000000000""#, in: "ROLE-1 XACC-1"),
    ReportCase(
      "a role of another account", "AssumeRole", "sts", by: alice,
      read + request(#""roleArn":"arn:aws:iam::999988887777:role/partner""#)
        + #","sharedEventID":"11111111-0000-4000-8000-000000000001""#, in: "ROLE-1 XACC-1"),
    ReportCase(
      "a service takes its role", "AssumeRole", "sts", by: service,
      read + request(#""roleArn":"arn:aws:iam::111122223333:role/app""#)
        + #","sharedEventID":"11111111-0000-4000-8000-000000000002""#),
    ReportCase(
      "a role by SAML", "AssumeRoleWithSAML", "sts", by: saml,
      read
        + request(
          #""roleArn":"arn:aws:iam::111122223333:role/corp","principalArn":"arn:aws:iam::111122223333:saml-provider/Corp""#
        ), in: "ROLE-1 XACC-1"),
    ReportCase(
      "a permission set by Identity Center's provider", "AssumeRoleWithSAML", "sts", by: saml,
      read
        + request(
          #""roleArn":"arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_X_0123456789abcdef","principalArn":"arn:aws:iam::111122223333:saml-provider/AWSSSO_0123_DO_NOT_DELETE""#
        ), in: "ROLE-1"),
    ReportCase(
      "a role by a web identity", "AssumeRoleWithWebIdentity", "sts", by: web,
      read + request(#""roleArn":"arn:aws:iam::111122223333:role/ci""#), in: "ROLE-1 XACC-1"),
  ]

  // MARK: Cognito

  static let cognito: [ReportCase] = [
    ReportCase(
      "a Cognito sign-in", "InitiateAuth", "cognito-idp", by: anonymous,
      write + request(#""authFlow":"USER_PASSWORD_AUTH","clientId":"client1""#)
        + #","additionalEventData":{"sub":"2a3b4c5d-0000-4000-8000-000000000001"}"#),
    ReportCase(
      "a wrong password in Cognito", "InitiateAuth", "cognito-idp", by: anonymous,
      write + error("NotAuthorizedException") + request(#""clientId":"client1""#), in: "COG-4"),
    ReportCase(
      "an administrator's call denied", "AdminGetUser", "cognito-idp", by: application,
      read + denied, in: "CIS-01"),
    ReportCase(
      "a hosted page", "Login_GET", "cognito-idp", by: anonymous,
      write
        + #","errorCode":"","errorMessage":"","additionalEventData":{"responseParameters":{"status":200.0}}"#,
      in: "COG-3"),
    ReportCase(
      "a hosted page that refused", "Login_POST", "cognito-idp", by: anonymous,
      write
        + #","errorCode":"","errorMessage":"","additionalEventData":{"responseParameters":{"status":400.0}}"#,
      in: "COG-3"),
    ReportCase(
      "a user made by an administrator", "AdminCreateUser", "cognito-idp", by: alice, write,
      in: "COG-5 CHG-1 CHG-2"),
    ReportCase(
      "a pool changed", "UpdateUserPoolClient", "cognito-idp", by: alice, write,
      in: "COG-5 CHG-1 CHG-2"),
    ReportCase(
      "Cognito's own log stopped", "SetLogDeliveryConfiguration", "cognito-idp", by: alice, write,
      in: "COG-5 LOG-1 CHG-1 CHG-2"),
    ReportCase(
      "roles of an identity pool", "SetIdentityPoolRoles", "cognito-identity", by: alice, write,
      in: "COG-5 CHG-1 CHG-2"),
    ReportCase("pools listed", "ListUserPools", "cognito-idp", by: alice, read),
    ReportCase(
      "somebody signs up", "SignUp", "cognito-idp", by: anonymous, write),
  ]
}

/// An entry of Cognito's activity log, and the reports of events whose rows it must be.
struct ActivityCase: Sendable {
  var name: String
  var response: String
  var risk: String
  var isCompromised = false
  var reports: Set<String> = []

  static let all = [
    ActivityCase(name: "a sign-in of the activity log", response: "Pass", risk: ""),
    ActivityCase(name: "a step of a sign-in", response: "InProgress", risk: "Low"),
    ActivityCase(
      name: "a failure of the activity log", response: "Fail", risk: "", reports: ["COG-4"]),
    ActivityCase(
      name: "a sign-in at high risk", response: "Pass", risk: "High", reports: ["COG-4"]),
    ActivityCase(
      name: "a sign-in at medium risk", response: "Pass", risk: "Medium", reports: ["COG-4"]),
    ActivityCase(
      name: "a sign-in with a known password", response: "Pass", risk: "", isCompromised: true,
      reports: ["COG-4"]),
  ]

  /// The id of the entry that stands at a place of the list.
  static func id(_ place: Int) -> String { "00000000-0000-4000-9000-00000000000\(place)" }

  /// The entry.
  ///
  /// - Parameter place: Its place in the list, which gives its id and time.
  func line(_ place: Int) -> String {
    #"{"eventTimestamp":"17096400\#(place)0000","eventSource":"USER_AUTH_EVENTS","logLevel":"INFO","#
      + #""message":{"version":"1","eventId":"\#(Self.id(place))","eventType":"SignIn","#
      + #""userSub":"2a3b4c5d-0000-4000-8000-00000000000\#(place)","userName":"user\#(place)","#
      + #""userPoolId":"us-east-1_Pool","clientId":"client1","#
      + #""creationDate":"Tue Mar 05 12:00:\#(place)0 UTC 2024","eventResponse":"\#(response)","#
      + #""riskLevel":"\#(risk)","riskDecision":"PASS","challenges":["Password:Success"],"#
      + #""ipAddress":"192.0.2.77","compromisedCredentialDetected":"\#(isCompromised)"},"#
      + #""logSourceId":{"userPoolId":"us-east-1_Pool"}}"#
  }
}
