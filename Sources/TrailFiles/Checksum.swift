internal import CDeflate
internal import Crypto
internal import Glibc

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

  /// The same checksum of a text of many kilobytes: by ISA-L where it is installed.
  ///
  /// It takes a fourth of libdeflate's time on processors with wide vectors, where that is a twenty-fifth of
  /// indexing. It is loaded when the first text is there, so that look-ups start without it.
  package static func crc32(ofText bytes: UnsafeRawBufferPointer) -> UInt32 {
    guard let fast = crc32OfISAL, let address = bytes.baseAddress else { return crc32(bytes) }
    return fast(0, address, UInt64(bytes.count))
  }

  /// `crc32_gzip_refl` of `isa-l/crc.h`; `nil` where ISA-L is not installed.
  private static let crc32OfISAL: GzipChecksum? = {
    guard let library = dlopen("libisal.so.2", RTLD_NOW | RTLD_LOCAL),
      let function = dlsym(library, "crc32_gzip_refl")
    else { return nil }
    return unsafeBitCast(function, to: GzipChecksum.self)
  }()

  /// A checksum so far, bytes and their number give the checksum with them.
  private typealias GzipChecksum = @convention(c) (UInt32, UnsafeRawPointer, UInt64) -> UInt32

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
