internal import CDeflate
internal import Crypto

/// Checksums and hashes of bytes, by the system's and Apple's libraries.
package enum Checksum {
  /// CRC-32 of zlib and gzip, by libdeflate.
  ///
  /// - Parameter before: The checksum of the bytes that come before these.
  package static func crc32(
    _ bytes: UnsafeRawBufferPointer, after before: UInt32 = 0
  ) -> UInt32 {
    // An empty buffer has no address, which asks libdeflate for the checksum of nothing at all.
    guard let address = bytes.baseAddress else { return before }
    return libdeflate_crc32(before, address, bytes.count)
  }

  /// SHA-256: 32 bytes.
  package static func sha256(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var hash = SHA256()
    hash.update(bufferPointer: bytes)
    return Array(hash.finalize())
  }

  /// HMAC-SHA-256 (RFC 2104): 32 bytes.
  package static func hmacSHA256(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: key)))
  }
}

/// A SHA-256 that is fed piece by piece.
package struct StreamingSHA256 {
  private var hash = SHA256()

  package init() {}

  /// Adds bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    hash.update(bufferPointer: bytes)
  }

  /// The hash of all bytes so far: 32 bytes.
  package func digest() -> [UInt8] { Array(hash.finalize()) }
}
