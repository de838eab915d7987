internal import CMemory
internal import Glibc

/// Memory for tables that are reached at random and for columns that grow to many megabytes.
///
/// From four megabytes on it is a mapping of its own: growing moves its pages instead of copying
/// them, and freeing gives them back at once. (An allocator that keeps freed blocks of many
/// megabytes for later held 200 MiB more at the end of indexing five million events.) The system
/// is asked for its large pages, as a table of some megabytes has more small pages than the
/// processor keeps translations of, and every one of them costs a page fault.
public enum LargeMemory {
  /// Bytes of a large page of x86-64 and of arm64 with small pages of 4 KiB.
  static let page = 1 << 21
  /// Bytes from which memory is a mapping: less would waste half of a large page.
  static let threshold = 1 << 22

  /// Memory of at least `count` bytes with the first `used` bytes of `old`, which is taken back.
  ///
  /// - Parameters:
  ///   - old: What this function gave before for `oldCount` bytes; `nil` for none.
  ///   - used: Bytes that matter, at most `oldCount`.
  ///   - count: Bytes asked for, not fewer than `oldCount`.
  /// - Returns: `nil` when there is no memory; the old one is kept then.
  public static func resized(
    _ old: UnsafeMutableRawPointer?, of oldCount: Int, used: Int, to count: Int
  ) -> UnsafeMutableRawPointer? {
    precondition(used <= oldCount && oldCount <= count)
    // Small blocks grow in place often, and the system moves them without copying.
    guard count >= threshold else { return realloc(old, max(count, 1)) }
    if let old, oldCount >= threshold { return grown(old, of: oldCount, to: count) }
    guard let memory = mapped(count) else { return nil }
    if let old {
      memory.copyMemory(from: old, byteCount: used)
      Glibc.free(old)
    }
    return memory
  }

  /// Whether new memory of `count` bytes holds zeros.
  public static func isZero(_ count: Int) -> Bool { count >= threshold }

  /// Takes memory back.
  ///
  /// - Parameter count: The bytes it was asked for with.
  public static func free(_ memory: UnsafeMutableRawPointer, of count: Int) {
    guard count >= threshold else { return Glibc.free(memory) }
    munmap(memory, whole(count))
  }

  /// Has threads that begin later allocate from a few pools, in the place of one each: what is made on
  /// one thread and freed on another would stay in the pools of all.
  public static func sharePools() { trailsift_share_pools(2) }

  /// Bytes of the large pages that hold `count` bytes.
  private static func whole(_ count: Int) -> Int { (count + page - 1) & ~(page - 1) }

  /// A new mapping that begins with a large page.
  private static func mapped(_ count: Int) -> UnsafeMutableRawPointer? {
    let size = whole(count)
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    guard let start = mmap(nil, size + page, PROT_READ | PROT_WRITE, flags, -1, 0),
      start != MAP_FAILED
    else { return nil }
    // The system aligns to small pages: what is too much at either end goes back.
    let head = (page - Int(bitPattern: start) & (page - 1)) & (page - 1)
    if head > 0 { munmap(start, head) }
    let memory = start + head
    munmap(memory + size, page - head)
    // A wish: what becomes of it changes no result.
    _ = madvise(memory, size, MADV_HUGEPAGE)
    return memory
  }

  /// A mapping that was made larger, where it stands or elsewhere.
  private static func grown(
    _ old: UnsafeMutableRawPointer, of oldCount: Int, to count: Int
  ) -> UnsafeMutableRawPointer? {
    let (from, to) = (whole(oldCount), whole(count))
    if from == to || trailsift_grow_mapping(old, from, to) != MAP_FAILED { return old }
    guard let place = mapped(count) else { return nil }
    guard let moved = trailsift_move_mapping(old, from, to, place), moved != MAP_FAILED else {
      munmap(place, to)
      return nil
    }
    return moved
  }
}
