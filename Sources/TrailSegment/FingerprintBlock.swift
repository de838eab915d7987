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
  /// Documents of the segment.
  private var limit = 0
  /// Where the block stands, for messages.
  var section: Section?
  var offset = 0

  package init() {}

  deinit { values.deallocate() }

  /// - Parameters:
  ///   - first: The first fingerprint as it is stored.
  ///   - differences: Of each one as it is stored to the one before.
  ///   - shift: Bits that stored ones have and fingerprints have not.
  ///   - limit: Documents of the segment.
  func load(
    first: UInt64, _ differences: Column, _ documents: Column, count: Int, shift: UInt64,
    documents limit: Int
  ) {
    self.documents = documents
    self.limit = limit
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

  /// The document that has fingerprint number `index`.
  ///
  /// - Throws: `IndexError` `corrupt` when the segment has no such document.
  package func document(at index: Int) throws(IndexError) -> DocID {
    let document = BitPacking.value(at: index, width: documents.width, in: documents.bytes)
    guard document < UInt64(limit) else {
      let reason = "document \(document) of \(limit)"
      throw section?.corrupt(offset, reason) ?? IndexError(.corrupt, path: "", detail: reason)
    }
    return DocID(document)
  }
}
