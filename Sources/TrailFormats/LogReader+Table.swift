/// Tables of events: results of CloudTrail Lake, downloads of the consoles.
extension LogReader {
  /// Reads the rows of a window.
  ///
  /// - Returns: The bytes that are done with.
  func rows(
    _ window: UnsafeRawBufferPointer, _ columns: TableColumns, isLast: Bool, isTooLong: Bool,
    _ onRecord: Delivery
  ) -> Int {
    var start = windowOffset == 0 ? columns.headerLength : 0
    if windowOffset == 0 { summary.lists += 1 }
    if isTooLong {
      summary.reject(.tooLong, at: windowOffset)
      rowSkip = RowSkip()
    }
    if var skip = rowSkip {
      let (count, isDone) = skip.advance(window)
      rowSkip = isDone ? nil : skip
      guard isDone else { return window.count }
      start = count
    }
    var row = TableRow()
    while start < window.count {
      guard let (end, next) = row.read(window, from: start, isLast: isLast) else {
        if !isLast { return start }
        summary.endsEarly = true
        summary.brokenAt = summary.brokenAt ?? windowOffset + Int64(start)
        summary.reject(.cut, at: windowOffset + Int64(start))
        break
      }
      if end > start {
        self.row(UnsafeRawBufferPointer(rebasing: window[start..<end]), start, columns, onRecord)
      }
      start = next
    }
    return window.count
  }

  private func row(
    _ bytes: UnsafeRawBufferPointer, _ start: Int, _ columns: TableColumns, _ onRecord: Delivery
  ) {
    let offset = windowOffset + Int64(start)
    guard bytes.count <= recordLimit else { return summary.reject(.tooLong, at: offset) }
    var isFirst = true
    elements.row(bytes, columns) { finding in
      switch finding {
      case .record:
        let number = summary.elements
        summary.records += 1
        summary.format = .table
        onRecord(number, offset, isFirst ? bytes.count : 0)
        isFirst = false
      case .rejected(let reason):
        if reason.isDamage, summary.brokenAt == nil { summary.brokenAt = offset }
        summary.reject(reason, at: offset)
      case .other(let content): summary.note(content, at: offset)
      }
    }
  }
}

extension ElementReader {
  /// Reads a row of a table.
  func row(_ bytes: Bytes, _ table: TableColumns, _ found: (Finding) -> Void) {
    format = .table
    isPacked = false
    names.reset()
    var row = TableRow()
    guard row.read(bytes, from: 0, isLast: true) != nil, row.cells.count == table.columns.count
    else { return found(.rejected(.wrongRow)) }
    if let column = table.recordColumn {
      return row.cells[column].withUnsafeBytes { stream($0, 0, found) }
    }
    record.begin(.cloudTrail, text: bytes)
    for (cell, column) in zip(row.cells, table.columns) where !cell.isEmpty {
      let memory = record.text.allocate(cell.count)
      memory.copyBytes(from: cell)
      let value = Bytes(memory)
      if value.elementsEqual("null".utf8) { continue }
      switch column {
      case .field(let field): record.set(field, value)
      case .resource: record.add(.summaryResource, value)
      case .identity: QueryStructure.read(value, into: record)
      case .record, .ignored: break
      }
    }
    record.setIdentity(bytes)
    found(.record)
  }
}

/// A structure as Presto and Trino print it: `{type=Role, sessioncontext={…}}`.
///
/// Source: the query results of CloudTrail Lake and Athena; values are not quoted, so one that
/// holds `, ` is cut there.
enum QueryStructure {
  private static let fields: [String: RecordField] = [
    "type": .identityType, "principalid": .identityPrincipalID, "arn": .identityARN,
    "accountid": .identityAccountID, "accesskeyid": .identityAccessKeyID,
    "username": .identityUserName, "invokedby": .identityInvokedBy,
    "sessioncontext.attributes.mfaauthenticated": .mfaAuthenticated,
    "sessioncontext.sourceidentity": .sessionSourceIdentity,
    "sessioncontext.sessionissuer.type": .issuerType,
    "sessioncontext.sessionissuer.username": .issuerUserName,
    "sessioncontext.sessionissuer.principalid": .issuerPrincipalID,
    "sessioncontext.sessionissuer.arn": .issuerARN,
    "sessioncontext.sessionissuer.accountid": .issuerAccountID,
    "onbehalfof.userid": .onBehalfOfUserID, "onbehalfof.identitystorearn": .onBehalfOfStoreARN,
  ]

  /// Sets the fields of `userIdentity` that a structure names.
  static func read(_ text: UnsafeRawBufferPointer, into record: RecordExtractor) {
    var path: [String] = []
    var start = 0
    var name: String?
    func finish(_ end: Int) {
      guard let key = name else { return }
      name = nil
      let value = UnsafeRawBufferPointer(rebasing: text[start..<end])
      guard !value.elementsEqual("null".utf8) else { return }
      if let field = fields[(path + [key]).joined(separator: ".")] { record.set(field, value) }
    }
    var index = 0
    while index < text.count {
      switch text[index] {
      case 0x7B:
        if let key = name { path.append(key) }
        name = nil
        start = index + 1
      case 0x7D:
        finish(index)
        if !path.isEmpty { path.removeLast() }
        start = index + 1
      case 0x2C where index + 1 < text.count && text[index + 1] == 0x20:
        finish(index)
        start = index + 2
      case 0x3D where name == nil:
        name = String(decoding: text[start..<index], as: UTF8.self).lowercased()
        start = index + 1
      default: break
      }
      index += 1
    }
  }
}
