/// Texts with JSON in their lines: export tasks of CloudWatch Logs, `--output text`, logs of other
/// tools.
extension LogReader {
  /// Reads the entries of a window.
  ///
  /// - Returns: The bytes that are done with.
  func lines(
    _ window: UnsafeRawBufferPointer, _ layout: LineLayout, isLast: Bool, isTooLong: Bool,
    _ onRecord: Delivery
  ) -> Int {
    var start = 0
    if isTooLong {
      summary.reject(.tooLong, at: windowOffset)
      isInLongEntry = true
    }
    if isInLongEntry {
      guard let next = nextEntry(window, after: 0, layout) else {
        return isLast ? window.count : LineLayout.passed(window, layout)
      }
      isInLongEntry = false
      start = next
    }
    while start < window.count {
      let next = nextEntry(window, after: start, layout)
      guard let end = next ?? (isLast ? window.count : nil) else { return start }
      entry(window, start..<end, layout, onRecord)
      start = end
    }
    return window.count
  }

  /// The start of the entry behind the one at `start`; `nil` when it is not in the window.
  private func nextEntry(
    _ window: UnsafeRawBufferPointer, after start: Int, _ layout: LineLayout
  ) -> Int? {
    var position = start
    while let lineEnd = window[position...].firstIndex(of: 0x0A) {
      position = lineEnd + 1
      switch layout {
      case .plain: return position
      case .timestamped:
        let rest = UnsafeRawBufferPointer(rebasing: window[position...])
        if LineLayout.isTimestamp(rest) { return position }
      }
    }
    return nil
  }

  private func entry(
    _ window: UnsafeRawBufferPointer, _ range: Range<Int>, _ layout: LineLayout,
    _ onRecord: Delivery
  ) {
    let base = windowOffset
    defer { windowOffset = base }
    guard let first = window[range].firstIndex(of: 0x7B),
      let text = window.baseAddress?.assumingMemoryBound(to: UInt8.self)
    else {
      if case .timestamped = layout { summary.note(.message, at: base + Int64(range.lowerBound)) }
      return
    }
    // 64 readable bytes follow: the rest of the window, or what follows the window.
    let structure = lineScanner.scan(text + first, length: range.upperBound - first)
    windowOffset = base + Int64(first)
    var index = 0
    while index < structure.count {
      guard structure.byte(index) == 0x7B else {
        index += 1
        continue
      }
      guard let next = structure.skip(index) else {
        // An open bracket is damage only when it starts an object of JSON.
        if structure.byte(index + 1) == 0x22 {
          note(structure, index)
          summary.reject(.cut, at: place(structure, index))
        } else {
          summary.note(.message, at: place(structure, index))
        }
        return
      }
      open(JSONNode(structure, index), onRecord)
      if summary.format == .cloudTrail || summary.format == .cognito {
        summary.format = layout.format(of: window[range])
      }
      index = next
    }
  }
}

extension LineLayout {
  /// What the lines came out of, when the record in them does not say.
  fileprivate func format(of line: Slice<UnsafeRawBufferPointer>) -> SourceFormat {
    switch self {
    case .timestamped: .cloudWatchLogs
    case .plain: line.starts(with: "EVENTS\t".utf8) ? .lookupEvents : .export
    }
  }

  /// The bytes of a window inside a long entry that cannot belong to the start of the next one.
  fileprivate static func passed(_ window: UnsafeRawBufferPointer, _ layout: LineLayout) -> Int {
    guard case .timestamped = layout, let line = window.lastIndex(of: 0x0A),
      window.count - line <= longestTimestamp
    else { return window.count }
    return line
  }
}
