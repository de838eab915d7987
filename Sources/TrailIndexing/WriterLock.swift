internal import TrailFiles
internal import TrailSegment

/// The lock of an index, as every writer takes it.
enum WriterLock {
  /// Takes the lock without waiting.
  ///
  /// - Throws: ``IndexingError/locked(_:)`` with process id, host and start of the holder.
  static func take(_ index: String, program: String) throws(IndexingError) -> DirectoryLock {
    do {
      return try DirectoryLock(
        path: index + "/" + FileNames.lock, text: "\(WriterNote.text)\nprogram: \(program)\n")
    } catch {
      throw .locked(error.description)
    }
  }
}
