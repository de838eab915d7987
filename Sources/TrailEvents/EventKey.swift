package import TrailBytes

/// An indexed field of events, under the name that queries use.
///
/// Which fields of a record feed a key is told in `Documentation/Keys.md`.
/// Raw values are stored on disk; never renumber.
package enum EventKey: UInt8, CaseIterable, Sendable {
  case user = 1
  case target = 2
  case sub = 3
  case account = 4
  case recipient = 5
  case caller = 6
  case targetAccount = 7
  case ip = 8
  case via = 9
  case event = 10
  case source = 11
  case region = 12
  case role = 13
  case permissionSet = 14
  case accessKey = 15
  case arn = 16
  case resource = 17
  case principal = 18
  case pool = 19
  case client = 20
  case error = 21
  case result = 22
  case type = 23
  case kind = 24
  case category = 25
  case readOnly = 26
  case mfa = 27
  case agent = 28
  case shared = 29
  /// The event id: answered by fingerprints and by reading the candidates.
  case id = 30
  /// The request id: answered by a hash column and by reading the candidates.
  case request = 31
  /// The path of the source: answered from the source table.
  case file = 32
  /// The event time: answered by the time column.
  case time = 33

  /// The name in queries and in output.
  package var name: String {
    // Spelled out: a name asked of the compiler costs a walk through the program's metadata.
    switch self {
    case .user: "user"
    case .target: "target"
    case .sub: "sub"
    case .account: "account"
    case .recipient: "recipient"
    case .caller: "caller"
    case .targetAccount: "target-account"
    case .ip: "ip"
    case .via: "via"
    case .event: "event"
    case .source: "source"
    case .region: "region"
    case .role: "role"
    case .permissionSet: "permset"
    case .accessKey: "key"
    case .arn: "arn"
    case .resource: "resource"
    case .principal: "principal"
    case .pool: "pool"
    case .client: "client"
    case .error: "error"
    case .result: "result"
    case .type: "type"
    case .kind: "kind"
    case .category: "category"
    case .readOnly: "readonly"
    case .mfa: "mfa"
    case .agent: "agent"
    case .shared: "shared"
    case .id: "id"
    case .request: "request"
    case .file: "file"
    case .time: "time"
    }
  }

  /// Other names that queries accept, in lower case: AWS's own spelling of the field.
  package var aliases: [String] {
    switch self {
    case .user: ["username"]
    case .account: ["accountid"]
    case .recipient: ["recipientaccountid"]
    case .ip: ["sourceipaddress"]
    case .event: ["eventname", "name"]
    case .source: ["eventsource", "service"]
    case .region: ["awsregion"]
    case .accessKey: ["accesskeyid"]
    case .principal: ["principalid"]
    case .error: ["errorcode"]
    case .agent: ["useragent", "ua"]
    case .shared: ["sharedeventid"]
    case .id: ["eventid"]
    case .request: ["requestid"]
    case .time: ["eventtime"]
    case .category: ["eventcategory"]
    case .pool: ["userpoolid"]
    case .client: ["clientid"]
    default: []
    }
  }

  /// Whether `:` compares without regard to case and width.
  package var order: TermOrder {
    switch self {
    case .user, .target, .event, .source, .region, .role, .permissionSet, .error, .result, .type,
      .kind, .category, .readOnly, .mfa:
      .folded
    default: .bytes
    }
  }

  /// Another key whose values are values of this one too where they start with a text: dictionaries
  /// have them once.
  ///
  /// A resource that is named by its ARN is an ARN.
  package var widened: (key: EventKey, prefix: String)? {
    self == .arn ? (.resource, "arn:") : nil
  }

  /// Finds a key by its name or an alias, in any case.
  package static func named(_ name: some StringProtocol) -> EventKey? {
    let name = name.lowercased()
    return allCases.first { $0.name == name || $0.aliases.contains(name) }
  }
}
