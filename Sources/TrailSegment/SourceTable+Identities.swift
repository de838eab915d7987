internal import TrailBytes
package import TrailFiles

/// What tells whether a source has to be read again.
package struct SourceIdentity: Sendable, BitwiseCopyable {
  /// Number of its root in the manifest.
  package var root: Int
  /// The state in which it was recorded.
  package var state: SourceState
  package var identity: FileIdentity
  /// Whether the SHA-256 of its bytes is known.
  package var hasDigest: Bool
}

extension SourceTableReader {
  /// Calls `body` with number, path and identity of every source, in order.
  ///
  /// Allocates nothing for a source: a run with nothing new passes over all of them. The path is
  /// valid for the call.
  package func forEachIdentity(
    _ body: (Int, UnsafeRawBufferPointer, SourceIdentity) -> Void
  ) throws(IndexError) {
    var path: [UInt8] = []
    for block in 0..<blockCount {
      path.removeAll(keepingCapacity: true)
      try rows(ofBlock: block) { cursor, length throws(DecodingFailure) in
        for index in 0..<length {
          let source = try SourceTableReader.identity(&cursor, &path)
          path.withUnsafeBytes { body(block * SourceTableWriter.blockSize + index, $0, source) }
        }
      }
    }
  }

  /// Reads a row for its path and identity; `path` holds that of the row before.
  private static func identity(
    _ cursor: inout ByteCursor, _ path: inout [UInt8]
  ) throws(DecodingFailure) -> SourceIdentity {
    let root = try cursor.varint(atMost: 1 << 20)
    let shared = try cursor.varint(atMost: path.count)
    path.removeLast(path.count - shared)
    path.append(contentsOf: try cursor.counted())
    let rawState = try cursor.byte()
    guard let state = SourceState(rawValue: rawState) else {
      throw DecodingFailure(offset: cursor.offset, reason: "unknown source state \(rawState)")
    }
    _ = try cursor.varint()
    try skipRejections(&cursor)
    _ = try cursor.byte()
    _ = try cursor.varint()
    let size = Int64(try cursor.varint(atMost: Int.max))
    let modified = try cursor.signedVarint()
    let changed = modified &+ (try cursor.signedVarint())
    let inode = try cursor.varint()
    let digest = try cursor.take(32)
    _ = try cursor.counted()
    _ = try cursor.signedVarint()
    return SourceIdentity(
      root: root, state: state,
      identity: FileIdentity(size: size, modified: modified, changed: changed, inode: inode),
      hasDigest: digest.contains { $0 != 0 })
  }

  private static func skipRejections(_ cursor: inout ByteCursor) throws(DecodingFailure) {
    let count = try cursor.varint(atMost: Int(UInt32.max))
    if count == 0 { return }
    for _ in 0..<(try cursor.varint(atMost: 256)) { _ = try cursor.counted() }
    for _ in 0..<count {
      for _ in 0..<4 { _ = try cursor.varint() }
    }
  }
}
