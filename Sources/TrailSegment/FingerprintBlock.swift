internal import TrailBytes

/// A block of a fingerprint table, unpacked into memory that stays for the next one.
///
/// Two tables are compared by their fingerprints, of which hardly any is in both: documents are unpacked one
/// by one when they are asked for. Valid as long as the segment is mapped. Belongs to one thread.
package final class FingerprintBlock {
  /// Numbers of a common width.
  struct Column {
    let bytes: UnsafeRawBufferPointer
    let width: Int
  }

  /// The fingerprints, ascending; valid until the next block is loaded.
  package var fingerprints: UnsafeBufferPointer<UInt64> { UnsafeBufferPointer(values.elements) }
  private let values = Vector<UInt64>()
  private var documents = Column(bytes: UnsafeRawBufferPointer(start: nil, count: 0), width: 0)
  /// Where the block stands in its section, for messages.
  private(set) var offset = 0

  package init() {}

  deinit { values.deallocate() }

  /// Takes over the columns of a block.
  ///
  /// - Parameters:
  ///   - first: The first fingerprint as it is stored.
  ///   - differences: Of each one as it is stored to the one before.
  ///   - shift: Bits that stored ones have and fingerprints have not.
  ///   - offset: Where the block stands in its section.
  func load(
    first: UInt64, _ differences: Column, _ documents: Column, count: Int, shift: UInt64,
    offset: Int
  ) {
    self.documents = documents
    self.offset = offset
    values.reset(to: count)
    guard let base = values.elements.baseAddress else { return }
    BitPacking.unpack(
      count: count, width: differences.width, from: differences.bytes, into: base)
    var stored = first
    for index in 0..<count {
      stored &+= base[index]
      base[index] = stored &>> shift
    }
  }

  /// The document that has fingerprint number `index`, as it is stored; see
  /// ``FingerprintTableReader/document(at:of:)``.
  func document(at index: Int) -> UInt64 {
    BitPacking.value(at: index, width: documents.width, in: documents.bytes)
  }
}
