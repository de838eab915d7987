internal import Glibc

/// A stopwatch on the monotonic clock.
struct Clock {
  private let start = Clock.now

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Seconds since it was made.
  var seconds: Double { Clock.now - start }
}
