internal import Glibc
internal import Synchronization

/// Ctrl-C and a request to end, for commands that write.
///
/// The first one asks: what is finished is committed, and the command ends with 130. The second one
/// ends the process at once; the index stays as of the last commit.
enum Interruption {
  private static let requests = Atomic<Int>(0)

  /// The exit status after an interruption: 128 + SIGINT.
  static let status: Int32 = 130

  /// Whether somebody asked to stop.
  static var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }

  /// Takes the signals over.
  static func watch() {
    // An atomic without a lock and `_exit` are all that a handler may use. The first use of a static
    // takes a lock, so it happens here.
    requests.store(0, ordering: .relaxed)
    for signal in [SIGINT, SIGTERM] {
      _ = Glibc.signal(signal) { _ in
        let before = Interruption.requests.add(1, ordering: .relaxed).oldValue
        if before > 0 { _exit(Interruption.status) }
      }
    }
  }
}
