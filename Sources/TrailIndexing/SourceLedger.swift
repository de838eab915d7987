internal import Glibc
internal import TrailBytes
internal import TrailFiles
internal import TrailSegment

/// Which sources an index holds, by root and path.
///
/// A run with nothing new asks it once for every file of the archive. So it is one block of paths,
/// one of entries and one table of slots, and a look-up allocates nothing. Belongs to one thread.
final class SourceLedger {
  /// A source of the index.
  struct Entry: BitwiseCopyable {
    /// Number of its segment in the manifest.
    var segment: Int
    /// Number of the source in the segment.
    var source: Int
    var known: SourceIdentity
    fileprivate var pathStart: Int
    fileprivate var pathLength: Int
    /// Set when the walk of a run met it.
    var isSeen = false
  }

  private let entries = Vector<Entry>(capacity: 1 << 10)
  private let paths = Vector<UInt8>(capacity: 1 << 16)
  /// Number of the entry + 1; 0 is free.
  private var slots: [UInt32]
  private let seed: UInt64

  /// Reads the source tables of all segments.
  init(segments: [(reader: SegmentReader, exclusions: Exclusions)]) throws(IndexError) {
    var generator = SystemRandomNumberGenerator()
    seed = generator.next()
    let count = segments.reduce(0) { $0 + $1.reader.sourceCount }
    var size = 16
    while size < count * 2 { size *= 2 }
    slots = [UInt32](repeating: 0, count: size)
    for (number, segment) in segments.enumerated() {
      let dropped = Set(segment.exclusions.droppedSources)
      try segment.reader.sources().forEachIdentity { index, path, known in
        if !dropped.isEmpty, dropped.contains(index) { return }
        insert(
          path, Entry(segment: number, source: index, known: known, pathStart: 0, pathLength: 0))
      }
    }
  }

  deinit {
    entries.deallocate()
    paths.deallocate()
  }

  private func path(_ entry: Entry) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      rebasing: UnsafeRawBufferPointer(paths.elements)[
        entry.pathStart..<(entry.pathStart + entry.pathLength)])
  }

  /// The slot of a path: that of its entry, or the free one where it belongs.
  private func slot(root: Int, _ path: UnsafeRawBufferPointer) -> Int {
    let mask = slots.count - 1
    let hash = ByteHash.tableHash(path, seed: seed &+ UInt64(truncatingIfNeeded: root))
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let entry = entries[Int(slots[slot]) - 1]
      if entry.known.root == root, TermOrder.compareBytes(self.path(entry), path) == 0 {
        return slot
      }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private func insert(_ path: UnsafeRawBufferPointer, _ entry: Entry) {
    let slot = slot(root: entry.known.root, path)
    if slots[slot] != 0 {
      // The later segment of two that name one path holds what counts.
      let number = Int(slots[slot]) - 1
      let known = entries[number]
      entries.elements[number] = entry
      entries.elements[number].pathStart = known.pathStart
      entries.elements[number].pathLength = known.pathLength
      return
    }
    entries.append(entry)
    let number = entries.count - 1
    entries.elements[number].pathStart = paths.count
    entries.elements[number].pathLength = path.count
    for byte in path { paths.append(byte) }
    slots[slot] = UInt32(number + 1)
  }

  /// Notes that a path was met and returns what is known of it.
  func see(root: Int, path: UnsafeRawBufferPointer) -> Entry? {
    let found = slots[slot(root: root, path)]
    guard found != 0 else { return nil }
    entries.elements[Int(found) - 1].isSeen = true
    return entries[Int(found) - 1]
  }

  /// Calls `body` with the known sources below a path of a root that the walk did not meet.
  func forEachUnseen(root: Int, below prefix: PathBytes, _ body: (PathBytes, Entry) -> Void) {
    let inside = prefix + [0x2F]
    for entry in entries.elements where !entry.isSeen && entry.known.root == root {
      let path = path(entry)
      if prefix.isEmpty || path.elementsEqual(prefix) || path.starts(with: inside) {
        body(Array(path), entry)
      }
    }
  }
}
