internal import Trailsift

/// Tells at the end of a command when its answer lacks what damaged segments hold.
///
/// An incomplete answer is never given in silence: it is named on standard error, a line
/// `{"complete":false}` ends JSON lines, and the exit status is 2 unless that was allowed.
enum Completeness {
  // One thread runs a command, from its first to its last line.
  private nonisolated(unsafe) static var index: EventIndex?
  private nonisolated(unsafe) static var isAllowed = false

  /// Remembers the index that a command asks.
  static func watch(_ index: EventIndex, isAllowed: Bool) {
    self.index = index
    self.isAllowed = isAllowed
  }

  /// Whether answers so far hold all that the index should.
  static var isComplete: Bool { index?.damage.isEmpty ?? true }

  /// Writes what is missing to standard error.
  ///
  /// - Returns: Whether the command has failed because of it.
  static func tell() -> Bool {
    guard let damage = index?.damage, !damage.isEmpty else { return false }
    for text in damage { Diagnostics.error(TerminalText.visible(text)) }
    Diagnostics.error(
      "the answer is incomplete: \(NumberText.counted(damage.count, "segment")) could not be read")
    return !isAllowed
  }

  /// The line that ends an incomplete answer in JSON lines.
  static func finish(_ output: Output) {
    if !isComplete { output.write("{\"complete\":false}\n") }
  }
}
