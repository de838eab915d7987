internal import Glibc

/// Asks the kernel for files before they are read, as long as reading waits for the disk.
///
/// Whether it does is told by the time that reads take: of files in the page cache nothing is asked, which
/// would cost three system calls a file. Belongs to one thread.
package final class ReadAhead {
  /// Files that are asked for before their turn.
  private static let depth = 16
  /// Files after a read that waited for which more are asked for: then a read shows again how it is.
  private static let span = 128
  /// What a read from the page cache takes at most, ns: for any file, and for a byte.
  private static let patience: UInt64 = 60_000
  private static let patienceOfByte: UInt64 = 1
  /// Bytes of a file that are asked for; the kernel reads ahead in the rest by itself.
  private static let length: off_t = 4 << 20

  /// Files for which more are asked for from now on.
  private var left = 0
  /// The first file of the list that was not asked for.
  private var reached = 0
  /// How often the thread had waited for something when that was asked last.
  private var waits = 0

  package init() {}

  /// Begins a list of files.
  package func begin() { reached = 0 }

  /// Asks for the files behind one of a list, which is read next.
  ///
  /// - Parameters:
  ///   - number: Its number; numbers ascend.
  ///   - count: How many files the list has.
  ///   - path: Gives the path of a file of the list.
  package func prepare(_ number: Int, of count: Int, _ path: (Int) -> PathBytes) {
    guard left > 0 else { return }
    left -= 1
    let end = min(count, number + 1 + ReadAhead.depth)
    var next = max(reached, number + 1)
    while next < end {
      ask(path(next))
      next += 1
    }
    reached = next
  }

  /// Reads, and notes whether that waited.
  ///
  /// - Parameter count: How many bytes are read.
  package func timed<Result, Failure: Error>(
    _ count: Int, _ read: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let start = ReadAhead.now
    let result = try read()
    let patience = ReadAhead.patience + UInt64(count) * ReadAhead.patienceOfByte
    if ReadAhead.now &- start > patience, hasWaited() { left = ReadAhead.span }
    return result
  }

  /// Whether this thread gave up the processor since this was asked last: a read that another process
  /// held up takes long too, and did not.
  private func hasWaited() -> Bool {
    var usage = rusage()
    // RUSAGE_THREAD of <bits/resource.h>, which needs _GNU_SOURCE.
    guard getrusage(__rusage_who_t(1), &usage) == 0 else { return true }
    defer { waits = usage.ru_nvcsw }
    return usage.ru_nvcsw > waits
  }

  /// ns of the clock that nobody sets.
  private static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }

  /// What is wrong with a file is told when it is read.
  private func ask(_ path: PathBytes) {
    let descriptor = Paths.withCString(path) {
      open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    }
    guard descriptor >= 0 else { return }
    _ = posix_fadvise(descriptor, 0, ReadAhead.length, POSIX_FADV_WILLNEED)
    close(descriptor)
  }
}
