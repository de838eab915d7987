extension Diagnostics {
  /// A message about wrong usage: like every other error it starts with the program's name.
  ///
  /// ArgumentParser starts its own with `Error: `; what follows it are usage and help, in lines.
  static func usage(_ message: String) {
    let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      let isError = number == 0 && line.hasPrefix("Error: ")
      let text = isError ? "trailsift: " + line.dropFirst("Error: ".count) : String(line)
      Diagnostics.line(TerminalText.visible(text))
    }
  }
}
