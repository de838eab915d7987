internal import TrailEvents

/// What the name of a file that CloudTrail delivered says.
///
/// ```
/// ACCOUNT_CloudTrail[-KIND]_REGION_YYYYMMDDTHHmmZ_UNIQUE.json.gz
/// ACCOUNT_CloudTrail-Digest_REGION_TRAIL_HOMEREGION_YYYYMMDDTHHMMSSZ[_backfill].json.gz
/// ```
/// Source: "CloudTrail log file name format" and "Digest file names" of the CloudTrail user guide.
package struct DeliveryName: Hashable, Sendable {
  /// Twelve digits, usually.
  package var account: String
  /// `CloudTrail`, `CloudTrail-Digest`, `CloudTrail-Insight` and others.
  package var kind: String
  /// As it is spelt in the name.
  package var region: String
  /// Of a log file when it was delivered, of a digest its end; ms since 1970.
  package var time: Int64
  /// Of a digest; it may hold `_`.
  package var trail = ""
  /// Of a digest the Region of its trail.
  package var homeRegion = ""
  /// Whether the digest was made later for log files that had none.
  package var isBackfill = false
  /// How long after its time it may have been delivered, ms.
  package var delay = DeliveryName.usualDelay

  /// A name tells the minute in which a file was made; it is delivered, and taken into a digest, up to
  /// this much later, ms.
  private static let usualDelay: Int64 = 15 * 60_000

  /// The kind of log files.
  package static let logKind = "CloudTrail"
  /// The kind of digests.
  package static let digestKind = "CloudTrail-Digest"
  /// Whether it is a digest.
  package var isDigest: Bool { kind == DeliveryName.digestKind }

  /// Reads a name without directories; `nil` for any other name.
  package init?(_ name: ArraySlice<UInt8>) {
    let unpacked = ObjectKey.unpacked(name)
    guard unpacked.suffix(5).elementsEqual(".json".utf8) else { return nil }
    // What was saved beside a delivered file: `NAME.json.gz.json`.
    let stem = unpacked.dropLast(5)
    if stem.suffix(3).elementsEqual(".gz".utf8) || stem.suffix(5).elementsEqual(".json".utf8) {
      return nil
    }
    let parts = name.split(separator: 0x5F, omittingEmptySubsequences: false)
    guard parts.count >= 4, parts[1].starts(with: "CloudTrail".utf8), !parts[0].isEmpty else {
      return nil
    }
    account = String(decoding: parts[0], as: UTF8.self)
    // Longer than what a string holds in itself: the usual ones are made once.
    if parts[1].count == 10 {
      kind = DeliveryName.logKind
    } else if parts[1].elementsEqual(DeliveryName.digestKind.utf8) {
      kind = DeliveryName.digestKind
    } else {
      kind = String(decoding: parts[1], as: UTF8.self)
    }
    region = String(decoding: parts[2], as: UTF8.self)
    guard kind == DeliveryName.digestKind else {
      guard let stamp = DeliveryName.time(parts[3]) else { return nil }
      time = stamp
      return
    }
    guard let last = parts.last else { return nil }
    isBackfill = last.starts(with: "backfill.".utf8)
    let end = isBackfill ? parts.count - 2 : parts.count - 1
    guard end >= 5, let stamp = DeliveryName.time(parts[end]) else { return nil }
    time = stamp
    homeRegion = String(decoding: parts[end - 1], as: UTF8.self)
    trail = String(decoding: Array(parts[3..<(end - 1)].joined(separator: [0x5F])), as: UTF8.self)
  }

  /// Reads the directories of a path, for a file among delivered ones whose own name says nothing:
  /// `…/ACCOUNT/CloudTrail[-KIND]/REGION/YYYY/MM/DD/NAME`.
  ///
  /// Its time is the day.
  package init?(foldersOf path: [UInt8]) {
    let parts = path.split(separator: 0x2F)
    guard parts.count >= 7 else { return nil }
    let folders = Array(parts.suffix(7))
    guard folders[1].starts(with: "CloudTrail".utf8), folders[0].count == 12,
      let day = DeliveryName.time(
        (folders[3] + folders[4] + folders[5] + Array("T0000Z".utf8))[...])
    else { return nil }
    account = String(decoding: folders[0], as: UTF8.self)
    kind = String(decoding: folders[1], as: UTF8.self)
    region = String(decoding: folders[2], as: UTF8.self)
    time = day
    delay = 24 * 3_600_000
  }

  /// The time at the start of `YYYYMMDDTHHmm[SS]Z…`; what follows, names of 2014 put there directly.
  private static func time(_ text: ArraySlice<UInt8>) -> Int64? {
    let text = Array(text.prefix(16))
    guard text.count >= 14, text[8] == 0x54 else { return nil }
    let hasSeconds = text.count == 16 && text[15] == 0x5A
    guard hasSeconds || text[13] == 0x5A else { return nil }
    func number(_ start: Int, _ count: Int) -> Int? {
      var value = 0
      for byte in text[start..<(start + count)] {
        guard byte &- 0x30 < 10 else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
      return value
    }
    guard let year = number(0, 4), let month = number(4, 2), let day = number(6, 2),
      let hour = number(9, 2), let minute = number(11, 2), (1...12).contains(month),
      (1...CivilDate.daysInMonth(year: year, month: month)).contains(day), hour < 24, minute < 60
    else { return nil }
    guard let second = hasSeconds ? number(13, 2) : 0, second < 61 else { return nil }
    let days = CivilDate(year: year, month: month, day: day).daysSince1970
    return Int64(((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000
  }

  /// `20240331T010131Z`.
  package static func stamp(_ time: Int64) -> String {
    Timestamp(milliseconds: time / 1_000 * 1_000).description
      .filter { $0 != "-" && $0 != ":" }
  }
}

/// The parts of keys in S3 and of paths.
///
/// Of arrays alone: for any collection other modules would call what is made for no type, 30,000
/// instructions for each digest that is indexed.
package enum ObjectKey {
  /// What follows the last slash.
  package static func name(_ path: [UInt8]) -> ArraySlice<UInt8> {
    guard let slash = path.lastIndex(of: 0x2F) else { return path[...] }
    return path[path.index(after: slash)...]
  }

  /// A name without the `.gz` at its end: an unpacked copy has the same content.
  package static func unpacked(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    name.suffix(3).elementsEqual(".gz".utf8) ? name.dropLast(3) : name
  }

  /// Whether a file lies where its key says, whatever stands before the tree of the account.
  ///
  /// - Parameters:
  ///   - path: The absolute path.
  ///   - relative: The path below the root that was indexed.
  package static func isInPlace(path: [UInt8], relative: [UInt8], key: [UInt8]) -> Bool {
    // By far the most do, byte for byte.
    if path.count > key.count, path[path.count - key.count - 1] == 0x2F,
      path[(path.count - key.count)...].elementsEqual(key)
    {
      return true
    }
    let own = unpacked(path[...]).split(separator: 0x2F)
    let wanted = unpacked(key[...]).split(separator: 0x2F)
    var shared = 0
    while shared < min(own.count, wanted.count),
      own[own.count - 1 - shared] == wanted[wanted.count - 1 - shared]
    {
      shared += 1
    }
    if shared == wanted.count { return true }
    // Below the root everything agrees, and above it nobody promised anything.
    if shared >= relative.split(separator: 0x2F).count { return true }
    let logs = Array("AWSLogs".utf8)
    if let one = own.lastIndex(where: { $0.elementsEqual(logs) }),
      let other = wanted.lastIndex(where: { $0.elementsEqual(logs) })
    {
      return own[one...].elementsEqual(wanted[other...], by: { $0 == $1 })
    }
    // ACCOUNT/CloudTrail…/REGION/YYYY/MM/DD/NAME
    return shared >= 7
  }
}
