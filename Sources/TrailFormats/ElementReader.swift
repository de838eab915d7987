/// Reads one value of a source: a record, or an envelope with records inside.
///
/// Envelopes are told by their members and opened in a loop, whatever they are in: a look-up
/// page's item, an EventBridge event, a batch of CloudWatch Logs, a message of SNS or SQS, a record
/// of Kinesis. The same code finds a record when a source is indexed and when it is read again.
/// Belongs to one thread.
package final class ElementReader {
  typealias Bytes = UnsafeRawBufferPointer

  /// What is found in an element, in the order of the text.
  package enum Finding {
    /// A record, whose fields are in ``ElementReader/record``.
    case record
    case rejected(RejectionReason)
    /// A value that holds no record.
    case other(OtherContent)
  }

  /// The most envelopes around a record.
  package static let deepestEnvelope = 8

  /// The fields of the record that was found.
  package let record: RecordExtractor
  /// The format of the outermost envelope of the last element.
  package internal(set) var format = SourceFormat.unknown
  /// Whether the last element holds its records packed, so that its own text says nothing.
  package internal(set) var isPacked = false
  /// Holds names of members that had escapes.
  let names = JSONText()
  private var levels: [EmbeddedText] = []
  private let inflate: (UnsafeRawBufferPointer) -> [UInt8]?

  /// - Parameter inflate: Gives what gzip holds, however often it is packed; `nil` when it is
  ///   damaged or expands too much.
  package init(inflate: @escaping (UnsafeRawBufferPointer) -> [UInt8]?) {
    record = RecordExtractor()
    self.inflate = inflate
  }

  /// Reads a value of the source's text.
  ///
  /// - Parameter isRecord: Whether it stands where CloudTrail's records do: then members that a
  ///   record may have are enough.
  func read(_ node: JSONNode, isRecord: Bool, _ found: (Finding) -> Void) {
    format = .unknown
    isPacked = false
    names.reset()
    var isUnknown = false
    value(node, 0) { finding in
      if case .other(.unknown) = finding, isRecord, node.isObject {
        isUnknown = true
      } else {
        found(finding)
      }
    }
    guard isUnknown else { return }
    guard case .complete = record.extract(node.structure, at: node.index), !record.isForeign else {
      return found(.other(.foreignRecords))
    }
    note(.cloudTrail)
    found(.record)
  }

  /// Notes of what kind the element is, when nothing around it said so.
  func note(_ format: SourceFormat) { if self.format == .unknown { self.format = format } }

  func value(_ node: JSONNode, _ depth: Int, _ found: (Finding) -> Void) {
    switch node.structure.byte(node.index) {
    case 0x7B: object(node, depth, found)
    case 0x5B:
      guard depth < ElementReader.deepestEnvelope else { return found(.rejected(.tooDeep)) }
      if insightsRow(node, depth, found) || resultRow(node, found) { return }
      node.forEachElement { value($0, depth + 1, found) }
    case 0x22:
      guard let raw = node.rawString else { return found(.rejected(.cut)) }
      embedded(raw, depth, found)
    default:
      if !node.isNothing { found(.rejected(.notObject)) }
    }
  }

  private func object(_ node: JSONNode, _ depth: Int, _ found: (Finding) -> Void) {
    let marks = ElementMark.all(of: node, names)
    // Before the names that records have too: tools in Java write the item's names like theirs.
    if marks.has(.cloudTrailEvent), depth < ElementReader.deepestEnvelope {
      return lookupItem(node, depth, found)
    }
    if marks.has(.record) || marks.has(.version) || marks.has(.eventId, .timeWindow) {
      return cloudTrail(node, marks, depth, found)
    }
    if marks.has(.logSource), marks.has(.eventTimestamp) || marks.has(.message) {
      return activity(node, depth, found)
    }
    // Whatever follows goes deeper, and text from outside may nest without end.
    guard depth < ElementReader.deepestEnvelope else { return found(.rejected(.tooDeep)) }
    if marks.has(.wrapperID, .wrapperName) {
      return lookupItem(node, depth, found)
    }
    if marks.has(.detail), marks.has(.detailType), let detail = member(node, "detail") {
      note(.eventBridge)
      return within(account: member(node, "account"), detail, depth, found)
    }
    if marks.has(.logEvents), let events = member(node, "logEvents") {
      note(.cloudWatchLogs)
      if isControl(node) { return found(.other(.controlMessage)) }
      return within(account: member(node, "owner"), events, depth, found)
    }
    if marks.has(.wrapperID, .eventResponse) { return activityItem(node, found) }
    if let (format, inner) = envelope(node, marks) {
      note(format)
      return value(inner, depth + 1, found)
    }
    if let (data, format) = packed(node, marks) {
      note(format)
      return unpacked(data, depth, found)
    }
    if marks.has(.list), list(node, depth, found) { return }
    if let content = content(marks) { return found(.other(content)) }
    wrapped(node, depth, found)
  }

  private func member(_ node: JSONNode, _ name: StaticString) -> JSONNode? {
    node.member(name, names)
  }

  /// The inner value of an envelope that has just one.
  private func envelope(
    _ node: JSONNode, _ marks: ElementMark.Marks
  ) -> (SourceFormat, JSONNode)? {
    if marks.has(.sns), let inner = member(node, "Sns"), inner.isObject {
      return (.messages, inner)
    }
    if marks.has(.snsMessage), let inner = member(node, "Message") { return (.messages, inner) }
    if marks.has(.body), let inner = member(node, "Body") ?? member(node, "body") {
      return (.messages, inner)
    }
    if marks.has(.insightsMessage), let inner = member(node, "@message") {
      return (.cloudWatchLogs, inner)
    }
    if marks.has(.message), let inner = member(node, "message"), inner.isString,
      member(node, "timestamp") != nil
    {
      return (.cloudWatchLogs, inner)
    }
    return nil
  }

  /// The base64 text of an envelope of packed data.
  private func packed(
    _ node: JSONNode, _ marks: ElementMark.Marks
  ) -> (JSONNode, SourceFormat)? {
    if marks.has(.kinesis), let data = member(node, "kinesis").flatMap({ member($0, "data") }) {
      return (data, .kinesis)
    }
    if marks.has(.data), let data = member(node, "Data"), data.isString { return (data, .kinesis) }
    if marks.has(.awsLogs), let data = member(node, "awslogs").flatMap({ member($0, "data") }) {
      return (data, .cloudWatchLogs)
    }
    return nil
  }

  /// Reads the packed member `data` of an object.
  func packedData(_ node: JSONNode, _ depth: Int, _ found: (Finding) -> Void) {
    guard let data = member(node, "data") else { return found(.rejected(.undecodable)) }
    unpacked(data, depth, found)
  }

  private func unpacked(_ data: JSONNode, _ depth: Int, _ found: (Finding) -> Void) {
    guard let raw = data.rawString, let bytes = Base64.decoded(names.unescaped(raw)) else {
      return found(.other(.foreignRecords))
    }
    isPacked = true
    bytes.withUnsafeBytes { bytes in
      if bytes.starts(with: [0x1F, 0x8B]) {
        guard let text = inflate(bytes) else { return found(.rejected(.undecodable)) }
        text.withUnsafeBytes { stream($0, depth, found) }
      } else {
        stream(bytes, depth, found)
      }
    }
  }

  /// Reads the elements of the lists of an embedded object.
  ///
  /// - Returns: Whether there was a list.
  private func list(_ node: JSONNode, _ depth: Int, _ found: (Finding) -> Void) -> Bool {
    var isList = false
    for name in [
      "Records", "records", "Events", "events", "results", "Messages", "AuthEvents",
      "QueryResultRows",
    ] as [StaticString] {
      guard let items = member(node, name), items.isArray else { continue }
      isList = true
      items.forEachElement { value($0, depth + 1, found) }
    }
    // Elasticsearch and OpenSearch answer with an object around their list of the same name.
    if let hits = member(node, "hits"), hits.isArray || hits.isObject {
      isList = true
      if hits.isObject {
        value(hits, depth + 1, found)
      } else {
        hits.forEachElement { value($0, depth + 1, found) }
      }
    }
    return isList
  }

  /// What an object is that is known and holds no record.
  private func content(_ marks: ElementMark.Marks) -> OtherContent? {
    if marks.has(.digest) { return .digest }
    if marks.has(.deliveredBucket, .deliveredKey) { return .deliveryNotice }
    if marks.has(.publicKeys) { return .publicKeys }
    if marks.has(.querySignature) { return .querySignature }
    if marks.has(.directory) { return .directory }
    return nil
  }

  /// Reads what is inside an envelope of one account.
  private func within(
    account: JSONNode?, _ inner: JSONNode, _ depth: Int, _ found: (Finding) -> Void
  ) {
    record.setEnvelopeAccount(account?.text(names))
    value(inner, depth + 1, found)
    record.setEnvelopeAccount(nil)
  }

  /// Whether a batch of CloudWatch Logs only tests the way.
  func isControl(_ node: JSONNode) -> Bool {
    member(node, "messageType")?.text(names)?.elementsEqual("CONTROL_MESSAGE".utf8) ?? false
  }

  /// Reads a row of CloudWatch Logs Insights: an array of `field` and `value`.
  ///
  /// - Returns: Whether the array was one.
  private func insightsRow(
    _ node: JSONNode, _ depth: Int, _ found: (Finding) -> Void
  ) -> Bool {
    var message: JSONNode?
    var isRow = false
    node.forEachElement { cell in
      guard cell.isObject, let field = member(cell, "field")?.text(names) else { return }
      isRow = true
      if field.elementsEqual("@message".utf8) { message = member(cell, "value") }
    }
    guard isRow else { return false }
    note(.cloudWatchLogs)
    if let message {
      value(message, depth + 1, found)
    } else {
      found(.other(.message))
    }
    return true
  }

  /// Reads a row of the results that CloudTrail Lake gives through its API: an array of objects with one
  /// column each.
  ///
  /// Source: "GetQueryResults" of the CloudTrail API reference.
  ///
  /// - Returns: Whether the array was one.
  private func resultRow(_ node: JSONNode, _ found: (Finding) -> Void) -> Bool {
    var (names, cells): ([Bytes], [[UInt8]]) = ([], [])
    var isRow = true
    let memory = JSONText()
    node.forEachElement { cell in
      var members = 0
      guard isRow, cell.isObject else {
        isRow = false
        return
      }
      cell.structure.forEachMember(cell.index, memory) { name, position in
        members += 1
        names.append(name)
        cells.append(JSONNode(cell.structure, position).text(memory).map { Array($0) } ?? [])
      }
      if members != 1 { isRow = false }
    }
    guard isRow, let columns = TableColumns(names: names, headerLength: 0) else { return false }
    note(.table)
    row(cells, columns, mark: node.bytes ?? Bytes(start: nil, count: 0), found)
    return true
  }

  /// Reads an object of another tool that carries one record as a text or an object.
  private func wrapped(_ node: JSONNode, _ depth: Int, _ found: (Finding) -> Void) {
    var candidates: [JSONNode] = []
    node.structure.forEachMember(node.index, names) { _, position in
      let inner = JSONNode(node.structure, position)
      // One name alone is too little for an object that nothing else tells of.
      let marks = ElementMark.all(of: inner, names)
      if inner.isObject, marks.has(.record) == marks.has(.version) { candidates.append(inner) }
      if let raw = inner.rawString, raw.first == 0x7B { candidates.append(inner) }
    }
    let outer = format
    for candidate in candidates {
      var records = 0
      value(candidate, depth + 1) { finding in
        guard case .record = finding else { return }
        records += 1
        // Not the format of what is inside, which was noted on the way.
        format = outer == .unknown ? .export : outer
        found(.record)
      }
      if records > 0 { return }
      format = outer
    }
    found(.other(.unknown))
  }

  // MARK: Texts inside texts

  /// Reads the values of a JSON text that stands in a string.
  func embedded(_ raw: Bytes, _ depth: Int, _ found: (Finding) -> Void) {
    guard depth < ElementReader.deepestEnvelope else { return found(.rejected(.tooDeep)) }
    let structure = level(depth).load(unescaping: raw)
    values(structure, depth + 1, found)
  }

  /// Reads the values of a text that was unpacked or stood in a cell.
  func stream(_ text: Bytes, _ depth: Int, _ found: (Finding) -> Void) {
    guard depth < ElementReader.deepestEnvelope else { return found(.rejected(.tooDeep)) }
    let structure = level(depth).load(text)
    values(structure, depth + 1, found)
  }

  /// The memory for a text inside `depth` others.
  func level(_ depth: Int) -> EmbeddedText {
    while levels.count <= depth { levels.append(EmbeddedText()) }
    return levels[depth]
  }

  private func values(
    _ structure: StructureScanner.Structure, _ depth: Int, _ found: (Finding) -> Void
  ) {
    var index = 0
    while index < structure.count {
      switch structure.byte(index) {
      case 0x2C: index += 1
      case 0x7B, 0x5B:
        guard let next = structure.skip(index) else { return found(.rejected(.cut)) }
        value(JSONNode(structure, index), depth, found)
        index = next
      case 0x22 where index == 0 && structure.count == 1:
        value(JSONNode(structure, index), depth, found)
        index += 1
      default:
        if JSONNode(structure, index).isNothing {
          index += 1
          continue
        }
        // Text that is not JSON: a message of something else.
        return found(.other(content(structure)))
      }
    }
    if structure.count == 0 { found(.other(.message)) }
  }

  /// What a text is that is not JSON.
  private func content(_ structure: StructureScanner.Structure) -> OtherContent {
    let text = Bytes(start: structure.text, count: structure.length)
    if text.starts(with: "CloudTrail validation message".utf8) { return .deliveryNotice }
    return text.starts(with: "CWL CONTROL MESSAGE".utf8) ? .controlMessage : .message
  }
}
