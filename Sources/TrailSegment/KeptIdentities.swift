internal import TrailBytes
package import TrailFiles

/// The identities of a segment's documents as its builder knew them.
///
/// A segment stores 32 bits of each id. While the run goes on that built it, the whole ids are kept,
/// so that copies among its segments are confirmed without reading their records again: 20 bytes a
/// document, in a file without a name.
package struct KeptIdentities: Sendable {
  /// The number of documents.
  package let count: Int
  private let file: SpillFile
  /// Where the first document's entry stands: both halves of its id, then one more than the number
  /// of its recipient, or 0 where nothing is kept.
  private let start: Int64
  private let recipientTexts: [[UInt8]?]

  private static let entrySize = 20
  /// Documents that are written together.
  private static let piece = 4_096
  /// The longest recipient that is kept: terms are cut where they are longer than a value may be.
  private static let longestRecipient = 64

  /// - Throws: `SystemCallError` when the file takes no more.
  package init(_ builder: SegmentBuilder, in file: SpillFile) throws(SystemCallError) {
    count = builder.documentCount
    self.file = file
    start = file.reserve(count * KeptIdentities.entrySize)
    let entries = UnsafeMutableRawBufferPointer.allocate(
      byteCount: KeptIdentities.piece * KeptIdentities.entrySize, alignment: 8)
    defer { entries.deallocate() }
    var texts: [[UInt8]?] = []
    var numbers: [TermID: UInt32] = [:]
    // Events of one account follow each other.
    var last: (recipient: TermID, number: UInt32)?
    for document in 0..<count {
      let identity = builder.identities[document]
      let inPiece = document % KeptIdentities.piece
      let place = inPiece * KeptIdentities.entrySize
      entries.storeBytes(of: identity.high, toByteOffset: place, as: UInt64.self)
      entries.storeBytes(of: identity.low, toByteOffset: place + 8, as: UInt64.self)
      var number: UInt32 = 0
      if identity.form == .uuid {
        let recipient = builder.recipients[document]
        if let last, last.recipient == recipient {
          number = last.number
        } else if let known = numbers[recipient] {
          number = known
        } else {
          number = KeptIdentities.number(ofRecipient: recipient, builder.terms, &texts)
          numbers[recipient] = number
        }
        last = (recipient, number)
      }
      entries.storeBytes(of: number, toByteOffset: place + 16, as: UInt32.self)
      if inPiece == KeptIdentities.piece - 1 || document == count - 1 {
        try file.write(
          UnsafeRawBufferPointer(rebasing: entries[..<(place + KeptIdentities.entrySize)]),
          at: start + Int64((document - inPiece) * KeptIdentities.entrySize))
      }
    }
    recipientTexts = texts
  }

  /// One more than the number of a recipient that is met for the first time, 0 when it is not kept.
  private static func number(
    ofRecipient recipient: TermID, _ terms: TermInterner, _ texts: inout [[UInt8]?]
  ) -> UInt32 {
    let text = recipient == TupleInterner.absent ? nil : Array(terms.bytes(recipient))
    guard (text?.count ?? 0) <= longestRecipient else { return 0 }
    texts.append(text)
    return UInt32(texts.count)
  }

  /// Event id and recipient of a document's record.
  package struct Identity: Equatable {
    /// The halves of its id, a UUID.
    package var high: UInt64
    package var low: UInt64
    /// As it stands in the record.
    package var recipient: [UInt8]?

    /// The id as it stands in the record: in canonical spelling.
    package var idText: [UInt8] {
      var text: [UInt8] = []
      text.reserveCapacity(36)
      for index in 0..<32 {
        if index == 8 || index == 12 || index == 16 || index == 20 { text.append(0x2D) }
        let digit = UInt8((index < 16 ? high : low) >> UInt64(60 - index % 16 * 4) & 0xF)
        text.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
      }
      return text
    }
  }

  /// The identity of a document's record; `nil` when its id is not a UUID in canonical spelling, or the
  /// file cannot be read: the record itself tells it then.
  package func identity(of document: DocID) -> Identity? {
    let index = Int(document)
    guard index < count else { return nil }
    return withUnsafeTemporaryAllocation(byteCount: KeptIdentities.entrySize, alignment: 8) {
      entry in
      do {
        try file.read(into: entry, at: start + Int64(index * KeptIdentities.entrySize))
      } catch {
        return nil
      }
      let number = Int(entry.load(fromByteOffset: 16, as: UInt32.self))
      guard number > 0, number <= recipientTexts.count else { return nil }
      return Identity(
        high: entry.load(as: UInt64.self), low: entry.load(fromByteOffset: 8, as: UInt64.self),
        recipient: recipientTexts[number - 1])
    }
  }
}
