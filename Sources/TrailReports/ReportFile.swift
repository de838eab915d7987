internal import Dispatch
internal import Synchronization
internal import TrailEvents
internal import TrailFiles
internal import TrailFormats

/// A file of a folder while it is written: what goes through is counted and hashed.
///
/// Belongs to one thread.
final class ReportFile {
  private let sink: (UnsafeRawBufferPointer) throws -> Void
  private var hash = StreamingSHA256()
  private var count = 0

  /// Bytes that are collected before they are written: what a cache of a core holds, so that they are
  /// still there when they are hashed.
  static let pieceSize = 1 << 19

  init(_ sink: @escaping (UnsafeRawBufferPointer) throws -> Void) { self.sink = sink }

  /// Takes whole blocks of what was collected when that is enough for a piece.
  func take(_ bytes: inout ReportBytes) throws {
    if bytes.count < ReportFile.pieceSize { return }
    let count = bytes.count - bytes.count % OutputFile.alignment
    try append(UnsafeRawBufferPointer(rebasing: bytes.bytes[..<count]))
    bytes.removeFirst(count)
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws {
    hash.update(bytes)
    count += bytes.count
    try sink(bytes)
  }

  func append(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try append($0) } }

  /// What the manifest tells of the file.
  func entry(_ name: String) -> ReportBundle.Entry {
    ReportBundle.Entry(name: name, count: count, hash: Hexadecimal.text(hash.digest()))
  }
}

/// Writes files on other threads while the next table is made.
///
/// What is written and in which order it is listed do not depend on who is quicker. Belongs to one
/// thread.
final class ReportFileQueue {
  /// Makes a file of a name: calls the closure with what takes its bytes.
  typealias Create =
    @Sendable (
      _ name: String,
      _ write: (_ append: @escaping (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws -> Void

  private let create: Create
  private let queue = DispatchQueue(label: "report files", attributes: .concurrent)
  /// Files that may be made: two of each table, and some wait for the disk.
  private let free = DispatchSemaphore(value: 4)
  private let group = DispatchGroup()
  private let results = Results()
  /// Of each file its place in the list.
  private var places: [Int] = []

  /// What came of each file, by number.
  private final class Results: Sendable {
    let entries = Mutex<[Int: Result<ReportBundle.Entry, any Error>]>([:])
  }

  init(_ create: @escaping Create) { self.create = create }

  /// Writes a file some time before ``finish()`` returns.
  ///
  /// - Parameter place: Where it is listed; of those with one place the first that was added comes first.
  func add(
    _ name: String, place: Int = .max, _ body: @escaping @Sendable (ReportFile) throws -> Void
  ) {
    free.wait()
    let number = places.count
    places.append(place)
    let (create, free, results) = (create, free, results)
    queue.async(group: group) {
      let result = Result { try ReportFileQueue.write(name, create, free, body) }
      results.entries.withLock { $0[number] = result }
    }
  }

  /// Waits for all files.
  ///
  /// - Throws: The first error in the order of the files.
  func finish() throws -> [ReportBundle.Entry] {
    group.wait()
    let found = results.entries.withLock { $0 }
    return try places.indices.sorted { (places[$0], $0) < (places[$1], $1) }
      .compactMap { try found[$0]?.get() }
  }

  /// - Parameter free: Signalled when the bytes are made: what is left is to wait for the disk.
  private static func write(
    _ name: String, _ create: Create, _ free: DispatchSemaphore,
    _ body: @escaping (ReportFile) throws -> Void
  ) throws -> ReportBundle.Entry {
    var entry: ReportBundle.Entry?
    var isMade = false
    defer { if !isMade { free.signal() } }
    try create(name) { append in
      let file = ReportFile(append)
      try body(file)
      entry = file.entry(name)
      isMade = true
      free.signal()
    }
    guard let entry else { preconditionFailure("a file is made or an error is thrown") }
    return entry
  }
}
