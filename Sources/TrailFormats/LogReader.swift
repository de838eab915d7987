/// Finds the records in the decompressed text of a source, piece by piece.
///
/// A source is a stream of JSON values with or without separators, lines with JSON behind a time,
/// or a table. Records are the elements of the lists of an object (`Records`, `Events`,
/// `logEvents` …), objects of an array, or objects by themselves, each in any envelope. The text
/// comes in windows: what a window does not finish is given again at the start of the next, longer
/// one. Broken text costs the records it breaks and no others. Belongs to one thread.
package final class LogReader {
  /// Called for each record, whose fields are in ``LogReader/record``, with its number among the
  /// elements of the source, the offset of its outermost element in the decompressed text and the
  /// length of that; a further record of the same element has length 0.
  package typealias Delivery = (_ number: Int, _ offset: Int64, _ length: Int) -> Void

  /// The limit of a record that holds when nothing else is said.
  package static let usualRecordLimit = 16 << 20

  enum Container {
    /// An array whose elements may be anything.
    case array
    /// The array `Records`: nearly all are CloudTrail's.
    case records
    /// Another list of records or envelopes.
    case items
    /// A list that gives no records: names, or a control message.
    case silent(OtherContent)
    /// The object around lists, before a comma, a name or its end.
    case object
  }

  /// The record that the delivery is told of.
  package let record: RecordExtractor
  /// What was seen in the source.
  package internal(set) var summary = SourceSummary()
  /// Bytes an element may have; longer ones are rejected.
  package let recordLimit: Int

  let elements: ElementReader
  private let scanner = StructureScanner()
  /// Scans the JSON of single lines.
  let lineScanner = StructureScanner()
  let names = JSONText()
  var stack: [Container] = []
  /// Where the object starts that is around the innermost lists and too long to be held, until a
  /// list is found in it.
  var longObjectAt: Int64?
  /// Whether a comma or the end of the array must come next.
  var isAfterElement = false
  var windowOffset: Int64 = 0
  private var layout: TextLayout?
  private var skip: ValueSkip?
  private var isTooLong = false
  /// Whether the text starts inside an entry that is too long.
  var isInLongEntry = false
  /// Where a row that is too long is being stepped over.
  var rowSkip: RowSkip?
  /// Positions that may still be looked at for the ends of broken elements.
  var recoverySteps = LogReader.usualRecoverySteps
  /// Whether the batch of CloudWatch Logs around the innermost list only tests the way.
  var isControl = false

  /// - Parameters:
  ///   - recordLimit: Bytes an element may have.
  ///   - inflate: See ``ElementReader/init(inflate:)``.
  package init(
    recordLimit: Int = LogReader.usualRecordLimit,
    inflate: @escaping (UnsafeRawBufferPointer) -> [UInt8]?
  ) {
    self.recordLimit = recordLimit
    elements = ElementReader(inflate: inflate)
    record = elements.record
  }

  /// Starts a new source.
  package func begin() {
    summary = SourceSummary()
    stack.removeAll(keepingCapacity: true)
    isAfterElement = false
    longObjectAt = nil
    layout = nil
    skip = nil
    isTooLong = false
    isInLongEntry = false
    rowSkip = nil
    recoverySteps = LogReader.usualRecoverySteps
    isControl = false
    record.setEnvelopeAccount(nil)
  }

  /// Tells that no longer window comes: the next call of ``read(_:offset:isLast:onRecord:)`` steps
  /// over the value at the start of its window.
  package func passLongValue() { isTooLong = true }

  /// Reads the records of a window.
  ///
  /// - Parameters:
  ///   - window: The text; 64 readable bytes must follow its `length`.
  ///   - offset: Offset of the window in the decompressed text.
  ///   - isLast: Whether the source ends with the window.
  /// - Returns: The bytes that are done with; the next window must start behind them.
  package func read(
    _ window: UnsafeRawBufferPointer, offset: Int64, isLast: Bool, onRecord: Delivery
  ) -> Int {
    windowOffset = offset
    if layout == nil {
      layout = TextLayout.of(window, isWhole: isLast)
      guard layout != nil else { return 0 }
    }
    switch layout {
    case .lines(let layout)?:
      let used = lines(window, layout, isLast: isLast, isTooLong: isTooLong, onRecord)
      isTooLong = false
      return used
    case .table(let columns)?:
      let used = rows(window, columns, isLast: isLast, isTooLong: isTooLong, onRecord)
      isTooLong = false
      return used
    case .directory?:
      if offset == 0 { summary.note(.directory, at: 0) }
      return window.count
    case .plain?:
      summary.isPlainText = true
      // The mark of a header of tar (POSIX.1, pax interchange format) stands at byte 257.
      if offset == 0, window.count > 262 {
        summary.isTar = window[257..<262].elementsEqual("ustar".utf8)
      }
      return window.count
    case .json?, nil:
      let used = values(window, isLast: isLast, onRecord)
      if isLast, let start = longObjectAt {
        summary.reject(.tooLong, at: start)
        longObjectAt = nil
      }
      return used
    }
  }

  private func values(
    _ window: UnsafeRawBufferPointer, isLast: Bool, _ onRecord: Delivery
  ) -> Int {
    var skipped = 0
    if windowOffset == 0, case .json(let preamble)? = layout { skipped = preamble }
    if var skip {
      let (count, isDone) = skip.advance(window)
      self.skip = isDone ? nil : skip
      guard isDone else {
        if isLast {
          summary.endsEarly = true
          summary.brokenAt = summary.brokenAt ?? windowOffset + Int64(window.count)
        }
        return window.count
      }
      skipped = count
      isAfterElement = true
    }
    guard let base = window.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return 0 }
    windowOffset += Int64(skipped)
    let structure = scanner.scan(base + skipped, length: window.count - skipped)
    var index = 0
    if isTooLong {
      isTooLong = false
      guard let next = passLong(structure) else {
        let start = structure.offset(valueIndex(structure))
        var skip = ValueSkip()
        _ = skip.advance(UnsafeRawBufferPointer(rebasing: window[(skipped + start)...]))
        self.skip = skip
        return window.count
      }
      index = next
    }
    while index < structure.count {
      if case .records? = stack.last, let next = usualRecords(structure, index, onRecord) {
        index = next
        continue
      }
      guard let next = step(structure, index, isLast: isLast, onRecord) else {
        if !isLast { return skipped + structure.offset(index) }
        // The rest cannot be finished any more.
        note(structure, index)
        summary.endsEarly = true
        if isInList { summary.reject(.cut, at: place(structure, index)) }
        break
      }
      index = next
    }
    if isLast, !stack.isEmpty, !summary.endsEarly {
      summary.endsEarly = true
      note(structure, structure.count)
    }
    return window.count
  }

  // MARK: Values that are too long

  /// Where the value starts that is too long: behind the name of a member.
  private func valueIndex(_ structure: StructureScanner.Structure) -> Int {
    if case .object? = stack.last, structure.byte(0) == 0x22, structure.byte(1) == 0x3A { return 2 }
    return 0
  }

  /// Goes into an object that is too long, because lists may follow in it.
  ///
  /// - Returns: The position to go on at, or `nil` when the value has to be stepped over.
  private func passLong(_ structure: StructureScanner.Structure) -> Int? {
    switch stack.last {
    case .array?, nil:
      if structure.byte(0) == 0x7B, longObjectAt == nil {
        longObjectAt = place(structure, 0)
        stack.append(.object)
        return 1
      }
      summary.reject(.tooLong, at: place(structure, 0))
    case .records?, .items?: summary.reject(.tooLong, at: place(structure, 0))
    case .object?, .silent?: break
    }
    return nil
  }

  // MARK: Elements

  /// Whether the elements of the innermost container are counted.
  var isInList: Bool {
    switch stack.last {
    case .records?, .items?, .array?: true
    case .object?, .silent?, nil: false
    }
  }

  /// The offset in the decompressed text of a position.
  func place(_ structure: StructureScanner.Structure, _ index: Int) -> Int64 {
    windowOffset + Int64(structure.offset(index))
  }

  /// Notes the first place where something is broken.
  func note(_ structure: StructureScanner.Structure, _ index: Int) {
    if summary.brokenAt == nil { summary.brokenAt = place(structure, index) }
  }

  /// Hands over the record that was extracted at a range of positions.
  func deliver(
    _ structure: StructureScanner.Structure, _ range: Range<Int>, _ onRecord: Delivery
  ) {
    let start = structure.offset(range.lowerBound)
    let length = structure.offset(range.upperBound - 1) + 1 - start
    let offset = windowOffset + Int64(start)
    if length > recordLimit { return summary.reject(.tooLong, at: offset) }
    deliver(.cloudTrail, offset, length, onRecord)
  }

  private func deliver(
    _ format: SourceFormat, _ offset: Int64, _ length: Int, _ onRecord: Delivery
  ) {
    let number = summary.elements
    summary.records += 1
    if summary.format == .unknown { summary.format = format }
    onRecord(number, offset, length)
  }

  /// Opens the element at a position, whatever it is.
  ///
  /// - Parameter isRecord: Whether it stands where CloudTrail's records do.
  func open(_ node: JSONNode, isRecord: Bool = false, _ onRecord: Delivery) {
    let offset = place(node.structure, node.index)
    guard let bytes = node.bytes else {
      // A string without its end.
      note(node.structure, node.index)
      summary.endsEarly = true
      return summary.reject(.cut, at: offset)
    }
    if bytes.count > recordLimit { return summary.reject(.tooLong, at: offset) }
    var isFirst = true
    elements.read(node, isRecord: isRecord) { finding in
      switch finding {
      case .record:
        deliver(elements.format, offset, isFirst ? bytes.count : 0, onRecord)
        isFirst = false
      case .rejected(let reason):
        if reason.isDamage, summary.brokenAt == nil { summary.brokenAt = offset }
        summary.reject(reason, at: offset)
      case .other(let content): summary.note(content, at: offset)
      }
    }
  }

  // MARK: Reading again

  /// The text that is shown as the original of the record in ``record``, which lies in an element.
  package func original(in element: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    elements.isPacked ? record.recordText : element
  }

  /// Reads the records of one element again, whatever it is.
  ///
  /// - Parameters:
  ///   - element: Its text, from its first to its last byte; 64 readable bytes must follow it.
  ///   - header: The start of the source, for a row of a table.
  ///   - body: Called for each record, with its number among the records of the element.
  /// - Returns: Whether the text was one whole element.
  package func readElement(
    _ element: UnsafeRawBufferPointer, header: UnsafeRawBufferPointer? = nil, _ body: (Int) -> Void
  ) -> Bool {
    var number = 0
    let found: (ElementReader.Finding) -> Void = { finding in
      guard case .record = finding else { return }
      body(number)
      number += 1
    }
    if let header, case .table(let columns)? = TextLayout.of(header, isWhole: true) {
      elements.row(element, columns, found)
      return number > 0
    }
    guard let base = element.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return false }
    let structure = scanner.scan(base, length: element.count)
    let node = JSONNode(structure, 0)
    guard structure.skip(0) == structure.count, node.bytes?.count == element.count else {
      return false
    }
    elements.read(node, isRecord: true, found)
    return number > 0
  }
}
