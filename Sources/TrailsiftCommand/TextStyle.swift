internal import ArgumentParser
internal import Glibc

/// Whether and how text is coloured.
struct TextStyle {
  /// When colours are used.
  enum Choice: String, WordOption { case auto, always, never }

  /// What a piece of text is.
  enum Look: String {
    case heading = "1"
    case bad = "31"
    case name = "36"
    case value = "32"
    case faint = "2"
  }

  // Decided once, before anything is written.
  nonisolated(unsafe) static var choice = Choice.auto

  let isOn: Bool

  /// By `--color`, then `NO_COLOR`, then `CLICOLOR_FORCE`, then whether it is a terminal.
  ///
  /// Source: https://no-color.org and https://bixense.com/clicolors.
  init(isTerminal: Bool) {
    func isSet(_ name: String) -> Bool {
      guard let value = getenv(name) else { return false }
      return value.pointee != 0 && strcmp(value, "0") != 0
    }
    let isDumb = getenv("TERM").map { strcmp($0, "dumb") == 0 } ?? false
    switch TextStyle.choice {
    case .always: isOn = true
    case .never: isOn = false
    case .auto:
      if getenv("NO_COLOR").map({ $0.pointee != 0 }) ?? false {
        isOn = false
      } else {
        isOn = isSet("CLICOLOR_FORCE") || (isTerminal && !isDumb)
      }
    }
  }

  func apply(_ look: Look, to text: String) -> String {
    isOn && !text.isEmpty ? "\u{1B}[\(look.rawValue)m\(text)\u{1B}[0m" : text
  }
}
