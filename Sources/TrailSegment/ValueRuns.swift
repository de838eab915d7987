internal import TrailBytes

/// The runs of equal values in a block of a packed column: where each starts.
///
/// ```
/// varint  number of runs, 2 or more
/// form 4  marks: a bit a value, 1 where a run starts, the first value included
/// form 5  starts: byte width, packed places of the first values of all runs but the first
/// ```
/// The bytes are those of the block: valid as long as these.
struct ValueRuns {
  private enum Places {
    case marks
    case starts(width: Int)
  }

  static let markedForm: UInt8 = 4
  static let startsForm: UInt8 = 5

  /// The number of runs.
  let count: Int
  /// The number of values.
  private let length: Int
  private let places: Places
  private let bytes: UnsafeRawBufferPointer

  /// Reads the runs behind the form of a block; `nil` for a form without runs.
  init?(form: UInt8, _ cursor: inout ByteCursor, length: Int) throws(DecodingFailure) {
    guard form == ValueRuns.markedForm || form == ValueRuns.startsForm else { return nil }
    self.length = length
    count = try cursor.varint(atMost: length)
    guard count >= 2 else {
      throw DecodingFailure(offset: cursor.offset, reason: "a block of \(count) runs")
    }
    if form == ValueRuns.markedForm {
      places = .marks
      bytes = try cursor.take(BitPacking.byteCount(count: length, width: 1))
      guard bytes[0] & 1 == 1, BitPacking.ones(count: length, in: bytes) == count else {
        throw DecodingFailure(offset: cursor.offset, reason: "marks of other than \(count) runs")
      }
      return
    }
    let width = Int(try cursor.byte())
    guard (1...12).contains(width) else {
      throw DecodingFailure(offset: cursor.offset, reason: "starts of runs of width \(width)")
    }
    places = .starts(width: width)
    bytes = try cursor.take(BitPacking.byteCount(count: count - 1, width: width))
    var previous = 0
    for run in 1..<count {
      let start = start(of: run, width: width)
      guard start > previous, start < length else {
        throw DecodingFailure(offset: cursor.offset, reason: "starts of runs descend")
      }
      previous = start
    }
  }

  /// Writes the places of runs in the shorter form, the form first.
  ///
  /// - Parameter starts: The place of the first value of each run, ascending; the first is 0.
  static func write(
    _ starts: UnsafeBufferPointer<UInt64>, length: Int, to writer: inout ByteWriter
  ) {
    let width = BitPacking.width(of: UInt64(length - 1))
    let isMarked = ValueRuns.isMarked(starts.count, length)
    writer.append(isMarked ? markedForm : startsForm)
    writer.appendVarint(starts.count)
    guard isMarked else {
      writer.append(UInt8(width))
      return BitPacking.pack(.init(rebasing: starts.dropFirst()), width: width, into: &writer)
    }
    var marks = [UInt8](repeating: 0, count: BitPacking.byteCount(count: length, width: 1))
    for start in starts { marks[Int(start >> 3)] |= 1 << UInt8(start & 7) }
    writer.append(contentsOf: marks)
  }

  /// The bytes that ``write(_:length:to:)`` appends.
  static func byteCount(runs: Int, length: Int) -> Int {
    let width = BitPacking.width(of: UInt64(length - 1))
    let places =
      isMarked(runs, length)
      ? BitPacking.byteCount(count: length, width: 1)
      : 1 + BitPacking.byteCount(count: runs - 1, width: width)
    // A block has 4,096 values at most: the number of runs takes two bytes.
    return 1 + (runs < 128 ? 1 : 2) + places
  }

  private static func isMarked(_ runs: Int, _ length: Int) -> Bool {
    let width = BitPacking.width(of: UInt64(length - 1))
    return BitPacking.byteCount(count: length, width: 1)
      <= 1 + BitPacking.byteCount(count: runs - 1, width: width)
  }

  private func start(of run: Int, width: Int) -> Int {
    run == 0 ? 0 : Int(truncatingIfNeeded: BitPacking.value(at: run - 1, width: width, in: bytes))
  }

  /// The run that holds the value at a place.
  func run(of place: Int) -> Int {
    switch places {
    case .marks: return BitPacking.ones(count: place + 1, in: bytes) - 1
    case .starts(let width):
      var low = 1
      var high = count
      while low < high {
        let middle = (low + high) / 2
        if start(of: middle, width: width) <= place { low = middle + 1 } else { high = middle }
      }
      return low - 1
    }
  }

  /// Puts the value of each run, which stand one after another at the beginning, at all its places.
  ///
  /// - Parameter values: As many as the block has, of which the first ``count`` are set.
  func expand(_ values: UnsafeMutablePointer<UInt64>) {
    // From the end: a run never starts before the place where its value stands.
    switch places {
    case .marks:
      var run = count - 1
      var place = length - 1
      while place >= 0 {
        values[place] = values[run]
        run &-= Int(truncatingIfNeeded: (bytes[place >> 3] >> UInt8(place & 7)) & 1)
        place &-= 1
      }
    case .starts(let width):
      var end = length
      for run in (0..<count).reversed() {
        let start = start(of: run, width: width)
        let value = values[run]
        (values + start).update(repeating: value, count: end - start)
        end = start
      }
    }
  }
}
