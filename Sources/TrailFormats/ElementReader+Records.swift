/// Records of CloudTrail in all their forms.
extension ElementReader {
  func cloudTrail(
    _ node: JSONNode, _ marks: ElementMark.Marks, _ depth: Int, _ found: (Finding) -> Void
  ) {
    switch record.extract(node.structure, at: node.index) {
    case .complete: break
    case .incomplete: return found(.rejected(.cut))
    case .malformed: return found(.rejected(.broken))
    }
    if record.isForeign {
      // Lambda's events of SQS and Kinesis look like records around their payload.
      if marks.has(.kinesis) || marks.has(.body) || marks.has(.sns) {
        guard depth < ElementReader.deepestEnvelope else { return found(.rejected(.tooDeep)) }
        return foreign(node, marks, depth, found)
      }
      return found(.other(marks.has(.s3) ? .s3Notification : .foreignRecords))
    }
    note(.cloudTrail)
    if record[.eventName] == nil { complete(node, marks) }
    found(.record)
  }

  private func foreign(
    _ node: JSONNode, _ marks: ElementMark.Marks, _ depth: Int, _ found: (Finding) -> Void
  ) {
    if marks.has(.kinesis), let payload = node.member("kinesis", names) {
      // Its member `data` is packed as in a record of GetRecords.
      note(.kinesis)
      return packedData(payload, depth, found)
    }
    if let inner = node.member("body", names) ?? node.member("Sns", names) {
      note(.messages)
      return value(inner, depth + 1, found)
    }
    found(.other(.foreignRecords))
  }

  /// Adds what a record without an event name has in other places: summaries.
  private func complete(_ node: JSONNode, _ marks: ElementMark.Marks) {
    if marks.has(.timeWindow) { return summary(node) }
    guard let insight = node.member("insightDetails", names),
      let context = insight.member("insightContext", names)
    else { return }
    context.member("attributions", names)?.forEachElement { item in
      guard let kind = item.text("attribute", names), kind.elementsEqual("userIdentityArn".utf8)
      else { return }
      for part in ["insight", "baseline"] as [StaticString] {
        item.member(part, names)?.forEachElement {
          record.add(.summaryIdentity, $0.text("value", record.text))
        }
      }
    }
  }

  /// Sets the fields of a summary of five minutes of data events.
  ///
  /// Source: "CloudTrail aggregated events" of the CloudTrail User Guide.
  private func summary(_ node: JSONNode) {
    record.become(.aggregated)
    record.set(.eventID, node.text("eventId", record.text))
    record.set(.recipientAccountID, node.text("accountId", record.text))
    if let window = node.member("timeWindow", names) {
      record.set(.eventTime, window.text("windowStart", record.text))
    }
    guard let summary = node.member("summary", names) else { return }
    if let primary = summary.member("primaryDimension", names) { dimension(primary) }
    summary.member("details", names)?.forEachElement { dimension($0) }
  }

  private func dimension(_ node: JSONNode) {
    guard let name = node.text("dimension", names) else { return }
    let list: RecordList
    switch String(decoding: name, as: UTF8.self).lowercased() {
    case "eventname": list = .summaryEvent
    case "useridentity": list = .summaryIdentity
    case "resourcearn": list = .summaryResource
    case "sourceipaddress": list = .summaryAddress
    case "errorcode", "errorcodes": list = .summaryError
    case "useragent": list = .summaryAgent
    default: return
    }
    node.member("statistics", names)?.forEachElement { item in
      let value = item.text("name", record.text)
      record.add(list, value)
      if list == .summaryEvent, record[.eventName] == nil { record.set(.eventName, value) }
    }
  }

  // MARK: Look-up pages

  /// Reads an item of `lookup-events`: its inner record is the authority, the item completes it.
  func lookupItem(_ node: JSONNode, _ depth: Int, _ found: (Finding) -> Void) {
    note(.lookupEvents)
    var records = 0
    if let inner = item(node, "CloudTrailEvent", "cloudTrailEvent"),
      inner.isObject || inner.isString
    {
      value(inner, depth + 1) { finding in
        guard case .record = finding, records == 0 else { return }
        records += 1
        completeItem(node)
        found(.record)
      }
    }
    if records > 0 { return }
    guard let text = node.bytes else { return found(.rejected(.cut)) }
    // The inner text is missing or cannot be read: the item itself still tells the event.
    record.begin(.cloudTrail, text: text)
    record.setOmissions([.responses, .serviceDetails])
    record.set(.eventID, itemText(node, "EventId", "eventId"))
    record.set(.eventName, itemText(node, "EventName", "eventName"))
    record.set(.eventSource, itemText(node, "EventSource", "eventSource"))
    record.set(.readOnly, itemText(node, "ReadOnly", "readOnly"))
    record.setTime(itemText(node, "EventTime", "eventTime").flatMap { RecordTime.any($0) })
    completeItem(node)
    found(.record)
  }

  private func completeItem(_ node: JSONNode) {
    record.set(.wrapperUserName, itemText(node, "Username", "username"))
    record.set(.wrapperAccessKeyID, itemText(node, "AccessKeyId", "accessKeyId"))
    item(node, "Resources", "resources")?.forEachElement {
      record.add(.summaryResource, itemText($0, "ResourceName", "resourceName"))
    }
  }

  /// A member of an item by its name in the API, or as tools in Java write it.
  private func item(_ node: JSONNode, _ name: StaticString, _ other: StaticString) -> JSONNode? {
    node.member(name, names) ?? node.member(other, names)
  }

  private func itemText(_ node: JSONNode, _ name: StaticString, _ other: StaticString) -> Bytes? {
    item(node, name, other)?.text(record.text)
  }
}
