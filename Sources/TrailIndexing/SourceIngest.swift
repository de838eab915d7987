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
  /// The second buffer, for what is packed more than once.
  private let spare = GrowingBuffer()
  private let log: LogReader
  private let limit = ExpansionLimit()
  private let lastDirectory = LastDirectory()
  /// Told of each file before it is read, by whoever has the list of files.
  let readAhead = ReadAhead()
  /// The largest window: a record that fits into the limit fits into it.
  private let largestWindow: Int

  /// Decompressed bytes held at once by the fast way, and the first size of a window.
  static let windowSize = 16 << 20
  /// Bytes that a window has beyond a record of the longest length.
  private static let margin = 64 << 10

  /// - Parameter recordLimit: Bytes a record may have; longer ones are rejected.
  init(recordLimit: Int) {
    let inflater = inflater
    log = LogReader(recordLimit: recordLimit) { inflater.unpacked($0) }
    largestWindow = max(recordLimit, SourceIngest.windowSize) + SourceIngest.margin
  }

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
  /// - Returns: The source as it was recorded; `nil` when the file changed meanwhile, and nothing was
  ///   recorded.
  func ingest(_ task: Task, into builder: SegmentBuilder) -> SourceRecord? {
    hasChanged = false
    var source = SourceRecord(root: task.root, path: task.path, identity: task.identity)
    switch task.kind {
    case .file:
      if let reason = SourcePath.skipReason(task.path) {
        skip(&source, reason)
      } else {
        let terms = terms(for: builder)
        terms.sourcePath = task.absolutePath
        read(task, &source, terms)
        if !hasChanged { compareWithName(&source) }
      }
    case .symbolicLink: skip(&source, "symbolic link, not followed")
    case .special: skip(&source, "not a regular file")
    case .unreadable(let code):
      damage(&source, SystemCallError(call: "open", path: "", code: code).reason, nil)
    }
    return hasChanged ? nil : builder.endSource(source)
  }

  /// Whether the file was written to while it was read.
  private var hasChanged = false

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

  /// Calls a file damaged that CloudTrail delivered, as its name says, and that holds something else.
  ///
  /// Full disks and broken transfers leave empty files, zeros and messages of errors under such names:
  /// as files that are no logs, or have no records, nobody would miss what was in them.
  private func compareWithName(_ source: inout SourceRecord) {
    if source.state.isDamage || source.state == .indexed && log.summary.records > 0 {
      return
    }
    guard let name = DeliveryName(ObjectKey.name(source.path)) else { return }
    let found: String
    switch source.state {
    case .digest where name.isDigest: return
    case .empty where log.summary.lists > 0 && !name.isDigest: return
    case .indexed: found = "none of its records is an event"
    case .empty where log.summary.lists == 0: found = "it has no content"
    default: found = source.reason.isEmpty ? "it is \(source.state.name)" : source.reason
    }
    let kind = name.isDigest ? "a digest" : "a log file"
    damage(&source, "its name is that of \(kind) of CloudTrail, but \(found)", nil)
  }

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
      // Nearly every file is still what the list says, and is asked once, when it was read.
      if try read(task, identity: task.identity, &source, terms) { return }
      let present = try OpenFile(task.absolutePath).identity()
      source = SourceRecord(root: task.root, path: task.path, identity: present)
      hasChanged = !(try read(task, identity: present, &source, terms))
    } catch let error as SystemCallError {
      terms.builder.discardSource()
      source = SourceRecord(root: task.root, path: task.path, identity: task.identity)
      damage(&source, "cannot be read: \(error.reason)", nil)
    } catch {
      terms.builder.discardSource()
      damage(&source, "\(error)", nil)
    }
  }

  /// Reads a file that is expected to have an identity.
  ///
  /// - Returns: `false` when it has another one when it was read; then nothing was taken from it.
  private func read(
    _ task: Task, identity: FileIdentity, _ source: inout SourceRecord, _ terms: EventTerms
  ) throws -> Bool {
    let file = try OpenFile(task.absolutePath, after: lastDirectory)
    let isWhole = identity.size <= Int64(SourceRanges.inputLimit)
    if !(isWhole ? try readWhole(file, task, &source, terms) : false) {
      terms.builder.discardSource()
      try stream(try file.reopened(), task, &source, terms)
    }
    if try file.identity() == identity { return true }
    terms.builder.discardSource()
    return false
  }

  /// Reads a source that fits into memory.
  ///
  /// - Returns: `false` when it has to be streamed.
  private func readWhole(
    _ file: borrowing OpenFile, _ task: Task, _ source: inout SourceRecord, _ terms: EventTerms
  ) throws -> Bool {
    let size = Int(source.identity.size)
    input.reserve(size)
    let count = try readAhead.timed(size) {
      try file.read(into: UnsafeMutableRawBufferPointer(rebasing: input.bytes[..<size]))
    }
    let bytes = input.prefix(count)
    if let format = UnsupportedContent.name(of: bytes) {
      source.digest = Checksum.sha256(bytes)
      skip(&source, format)
      return true
    }
    let text: UnsafeRawBufferPointer
    if GzipInflater.isGzip(bytes) {
      let (outcome, buffer) = inflater.unpack(
        bytes, into: (output, spare), limit: SourceIngest.windowSize)
      guard case .complete(let made) = outcome else { return false }
      buffer.clearPadding(after: made)
      text = buffer.prefix(made)
      if let format = UnsupportedContent.name(of: text) {
        source.digest = Checksum.sha256(bytes)
        skip(&source, format)
        return true
      }
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
    conclude(&source)
    return true
  }

  /// Reads a source through windows of its decompressed text.
  private func stream(
    _ file: consuming OpenFile, _ task: Task, _ source: inout SourceRecord, _ terms: EventTerms
  ) throws {
    var text = SourceText(file)
    var window = Window(terms: terms)
    var isFirst = true
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
        return damage(&source, refusal, text.consumed)
      }
      if isFirst, let format = UnsupportedContent.name(of: output.prefix(min(filled, 64))) {
        return skip(&source, format)
      }
      isFirst = false
      output.clearPadding(after: filled)
      let used = window.read(output.prefix(filled), offset: offset, isLast: isLast, log)
      let rest = filled - used
      if rest > 0, used > 0, let base = output.bytes.baseAddress {
        base.copyMemory(from: base + used, byteCount: rest)
      }
      offset += Int64(used)
      filled = rest
      if used == 0, !isLast {
        if output.capacity < largestWindow {
          output.reserve(min(output.capacity * 2, largestWindow))
        } else {
          log.passLongValue()
        }
      }
    }
    source.jsonBytes = text.produced
    if let digest = text.digest { source.digest = digest }
    conclude(&source)
    if let problem {
      damage(&source, problem.reason, problem.offset)
      if log.summary.records > 0 { source.state = .partial }
    }
  }

  /// The documents of a source as they come out of its windows.
  private struct Window {
    let terms: EventTerms
    var lastEnd: Int64 = 0

    mutating func read(
      _ text: UnsafeRawBufferPointer, offset: Int64, isLast: Bool, _ log: LogReader
    ) -> Int {
      var lastEnd = lastEnd
      let terms = terms
      let used = log.read(text, offset: offset, isLast: isLast) { _, start, length in
        // A further record of an element stands where the one before does.
        terms.addDocument(length: length, gap: length == 0 ? 0 : Int(start - lastEnd))
        if length > 0 { lastEnd = start + Int64(length) }
      }
      self.lastEnd = lastEnd
      return used
    }
  }

  /// Decides what the source was from what was seen in it.
  private func conclude(_ source: inout SourceRecord) {
    let summary = log.summary
    source.format = summary.format.rawValue
    if summary.records == 0, !summary.hasLostRecords, summary.brokenAt == nil {
      return concludeWithoutRecords(&source, summary)
    }
    if summary.records == 0, summary.isPlainText { return skip(&source, plainReason(summary)) }
    source.rejections = summary.rejections.map {
      SourceRejection(
        first: $0.first, count: $0.count, offset: $0.offset, reason: $0.reason.text)
    }
    if let place = summary.brokenAt {
      let reason =
        (summary.isTable ? "the table" : "JSON")
        + (summary.endsEarly ? " ends early" : " is broken")
      damage(&source, "\(reason) (offset in the decompressed text)", place)
      if summary.records > 0 { source.state = .partial }
      return
    }
    if summary.hasNextPage {
      source.reason = "the page says that another one follows (NextToken)"
    }
  }

  private func plainReason(_ summary: SourceSummary) -> String {
    summary.isTar ? "tar archives are not supported: unpack it first" : "not a log: no JSON"
  }

  private func concludeWithoutRecords(_ source: inout SourceRecord, _ summary: SourceSummary) {
    switch summary.content {
    case .digest?:
      source.state = .digest
      source.format = SourceFormat.digest.rawValue
    case .directory?:
      source.state = .directory
      source.format = SourceFormat.directory.rawValue
    case .controlMessage?:
      source.state = .empty
      source.reason = OtherContent.controlMessage.reason
    case .unknown? where summary.lists == 0: skip(&source, "JSON without records")
    case let content?: skip(&source, content.reason)
    case nil where summary.isPlainText: skip(&source, plainReason(summary))
    case nil: source.state = .empty
    }
  }
}
