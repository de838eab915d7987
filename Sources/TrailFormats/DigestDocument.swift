/// What a digest file of CloudTrail says: the log files delivered in about an hour, each with its
/// SHA-256, and the digest before it.
///
/// Source: "CloudTrail digest file structure" of the CloudTrail user guide.
package final class DigestDocument: Sendable {
  /// A log file that a digest names.
  package struct LogFile: Hashable, Sendable {
    /// The bucket and the key under which it was delivered.
    package var bucket: String
    package var object: String
    /// SHA-256 of its text before compression, 32 bytes.
    package var hash: [UInt8]

    package init(bucket: String, object: String, hash: [UInt8]) {
      self.bucket = bucket
      self.object = object
      self.hash = hash
    }
  }

  /// The digest before this one in its chain.
  package struct Previous: Hashable, Sendable {
    package var bucket: String
    package var object: String
    /// SHA-256 of its text before compression, 32 bytes.
    package var hash: [UInt8]
    /// Its signature in hexadecimal digits, exactly as the digest spells it: it is signed again.
    package var signature: String

    package init(bucket: String, object: String, hash: [UInt8], signature: String) {
      self.bucket = bucket
      self.object = object
      self.hash = hash
      self.signature = signature
    }
  }

  /// The account whose log files it names.
  package let account: String
  /// The hour it stands for, in ms since 1970, half open.
  package let start: Int64
  package let end: Int64
  /// The end exactly as the digest spells it: it is signed.
  package let endText: String
  package let bucket: String
  package let object: String
  /// Which key signed it; 32 hexadecimal digits, of which nothing more is documented.
  package let fingerprint: String
  /// `nil` for the first digest of a chain.
  package let previous: Previous?
  package let logFiles: [LogFile]

  package init(
    account: String, start: Int64, end: Int64, endText: String, bucket: String, object: String,
    fingerprint: String, previous: Previous?, logFiles: [LogFile]
  ) {
    self.account = account
    self.start = start
    self.end = end
    self.endText = endText
    self.bucket = bucket
    self.object = object
    self.fingerprint = fingerprint
    self.previous = previous
    self.logFiles = logFiles
  }

  /// The text that CloudTrail signs: four lines, without a line break at the end.
  ///
  /// - Parameter hash: SHA-256 of the digest's text before compression.
  package func signedText(hash: [UInt8]) -> String {
    "\(endText)\n\(bucket)/\(object)\n\(Hexadecimal.text(hash))\n\(previous?.signature ?? "null")"
  }
}

/// Bytes as hexadecimal digits.
package enum Hexadecimal {
  private static let digits = Array("0123456789abcdef".utf8)

  /// Two lower-case digits a byte.
  package static func text(_ bytes: [UInt8]) -> String {
    String(unsafeUninitializedCapacity: bytes.count * 2) { text in
      var end = 0
      digits.withUnsafeBufferPointer { digits in
        for byte in bytes {
          text[end] = digits[Int(byte >> 4)]
          text[end + 1] = digits[Int(byte & 15)]
          end += 2
        }
      }
      return end
    }
  }

  /// The bytes that digits stand for; `nil` for anything else and for an odd number of digits.
  package static func bytes(_ text: [UInt8]) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 2)
    var high: UInt8?
    for character in text {
      guard let value = value(of: character) else { return nil }
      if let known = high {
        bytes.append(known << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return high == nil ? bytes : nil
  }

  /// A SHA-256 of at most 64 digits.
  ///
  /// Zeros at the start that somebody lost are put back: published digests lack some.
  package static func hash(_ text: [UInt8]) -> [UInt8]? {
    guard (1...64).contains(text.count) else { return nil }
    let zeros = [UInt8](repeating: 0x30, count: 64 - text.count)
    return bytes(zeros + text)
  }

  private static func value(of character: UInt8) -> UInt8? {
    switch character {
    case 0x30...0x39: character - 0x30
    case 0x61...0x66: character - 0x57
    case 0x41...0x46: character - 0x37
    default: nil
    }
  }
}
