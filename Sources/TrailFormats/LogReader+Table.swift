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
    summary.isTable = true
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
    self.row(row.cells, table, mark: bytes, found)
  }

  /// Reads the cells of a row.
  ///
  /// - Parameter mark: What tells rows apart whose identities differ.
  func row(
    _ cells: [[UInt8]], _ table: TableColumns, mark: Bytes, _ found: (Finding) -> Void
  ) {
    if let column = table.recordColumn {
      return cells[column].withUnsafeBytes { stream($0, 0, found) }
    }
    let cells = zip(cells, table.columns).filter {
      !$0.0.isEmpty && !$0.0.elementsEqual("null".utf8)
    }
    if !extract(cells, asTexts: []) {
      // Cells that are broken inside are texts. Each is tried alone: a table may have thousands of them.
      let broken = cells.indices.filter { !extract([cells[$0]], asTexts: []) }
      guard extract(cells, asTexts: Set(broken)) else { return found(.rejected(.broken)) }
    }
    // Columns may tell of the identity too: it is that of the row.
    record.takeIdentity(mark: mark)
    record.setOmissions(table.omissions)
    for (cell, column) in cells {
      switch column {
      case .field(let field): record.set(field, lasting(cell))
      case .resource: record.add(.summaryResource, lasting(cell))
      default: break
      }
    }
    found(.record)
  }

  /// Puts the record together that cells were taken from, and takes its fields.
  ///
  /// - Parameter asTexts: Numbers of cells that are taken as texts although their members have values.
  private func extract(_ cells: [([UInt8], TableColumns.Column)], asTexts: Set<Int>) -> Bool {
    var text = RowText()
    for (number, (cell, column)) in cells.enumerated() {
      switch column {
      case .text(let name): text.add(name, text: cell)
      case .value(let name):
        if !asTexts.contains(number),
          let json = json(of: cell, TableColumns.structureNames(of: name))
        {
          text.add(name, json: json)
        } else {
          text.add(name, text: cell)
        }
      case .record, .field, .resource, .ignored: break
      }
    }
    text.end()
    let structure = text.bytes.withUnsafeBytes { level(0).load($0) }
    guard case .complete = record.extract(structure, at: 0) else { return false }
    // Tables of the console name resources as look-up pages do.
    JSONNode(structure, 0).member("resources", names)?.forEachElement {
      record.add(.summaryResource, $0.text("resourceName", record.text))
    }
    return true
  }

  /// A cell as JSON: as it stands when it is one object or array and no more, or from the structure that a
  /// query engine wrote.
  private func json(of cell: [UInt8], _ structureNames: [String: String]) -> [UInt8]? {
    // What an engine writes begins with a name that is not quoted.
    let first = cell.first { !"[{ \t\r\n".utf8.contains($0) } ?? 0x22
    let isQuoted = first == 0x22 || first == 0x7D || first == 0x5D || first &- 0x30 < 10
    let isWhole =
      isQuoted
      && cell.withUnsafeBytes { bytes in
        let structure = level(1).load(bytes)
        return (structure.byte(0) == 0x7B || structure.byte(0) == 0x5B)
          && structure.skip(0) == structure.count
      }
    return isWhole ? cell : QueryStructure.json(cell, names: structureNames)
  }

  private func lasting(_ cell: [UInt8]) -> Bytes {
    let memory = record.text.allocate(cell.count)
    memory.copyBytes(from: cell)
    return Bytes(memory)
  }
}
