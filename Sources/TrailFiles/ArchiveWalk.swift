internal import Glibc

/// The files found under one root, in byte order of their paths.
///
/// Paths lie in one block of bytes, so a million files cost one allocation and about 60 bytes each
/// beside their paths.
package struct FileListing: Sendable {
  /// One file, or one thing that is accounted for without being read.
  package struct Entry: Sendable {
    fileprivate var pathStart: Int
    fileprivate var pathLength: Int32
    /// What the entry is.
    package var kind: Kind
    /// Identity at the time of the walk; zeros when it could not be had.
    package var identity: FileIdentity
  }

  /// What an entry is.
  package enum Kind: Hashable, Sendable {
    case file
    /// Not followed: it may lead out of the archive or round in a circle.
    case symbolicLink
    /// A pipe, a socket or a device.
    case special
    /// A directory or file that could not be looked at, with the value of `errno`.
    case unreadable(Int32)
  }

  private var paths: [UInt8] = []
  private var entries: [Entry] = []

  package init() {}

  /// A listing of one file, whose path relative to itself is empty.
  ///
  /// - Throws: `SystemCallError` when it is not there.
  package init(file: PathBytes) throws(SystemCallError) {
    var status = stat()
    _ = try SystemCallError.check("stat", Paths.display(file)) {
      Paths.withCString(file) { stat($0, &status) }
    }
    append([], kind: .file, identity: FileIdentity(status))
  }

  /// The number of entries.
  package var count: Int { entries.count }

  /// Entry number `index`, in `0..<count`.
  package subscript(_ index: Int) -> Entry { entries[index] }

  /// The path of an entry relative to the root.
  package func path(_ index: Int) -> PathBytes {
    let entry = entries[index]
    return Array(paths[entry.pathStart..<(entry.pathStart + Int(entry.pathLength))])
  }

  mutating func append(_ path: PathBytes, kind: Kind, identity: FileIdentity) {
    entries.append(
      Entry(
        pathStart: paths.count, pathLength: Int32(path.count), kind: kind, identity: identity))
    paths.append(contentsOf: path)
  }

  mutating func sort() {
    let paths = paths
    paths.withUnsafeBytes { all in
      guard let base = all.baseAddress else { return }
      entries.sort { left, right in
        let shared = Int(min(left.pathLength, right.pathLength))
        let order = memcmp(base + left.pathStart, base + right.pathStart, shared)
        return order == 0 ? left.pathLength < right.pathLength : order < 0
      }
    }
  }
}

/// A recursive listing of a directory that trusts nothing it meets.
///
/// Symbolic links are listed and not followed, so there are no loops; directories are opened
/// relative to their parent with `O_NOFOLLOW`, so a link slipped in meanwhile is not followed
/// either. Names are bytes. Directories named `.trailsift` (an index) are passed over.
package enum ArchiveWalk {
  /// The deepest nesting of directories that is entered.
  package static let depthLimit = 256

  /// The name that a directory with an index has by default.
  package static let indexDirectoryName = ".trailsift"

  /// Lists what lies under `root`, a directory.
  ///
  /// - Parameters:
  ///   - root: The directory to list; it may itself be a symbolic link.
  ///   - excluded: Identity (device, inode) of a directory to pass over: the index in use.
  ///   - progress: Called now and then with the number of entries so far.
  /// - Throws: `SystemCallError` when the root itself cannot be opened.
  package static func list(
    root: PathBytes, excluding excluded: (device: UInt64, inode: UInt64)?,
    progress: ((Int) -> Void)? = nil
  ) throws(SystemCallError) -> FileListing {
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
    let descriptor = try SystemCallError.check("open", Paths.display(root)) {
      Paths.withCString(root) { open($0, flags) }
    }
    var walk = Walk(excluded: excluded, progress: progress)
    walk.enter(descriptor, path: [], depth: 0)
    walk.listing.sort()
    return walk.listing
  }

  private struct Walk {
    let excluded: (device: UInt64, inode: UInt64)?
    let progress: ((Int) -> Void)?
    var listing = FileListing()

    /// Lists one directory and closes its descriptor.
    mutating func enter(_ descriptor: Int32, path: PathBytes, depth: Int) {
      guard let directory = fdopendir(descriptor) else {
        note(path, .unreadable(errno))
        close(descriptor)
        return
      }
      defer { closedir(directory) }
      var subdirectories: [PathBytes] = []
      while true {
        errno = 0
        guard let entry = readdir(directory) else {
          if errno != 0 { note(path, .unreadable(errno)) }
          break
        }
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { PathBytes($0.prefix { $0 != 0 }) }
        if name == [0x2E] || name == [0x2E, 0x2E] { continue }
        look(at: name, in: descriptor, path: Paths.join(path, name), into: &subdirectories)
      }
      for name in subdirectories {
        let inner = Paths.join(path, name)
        guard depth < ArchiveWalk.depthLimit else {
          note(inner, .unreadable(ELOOP))
          continue
        }
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let child = Paths.withCString(name) { openat(descriptor, $0, flags) }
        if child == -1 {
          note(inner, .unreadable(errno))
        } else {
          enter(child, path: inner, depth: depth + 1)
        }
      }
    }

    private mutating func look(
      at name: PathBytes, in descriptor: Int32, path: PathBytes,
      into subdirectories: inout [PathBytes]
    ) {
      var status = stat()
      let result = Paths.withCString(name) {
        fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW)
      }
      guard result == 0 else { return note(path, .unreadable(errno)) }
      switch status.st_mode & S_IFMT {
      case S_IFDIR:
        let isIndex =
          name.elementsEqual(ArchiveWalk.indexDirectoryName.utf8)
          || excluded.map { $0 == (UInt64(status.st_dev), UInt64(status.st_ino)) } ?? false
        if !isIndex { subdirectories.append(name) }
      case S_IFREG:
        note(path, .file, FileIdentity(status))
      case S_IFLNK:
        note(path, .symbolicLink, FileIdentity(status))
      default:
        note(path, .special, FileIdentity(status))
      }
    }

    private mutating func note(
      _ path: PathBytes, _ kind: FileListing.Kind,
      _ identity: FileIdentity = FileIdentity(size: 0, modified: 0, changed: 0, inode: 0)
    ) {
      listing.append(path, kind: kind, identity: identity)
      if listing.count % 1_000 == 0 { progress?(listing.count) }
    }
  }
}
