package import TrailBytes

/// A column of unsigned numbers, one a document, in blocks that are packed one by one.
///
/// ```
/// varint  number of values
/// byte    log2 of the block size: 7 or 10
/// 4 × b   end of each block, from the start of the blocks (fixed u32)
/// blocks  byte form: 0 constant: varint value
///                    1 offsets: varint minimum, byte width, packed value - minimum
///                    2 local dictionary: varint n, ascending values (varint first, then varint
///                      differences), byte width, packed indexes
///                    3 multiples: varint minimum, varint factor, byte width, packed
///                      (value - minimum) / factor; since format 3
///                    4, 5 runs: where they start (``ValueRuns``), then a block of form 1 to 3 with
///                      the value of each; since format 5
/// ```
/// Each block takes the smallest form. A reader jumps to a block and to a value within it.
package enum PackedColumnWriter {
  /// Writes a column.
  ///
  /// - Parameter blockShift: log2 of the values in a block, `1...12`.
  package static func write<Values: RandomAccessCollection>(
    _ values: Values, blockShift: Int, to writer: inout ByteWriter
  ) where Values.Element == UInt64, Values.Index == Int {
    let size = 1 << blockShift
    let blockCount = (values.count + size - 1) / size
    writer.appendVarint(values.count)
    writer.append(UInt8(blockShift))
    var ends = ByteWriter(reservingCapacity: blockCount * 4)
    var blocks = ByteWriter()
    var block: [UInt64] = []
    block.reserveCapacity(size)
    for index in 0..<blockCount {
      block.removeAll(keepingCapacity: true)
      let start = values.startIndex + index * size
      block.append(contentsOf: values[start..<min(start + size, values.endIndex)])
      writeBlock(block, to: &blocks)
      ends.appendFixed(UInt32(blocks.count))
    }
    writer.append(contentsOf: ends.bytes)
    writer.append(contentsOf: blocks.bytes)
  }

  private static func writeBlock(_ values: [UInt64], to writer: inout ByteWriter) {
    // Blocks of 128 hold times and lengths, which seldom stay the same.
    guard values.count > 128 else { return BlockShape(values).write(values, to: &writer) }
    var starts: [UInt64] = []
    var ofRuns: [UInt64] = []
    for (place, value) in values.enumerated() where place == 0 || value != values[place - 1] {
      starts.append(UInt64(place))
      ofRuns.append(value)
      // A mark for each value must be paid for.
      if starts.count * 8 > values.count * 7 { break }
    }
    guard starts.count * 8 <= values.count * 7 else {
      return BlockShape(values).write(values, to: &writer)
    }
    let shape = BlockShape(ofRuns, length: values.count)
    let size = ValueRuns.byteCount(runs: starts.count, length: values.count)
    guard starts.count > 1, size + shape.byteCount(starts.count) < shape.byteCount(values.count)
    else { return shape.write(values, to: &writer) }
    ValueRuns.write(starts, length: values.count, to: &writer)
    shape.write(ofRuns, to: &writer)
  }
}

/// What the values of a block have in common, which decides the form that takes the fewest bytes.
private struct BlockShape {
  /// The distinct values up to which a local dictionary is tried.
  private static let dictionaryLimit = 512
  /// How far values of short blocks lie apart for a local dictionary to be tried.
  private static let fewGaps: UInt64 = 64
  /// Milliseconds in a second: one time of a segment with milliseconds makes all of them
  /// thousandths, and most blocks have none.
  private static let second: UInt64 = 1_000

  private let minimum: UInt64
  /// The greatest value less the smallest one.
  private let reach: UInt64
  /// The distinct values, ascending, where a table of them may pay; otherwise empty.
  private let distinct: [UInt64]
  /// The table of the distinct values as it is written.
  private let table: [UInt8]
  private let isOfSeconds: Bool

