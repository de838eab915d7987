internal import Glibc

/// Standard output through one buffer.
///
/// A reader that went away ends the program quietly.
final class Output {
  // The command is single-threaded where it writes its answer.
  nonisolated(unsafe) static let standard = Output(descriptor: STDOUT_FILENO)

  /// Whether the output goes to a terminal.
  let isTerminal: Bool
  /// Cells in a line of the terminal; `nil` when it is none or does not tell.
  let columns: Int?
  /// Whether its text is coloured.
  let style: TextStyle
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private static let size = 1 << 16

  init(descriptor: Int32) {
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) == 1
    var size = winsize()
    let variable = getenv("COLUMNS").flatMap { Int(String(cString: $0)) }
    if !isTerminal {
      columns = nil
    } else if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
      columns = Int(size.ws_col)
    } else {
      columns = variable.flatMap { $0 > 0 ? $0 : nil }
    }
    style = TextStyle(isTerminal: isTerminal)
    buffer.reserveCapacity(Output.size + 4_096)
  }

  func write(_ text: String) { write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Output.size { flush() }
  }

  /// Writes what is buffered.
  ///
  /// An error other than a closed pipe ends the program with status 2:
  /// an answer that was cut must not look whole.
  func flush() {
    ReadingLine.standard.clear()
    var written = 0
    while written < buffer.count {
      let count = buffer.withUnsafeBytes { bytes in
        bytes.baseAddress.map { Glibc.write(descriptor, $0 + written, bytes.count - written) } ?? 0
      }
      if count >= 0 {
        written += count
      } else if errno == EPIPE {
        exit(0)
      } else if errno != EINTR {
        Diagnostics.error("writing the output: \(String(cString: strerror(errno)))")
        exit(ExitStatus.failed.rawValue)
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }
}

/// Messages for people, on standard error.
enum Diagnostics {
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  static func line(_ text: String) {
    ReadingLine.standard.clear()
    put(text + "\n")
  }

  static func error(_ text: String) {
    line("trailsift: " + TerminalText.visible(text))
  }

  static func put(_ text: String) {
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { all in
        all.baseAddress.map { Glibc.write(STDERR_FILENO, $0 + written, all.count - written) } ?? 0
      }
      if count <= 0 {
        if count < 0, errno == EINTR { continue }
        return
      }
      written += count
    }
  }
}
