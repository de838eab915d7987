internal import TrailFiles
internal import TrailFormats
internal import TrailSegment

/// What has to be equal of two records, beside their time, for them to be copies of one event.
enum RecordIdentity: Equatable {
  /// What the run knows that built the segment.
  case kept(KeptIdentities.Identity)
  /// What the record says; the digest is that of a record without an id, or of one that shares its id
  /// with others.
  case read(id: [UInt8]?, recipient: [UInt8]?, digest: [UInt8]?)

  /// What the record in an extractor says.
  init(_ record: RecordExtractor) {
    let digest = record.digestText.map { Checksum.sha256($0) }
    self = .read(
      id: record[.eventID].map { Array($0) },
      recipient: digest == nil ? record[.recipientAccountID].map { Array($0) } : nil,
      digest: digest)
  }

  private var texts: (id: [UInt8]?, recipient: [UInt8]?, digest: [UInt8]?) {
    switch self {
    case .kept(let kept): (kept.idText, kept.recipient, nil)
    case .read(let id, let recipient, let digest): (id, recipient, digest)
    }
  }

  var hasDigest: Bool {
    guard case .read(_, _, let digest) = self else { return false }
    return digest != nil
  }

  /// Whether both are identified by their ids, which are equal.
  func hasIDOf(_ other: RecordIdentity) -> Bool {
    if case .kept(let left) = self, case .kept(let right) = other {
      return left.high == right.high && left.low == right.low
    }
    let (left, right) = (texts, other.texts)
    return left.id != nil && left.id == right.id && left.digest == nil && right.digest == nil
  }

  static func == (left: RecordIdentity, right: RecordIdentity) -> Bool {
    if case .kept(let left) = left, case .kept(let right) = right { return left == right }
    return left.texts == right.texts
  }
}
