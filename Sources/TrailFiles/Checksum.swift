internal import CDeflate
internal import Crypto

/// Checksums and hashes of bytes, by the system's and Apple's libraries.
package enum Checksum {
  /// CRC-32 of zlib and gzip, by libdeflate.
  package static func crc32(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    libdeflate_crc32(0, bytes.baseAddress, bytes.count)
  }

  /// SHA-256: 32 bytes.
  package static func sha256(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var hash = SHA256()
    hash.update(bufferPointer: bytes)
    return Array(hash.finalize())
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