  /// - Parameters:
  ///   - values: At least one; each value of the block, or one of each of its runs.
  ///   - length: How many values the block has; `nil` for as many as there are.
  init(_ values: [UInt64], length: Int? = nil) {
    let length = length ?? values.count
    var minimum = UInt64.max
    var maximum = UInt64.min
    for value in values {
      minimum = Swift.min(minimum, value)
      maximum = Swift.max(maximum, value)
    }
    let reach = maximum - minimum
    self.minimum = minimum
    self.reach = reach
    var distinct: [UInt64] = []
    // Blocks of 128 hold times and lengths, which do not repeat enough to pay for the attempt, and what
    // stands between records, which does.
    if reach > 1, length > 128 || reach < BlockShape.fewGaps {
      distinct = BlockShape.fewDistinct(values, length: length) ?? []
    }
    var table = ByteWriter()
    if !distinct.isEmpty {
      table.appendVarint(distinct.count)
      var previous: UInt64 = 0
      for value in distinct {
        table.appendVarint(value - previous)
        previous = value
      }
    }
    self.distinct = distinct
    self.table = table.bytes
    isOfSeconds =
      reach >= BlockShape.second && reach % BlockShape.second == 0
      && values.allSatisfy { ($0 - minimum) % BlockShape.second == 0 }
  }

  /// The bytes of a table of the distinct values and of indexes into it; `nil` when that is no shorter
  /// than numbers without a table.
  private func tableSize(_ count: Int) -> Int? {
    if distinct.isEmpty { return nil }
    let narrow = BitPacking.width(of: UInt64(distinct.count - 1))
    let size = table.count + BitPacking.byteCount(count: count, width: narrow)
    let plain = BitPacking.byteCount(count: count, width: BitPacking.width(of: reach))
    return size < plain ? size : nil
  }

  /// The bytes that so many of the values take, about.
  func byteCount(_ count: Int) -> Int {
    // A minimum takes ten bytes at most; tables hold theirs.
    if reach == 0 { return 2 }
    if let size = tableSize(count) { return 2 + size }
    let width = BitPacking.width(of: isOfSeconds ? reach / BlockShape.second : reach)
    let head = (BitPacking.width(of: minimum) + 6) / 7
    return 2 + Swift.max(head, 1) + (isOfSeconds ? 2 : 0)
      + BitPacking.byteCount(count: count, width: width)
  }

  /// Writes values of the shape, in the smallest form.
  func write(_ values: [UInt64], to writer: inout ByteWriter) {
    if reach == 0 {
      writer.append(0)
      writer.appendVarint(minimum)
    } else if tableSize(values.count) != nil {
      writer.append(2)
      writer.append(contentsOf: table)
      let narrow = BitPacking.width(of: UInt64(distinct.count - 1))
      writer.append(UInt8(narrow))
      BitPacking.pack(
        values.map { UInt64(BlockShape.index(of: $0, in: distinct)) }, width: narrow,
        into: &writer)
    } else if isOfSeconds {
      let narrow = BitPacking.width(of: reach / BlockShape.second)
      writer.append(3)
      writer.appendVarint(minimum)
      writer.appendVarint(BlockShape.second)
      writer.append(UInt8(narrow))
      BitPacking.pack(
        values.map { ($0 - minimum) / BlockShape.second }, width: narrow, into: &writer)
    } else {
      let width = BitPacking.width(of: reach)
      writer.append(1)
      writer.appendVarint(minimum)
      writer.append(UInt8(width))
      BitPacking.pack(values, less: minimum, width: width, into: &writer)
    }
  }

  private static func fewDistinct(_ values: [UInt64], length: Int) -> [UInt64]? {
    let limit = min(dictionaryLimit, length / 2)
    // A table four times the limit keeps probes short; value + 1 marks a taken slot.
    let slotShift: UInt64 = 11
    let slotCount = 1 << Int(slotShift)
    return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: slotCount) { slots in
      slots.initialize(repeating: 0)
      var distinct: [UInt64] = []
      for value in values {
        // The largest number would wrap to the mark of a free slot.
        guard value < UInt64.max else { return nil }
        var slot = Int(truncatingIfNeeded: (value &* 0x9E37_79B9_7F4A_7C15) >> (64 - slotShift))
        while slots[slot] != 0, slots[slot] != value + 1 { slot = (slot + 1) & (slotCount - 1) }
        if slots[slot] == 0 {
          slots[slot] = value + 1
          distinct.append(value)
          if distinct.count > limit { return nil }
        }
      }
      distinct.sort()
      return distinct
    }
  }

  private static func index(of value: UInt64, in sorted: [UInt64]) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
