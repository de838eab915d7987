/// Pages of `aws cloudtrail lookup-events`, as programs and scripts leave them on disk.
extension DemoShapes {
  /// How the time of an item is written.
  private enum TimeStyle {
    /// A number, as the service sends it and version 1 of the command prints it.
    case epoch
    /// ISO 8601 with the zone of the machine, as version 2 does.
    case zoned
  }

  /// An item whose record is missing or broken, so that only what stands around it is known.
  private struct BareItem {
    var seed: UInt64
    var time: Int
    var event: String
    var user: String
    var key: String
    var resource: String
    var isBroken: Bool
  }

  private enum Item {
    case sample(DemoSample)
    case bare(BareItem)
  }

  private var bareItems: [BareItem] {
    (0..<3).map { number in
      BareItem(
        seed: seed(200 + number),
        time: DemoClock.end - 40_000 - number * 777,
        event: number == 1 ? "DeleteUserPool" : "CreateUserPool",
        user: writer.entity(.user, 3 * number, in: 0),
        key: writer.entity(.userKey, 3 * number, in: 0),
        resource: writer.entity(.pool, number, in: 0),
        isBroken: number == 0
      )
    }
  }

  /// Writes the pages: every item in those of the API, parts of them in other shapes, too.
  func writePages() throws(DemoError) {
    let items = bareItems.map { Item.bare($0) } + pages.map { Item.sample($0) }
    let third = max(1, items.count / 3)
    let size = max(4, min(50, items.count / 5))
    try writeAPI(items, pageSize: size)
    try writeList(items.prefix(third), .epoch, "lookup-events/cli-v1/events.json")
    try writeList(items.dropFirst(third).prefix(third), .zoned, "lookup-events/cli-v2/events.json")
    try writeScript(Array(items.suffix(third)), pageSize: size)
    let samples = items.compactMap { item -> DemoSample? in
      if case .sample(let sample) = item { sample } else { nil }
    }
    try writeQuery(samples.prefix(samples.count / 5))
    try writeLines(items.prefix(items.count / 5))
    try writeText(samples.suffix(max(1, samples.count / 5)))
  }

  private func json(_ item: Item, _ style: TimeStyle, in path: String) -> DemoJSON {
    switch item {
    case .sample(let sample): return json(sample, style)
    case .bare(let bare): return json(bare, style, in: path)
    }
  }

  private func stamp(_ time: Int, _ style: TimeStyle) -> DemoJSON {
    style == .epoch ? .word("\(time).0") : .text(DemoStamp.japan(time))
  }

  private func json(_ sample: DemoSample, _ style: TimeStyle) -> DemoJSON {
    writer.count(records: 1)
    let call = world.catalogue.calls[sample.call]
    var members: [(String, DemoJSON)] = [
      ("EventId", .text(DemoIDs.uuid(DemoIDs.event(sample.seed)))),
      ("EventName", .text(writer.string(call.name))),
      ("ReadOnly", .text(call.isReadOnly ? "true" : "false")),
    ]
    if !sample.key.isEmpty { members.append(("AccessKeyId", .text(writer.string(sample.key)))) }
    members.append(("EventTime", stamp(sample.time, style)))
    members.append(("EventSource", .text(writer.string(call.source))))
    if !sample.user.isEmpty { members.append(("Username", .text(writer.string(sample.user)))) }
    // The look-ups' answers follow the delivered copy, which has no such list around it.
    let named = sample.isOwn || sample.user.isEmpty ? [] : [resource("User", sample.user)]
    members.append(("Resources", .list(named)))
    members.append(("CloudTrailEvent", .quoted(sample.json)))
    return .object(members)
  }

  private func resource(_ type: String, _ name: DemoText) -> DemoJSON {
    .object([
      ("ResourceType", .text("AWS::IAM::\(type)")), ("ResourceName", .text(writer.string(name))),
    ])
  }

