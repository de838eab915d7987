import TrailFormats

/// What a reader makes of a text, given whole or in windows.
struct LogRun: Equatable {
  struct Found: Equatable {
    var number: Int
    var offset: Int64
    var length: Int
    var id: String?
  }

  var found: [Found] = []
  var rejected = 0
  var rejections: [SourceSummary.Rejection] = []
  var lists = 0
  var others: [OtherContent: Int] = [:]
  var brokenAt: Int64?
  var endsEarly = false
  var format = SourceFormat.unknown

  var ids: [String?] { found.map(\.id) }
  var numbers: [Int] { found.map(\.number) }
  /// Values that hold no record.
  var otherValues: Int { others.values.reduce(0, +) }
  /// Whether the text was in good order.
  var isWhole: Bool { brokenAt == nil && !endsEarly && rejected == 0 }

  init(_ text: String) { self.init(Array(text.utf8)) }

  /// - Parameters:
  ///   - window: The first size of a window; a window that gives nothing is doubled.
  ///   - largest: The size up to which windows grow; what does not fit is stepped over, as when
  ///     sources are indexed.
  init(
    _ text: [UInt8], window: Int = .max, largest: Int = .max, by log: LogReader = .plain
  ) {
    var found: [Found] = []
    log.begin()
    var offset = 0
    var size = window
    var isLast = false
    while !isLast {
      let end = min(size, text.count - offset) + offset
      isLast = end - offset < size
      let used = PaddedText(text[offset..<end]).withBytes { bytes in
        log.read(bytes, offset: Int64(offset), isLast: isLast) { number, start, length in
          let id = log.record[.eventID].map { String(decoding: $0, as: UTF8.self) }
          found.append(Found(number: number, offset: start, length: length, id: id))
        }
      }
      offset += used
      guard used == 0, !isLast else { continue }
      if size < largest {
        size = min(size * 2, largest)
      } else {
        log.passLongValue()
      }
    }
    self.found = found
    let summary = log.summary
    rejected = summary.rejected
    rejections = summary.rejections
    lists = summary.lists
    others = summary.others
    brokenAt = summary.brokenAt
    endsEarly = summary.endsEarly
    format = summary.format
  }
}
