/// Reads byte ranges of the decompressed text of archive files.
///
/// The archive is the document store: a record is found again by its source and its range. Files
/// are opened for each call and checked against the identity they were indexed with.
/// Belongs to one thread.
package final class SourceRanges {
  /// Why a source could not be read.
  package enum Failure: Error, CustomStringConvertible {
    /// It cannot be opened or read.
    case system(SystemCallError)
    /// Its size or time of change is not what it was when it was indexed.
    case changed(String)
    /// It ends before a range, or is damaged before it.
    case damaged(String, SourceDamage)

    package var description: String {
      switch self {
      case .system(let error):
        "\(error.path): the source cannot be read (\(error.reason)); it was there when it was indexed"
      case .changed(let path):
        "\(path): the source has changed since it was indexed; run `trailsift index` again"
      case .damaged(let path, let damage): "\(path): \(damage)"
      }
    }
  }

  private let inflater = GzipInflater()
  private let input = GrowingBuffer()
  private let output = (GrowingBuffer(), GrowingBuffer())
  /// Told of each file before it is read, by whoever has the list of files.
  package let readAhead = ReadAhead()
  /// Decompressed bytes that are held in memory at once; larger sources are streamed.
  package static let wholeLimit = 64 << 20
  /// Compressed bytes that are held in memory at once.
  package static let inputLimit = 32 << 20

  package init() {}

  /// Reads ranges of a source.
  ///
  /// - Parameters:
  ///   - path: The absolute path.
  ///   - identity: The file as it was indexed; another size or modification time is an error.
  ///   - ranges: Ranges of the decompressed text, ascending.
  ///   - body: Called with the number of each range and its bytes, which are valid for the call
  ///     and have 64 readable bytes behind them.
  package func read(
    _ path: PathBytes, identity: FileIdentity, ranges: [Range<Int64>],
    _ body: (Int, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    do {
      let file = try OpenFile(path)
      let found = try file.identity()
      guard found.size == identity.size, found.modified == identity.modified else {
        throw Failure.changed(Paths.display(path))
      }
      if found.size <= SourceRanges.inputLimit {
        try readWhole(file, size: Int(found.size), ranges: ranges, body)
      } else {
        try stream(file, ranges: ranges, body)
      }
    } catch let error as SystemCallError {
      throw Failure.system(error)
    }
  }

  /// The start of a table, with its header; empty for other sources.
  package func header(
    _ path: PathBytes, of identity: FileIdentity, isTable: Bool
  ) throws -> [UInt8] {
    guard isTable else { return [] }
    let file = try OpenFile(path)
    var text = SourceText(file)
    var head = [UInt8](repeating: 0, count: SourceRanges.longestHeader)
    let count = try head.withUnsafeMutableBytes { bytes in try text.read(into: bytes) }
    return Array(head[..<count])
  }

  /// Bytes within which the header of a table ends.
  private static let longestHeader = 64 << 10

  private func readWhole(
    _ file: borrowing OpenFile, size: Int, ranges: [Range<Int64>],
    _ body: (Int, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    input.reserve(size)
    let count = try readAhead.timed(size) {
      try file.read(into: UnsafeMutableRawBufferPointer(rebasing: input.bytes[..<size]))
    }
    let bytes = input.prefix(count)
    guard GzipInflater.isGzip(bytes) else {
      input.clearPadding(after: count)
      return try deliver(bytes, file.path, ranges, body)
    }
    let (outcome, text) = inflater.unpack(bytes, into: output, limit: SourceRanges.wholeLimit)
    if case .complete(let made) = outcome {
      text.clearPadding(after: made)
      return try deliver(text.prefix(made), file.path, ranges, body)
    }
    try stream(try OpenFile(file.path), ranges: ranges, body)
  }

  private func deliver(
    _ text: UnsafeRawBufferPointer, _ path: PathBytes, _ ranges: [Range<Int64>],
    _ body: (Int, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    for (index, range) in ranges.enumerated() {
      guard range.upperBound <= Int64(text.count) else {
        throw Failure.damaged(
          Paths.display(path),
          SourceDamage(reason: "the source ends before a record", offset: Int64(text.count)))
      }
      try body(
        index,
        UnsafeRawBufferPointer(rebasing: text[Int(range.lowerBound)..<Int(range.upperBound)]))
    }
  }

  /// Goes through a large or damaged source once and stops behind the last range.
  private func stream(
    _ file: borrowing OpenFile, ranges: [Range<Int64>],
    _ body: (Int, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var text = SourceText(try file.reopened())
    var pending = ranges.enumerated().makeIterator()
    var wanted = pending.next()
    let piece = GrowingBuffer(capacity: 1 << 20)
    let record = GrowingBuffer(capacity: 1 << 16)
    var filled = 0
    var offset: Int64 = 0
    while let current = wanted {
      let made: Int
      do {
        made = try text.read(into: piece.bytes)
      } catch let damage as SourceDamage {
        throw Failure.damaged(Paths.display(file.path), damage)
      }
      if made == 0 {
        throw Failure.damaged(
          Paths.display(file.path),
          SourceDamage(reason: "the source ends before a record", offset: offset))
      }
      let end = offset + Int64(made)
      var next: (offset: Int, element: Range<Int64>)? = current
      while let (index, range) = next, range.lowerBound < end {
        let from = max(range.lowerBound, offset)
        let to = min(range.upperBound, end)
        record.reserve(range.count)
        record.bytes.baseAddress.map {
          ($0 + filled).copyMemory(
            from: piece.prefix(made).baseAddress.map { $0 + Int(from - offset) }
              ?? UnsafeRawPointer($0),
            byteCount: Int(to - from))
        }
        filled += Int(to - from)
        guard range.upperBound <= end else { break }
        record.clearPadding(after: filled)
        try body(index, record.prefix(filled))
        filled = 0
        next = pending.next()
      }
      wanted = next
      offset = end
    }
  }
}
