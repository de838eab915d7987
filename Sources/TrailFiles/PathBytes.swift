/// A path as the bytes that the file system holds; it need not be UTF-8.
package typealias PathBytes = [UInt8]

/// Operations on paths that keep their bytes.
package enum Paths {
  /// The path as text for people: bytes that are not UTF-8 are shown as `\xNN`.
  package static func display(_ path: PathBytes) -> String {
    if let text = String(validating: path, as: UTF8.self) { return text }
    var result = ""
    var index = 0
    while index < path.count {
      // Longest valid scalar at this place, else one escaped byte.
      var taken = 0
      for length in stride(from: min(4, path.count - index), through: 1, by: -1) {
        if let text = String(validating: path[index..<(index + length)], as: UTF8.self),
          text.unicodeScalars.count == 1
        {
          result += text
          taken = length
          break
        }
      }
      if taken == 0 {
        let hex = String(path[index], radix: 16, uppercase: true)
        result += "\\x" + (hex.count == 1 ? "0" : "") + hex
        taken = 1
      }
      index += taken
    }
    return result
  }

  /// `directory` + `/` + `name`.
  package static func join(_ directory: PathBytes, _ name: PathBytes) -> PathBytes {
    if directory.isEmpty { return name }
    if name.isEmpty { return directory }
    return directory.last == 0x2F ? directory + name : directory + [0x2F] + name
  }

  /// Calls `body` with the path as a C string.
  package static func withCString<Result>(
    _ path: PathBytes, _ body: (UnsafePointer<CChar>) throws -> Result
  ) rethrows -> Result {
    try withUnsafeTemporaryAllocation(of: CChar.self, capacity: path.count + 1) { memory in
      guard let base = memory.baseAddress else { preconditionFailure("a path has a NUL") }
      UnsafeMutableRawBufferPointer(memory).copyBytes(from: path)
      memory[path.count] = 0
      return try body(base)
    }
  }
}
