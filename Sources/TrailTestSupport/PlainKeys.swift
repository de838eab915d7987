/// The key values of one record: `Documentation/Keys.md`, table "Keys", row by row.
struct PlainKeys {
  /// The values of each key that has any, by bytes in ascending order.
  private(set) var values: [String: [String]] = [:]

  /// Works out every key of `record`, which was found in the source `path`.
  init(_ record: PlainRecord, path: String) {
    self.record = record
    addActor()
    addTarget()
    addSubjects()
    addAccounts()
    addPathAccount(path)
    addPlaces()
    addRoles()
    addARNs()
    addResources()
    addSimpleKeys(path: path)
    add("result", record.result)
    add("kind", record.kind)
    add("category", record.category)
    add("readonly", record.readOnly)
    add("mfa", record.mfa)
    values = values.mapValues { $0.uniqueByBytes() }
  }

  let record: PlainRecord

  /// Adds `value` to `key`, unless the rules for all values say that it is none.
  mutating func add(_ key: String, _ value: String?) {
    guard let value, PlainRecord.isValue(value) else { return }
    values[key, default: []].append(value.cut)
  }

  /// Adds the texts at `paths`; a path that ends with `[]` may hold an array.
  mutating func add(_ key: String, paths: String...) {
    for path in paths {
      let values =
        path.hasSuffix("[]")
        ? record.texts(String(path.dropLast(2))) : [record.text(path)].compactMap { $0 }
      for value in values { add(key, value) }
    }
  }

  /// The objects among the elements of `resources`.
  var resources: [PlainRecord] {
    (record.value("resources")?.elements ?? []).filter(\.isObject).map { PlainRecord(root: $0) }
  }

  private mutating func addTarget() {
    add(
      "target", paths: "rp.userName", "rp.username", "rp.newUserName", "rp.groupName",
      "rp.userNames[]", "re.user.userName", "aed.requestParameters.username[]")
    add("target", PlainARN.user(record.text("re.user.arn")))
    if record.text("rp.principalType") != nil, record.text("eventSource") == "sso.amazonaws.com" {
      add("target", paths: "rp.principalId")
    }
  }

  private mutating func addPlaces() {
    if let place = record.text("sourceIPAddress") {
      if let address = PlainAddress(place) {
        add("ip", address.text)
      } else {
        add("via", place)
      }
    }
    add("via", paths: "ui.invokedBy")
  }

  private mutating func addARNs() {
    let named = [
      "ui.arn", "si.arn", "ui.onBehalfOf.identityStoreArn", "ui.inScopeOf.sourceArn",
      "ui.inScopeOf.credentialsIssuedTo", "aed.SwitchFrom", "aed.MFAIdentifier", "aed.ARN",
    ].compactMap { record.text($0) }
    let ofResources = resources.flatMap { [$0.text("ARN"), $0.text("ARNPrefix")] }
    for arn in named + ofResources.compactMap({ $0 }) where arn.startsWithBytes("arn:") {
      add("arn", arn)
    }
    for place in ["rp", "re"] {
      if let container = record.value(place) { addARNs(inside: container, level: 1) }
    }
  }

  /// Adds the ARNs among the members or elements of `container`, which are at `level`.
  private mutating func addARNs(inside container: PlainJSON, level: Int) {
    guard level <= 4 else { return }
    let children: [PlainJSON] =
      switch container {
      case .object(let members): Array(members.values)
      case .array(let elements): elements
      default: []
      }
    for child in children {
      if case .text(let text) = child, text.startsWithBytes("arn:") { add("arn", text) }
      addARNs(inside: child, level: level + 1)
    }
  }

  private mutating func addResources() {
    for resource in resources {
      for arn in [resource.text("ARN"), resource.text("ARNPrefix")].compactMap({ $0 }) {
        add("resource", arn)
        add("resource", arn.after(last: "/") ?? arn.after(last: ":"))
      }
      if let arn = resource.text("ARN"),
        arn.containsBytes(":userpool/") || arn.containsBytes(":identitypool/")
      {
        add("pool", arn.lastPart)
      }
    }
    add("resource", paths: "rp.bucketName")
    if let bucket = record.text("rp.bucketName"), let key = record.text("rp.key") {
      add("resource", "\(bucket)/\(key)")
    }
    // A resource that is named by its ARN is an ARN.
    for arn in values["resource"] ?? [] where arn.startsWithBytes("arn:") { add("arn", arn) }
    add("pool", paths: "aed.userPoolId", "rp.userPoolId", "rp.identityPoolId")
  }

  private mutating func addSimpleKeys(path: String) {
    add("event", paths: "eventName", "insightDetails.eventName")
    add("source", paths: "eventSource", "insightDetails.eventSource")
    add("region", paths: "awsRegion")
    add(
      "key", paths: "ui.accessKeyId", "re.credentials.accessKeyId", "re.accessKey.accessKeyId",
      "rp.accessKeyId")
    add("principal", paths: "ui.principalId", "si.principalId")
    add("principal", record.text("ui.principalId")?.before(first: ":"))
    add("client", paths: "rp.clientId", "aed.requestParameters.client_id[]")
    add("error", paths: "errorCode", "insightDetails.errorCode")
    add("type", paths: "ui.type")
    add("agent", paths: "userAgent")
    add("id", paths: "eventID")
    add("request", paths: "requestID")
    add("shared", paths: "sharedEventID")
    add("file", path)
    add("time", paths: "eventTime")
  }
}
