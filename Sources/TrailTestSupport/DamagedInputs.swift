/// A source file that is damaged, hostile, or something else than it seems.
package struct DamagedInput: Sendable, CustomStringConvertible {
  /// What is odd about it, in a few words; unique in the catalogue.
  package let name: String
  /// The file.
  package let bytes: [UInt8]
  /// How many elements of `Records` a reader should recover.
  ///
  /// A single number where `reference/formats.md` or common sense decides; a range where a reader
  /// may be more or less forgiving.
  package let records: ClosedRange<Int>
  /// The states a reader may report, the best answer first.
  package let states: [PlainState]
  /// Why that is expected.
  package let reason: String

  /// The name.
  package var description: String { name }
}

/// A catalogue of damaged and hostile source files, each with what a reader should make of it.
///
/// Promises: no reader may crash, hang, or use much more memory than the file is long (but for the
/// bombs, bounded by its own limit). The good records in them are ``DamagedInputs/goodRecord(_:)``,
/// numbered from 0 in their order, so that a test can tell which of them were recovered.
package enum DamagedInputs {
  /// The whole catalogue, a few megabytes.
  package static let all: [DamagedInput] = gzips + otherGzips + cutTexts + oddTexts + foreign + deep

  /// Returns a complete record; the `number` shows in `eventID` and in `userIdentity.userName`.
  package static func goodRecord(_ number: Int) -> String {
    """
    {"eventVersion":"1.08","userIdentity":{"type":"IAMUser","userName":"user\(number)"},\
    "eventTime":"2024-01-0\(number % 9 + 1)T00:00:00Z","eventSource":"s3.amazonaws.com",\
    "eventName":"ListBuckets","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.\(number % 256)",\
    "eventID":"id-\(number)","recipientAccountId":"111122223333"}
    """
  }

  /// Returns a good file with `count` good records.
  package static func goodText(records count: Int) -> String {
    wrap((0..<count).map { goodRecord($0) })
  }

  static func wrap(_ elements: [String]) -> String {
    "{\"Records\":[" + elements.joined(separator: ",") + "]}"
  }

  static func input(
    _ name: String, _ bytes: [UInt8], _ records: ClosedRange<Int>, _ states: PlainState...,
    because reason: String
  ) -> DamagedInput {
    DamagedInput(name: name, bytes: bytes, records: records, states: states, reason: reason)
  }

  static func input(
    _ name: String, _ text: String, _ records: ClosedRange<Int>, _ states: PlainState...,
    because reason: String
  ) -> DamagedInput {
    DamagedInput(
      name: name, bytes: Array(text.utf8), records: records, states: states, reason: reason)
  }

  /// Writes a gzip bomb: one good record, then blanks inside the file, then another good record.
  ///
  /// 200 MB of blanks make about 200 kB. A reader should find both records with bounded memory, or
  /// refuse the file as damaged at its own limit, keeping the first record.
  ///
  /// - Parameters:
  ///   - blanks: How many bytes of white space to put between the records.
  ///   - write: Receives the file piece by piece.
  package static func writeBomb(blanks: Int, into write: (ArraySlice<UInt8>) -> Void) {
    let gzip = GzipWriter(level: 9)
    let head = Array("{\"Records\":[\(goodRecord(0))".utf8)
    let tail = Array(",\(goodRecord(1))]}".utf8)
    let piece = [UInt8](repeating: 0x20, count: 1 << 20)
    var left = blanks
    var isStarted = false
    var isEnded = false
    var sum = GzipChecksum()
    write(gzip.header[...])
    gzip.deflate(
      next: {
        var next: [UInt8]?
        if !isStarted {
          isStarted = true
          next = head
        } else if left > 0 {
          let count = min(left, piece.count)
          left -= count
          next = Array(piece[..<count])
        } else if !isEnded {
          isEnded = true
          next = tail
        }
        if let next { sum.add(next) }
        return next
      }, into: write)
    write(sum.trailer()[...])
  }
}
