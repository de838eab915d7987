internal import Glibc

/// A failed call to the operating system: which call, on what, and why.
package struct SystemCallError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The C name of the call, for example `open`.
  package var call: String
  /// What it was done to.
  package var path: String
  /// The value of `errno`.
  package var code: Int32

  package init(call: String, path: String, code: Int32 = errno) {
    self.call = call
    self.path = path
    self.code = code
  }

  /// The system's words for the error.
  package var reason: String { String(cString: strerror(code)) }

  /// Whether the call failed because something has the name already.
  package var isBecauseOfExistence: Bool { code == EEXIST }

  package var description: String { "\(path): \(call): \(reason)" }
}

extension SystemCallError {
  /// Repeats a call while it is interrupted by a signal, and turns -1 into an error.
  package static func check<Number: SignedInteger>(
    _ call: String, _ path: @autoclosure () -> String, _ body: () -> Number
  ) throws(SystemCallError) -> Number {
    while true {
      let result = body()
      if result != -1 { return result }
      let code = errno
      if code == EINTR { continue }
      throw SystemCallError(call: call, path: path(), code: code)
    }
  }
}
