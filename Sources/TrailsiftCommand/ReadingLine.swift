internal import Glibc
internal import Synchronization
internal import Trailsift

/// The live line on standard error while records are read to answer a question.
///
/// What the index answers takes milliseconds; a path or a regular expression over all of an archive
/// takes as long as unpacking it, and somebody who waits wants to know for how long.
final class ReadingLine: Sendable {
  static let standard = ReadingLine()

  private struct State {
    var lastShown = 0.0
    var isShowing = false
  }

  /// Seconds before the line appears: quick answers stay as they are.
  private static let delay = 0.5
  private static let interval = 0.1

  private let clock = Clock()
  private let state = Mutex(State())
  private let isTerminal = Diagnostics.isTerminal

  /// Shows the line while an index reads records, when standard error is a terminal.
  func watch(_ index: EventIndex) {
    guard isTerminal else { return }
    index.reportReading { [self] done, total in show(done, total) }
  }

  private func show(_ done: Int, _ total: Int) {
    show("\(NumberText.grouped(done)) / \(NumberText.grouped(total)) records read")
  }

  /// Shows a text in the line, when standard error is a terminal and it is time to.
  func show(_ text: String) {
    guard isTerminal else { return }
    let seconds = clock.seconds
    let isDue = state.withLock { state in
      guard seconds >= ReadingLine.delay, seconds - state.lastShown >= ReadingLine.interval else {
        return false
      }
      state.lastShown = seconds
      state.isShowing = true
      return true
    }
    guard isDue else { return }
    Diagnostics.put("\r\u{1B}[K  " + text)
  }

  /// Removes the line: something else is about to be written.
  func clear() {
    let wasShowing = state.withLock { state in
      defer { state.isShowing = false }
      return state.isShowing
    }
    if wasShowing { Diagnostics.put("\r\u{1B}[K") }
  }
}
