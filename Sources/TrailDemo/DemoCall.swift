/// What one API call or service event looks like: a row of the catalogue.
struct DemoCall {
  /// How the record classifies the call.
  enum Kind { case read, write, dataRead, dataWrite }

  let name: String
  let kind: Kind
  /// How often the call is made, beside the others of its service.
  let weight: Int
  let request: String
  let response: String
  /// `TYPE=ARN` elements of `resources`, between `|`.
  let resources: String
  /// The members of `additionalEventData`.
  let additional: String
  /// The members of `serviceEventDetails`.
  let details: String

  init(
    _ name: String,
    _ kind: Kind = .read,
    _ weight: Int = 10,
    _ request: String = "",
    _ response: String = "",
    on resources: String = "",
    more additional: String = "",
    details: String = ""
  ) {
    self.name = name
    self.kind = kind
    self.weight = weight
    self.request = request
    self.response = response
    self.resources = resources
    self.additional = additional
    self.details = details
  }
}

/// What a group of identities does: the mix of services it calls.
enum DemoProfile: Int, CaseIterable {
  case app, deploy, ops, audit, data, console, security, service

  /// The word that stands in the names of its roles.
  var name: String {
    switch self {
    case .app: "app"
    case .deploy: "deploy"
    case .ops: "ops"
    case .audit: "audit"
    case .data: "data"
    case .console: "admin"
    case .security: "security"
    case .service: "service"
    }
  }
}

/// The errors of a group of services: code and message, most frequent first.
enum DemoErrorFamily: CaseIterable {
  case general, ec2, iam, s3, cognito, signIn

  private static let denied =
    "User: $actorARN is not authorized to perform: $action because no identity-based policy"
    + " allows the $action action"

  var errors: [(code: String, message: String)] {
    switch self {
    case .general:
      [
        ("AccessDenied", Self.denied),
        ("ThrottlingException", "Rate exceeded"),
        ("ResourceNotFoundException", "Requested resource $word-$h8 not found"),
        ("AccessDeniedException", Self.denied),
        ("ValidationException", "1 validation error detected: Value \"$word\" is not valid"),
        ("ResourceNotFoundException", "The specified log group does not exist."),
      ]
    case .ec2:
      [
        (
          "Client.UnauthorizedOperation",
          "You are not authorized to perform this operation. Encoded authorization failure"
            + " message: $token"
        ),
        ("Client.RequestLimitExceeded", "Request limit exceeded."),
        ("Client.InvalidInstanceID.NotFound", "The instance ID 'i-0$h16' does not exist"),
        ("Client.DryRunOperation", "Request would have succeeded, but DryRun flag is set."),
      ]
    case .iam:
      [
        ("NoSuchEntityException", "The role with name $word-$h8 cannot be found."),
        ("AccessDenied", Self.denied),
        ("EntityAlreadyExistsException", "Role with name $word-role already exists."),
        ("Throttling", "Rate exceeded"),
      ]
    case .s3:
      [
        ("AccessDenied", "Access Denied"),
        ("NoSuchKey", "The specified key does not exist."),
        ("NoSuchBucketPolicy", "The bucket policy does not exist"),
        ("SlowDown", "Please reduce your request rate."),
      ]
    case .cognito:
      [
        ("NotAuthorizedException", "Incorrect username or password."),
        ("CodeMismatchException", "Invalid verification code provided, please try again."),
        ("UserNotConfirmedException", "User is not confirmed."),
        ("TooManyRequestsException", "Rate exceeded"),
      ]
    case .signIn:
      [
        ("", "Failed authentication"),
        ("", "No username found in supplied account"),
      ]
    }
  }
}

/// A service of the catalogue and the calls it takes.
struct DemoService {
  let host: String
  let version: String
  let profiles: [DemoProfile]
  /// How often the service is called, beside the others of a profile.
  let weight: Int
  /// Whether its records are in us-east-1 whatever the caller's region.
  let isGlobal: Bool
  let errors: DemoErrorFamily
  let calls: [DemoCall]

  init(
    _ name: String,
    _ profiles: [DemoProfile],
    _ weight: Int,
    version: String = "1.08",
    isGlobal: Bool = false,
    errors: DemoErrorFamily = .general,
    _ calls: [DemoCall]
  ) {
    host = "\(name).amazonaws.com"
    self.version = version
    self.profiles = profiles
    self.weight = weight
    self.isGlobal = isGlobal
    self.errors = errors
    self.calls = calls
  }
}
