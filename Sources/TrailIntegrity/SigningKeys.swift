internal import TrailFiles
internal import TrailFormats

/// The public keys that somebody gave, by fingerprint.
package struct SigningKeys: Sendable {
  /// Why a file of keys cannot be used.
  package struct Failure: Error, Sendable, CustomStringConvertible {
    package var path: String
    package var reason: String
    package var description: String { "\(path): \(reason)" }
  }

  private var keys: [String: [SigningKey]] = [:]
  /// Fingerprints of keys that are no RSA keys of at least 2,048 bits.
  package private(set) var unusable: Set<String> = []
  /// Keys given for every fingerprint: those of PEM files, which name none.
  private var nameless: [SigningKey] = []

  package init() {}

  /// Whether no key was given, usable or not.
  package var isEmpty: Bool { keys.isEmpty && unusable.isEmpty && nameless.isEmpty }

  /// All that tells these keys from others.
  var essence: [[UInt8]] {
    keys.sorted { $0.key < $1.key }.flatMap { [Array($0.key.utf8)] + $0.value.map(\.der) }
      + unusable.sorted().map { Array($0.utf8) } + nameless.map(\.der)
  }

  /// The keys that may have made a signature of a fingerprint.
  func keys(_ fingerprint: String) -> [SigningKey] { (keys[fingerprint] ?? []) + nameless }

  /// Bytes of a file of keys that are read.
  private static let longestFile = 16 << 20

  /// Adds the keys of a file: a saved answer of `aws cloudtrail list-public-keys`, or PEM.
  package mutating func add(path: String) throws(Failure) {
    let bytes: [UInt8]
    do throws(SystemCallError) {
      bytes = try UserFile.readWhole(path, limit: SigningKeys.longestFile)
    } catch {
      throw Failure(path: path, reason: error.reason)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    if text.contains("-----BEGIN ") { return try addPEM(text, path) }
    let found: [DigestReader.KeyEntry]
    do throws(DigestReader.Failure) {
      found = try SigningKeys.entries(bytes)
    } catch {
      throw Failure(path: path, reason: error.reason)
    }
    for entry in found {
      if let key = SigningKey(fingerprint: entry.fingerprint, der: entry.der) {
        keys[entry.fingerprint, default: []].append(key)
      } else {
        unusable.insert(entry.fingerprint)
      }
    }
  }

  private static func entries(
    _ bytes: [UInt8]
  ) throws(DigestReader.Failure) -> [DigestReader.KeyEntry] {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(DigestReader.Failure) in try DigestReader().keys(buffer) }
    }
    return try result.get()
  }

  /// Adds the keys of PEM text (RFC 7468): `PUBLIC KEY` and `RSA PUBLIC KEY`.
  private mutating func addPEM(_ text: String, _ path: String) throws(Failure) {
    var lines: [Substring] = []
    var isInside = false
    for line in text.split(whereSeparator: \.isNewline) {
      if line.hasPrefix("-----BEGIN ") {
        isInside = true
        lines = []
      } else if line.hasPrefix("-----END ") {
        isInside = false
        guard let der = DigestReader.base64(lines.joined()),
          let key = SigningKey(fingerprint: "", der: der)
        else { throw Failure(path: path, reason: "not an RSA public key of at least 2,048 bits") }
        nameless.append(key)
      } else if isInside {
        lines.append(line)
      }
    }
    if nameless.isEmpty { throw Failure(path: path, reason: "no whole key in PEM") }
  }
}
