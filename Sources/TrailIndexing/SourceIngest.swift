internal import TrailFiles
internal import TrailFormats
internal import TrailSegment

/// Reads sources and adds their records to a builder, one source after another.
///
/// Usual files are read whole and inflated by libdeflate; large and damaged ones are streamed in
/// windows. One a worker: all buffers are reused. Belongs to one thread.
final class SourceIngest {
  private let inflater = GzipInflater()
  private let input = GrowingBuffer(capacity: 1 << 20)
  private let output = GrowingBuffer(capacity: 8 << 20)
  private let log = LogReader()
  private let limit = ExpansionLimit()

  /// Decompressed bytes held at once by the fast way, and the first size of a window.
  static let windowSize = 16 << 20
  /// The largest window: a record that does not fit is damage.
  static let largestWindow = 64 << 20

  /// One source to read.
  struct Task {
    var root: Int
    var path: PathBytes
    var absolutePath: PathBytes
    var kind: FileListing.Kind
    var identity: FileIdentity
  }

  /// Reads a source into the builder and ends the source there.
  ///
  /// - Returns: The source as it was recorded.
  func ingest(_ task: Task, into builder: SegmentBuilder) -> SourceRecord {
    var source = SourceRecord(root: task.root, path: task.path, identity: task.identity)
    switch task.kind {
    case .file: read(task, &source, terms(for: builder))
    case .symbolicLink: skip(&source, "symbolic link, not followed")
    case .special: skip(&source, "not a regular file")
    case .unreadable(let code):
      damage(&source, SystemCallError(call: "open", path: "", code: code).reason, nil)
    }
    return builder.endSource(source)
  }

  private var currentTerms: EventTerms?

  /// The terms of a builder, made once for all its sources.
  private func terms(for builder: SegmentBuilder) -> EventTerms {
    if let currentTerms, currentTerms.builder === builder { return currentTerms }
    let made = EventTerms(record: log.record, builder: builder)
    currentTerms = made
    return made
  }

  /// Lets go of the builder, which may be large.
  func release() { currentTerms = nil }

  private func skip(_ source: inout SourceRecord, _ reason: String) {
    source.state = .skipped
    source.reason = reason
  }

  private func damage(_ source: inout SourceRecord, _ reason: String, _ offset: Int64?) {
    source.state = .damaged
    source.reason = reason
    source.damageOffset = offset
  }

  private func read(_ task: Task, _ source: inout SourceRecord, _ terms: EventTerms) {
    do {
      let file = try OpenFile(task.absolutePath)
      let before = try file.identity()
      source.identity = before
      let isWhole = before.size <= Int64(SourceRanges.inputLimit)
      if !(isWhole ? try readWhole(file, &source, terms) : false) {
        terms.builder.discardSource()
        try stream(try file.reopened(), &source, terms)
      }
      if try file.identity() != before {
        terms.builder.discardSource()
        source = SourceRecord(root: task.root, path: task.path, identity: task.identity)
        damage(&source, "changed while it was read; run `trailsift index` again", nil)
      }
    } catch let error as SystemCallError {
      terms.builder.discardSource()
      source = SourceRecord(root: task.root, path: task.path, identity: task.identity)
      damage(&source, "cannot be read: \(error.reason)", nil)
    } catch {
      terms.builder.discardSource()
      damage(&source, "\(error)", nil)
    }
  }

