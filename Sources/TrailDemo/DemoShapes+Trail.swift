/// The rarer deliveries of a trail: Insights, network activity, summaries.
extension DemoShapes {
  private static let region = DemoOrganization.regionNames[0]

  func writeTrail() throws(DemoError) {
    try writeInsights()
    try writeNetwork()
    try writeSummaries()
  }

  /// The path of a delivery of some kind of the last day.
  func path(_ kind: String, _ account: Int, at time: Int) -> String {
    let account = writer.account(account)
    let day = DemoStamp.day(time)
    let stamp = DemoStamp.iso(time).filter { $0 != "-" && $0 != ":" }.dropLast(3)
    let organization = writer.string(world.organization.id)
    var unique: [UInt8] = []
    unique.append(accessKey: seed(900 + time / 60 % 1_000))
    return "AWSLogs/\(organization)/\(account)/\(kind)/\(Self.region)/\(day)/\(account)_\(kind)_"
      + "\(Self.region)_\(stamp)Z_\(String(decoding: unique, as: UTF8.self)).json.gz"
  }

  /// Two unusual activities, each with its start and its end.
  private func writeInsights() throws(DemoError) {
    let path = path("CloudTrail-Insight", 0, at: DemoClock.end - 7_200)
    let account = writer.account(0)
    var records: [DemoJSON] = []
    for number in 0..<4 {
      let isFirst = number < 2
      let time = DemoClock.end - (isFirst ? 20_000 : 15_000) + number * 600
      let event = isFirst ? "AttachRolePolicy" : "RunInstances"
      let source: StaticString = isFirst ? "iam.amazonaws.com" : "ec2.amazonaws.com"
      let user = writer.entity(.user, 0, in: 0)
      let shared = DemoIDs.uuid(seed(110 + number / 2))
      let id = seed(112 + number)
      let who =
        isFirst
        ? "arn:aws:iam::\(account):user/\(user)"
        : "arn:aws:iam::\(account):role/\(writer.entity(.role, 3, in: 0))"
      writer.count(id, in: path, time: time) { rules in
        rules.add(.event, text: event)
        rules.add(.source, source)
        rules.add(.region, text: Self.region)
        rules.add(.recipient, text: account)
        rules.add(.id, text: DemoIDs.uuid(id))
        rules.add(.shared, text: shared)
        rules.add(.arn, text: who)
        if isFirst {
          rules.add(.user, text: user)
          rules.add(.error, "AccessDenied")
        }
        rules.add(.kind, "insight")
        rules.add(.category, "Insight")
        rules.add(.result, "success")
        rules.add(.mfa, "unknown")
      }
      let value = DemoJSON.object([("value", .text(who)), ("average", .word("6.5"))])
      var details: [(String, DemoJSON)] = [
        ("state", .text(number % 2 == 0 ? "Start" : "End")),
        ("eventSource", .text("\(source)")), ("eventName", .text(event)),
        ("insightType", .text(isFirst ? "ApiErrorRateInsight" : "ApiCallRateInsight")),
      ]
      if isFirst { details.append(("errorCode", .text("AccessDenied"))) }
      details.append(
        (
          "insightContext",
          .object([
            (
              "statistics",
              .object([
                ("baseline", .object([("average", .word("0.0001"))])),
                ("insight", .object([("average", .word("6.5"))])),
                ("insightDuration", .word("5")), ("baselineDuration", .word("10080")),
              ])
            ),
            (
              "attributions",
              .list([
                .object([
                  ("attribute", .text("userIdentityArn")), ("insight", .list([value])),
                  ("baseline", .list([])),
                ])
              ])
            ),
          ])
        ))
      records.append(
        .object([
          ("eventVersion", .text("1.08")), ("eventTime", .text(DemoStamp.iso(time))),
          ("awsRegion", .text(Self.region)), ("eventID", .text(DemoIDs.uuid(id))),
          ("eventType", .text("AwsCloudTrailInsight")), ("recipientAccountId", .text(account)),
          ("sharedEventID", .text(shared)), ("eventCategory", .text("Insight")),
          ("insightDetails", .object(details)),
        ]))
    }
    try writer.write(DemoJSON.object([("Records", .list(records))]).line, to: path, .gzip)
  }

