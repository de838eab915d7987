internal import TrailBytes

/// Reads what ``PackedColumnWriter`` wrote.
///
/// Belongs to one thread.
package final class PackedColumnReader {
  private let section: Section
  /// The number of values.
  package let count: Int
  /// Values in a full block.
  package let blockSize: Int
  private let blockShift: Int
  private let endsOffset: Int
  private let blocksOffset: Int
  private var decoded: UnsafeMutablePointer<UInt64>
  private var decodedBlock = -1
  /// Blocks with a table that were taken to pieces, by number: several questions ask for a few values
  /// of the same blocks, and decoding a table takes longer than all else.
  private var packings: [Int: Packing] = [:]
  /// Values of the tables in ``packings``.
  private var keptValues = 0
  /// Values of tables that are kept at most.
  private static let mostKeptValues = 1 << 16

  init(_ section: Section, expecting documents: Int) throws(IndexError) {
    self.section = section
    let head = try section.bytes(0..<min(section.count, 16))
    let (count, shift, offset) = try section.decoding { () throws(DecodingFailure) in
      var cursor = ByteCursor(head)
      let count = try cursor.varint(atMost: SegmentFormat.documentLimit)
      let shift = try cursor.byte()
      return (count, Int(shift), cursor.offset)
    }
    guard count == documents, (1...12).contains(shift) else {
      throw section.corrupt(
        0, "\(section.name): \(count) values in blocks of 2^\(shift) for \(documents) documents")
    }
    self.count = count
    blockShift = shift
    blockSize = 1 << shift
    endsOffset = offset
    blocksOffset = offset + (count + blockSize - 1) / blockSize * 4
    decoded = .allocate(capacity: blockSize)
    decoded.initialize(repeating: 0, count: blockSize)
  }

  deinit { decoded.deallocate() }

  /// The number of blocks.
  package var blockCount: Int { (count + blockSize - 1) >> blockShift }

  private func blockBytes(_ block: Int) throws(IndexError) -> UnsafeRawBufferPointer {
    let start = block == 0 ? 0 : try end(of: block - 1)
    let stop = try end(of: block)
    guard start <= stop else {
      throw section.corrupt(endsOffset + block * 4, "\(section.name): block ends descend")
    }
    return try section.bytes((blocksOffset + start)..<(blocksOffset + stop))
  }

  private func end(of block: Int) throws(IndexError) -> Int {
    let offset = endsOffset + block * 4
    let bytes = try section.bytes(offset..<(offset + 4))
    return Int(UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)))
  }

  /// What a block says of itself before its values are unpacked.
  package enum BlockSummary {
    /// All values are this one.
    case constant(UInt64)
    /// All values lie in this range; its bounds need not occur.
    case within(ClosedRange<UInt64>)
    /// Exactly these values occur, ascending.
    case oneOf([UInt64])
  }

  /// The summary of a block, without unpacking it.
  package func summary(ofBlock block: Int) throws(IndexError) -> BlockSummary {
    let bytes = try blockBytes(block)
    return try section.decoding(at: blocksOffset) { () throws(DecodingFailure) in
      var cursor = ByteCursor(bytes)
      switch try PackedColumnReader.form(&cursor, length: length(ofBlock: block)).form {
      case 0: return .constant(try cursor.varint())
      case 1:
        let minimum = try cursor.varint()
        let width = Int(try cursor.byte())
        let reach = width >= 64 ? UInt64.max : (1 << UInt64(width)) - 1
        let (sum, overflow) = minimum.addingReportingOverflow(reach)
        return .within(minimum...(overflow ? UInt64.max : sum))
      case 3:
        let minimum = try cursor.varint()
        let factor = try cursor.varint()
        let width = Int(try cursor.byte())
        let reach = width >= 64 ? UInt64.max : (1 << UInt64(width)) - 1
        let (product, isBeyond) = reach.multipliedReportingOverflow(by: factor)
        let (sum, overflow) = minimum.addingReportingOverflow(product)
        return .within(minimum...(isBeyond || overflow ? UInt64.max : sum))
      default: return .oneOf(try PackedColumnReader.table(&cursor, limit: blockSize))
      }
    }
  }

  /// The form of the values of a block, and the runs that they stand for.
  private static func form(
    _ cursor: inout ByteCursor, length: Int
  ) throws(DecodingFailure) -> (form: UInt8, runs: ValueRuns?) {
    let form = try cursor.byte()
    let runs = try ValueRuns(form: form, &cursor, length: length)
    let inner = runs == nil ? form : try cursor.byte()
    guard inner <= 3 else {
      throw DecodingFailure(offset: cursor.offset, reason: "unknown block form \(inner)")
    }
    return (inner, runs)
  }

  private static func table(
    _ cursor: inout ByteCursor, limit: Int
  ) throws(DecodingFailure) -> [UInt64] {
    let count = try cursor.varint(atMost: limit)
    var values: [UInt64] = []
    values.reserveCapacity(count)
    var value: UInt64 = 0
    for _ in 0..<count {
      let (sum, overflow) = value.addingReportingOverflow(try cursor.varint())
      guard !overflow else {
        throw DecodingFailure(offset: cursor.offset, reason: "the values of a table descend")
      }
      value = sum
      values.append(value)
    }
    return values
  }

  /// A block as it stands in the section: what its values are made of.
  private struct Packing {
    /// What is added to each value; the value itself of a constant block.
    var minimum: UInt64 = 0
    /// What each packed number is multiplied by first.
    var factor: UInt64 = 1
    /// The values that the packed numbers stand for; `nil` when they stand for themselves.
    var table: [UInt64]?
    var width = 0
    var packed = UnsafeRawBufferPointer(start: nil, count: 0)
    /// The runs of equal values, where a packed number stands for a whole run.
    var runs: ValueRuns?
    /// How many numbers are packed: one a value, or one a run.
    var count: Int

    init(
      _ bytes: UnsafeRawBufferPointer, length: Int
    ) throws(DecodingFailure) {
      var cursor = ByteCursor(bytes)
      let (form, runs) = try PackedColumnReader.form(&cursor, length: length)
      self.runs = runs
      count = runs?.count ?? length
      switch form {
      case 0:
        minimum = try cursor.varint()
        return
      case 1: minimum = try cursor.varint()
      case 2: table = try PackedColumnReader.table(&cursor, limit: length)
      default:
        minimum = try cursor.varint()
        factor = try cursor.varint()
      }
      width = Int(try cursor.byte())
      guard width <= 64 else {
        throw DecodingFailure(offset: cursor.offset, reason: "width \(width) is above 64")
      }
      packed = try cursor.take(BitPacking.byteCount(count: count, width: width))
    }

    /// The value that a packed number stands for.
    func value(of number: UInt64) throws(DecodingFailure) -> UInt64 {
      guard let table else { return number &* factor &+ minimum }
      guard number < UInt64(table.count) else {
        throw DecodingFailure(offset: 0, reason: "a value is outside its table")
      }
      return table[Int(number)]
    }
  }

  private func length(ofBlock block: Int) -> Int { min(blockSize, count - block * blockSize) }

  /// Unpacks a block; the values stay valid until another block is asked for.
  ///
  /// - Parameter block: In `0..<blockCount`.
  /// - Complexity: O(block size), nothing when it is the block of the last call.
  package func values(ofBlock block: Int) throws(IndexError) -> UnsafeBufferPointer<UInt64> {
    let length = length(ofBlock: block)
    if block != decodedBlock {
      decodedBlock = -1
      let bytes = try blockBytes(block)
      let output = decoded
      try section.decoding(at: blocksOffset) { () throws(DecodingFailure) in
        let packing = try Packing(bytes, length: length)
        if packing.width == 0, packing.table == nil {
          output.update(repeating: packing.minimum, count: length)
          return
        }
        let count = packing.count
        BitPacking.unpack(
          count: count, width: packing.width, from: packing.packed, into: output)
        if packing.table == nil {
          let (minimum, factor) = (packing.minimum, packing.factor)
          if factor == 1 {
            for index in 0..<count { output[index] &+= minimum }
          } else {
            for index in 0..<count { output[index] = output[index] &* factor &+ minimum }
          }
        } else {
          for index in 0..<count { output[index] = try packing.value(of: output[index]) }
        }
        packing.runs?.expand(output)
      }
      decodedBlock = block
    }
    return UnsafeBufferPointer(start: decoded, count: length)
  }

  /// The value of a document in `0..<count`.
  package func value(at document: DocID) throws(IndexError) -> UInt64 {
    try values(ofBlock: Int(document) >> blockShift)[Int(document) & (blockSize - 1)]
  }

  /// How many of the first values of a block are 1, in a column of zeros and ones.
  ///
  /// Counts bits where they stand; a block in a form that such a column does not have is unpacked.
  ///
  /// - Parameters:
  ///   - block: In `0..<blockCount`.
  ///   - end: How many values are looked at; at most those of the block.
  func ones(ofBlock block: Int, before end: Int) throws(IndexError) -> Int {
    let length = length(ofBlock: block)
    let end = min(end, length)
    let bytes = try blockBytes(block)
    let counted = try section.decoding(at: blocksOffset) { () throws(DecodingFailure) -> Int? in
      let packing = try Packing(bytes, length: length)
      if packing.table != nil || packing.runs != nil { return nil }
      if packing.width == 0 { return packing.minimum == 1 ? end : 0 }
      guard packing.width == 1, packing.minimum == 0, packing.factor == 1 else { return nil }
      return BitPacking.ones(count: end, in: packing.packed)
    }
    if let counted { return counted }
    return try values(ofBlock: block)[..<end].count { $0 == 1 }
  }

  private func packing(ofBlock block: Int) throws(IndexError) -> Packing {
    if let known = packings[block] { return known }
    let bytes = try blockBytes(block)
    let packing = try section.decoding(at: blocksOffset) { () throws(DecodingFailure) in
      try Packing(bytes, length: length(ofBlock: block))
    }
    if let table = packing.table, keptValues + table.count <= PackedColumnReader.mostKeptValues {
      keptValues += table.count
      packings[block] = packing
    }
    return packing
  }

  /// Values of a block that are picked out one by one; for more, unpacking the block takes less time.
  private static let pickedShare = 8

  /// The values of documents in `0..<count`, which must ascend.
  ///
  /// Takes a block to pieces only as far as the documents in it need it.
  package func values(at documents: [DocID]) throws(IndexError) -> [UInt64] {
    var values: [UInt64] = []
    values.reserveCapacity(documents.count)
    var next = 0
    while next < documents.count {
      let block = Int(documents[next]) >> blockShift
      var end = next + 1
      while end < documents.count, Int(documents[end]) >> blockShift == block { end += 1 }
      let asked = documents[next..<end]
      next = end
      if block == decodedBlock || asked.count * PackedColumnReader.pickedShare >= blockSize {
        let known = try self.values(ofBlock: block)
        for document in asked { values.append(known[Int(document) & (blockSize - 1)]) }
        continue
      }
      let packing = try packing(ofBlock: block)
      try section.decoding(at: blocksOffset) { () throws(DecodingFailure) in
        for document in asked {
          let place = Int(document) & (blockSize - 1)
          let number = BitPacking.value(
            at: packing.runs?.run(of: place) ?? place, width: packing.width, in: packing.packed)
          values.append(try packing.value(of: number))
        }
      }
    }
    return values
  }
}
