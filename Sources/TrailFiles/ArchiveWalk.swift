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

  /// Appends an entry whose path is `directory` (empty, or ending with a slash) and `name`.
  fileprivate mutating func append(
    _ directory: [UInt8], _ name: ArraySlice<UInt8>, kind: Kind, identity: FileIdentity
  ) {
    entries.append(
      Entry(
        pathStart: paths.count, pathLength: Int32(directory.count + name.count), kind: kind,
        identity: identity))
    paths.append(contentsOf: directory)
    paths.append(contentsOf: name)
  }

  /// Calls `body` with each entry, its number, and its path relative to the root, in order.
  package func forEach(_ body: (Int, Entry, UnsafeRawBufferPointer) throws -> Void) rethrows {
    try paths.withUnsafeBytes { all in
      for (index, entry) in entries.enumerated() {
        let path = all[entry.pathStart..<(entry.pathStart + Int(entry.pathLength))]
        try body(index, entry, UnsafeRawBufferPointer(rebasing: path))
      }
    }
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
  ///   - excluded: Identities (device, inode) of directories to pass over: the indexes in use.
  ///   - progress: Called now and then with the number of entries so far.
  /// - Throws: `SystemCallError` when the root itself cannot be opened.
  package static func list(
    root: PathBytes, excluding excluded: [(device: UInt64, inode: UInt64)],
    progress: ((Int) -> Void)? = nil
  ) throws(SystemCallError) -> FileListing {
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
    let descriptor = try SystemCallError.check("open", Paths.display(root)) {
      Paths.withCString(root) { open($0, flags) }
    }
    var walk = Walk(excluded: excluded, progress: progress)
    walk.enter(descriptor, depth: 0)
    if !walk.isInOrder { walk.listing.sort() }
    return walk.listing
  }

  /// Directories are entered in the order of their names with a slash behind, which is the order
  /// of the paths below them: the listing comes out sorted.
  private struct Walk {
    let excluded: [(device: UInt64, inode: UInt64)]
    let progress: ((Int) -> Void)?
    var listing = FileListing()
    /// Whether nothing was noted under another name than it was sorted by.
    var isInOrder = true
    /// The path of the directory that is listed, with a slash behind; empty for the root.
    private var directory: [UInt8] = []

    init(excluded: [(device: UInt64, inode: UInt64)], progress: ((Int) -> Void)?) {
      self.excluded = excluded
      self.progress = progress
    }

    /// What was found in a directory; its name stands in a block of bytes with the others.
    private struct Item {
      var name: Range<Int>
      /// `nil` for a directory to enter.
      var kind: FileListing.Kind?
      var identity: FileIdentity
    }

    private static let unknown = FileIdentity(size: 0, modified: 0, changed: 0, inode: 0)

    /// Lists one directory and closes its descriptor.
    mutating func enter(_ descriptor: Int32, depth: Int) {
      guard let stream = fdopendir(descriptor) else {
        noteDirectory(errno)
        close(descriptor)
        return
      }
      defer { closedir(stream) }
      var names: [UInt8] = []
      var items: [Item] = []
      while true {
        errno = 0
        guard let entry = readdir(stream) else {
          if errno != 0 { noteDirectory(errno) }
          break
        }
        look(at: entry, in: descriptor, &names, &items)
      }
      names.withUnsafeBytes { all in
        guard let base = all.baseAddress else { return }
        items.sort { left, right in
          let order = memcmp(
            base + left.name.lowerBound, base + right.name.lowerBound,
            min(left.name.count, right.name.count))
          return order == 0 ? left.name.count < right.name.count : order < 0
        }
      }
      for item in items {
        if let kind = item.kind {
          listing.append(directory, names[item.name], kind: kind, identity: item.identity)
          if listing.count % 1_000 == 0 { progress?(listing.count) }
        } else {
          descend(names[item.name], in: descriptor, depth: depth)
        }
      }
    }

    /// Enters a directory, whose name ends with a slash.
    private mutating func descend(_ name: ArraySlice<UInt8>, in descriptor: Int32, depth: Int) {
      let length = directory.count
      directory.append(contentsOf: name)
      defer { directory.removeLast(directory.count - length) }
      guard depth < ArchiveWalk.depthLimit else { return noteDirectory(ELOOP) }
      let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
      let child = Paths.withCString(PathBytes(name.dropLast())) { openat(descriptor, $0, flags) }
      if child == -1 {
        noteDirectory(errno)
      } else {
        enter(child, depth: depth + 1)
      }
    }

    /// Notes that the directory of ``directory`` could not be listed.
    private mutating func noteDirectory(_ code: Int32) {
      listing.append(
        PathBytes(directory.dropLast()), kind: .unreadable(code), identity: Walk.unknown)
      isInOrder = false
    }

    private func look(
      at entry: UnsafeMutablePointer<dirent>, in descriptor: Int32, _ names: inout [UInt8],
      _ items: inout [Item]
    ) {
      guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return }
      let name = UnsafeRawPointer(entry).advanced(by: offset)
        .assumingMemoryBound(to: CChar.self)
      let length = strlen(name)
      if name[0] == 0x2E, length == 1 || length == 2 && name[1] == 0x2E { return }
      var status = stat()
      let result = fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW)
      let code = errno
      let start = names.count
      names.append(contentsOf: UnsafeRawBufferPointer(start: name, count: length))
      func add(_ kind: FileListing.Kind?, _ identity: FileIdentity) {
        items.append(Item(name: start..<names.count, kind: kind, identity: identity))
      }
      guard result == 0 else { return add(.unreadable(code), Walk.unknown) }
      switch status.st_mode & S_IFMT {
      case S_IFDIR:
        let isIndex =
          names[start...].elementsEqual(ArchiveWalk.indexDirectoryName.utf8)
          || excluded.contains { $0 == (UInt64(status.st_dev), UInt64(status.st_ino)) }
        if isIndex { return }
        names.append(0x2F)
        add(nil, Walk.unknown)
      case S_IFREG: add(.file, FileIdentity(status))
      case S_IFLNK: add(.symbolicLink, FileIdentity(status))
      default: add(.special, FileIdentity(status))
      }
    }
  }
}