  /// Calls of another account through a VPC endpoint that its policy denies.
  private func writeNetwork() throws(DemoError) {
    let count = world.organization.accounts.count
    let path = path("CloudTrail-NetworkActivity", 0, at: DemoClock.end - 6_600)
    let account = writer.account(0)
    let other = writer.account(1 % count)
    let principal = writer.entity(.rolePrincipal, 2, in: 1 % count)
    var records: [DemoJSON] = []
    for number in 0..<4 {
      let id = seed(130 + number)
      let time = DemoClock.end - 30_000 + number * 61
      let address = DemoNetworks.inside(0, 5 + number)
      writer.count(id, in: path, time: time) { rules in
        rules.add(.event, "ListKeys")
        rules.add(.source, "kms.amazonaws.com")
        rules.add(.region, text: Self.region)
        rules.add(.recipient, text: account)
        rules.add(.account, text: account)
        rules.add(.caller, text: other)
        rules.add(.principal, text: "\(principal):probe-\(number)")
        rules.add(.principal, text: principal)
        rules.add(.user, text: "probe-\(number)")
        rules.add(.type, "AWSAccount")
        rules.add(address)
        rules.add(.error, "VpceAccessDenied")
        rules.add(.id, text: DemoIDs.uuid(id))
        rules.add(.request, text: DemoIDs.uuid(DemoIDs.request(id)))
        rules.add(.kind, "network")
        rules.add(.category, "NetworkActivity")
        rules.add(.result, "denied")
        rules.add(.readonly, "true")
        rules.add(.mfa, "unknown")
      }
      records.append(
        .object([
          ("eventVersion", .text("1.09")),
          (
            "userIdentity",
            .object([
              ("type", .text("AWSAccount")),
              ("principalId", .text("\(principal):probe-\(number)")), ("accountId", .text(other)),
            ])
          ),
          ("eventTime", .text(DemoStamp.iso(time))), ("eventSource", .text("kms.amazonaws.com")),
          ("eventName", .text("ListKeys")), ("awsRegion", .text(Self.region)),
          ("sourceIPAddress", .text(address.text)), ("errorCode", .text("VpceAccessDenied")),
          ("errorMessage", .text("The request was denied due to a VPC endpoint policy")),
          ("requestID", .text(DemoIDs.uuid(DemoIDs.request(id)))),
          ("eventID", .text(DemoIDs.uuid(id))), ("readOnly", .word("true")),
          ("eventType", .text("AwsVpceEvent")), ("recipientAccountId", .text(account)),
          ("vpcEndpointId", .text("vpce-0example0123456789")),
          ("vpcEndpointAccountId", .text(account)), ("eventCategory", .text("NetworkActivity")),
        ]))
    }
    try writer.write(DemoJSON.object([("Records", .list(records))]).line, to: path, .gzip)
  }

  /// Summaries of five minutes of data events, in an array.
  private func writeSummaries() throws(DemoError) {
    let path = path("CloudTrail-Aggregated", 0, at: DemoClock.end - 6_000)
    let account = writer.account(0)
    var summaries: [DemoJSON] = []
    for number in 0..<3 {
      let id = seed(140 + number)
      let time = DemoClock.end - 36_000 + number * 300
      let user = writer.entity(.user, number, in: 0)
      let who = "arn:aws:iam::\(account):user/\(user)"
      let address = DemoNetworks.inside(0, 20 + number)
      let bucket = writer.entity(.bucket, number, in: 0)
      let agent = DemoAgents.tools[number]
      let events = number == 2 ? ["GetObject"] : ["GetObject", "PutObject"]
      writer.count(id, in: path, time: time) { rules in
        for event in events { rules.add(.event, text: event) }
        rules.add(.source, "s3.amazonaws.com")
        rules.add(.region, text: Self.region)
        rules.add(.recipient, text: account)
        rules.add(.id, text: DemoIDs.uuid(id))
        rules.add(.user, text: user)
        rules.add(.arn, text: who)
        rules.add(address)
        rules.add(.resource, text: bucket)
        rules.add(.resource, text: "arn:aws:s3:::\(bucket)")
        rules.add(.arn, text: "arn:aws:s3:::\(bucket)")
        rules.add(.agent, text: agent)
        if number == 1 { rules.add(.error, "AccessDenied") }
        rules.add(.kind, "aggregated")
        rules.add(.category, "Aggregated")
        rules.add(.result, "success")
        rules.add(.mfa, "unknown")
      }
      func dimension(_ name: String, _ values: [String]) -> DemoJSON {
        let items = values.map {
          DemoJSON.object([("name", .text($0)), ("value", .word("\(406 + number)"))])
        }
        return .object([
          ("dimension", .text(name)), ("statistics", .list(items)),
          ("aggregationType", .text("Count")),
        ])
      }
      var details = [
        dimension("eventName", events), dimension("sourceIpAddress", [address.text]),
        dimension("resourceARN", ["arn:aws:s3:::\(bucket)"]), dimension("userAgent", [agent]),
      ]
      if number == 1 { details.append(dimension("errorCode", ["AccessDenied"])) }
      // Some write a blank in the place of the T.
      let window = [time, time + 300].map { time -> DemoJSON in
        let text = DemoStamp.iso(time)
        return .text(
          number == 1 ? String(text.dropLast().map { $0 == "T" ? " " : $0 }) : text)
      }
      summaries.append(
        .object([
          ("eventVersion", .text("1.0")), ("accountId", .text(account)),
          ("eventId", .text(DemoIDs.uuid(id))), ("eventCategory", .text("Aggregated")),
          ("eventType", .text("AwsAggregatedEvent")), ("awsRegion", .text(Self.region)),
          ("eventSource", .text("s3.amazonaws.com")),
          (
            "timeWindow",
            .object([
              ("windowStart", window[0]), ("windowEnd", window[1]), ("windowSize", .text("PT5M")),
            ])
          ),
          (
            "summary",
            .object([
              ("primaryDimension", dimension("userIdentity", [who])),
              ("details", .list(details)),
            ])
          ),
        ]))
    }
    try writer.write(DemoJSON.list(summaries).line, to: path, .gzip)
  }
}
