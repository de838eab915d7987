internal import TrailBytes

/// The identities of a segment's documents as its builder knew them.
///
/// A segment stores 40 bits of each id. While the run goes on that built it, the whole ids are kept,
/// so that copies among its segments are confirmed without reading their records again: 20 bytes a
/// document.
package struct KeptIdentities: Sendable {
  private struct ID: BitwiseCopyable {
    var high: UInt64
    var low: UInt64
  }

  private var ids: [ID] = []
  /// Of each document, one more than the number of its recipient; 0 where nothing is kept.
  private var recipients: [UInt32] = []
  private var recipientTexts: [[UInt8]?] = []

  /// The longest recipient that is kept: terms are cut where they are longer than a value may be.
  private static let longestRecipient = 64

  package init(_ builder: SegmentBuilder) {
    let count = builder.documentCount
    ids.reserveCapacity(count)
    recipients.reserveCapacity(count)
    var numbers: [TermID: UInt32] = [:]
    for document in 0..<count {
      let identity = builder.identities[document]
      ids.append(ID(high: identity.high, low: identity.low))
      guard identity.form == .uuid else {
        recipients.append(0)
        continue
      }
      let recipient = builder.recipients[document]
      if let number = numbers[recipient] {
        recipients.append(number)
        continue
      }
      let text =
        recipient == TupleInterner.absent ? nil : Array(builder.terms.bytes(recipient))
      var number: UInt32 = 0
      if (text?.count ?? 0) <= KeptIdentities.longestRecipient {
        recipientTexts.append(text)
        number = UInt32(recipientTexts.count)
      }
      numbers[recipient] = number
      recipients.append(number)
    }
  }

  /// The number of documents.
  package var count: Int { ids.count }

  /// Event id and recipient of a document's record, as they stand in it; `nil` when its id is not a
  /// UUID in canonical spelling.
  package func identity(of document: DocID) -> (id: [UInt8], recipient: [UInt8]?)? {
    let index = Int(document)
    guard index < ids.count, recipients[index] > 0 else { return nil }
    return (KeptIdentities.text(ids[index]), recipientTexts[Int(recipients[index]) - 1])
  }

  private static func text(_ id: ID) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for index in 0..<32 {
      if index == 8 || index == 12 || index == 16 || index == 20 { text.append(0x2D) }
      let word = index < 16 ? id.high : id.low
      text.append(digits[Int(word >> UInt64(60 - index % 16 * 4) & 0xF)])
    }
    return text
  }
}
