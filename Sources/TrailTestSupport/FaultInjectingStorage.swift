internal import Glibc
package import TrailFiles

/// The storage of an index whose process dies, and whose machine loses power, at a chosen operation.
///
/// ```
/// let storage = FaultInjectingStorage(PosixStorage(path: index), failingAt: 7)
/// _ = try? IndexWriter(options: options, storage: storage).run { _ in }
/// storage.loseUnsynced()
/// ```
/// Promises: operation number `failingAt` and every one after it throw and change nothing, but for a
/// write, which leaves half of its bytes. With ``Fault/full`` only writes fail, from then on, and
/// everything else goes on: a disk without space. With ``Fault/interrupted`` that one operation
/// fails, and with ``Fault/short`` the next write, which leaves half of its bytes; all others are done.
/// What was done to a directory and not followed
/// by a sync of that directory can be undone: new files and links vanish, renamed files go back
/// under their old name, removed ones come back.
/// Representation: operations go to real files at once; what would undo each is remembered until
/// its directory is synced. Belongs to one thread: runs must be small enough to have one worker.
package final class FaultInjectingStorage: IndexStorage {
  /// A change of a directory that is not durable yet.
  private struct Unsynced {
    var directory: String
    var undo: () throws(SystemCallError) -> Void
  }

  private let storage: PosixStorage
  private let limit: Int
  private var unsynced: [Unsynced] = []
  /// Operations that were asked for, reads too.
  package private(set) var operations = 0
  /// The operation that failed first, as text; `nil` when all were done.
  package private(set) var failure: String?

  /// What goes wrong.
  package enum Fault: Sendable, CaseIterable {
    /// Nothing works any more.
    case dead
    /// Nothing can be written any more.
    case full
    /// One operation is interrupted by a signal, and nobody repeats it.
    case interrupted
    /// One write ends early.
    case short
    /// The process is killed before the operation, by SIGKILL.
    case killed

    /// The value of `errno` on Linux: `EIO`, `ENOSPC`, `EINTR`, `EIO`.
    var code: Int32 {
      switch self {
      case .dead, .short, .killed: 5
      case .full: 28
      case .interrupted: 4
      }
    }
  }

  private let fault: Fault

  /// - Parameter limit: The number of the first operation that fails, from 0; `.max` for none.
  package init(_ storage: PosixStorage, failingAt limit: Int = .max, fault: Fault = .dead) {
    self.storage = storage
    self.limit = limit
    self.fault = fault
  }

  private static let writing: Set<String> = ["mkdir", "write", "link", "rename"]
  private var hasTorn = false

  /// Counts an operation.
  private func begin(_ call: String, _ name: String) throws(SystemCallError) {
    operations += 1
    guard operations > limit else { return }
    switch fault {
    case .dead: break
    case .killed: kill(getpid(), SIGKILL)
    case .full: if !FaultInjectingStorage.writing.contains(call) { return }
    case .interrupted: if failure != nil { return }
    case .short: if failure != nil || call != "write" { return }
    }
    if failure == nil { failure = "\(call) \(name)" }
    throw SystemCallError(call: call, path: name, code: fault.code)
  }

  private static func directory(of name: String) -> String {
    name.split(separator: "/").dropLast().joined(separator: "/")
  }

  private func note(_ name: String, _ undo: @escaping () throws(SystemCallError) -> Void) {
    unsynced.append(
      Unsynced(directory: FaultInjectingStorage.directory(of: name), undo: undo))
  }

  /// The content of a file that is about to be replaced or removed.
  private func content(_ name: String) -> [UInt8]? { try? storage.read(name) }

  /// Undoes what no sync of a directory made durable, the last change first.
  package func loseUnsynced() throws(SystemCallError) {
    for change in unsynced.reversed() { try change.undo() }
    unsynced = []
  }

  package func createDirectories(_ names: [String]) throws(SystemCallError) {
    try begin("mkdir", names.joined(separator: ","))
    try storage.createDirectories(names)
  }

  package func writeSynced(_ name: String, _ bytes: [UInt8]) throws(SystemCallError) {
    let storage = storage
    let isNew = content(name) == nil
    do {
      try begin("write", name)
    } catch {
      // The first failing write tears; a dead process writes nothing at all.
      if !hasTorn, fault == .full || fault == .short || operations == limit + 1 {
        hasTorn = true
        try storage.writeSynced(name, Array(bytes.prefix(bytes.count / 2)))
        if isNew { note(name) { () throws(SystemCallError) in try storage.remove(name) } }
      }
      throw error
    }
    try storage.writeSynced(name, bytes)
    if isNew { note(name) { () throws(SystemCallError) in try storage.remove(name) } }
  }

  package func rename(_ name: String, to newName: String) throws(SystemCallError) {
    try begin("rename", newName)
    let storage = storage
    let replaced = content(newName)
    try storage.rename(name, to: newName)
    note(newName) { () throws(SystemCallError) in
      try storage.rename(newName, to: name)
      if let replaced { try storage.writeSynced(newName, replaced) }
    }
  }

  package func link(_ name: String, to newName: String) throws(SystemCallError) {
    try begin("link", newName)
    let storage = storage
    try storage.link(name, to: newName)
    note(newName) { () throws(SystemCallError) in try storage.remove(newName) }
  }

  package func remove(_ name: String) throws(SystemCallError) {
    try begin("unlink", name)
    let storage = storage
    let removed = content(name)
    try storage.remove(name)
    if let removed {
      note(name) { () throws(SystemCallError) in try storage.writeSynced(name, removed) }
    }
  }

  package func syncDirectory(_ name: String) throws(SystemCallError) {
    try begin("fsync", name)
    try storage.syncDirectory(name)
    unsynced.removeAll { $0.directory == name }
  }

  package func list(_ name: String) throws(SystemCallError) -> [String] {
    try begin("opendir", name)
    return try storage.list(name)
  }

  package func read(_ name: String) throws(SystemCallError) -> [UInt8] {
    try begin("read", name)
    return try storage.read(name)
  }

  package func map(_ name: String) throws(SystemCallError) -> MappedFile {
    try begin("map", name)
    return try storage.map(name)
  }

  package func modified(_ name: String) throws(SystemCallError) -> Int64 {
    try begin("stat", name)
    return try storage.modified(name)
  }

  package func now() -> Int64 { storage.now() }
}