  private func json(_ bare: BareItem, _ style: TimeStyle, in path: String) -> DemoJSON {
    writer.count(bare.seed, in: path, time: bare.time) { rules in
      rules.add(.id, text: DemoIDs.uuid(bare.seed))
      rules.add(.event, text: bare.event)
      rules.add(.source, "cognito-idp.amazonaws.com")
      rules.add(.user, text: bare.user)
      rules.add(.key, text: bare.key)
      rules.add(.resource, text: bare.resource)
      rules.add(.readonly, "false")
      rules.add(.category, "Management")
      rules.add(.kind, "cloudtrail")
      rules.add(.result, "success")
      rules.add(.mfa, "unknown")
    }
    var members: [(String, DemoJSON)] = [
      ("EventId", .text(DemoIDs.uuid(bare.seed))), ("EventName", .text(bare.event)),
      ("ReadOnly", .text("false")), ("AccessKeyId", .text(bare.key)),
      ("EventTime", stamp(bare.time, style)), ("EventSource", .text("cognito-idp.amazonaws.com")),
      ("Username", .text(bare.user)),
      (
        "Resources",
        .list([
          .object([
            ("ResourceType", .text("AWS::Cognito::UserPool")),
            ("ResourceName", .text(bare.resource)),
          ])
        ])
      ),
    ]
    if bare.isBroken {
      members.append(("CloudTrailEvent", .text(#"{"eventVersion":"1.08","userIdentity":{"type":"#)))
    }
    return .object(members)
  }

  /// The pages as the service sends them, one a file; all but the last name the next one.
  private func writeAPI(_ items: [Item], pageSize: Int) throws(DemoError) {
    let starts = Array(stride(from: 0, to: items.count, by: pageSize))
    for (number, start) in starts.enumerated() {
      let digits = String(number + 1)
      let name = String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
      let path = "lookup-events/api/page-\(name).json"
      let page = items[start..<min(items.count, start + pageSize)]
      var members: [(String, DemoJSON)] = [
        ("Events", .list(page.map { json($0, .epoch, in: path) }))
      ]
      if number + 1 < starts.count { members.append(("NextToken", .text(token(number)))) }
      try writer.write(DemoJSON.object(members).line, to: path)
    }
  }

  private func token(_ number: Int) -> String {
    var bytes: [UInt8] = []
    var random = DemoRandom(seed: seed(300), part: UInt64(number))
    let letters: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    bytes.append(random: 62, of: letters, from: &random)
    return String(decoding: bytes, as: UTF8.self) + "=="
  }

  private func writeList(
    _ items: ArraySlice<Item>, _ style: TimeStyle, _ path: String
  ) throws(DemoError) {
    let list = DemoJSON.object([("Events", .list(items.map { json($0, style, in: path) }))])
    try writer.write(list.indented(by: 4) + [0x0A], to: path)
  }

  /// What a script leaves that calls page after page: the first and the last page, the arrays of
  /// all pages one after another, and the list made of them.
  private func writeScript(_ items: [Item], pageSize: Int) throws(DemoError) {
    let folder = "lookup-events/script/"
    let pages = stride(from: 0, to: items.count, by: pageSize).map {
      Array(items[$0..<min(items.count, $0 + pageSize)])
    }
    func list(_ page: [Item], _ name: String) -> DemoJSON {
      .list(page.map { json($0, .zoned, in: folder + name) })
    }
    let first = pages.first ?? []
    let head: [(String, DemoJSON)] = [
      ("Events", list(first, "first_page.json")), ("NextToken", .text(token(900))),
    ]
    try writer.write(
      DemoJSON.object(head).indented(by: 4) + [0x0A], to: folder + "first_page.json")
    let last = DemoJSON.object([("Events", list(pages.last ?? [], "next_page.json"))])
    try writer.write(last.indented(by: 4) + [0x0A], to: folder + "next_page.json")
    var arrays: [UInt8] = []
    for page in pages {
      arrays += list(page, "events_array.json").indented(by: 2)
      arrays.append(0x0A)
    }
    try writer.write(arrays, to: folder + "events_array.json")
    let whole = DemoJSON.object([("Events", list(items, "cognito_events.json"))])
    try writer.write(whole.indented(by: 2) + [0x0A], to: folder + "cognito_events.json")
  }

  /// `--query Events[].CloudTrailEvent`: an array of texts.
  private func writeQuery(_ samples: ArraySlice<DemoSample>) throws(DemoError) {
    writer.count(records: samples.count)
    let list = DemoJSON.list(samples.map { .quoted($0.json) })
    try writer.write(
      list.indented(by: 4) + [0x0A], to: "lookup-events/query/cloudtrail_events.json")
  }

  /// `jq -c .Events[]`: an item a line.
  private func writeLines(_ items: ArraySlice<Item>) throws(DemoError) {
    let path = "lookup-events/jq/items.ndjson"
    var lines: [UInt8] = []
    for item in items { lines += json(item, .epoch, in: path).line + [0x0A] }
    try writer.write(lines, to: path)
  }

  /// `--output text`: the token, then a line an event with tabs, and one a resource.
  private func writeText(_ samples: ArraySlice<DemoSample>) throws(DemoError) {
    writer.count(records: samples.count)
    var text = Array(token(901).utf8) + [0x0A]
    for sample in samples {
      let call = world.catalogue.calls[sample.call]
      var cells: [[UInt8]] = [Array("EVENTS".utf8)]
      if !sample.key.isEmpty { cells.append(Array(writer.string(sample.key).utf8)) }
      cells.append(sample.json)
      let rest = [
        DemoIDs.uuid(DemoIDs.event(sample.seed)), writer.string(call.name),
        writer.string(call.source), DemoStamp.japan(sample.time),
        call.isReadOnly ? "true" : "false",
      ]
      cells += rest.map { Array($0.utf8) }
      if !sample.user.isEmpty { cells.append(Array(writer.string(sample.user).utf8)) }
      text += cells.joined(separator: [0x09])
      text.append(0x0A)
      if !sample.user.isEmpty {
        text += Array("RESOURCES\t\(writer.string(sample.user))\tAWS::IAM::User\n".utf8)
      }
    }
    try writer.write(text, to: "lookup-events/text/events.txt")
  }
}
