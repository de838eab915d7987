internal import TrailFiles

/// The constants of the segment file.
///
/// `Documentation/IndexFormat.md` draws the whole file.
///
/// ```
/// offset        bytes  meaning
/// 0                 8  magic "TRAILSEG"
/// 8                 4  format version
/// 12                4  zero
/// 16                -  sections, each starting at a multiple of 8
/// …                 -  page checksums: a CRC-32 for every 16 KiB page of every section, in order
/// …                 -  footer
/// end-32            8  offset of the footer
/// end-24            4  byte count of the footer
/// end-20            4  CRC-32 of the footer; since version 5 of the version's four bytes and the footer
/// end-16            8  byte count of the whole file
/// end-8             8  magic "TRAILEND"
/// ```
package enum SegmentFormat {
  /// Versions: 1 — the first; 2 — details of some documents, and their columns in the schema; 3 — links,
  /// and their columns in the schema; 4 — terms that a key leaves to another one, fingerprints of 32 bits,
  /// hashes of request ids of 20, and blocks of terms deflated in groups; 5 — runs in packed columns, postings
  /// that refer to others, hashes of request ids of 16 bits, and deflated blocks of sources.
  package static let version: UInt32 = 5
  /// The lowest version that is read.
  static let oldestVersion: UInt32 = 1
  static let magic: [UInt8] = Array("TRAILSEG".utf8)
  static let endMagic: [UInt8] = Array("TRAILEND".utf8)
  static let headerSize = 16
  /// Bytes behind the footer.
  package static let trailerSize = 32
  /// Bytes covered by one checksum; a look-up verifies only the pages that it touches.
  package static let pageSize = 16 << 10
  /// Documents a segment may hold: doc ids share a 64-bit word with a fingerprint.
  package static let documentLimit = 1 << 24

  /// The checksum of a footer, which covers the version as well since version 5.
  static func footerSum(_ footer: UnsafeRawBufferPointer, version: UInt32) -> UInt32 {
    version < 5 ? Checksum.crc32(footer) : CheckedFile.checksum(version, footer)
  }

  /// The last bytes of a segment, from its page checksums on: they depend on every byte before
  /// them, so a hash of them names the whole and costs a thousandth of hashing it.
  static func essence(_ segment: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    let trailer = segment.count - trailerSize
    let footer = Int(
      UInt64(littleEndian: segment.loadUnaligned(fromByteOffset: trailer, as: UInt64.self)))
    // A CRC-32 a page: at most this much precedes the footer.
    let checksums = (footer / pageSize + 256) * 4
    return UnsafeRawBufferPointer(rebasing: segment[max(footer - checksums, 0)...])
  }

  /// What a section holds.
  ///
  /// Stored on disk; never renumber.
  enum SectionKind: UInt8 {
    case sources = 1
    case times = 2
    case lengths = 3
    case gaps = 4
    /// Numbered by tuple space.
    case tupleColumn = 5
    /// Numbered by tuple space.
    case tupleRows = 6
    /// Numbered by term column.
    case termColumn = 7
    /// Numbered by key.
    case dictionary = 8
    /// Numbered by key.
    case postings = 9
    case fingerprints = 10
    case requestHashes = 11
    case twins = 12
    /// Only where the schema has columns of details.
    case details = 13
    /// Only where the schema has columns of links.
    case links = 14
  }
}

/// A document's number within its segment: dense, from 0, in the order of sources and records.
package typealias DocID = UInt32

/// A term's number within its key's dictionary: dense, from 0, in the order of the terms.
package typealias TermOrdinal = UInt32