  /// Reads a source that fits into memory.
  ///
  /// - Returns: `false` when it has to be streamed.
  private func readWhole(
    _ file: borrowing OpenFile, _ source: inout SourceRecord, _ terms: EventTerms
  ) throws -> Bool {
    let size = Int(source.identity.size)
    input.reserve(size)
    let count = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: input.bytes[..<size]))
    let bytes = input.prefix(count)
    if let format = UnsupportedContent.name(of: bytes) {
      source.digest = Checksum.sha256(bytes)
      skip(&source, format)
      return true
    }
    let text: UnsafeRawBufferPointer
    if GzipInflater.isGzip(bytes) {
      guard
        case .complete(let made) = inflater.inflate(
          bytes, into: output, limit: SourceIngest.windowSize)
      else { return false }
      output.clearPadding(after: made)
      text = output.prefix(made)
    } else if count > SourceIngest.windowSize {
      return false
    } else {
      input.clearPadding(after: count)
      text = bytes
    }
    source.digest = Checksum.sha256(bytes)
    source.jsonBytes = Int64(text.count)
    var window = Window(terms: terms)
    log.begin()
    _ = window.read(text, offset: 0, isLast: true, log)
    conclude(&source, window, first: text)
    return true
  }

  /// Reads a source through windows of its decompressed text.
  private func stream(
    _ file: consuming OpenFile, _ source: inout SourceRecord, _ terms: EventTerms
  ) throws {
    var text = SourceText(file)
    var window = Window(terms: terms)
    var head: [UInt8] = []
    var filled = 0
    var offset: Int64 = 0
    var problem: SourceDamage?
    log.begin()
    output.reserve(SourceIngest.windowSize)
    var isLast = false
    while !isLast {
      do {
        let room = UnsafeMutableRawBufferPointer(rebasing: output.bytes[filled...])
        let made = try text.read(into: room)
        filled += made
        isLast = made < room.count
        problem = text.damage
      } catch let damage as SourceDamage {
        problem = damage
        isLast = true
      }
      if let refusal = limit.refusal(input: text.consumed, output: text.produced) {
        terms.builder.discardSource()
        source.rejected = 0
        return damage(&source, refusal, text.consumed)
      }
      if offset == 0, head.isEmpty {
        head = Array(output.prefix(min(filled, 64)))
        if let format = head.withUnsafeBytes({ UnsupportedContent.name(of: $0) }) {
          return skip(&source, format)
        }
      }
      output.clearPadding(after: filled)
      let used = window.read(output.prefix(filled), offset: offset, isLast: isLast, log)
      let rest = filled - used
      if rest > 0, used > 0, let base = output.bytes.baseAddress {
        base.copyMemory(from: base + used, byteCount: rest)
      }
      offset += Int64(used)
      filled = rest
      if used == 0, !isLast {
        guard output.capacity < SourceIngest.largestWindow else {
          problem = SourceDamage(
            reason: "a value is longer than \(SourceIngest.largestWindow >> 20) MiB",
            offset: offset)
          break
        }
        output.reserve(min(output.capacity * 2, SourceIngest.largestWindow))
      }
    }
    source.jsonBytes = text.produced
    if let digest = text.digest { source.digest = digest }
    head.withUnsafeBytes { conclude(&source, window, first: $0) }
    if let problem { damage(&source, problem.reason, problem.offset) }
  }

  /// The documents of a source as they come out of its windows.
  private struct Window {
    let terms: EventTerms
    var lastEnd: Int64 = 0
    var nextNumber = 0
    var rejectedNumbers: [Int] = []

    mutating func read(
      _ text: UnsafeRawBufferPointer, offset: Int64, isLast: Bool, _ log: LogReader
    ) -> Int {
      var lastEnd = lastEnd
      var nextNumber = nextNumber
      var rejected = rejectedNumbers
      let terms = terms
      let used = log.read(text, offset: offset, isLast: isLast) { number, start, length in
        while nextNumber < number {
          rejected.append(nextNumber)
          nextNumber += 1
        }
        nextNumber = number + 1
        let first = Int(start - offset)
        terms.addDocument(
          bytes: UnsafeRawBufferPointer(rebasing: text[first..<(first + length)]),
          gap: Int(start - lastEnd))
        lastEnd = start + Int64(length)
      }
      self.lastEnd = lastEnd
      self.nextNumber = nextNumber
      rejectedNumbers = rejected
      return used
    }
  }

  /// Decides what the source was from what was seen in it.
  private func conclude(
    _ source: inout SourceRecord, _ window: Window, first: UnsafeRawBufferPointer
  ) {
    let summary = log.summary
    source.rejected = summary.rejected
    source.rejectedNumbers = window.rejectedNumbers
    let start = first.first { !StructureBytes.isIgnored($0) }
    if summary.records == 0, summary.recordArrays == 0, let start, start != 0x7B, start != 0x5B {
      source.rejected = 0
      source.rejectedNumbers = []
      return skip(&source, "not JSON")
    }
    if summary.records == 0, summary.foreign > 0 {
      source.rejected = 0
      source.rejectedNumbers = []
      return skip(
        &source, "its Records are not CloudTrail's (an S3 event notification or a Kinesis dump?)")
    }
    source.rejected += summary.foreign
    if let place = summary.brokenAt {
      let reason = summary.endsEarly ? "JSON ends early" : "JSON is broken"
      return damage(&source, "\(reason) (offset in the decompressed text)", place)
    }
    if let place = summary.otherAt, summary.records > 0 || summary.recordArrays > 0 {
      return damage(
        &source,
        "something that is no CloudTrail record stands beside the records "
          + "(offset in the decompressed text)", place)
    }
    if summary.records > 0 || source.rejected > 0 { return }
    if summary.recordArrays > 0 || summary.otherValues == 0 {
      source.state = .empty
    } else {
      skip(&source, "JSON without CloudTrail records")
    }
  }
}

/// Bytes that may precede JSON.
private enum StructureBytes {
  /// Blanks, a byte order mark, and the zeros that a torn copy leaves.
  static func isIgnored(_ byte: UInt8) -> Bool {
    [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF, 0x00].contains(byte)
  }
}

/// Contents that are known by their first bytes and are not read.
enum UnsupportedContent {
  private static let marks: [(bytes: [UInt8], reason: String)] = [
    ([0x28, 0xB5, 0x2F, 0xFD], "zstd compression is not supported: unpack it first"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "xz compression is not supported: unpack it first"),
    ([0x42, 0x5A, 0x68], "bzip2 compression is not supported: unpack it first"),
    ([0x50, 0x4B, 0x03, 0x04], "zip archives are not supported: unpack it first"),
    ([0x50, 0x41, 0x52, 0x31], "Parquet is not supported"),
    (
      [0xFF, 0x06, 0x00, 0x00, 0x73, 0x4E, 0x61, 0x50, 0x70, 0x59],
      "Snappy compression is not supported: unpack it first"
    ),
  ]

  /// Why bytes are not read, `nil` when they may be.
  static func name(of bytes: UnsafeRawBufferPointer) -> String? {
    marks.first { bytes.starts(with: $0.bytes) }?.reason
  }
}
