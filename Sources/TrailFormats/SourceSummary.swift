/// What was seen in a source: the account of its records.
package struct SourceSummary: Sendable {
  /// Elements one after another that gave no event, for one reason.
  package struct Rejection: Hashable, Sendable {
    /// Number of the first one among the elements of the source.
    package var first: Int
    package var count: Int
    /// Offset of the first one in the decompressed text.
    package var offset: Int64
    package var reason: RejectionReason
  }

  /// Records handed over.
  package var records = 0
  /// Elements that gave no record, in order.
  package private(set) var rejections: [Rejection] = []
  /// The number of them.
  package private(set) var rejected = 0
  /// Records and rejected elements: the number of the next one.
  package var elements: Int { records + rejected }
  /// Lists of records, or `null` in their place.
  package var lists = 0
  /// Values of each kind that hold no record.
  package private(set) var others: [OtherContent: Int] = [:]
  /// Whether the text is a table with rows of records.
  package var isTable = false
  /// Offset in the decompressed text of the first place where JSON or a table is broken or ends early.
  package var brokenAt: Int64?
  /// Whether the text ended inside a value.
  package var endsEarly = false
  /// Which export the first record came out of.
  package var format = SourceFormat.unknown
  /// Whether a look-up page says that another one follows.
  package var hasNextPage = false
  /// Whether the text is neither JSON nor a table nor lines with JSON.
  package var isPlainText = false
  /// Whether that text is a tar archive.
  package var isTar = false

  /// Counts an element that gave no record.
  mutating func reject(_ reason: RejectionReason, at offset: Int64) {
    if let last = rejections.last, last.reason == reason, last.first + last.count == elements {
      rejections[rejections.count - 1].count += 1
    } else {
      rejections.append(Rejection(first: elements, count: 1, offset: offset, reason: reason))
    }
    rejected += 1
  }

  /// Counts a value that holds no record.
  mutating func note(_ content: OtherContent, at offset: Int64) {
    others[content, default: 0] += 1
    if !content.isExpected { reject(.other(content), at: offset) }
  }

  /// What a source without records is: the kind of most of its values.
  package var content: OtherContent? {
    others.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }?.key
  }

  /// Whether something was rejected that should have been a record.
  package var hasLostRecords: Bool {
    rejections.contains {
      if case .other = $0.reason { return false }
      return true
    }
  }
}
