internal import Glibc

/// Sends standard output through a pager when it is a terminal.
enum Pager {
  // The command is single-threaded where it writes its answer.
  nonisolated(unsafe) private static var process: pid_t = 0

  /// Starts `$TRAILSIFT_PAGER`, the configured one, `$PAGER` or `less -FRX`; nothing for an empty one
  /// or `cat`.
  static func start(configured: String?) {
    guard process == 0, Output.standard.isTerminal, isatty(STDIN_FILENO) == 1 else { return }
    let own = getenv("TRAILSIFT_PAGER").map { String(cString: $0) }
    let general = getenv("PAGER").map { String(cString: $0) }
    let command = own ?? configured ?? general ?? "less -FRX"
    if command.isEmpty || command == "cat" { return }
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO)
    posix_spawn_file_actions_addclose(&actions, ends[1])
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Without less the answer goes to the terminal as it is.
    let words = ["sh", "-c", "command -v ${0%% *} >/dev/null || exec cat; exec $0", command]
    var arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    guard posix_spawn(&process, "/bin/sh", &actions, nil, &arguments, environ) == 0 else {
      process = 0
      close(ends[0])
      close(ends[1])
      return
    }
    close(ends[0])
    dup2(ends[1], STDOUT_FILENO)
    close(ends[1])
  }

  /// Waits until the reader is done with the pager; nothing when there is none.
  static func finish() {
    guard process != 0 else { return }
    close(STDOUT_FILENO)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    process = 0
  }
}
