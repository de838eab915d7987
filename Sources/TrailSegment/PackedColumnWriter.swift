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
  /// - Parameters:
  ///   - values: Its values.
  ///   - blockShift: log2 of the values in a block, `1...12`.
  package static func write(
    _ values: [UInt64], blockShift: Int, to writer: inout ByteWriter
  ) {
    values.withUnsafeBufferPointer { values in
      write(count: values.count, blockShift: blockShift, to: &writer) { values[$0] }
    }
  }

  /// Writes a column whose values are asked for one by one, in order: so that no array of them is needed.
  ///
  /// - Parameters:
  ///   - count: The number of values.
  ///   - blockShift: log2 of the values in a block, `1...12`.
  ///   - value: Gives the value at a place.
  @inline(__always)
  static func write(
    count: Int, blockShift: Int, to writer: inout ByteWriter, _ value: (_ place: Int) -> UInt64
  ) {
    let size = 1 << blockShift
    let blockCount = (count + size - 1) / size
    writer.appendVarint(count)
    writer.append(UInt8(blockShift))
    var ends = ByteWriter(reservingCapacity: blockCount * 4)
    var blocks = ByteWriter()
    let room = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: size * 3)
    defer { room.deallocate() }
    for index in 0..<blockCount {
      let start = index << blockShift
      let length = min(size, count - start)
      for place in 0..<length { room[place] = value(start &+ place) }
      writeBlock(room, size: size, count: length, to: &blocks)
      ends.appendFixed(UInt32(blocks.count))
    }
    writer.append(contentsOf: ends.bytes)
    writer.append(contentsOf: blocks.bytes)
  }

  /// - Parameters:
  ///   - room: Three times `size` numbers; the first `count` are the values of the block.
  @inline(never)
  private static func writeBlock(
    _ room: UnsafeMutableBufferPointer<UInt64>, size: Int, count: Int, to writer: inout ByteWriter
  ) {
    let values = UnsafeBufferPointer(rebasing: room[..<count])
    // Blocks of 128 hold times and lengths, which seldom stay the same.
    guard count > 128 else { return BlockShape(values).write(values, to: &writer) }
    // Behind the values stand where their runs start, and the value of each run.
    var runs = 0
    for place in 0..<count where place == 0 || values[place] != values[place &- 1] {
      room[size &+ runs] = UInt64(truncatingIfNeeded: place)
      room[2 &* size &+ runs] = values[place]
      runs &+= 1
      // A mark for each value must be paid for.
      if runs &* 8 > count &* 7 { break }
    }
    guard runs * 8 <= count * 7 else {
      return BlockShape(values).write(values, to: &writer)
    }
    let starts = UnsafeBufferPointer(rebasing: room[size..<(size + runs)])
    let ofRuns = UnsafeBufferPointer(rebasing: room[(2 * size)..<(2 * size + runs)])
    let shape = BlockShape(ofRuns, length: count)
    let bytes = ValueRuns.byteCount(runs: runs, length: count)
    guard runs > 1, bytes + shape.byteCount(runs) < shape.byteCount(count)
    else { return shape.write(values, to: &writer) }
    ValueRuns.write(starts, length: count, to: &writer)
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
  init(_ values: UnsafeBufferPointer<UInt64>, length: Int? = nil) {
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
  func write(_ values: UnsafeBufferPointer<UInt64>, to writer: inout ByteWriter) {
    if reach == 0 {
      writer.append(0)
      writer.appendVarint(minimum)
    } else if tableSize(values.count) != nil {
      writer.append(2)
      writer.append(contentsOf: table)
      let narrow = BitPacking.width(of: UInt64(distinct.count - 1))
      writer.append(UInt8(narrow))
      BlockShape.pack(values, width: narrow, into: &writer) {
        UInt64(BlockShape.index(of: $0, in: distinct))
      }
    } else if isOfSeconds {
      let narrow = BitPacking.width(of: reach / BlockShape.second)
      writer.append(3)
      writer.appendVarint(minimum)
      writer.appendVarint(BlockShape.second)
      writer.append(UInt8(narrow))
      BlockShape.pack(values, width: narrow, into: &writer) {
        ($0 - minimum) / BlockShape.second
      }
    } else {
      let width = BitPacking.width(of: reach)
      writer.append(1)
      writer.appendVarint(minimum)
      writer.append(UInt8(width))
      BitPacking.pack(values, less: minimum, width: width, into: &writer)
    }
  }

  /// Packs what stands for each value.
  private static func pack(
    _ values: UnsafeBufferPointer<UInt64>, width: Int, into writer: inout ByteWriter,
    _ number: (UInt64) -> UInt64
  ) {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: values.count) { numbers in
      for index in values.indices { numbers[index] = number(values[index]) }
      BitPacking.pack(UnsafeBufferPointer(numbers), width: width, into: &writer)
    }
  }

  private static func fewDistinct(
    _ values: UnsafeBufferPointer<UInt64>, length: Int
  ) -> [UInt64]? {
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
