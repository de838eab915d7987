internal import Glibc

/// Memory for tables that are reached at random and for columns that grow to many megabytes.
///
/// From four megabytes on the system is asked for its large pages: a table of some megabytes has
/// more small pages than the processor keeps translations of, and every one of them costs a page
/// fault. Where the system has none, the memory is like any other.
public enum LargeMemory {
  /// Bytes of a large page of x86-64 and of arm64 with small pages of 4 KiB.
  private static let page = 1 << 21
  /// Bytes from which large pages are asked for: less would waste half of them.
  @usableFromInline static let threshold = 1 << 22

  /// Memory of at least `count` bytes, to be freed with `free`; `nil` when there is none.
  public static func allocate(_ count: Int) -> UnsafeMutableRawPointer? {
    guard count >= threshold else { return malloc(max(count, 1)) }
    let whole = (count + page - 1) & ~(page - 1)
    guard let memory = aligned_alloc(page, whole) else { return nil }
    // A wish: what becomes of it changes no result.
    _ = madvise(memory, whole, MADV_HUGEPAGE)
    return memory
  }

  /// The first `used` bytes of `old` in memory of at least `count` bytes; `old` is freed, or kept
  /// when there is no memory.
  public static func resized(
    _ old: UnsafeMutableRawPointer?, used: Int, to count: Int
  ) -> UnsafeMutableRawPointer? {
    // Small blocks grow in place often, and the system moves them without copying.
    guard count >= threshold else { return realloc(old, max(count, 1)) }
    guard let memory = allocate(count) else { return nil }
    if let old {
      memory.copyMemory(from: old, byteCount: used)
      free(old)
    }
    return memory
  }
}
