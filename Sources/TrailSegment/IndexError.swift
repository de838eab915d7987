internal import TrailBytes

/// What can go wrong with an index on disk.
package struct IndexError: Error, Sendable, CustomStringConvertible {
  /// The kind of failure, for callers that act on it.
  package struct Code: Hashable, Sendable {
    private enum Value { case notAnIndex, formatTooNew, corrupt, missing, locked, io }
    private let value: Value

    /// The directory holds no index.
    package static let notAnIndex = Code(value: .notAnIndex)
    /// Written by a newer version of Trailsift.
    package static let formatTooNew = Code(value: .formatTooNew)
    /// Bytes are not what was written.
    package static let corrupt = Code(value: .corrupt)
    /// A file that the manifest names is not there.
    package static let missing = Code(value: .missing)
    /// Another process writes the index.
    package static let locked = Code(value: .locked)
    /// The operating system refused.
    package static let io = Code(value: .io)
  }

  /// The kind of failure.
  package var code: Code
  /// The file or directory concerned.
  package var path: String
  /// The byte offset concerned, where there is one.
  package var offset: Int?
  /// What was expected and found, in words.
  package var detail: String

  package init(_ code: Code, path: String, offset: Int? = nil, detail: String) {
    self.code = code
    self.path = path
    self.offset = offset
    self.detail = detail
  }

  package var description: String {
    let place = offset.map { " at byte \($0)" } ?? ""
    let advice =
      code == .corrupt
      ? "; the index is damaged: delete it and run `trailsift index` again (the archive is untouched)"
      : ""
    return "\(path): \(detail)\(place)\(advice)"
  }
}

extension IndexError {
  /// Runs `body` and turns a decoding failure into a `corrupt` error with its place in the file.
  static func decoding<Result>(
    _ path: String, base: Int = 0, _ body: () throws(DecodingFailure) -> Result
  ) throws(IndexError) -> Result {
    do {
      return try body()
    } catch {
      throw IndexError(.corrupt, path: path, offset: base + error.offset, detail: error.reason)
    }
  }
}
