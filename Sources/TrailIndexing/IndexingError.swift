package import TrailSegment

/// Why a run of indexing could not be done.
package enum IndexingError: Error, CustomStringConvertible {
  /// A path on the command line is not there or is neither a directory nor a file.
  case path(String, reason: String)
  /// The index cannot be used or written.
  case index(IndexError)
  /// Somebody else is writing the index.
  case locked(String)

  package var description: String {
    switch self {
    case .path(let path, let reason): "\(path): \(reason)"
    case .index(let error): error.description
    case .locked(let text): text
    }
  }
}
