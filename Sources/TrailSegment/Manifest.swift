internal import TrailBytes

/// The one list of what an index consists of at a generation.
///
/// Immutable once published.
///
/// ```
/// 8 bytes  magic "TRAILMAN"
/// 4        format version
/// 4        CRC-32 of the version and of all that follows
/// -        varint generation, counted text program version, varint number of roots, counted path
///          of each; varint number of segments, of each: counted id, varint byte count, varint
///          documents, varint generation of its exclusions (0: none)
/// ```
package struct Manifest: Hashable, Sendable {
  /// A segment of the index.
  package struct Segment: Hashable, Sendable {
    /// Names the file; the first 20 hex digits of the SHA-256 of its checksums and footer.
    package var id: String
    package var byteCount: Int
    package var documentCount: Int
    /// Generation whose exclusions hold, 0 when nothing is excluded.
    package var exclusions: UInt64

    package init(id: String, byteCount: Int, documentCount: Int, exclusions: UInt64) {
      self.id = id
      self.byteCount = byteCount
      self.documentCount = documentCount
      self.exclusions = exclusions
    }
  }

  /// Versions: 1 — the first.
  package static let version: UInt32 = 1
  private static let magic = Array("TRAILMAN".utf8)

  /// Counts commits, from 1.
  package var generation: UInt64
  /// The program that wrote it.
  package var program: String
  /// Absolute paths of the directories that sources are relative to, as bytes.
  package var roots: [[UInt8]]
  package var segments: [Segment]

  package init(generation: UInt64, program: String, roots: [[UInt8]], segments: [Segment]) {
    self.generation = generation
    self.program = program
    self.roots = roots
    self.segments = segments
  }

  /// The bytes of the file.
  package var encoded: [UInt8] {
    var body = ByteWriter()
    body.appendVarint(generation)
    body.appendCounted(program)
    body.appendVarint(roots.count)
    for root in roots { body.appendCounted(root) }
    body.appendVarint(segments.count)
    for segment in segments {
      body.appendCounted(segment.id)
      body.appendVarint(segment.byteCount)
      body.appendVarint(segment.documentCount)
      body.appendVarint(segment.exclusions)
    }
    return CheckedFile.encode(magic: Manifest.magic, version: Manifest.version, body.bytes)
  }

  /// Decodes a manifest.
  ///
  /// - Throws: `IndexError` `corrupt` or `formatTooNew`, naming `path`.
  package init(_ bytes: [UInt8], path: String) throws(IndexError) {
    let decoded = bytes.withUnsafeBytes { bytes in
      Result { () throws(IndexError) in try Manifest.decoded(bytes, path: path) }
    }
    self = try decoded.get()
  }

  private static func decoded(
    _ bytes: UnsafeRawBufferPointer, path: String
  ) throws(IndexError) -> Manifest {
    try CheckedFile.decode(
      bytes, path: path, magic: magic, versions: version...version
    ) { cursor, _ throws(DecodingFailure) in
      let generation = try cursor.varint()
      let program = try cursor.countedText()
      var manifest = Manifest(
        generation: generation, program: program, roots: [], segments: [])
      for _ in 0..<(try cursor.varint(atMost: 1 << 20)) {
        manifest.roots.append(Array(try cursor.counted()))
      }
      for _ in 0..<(try cursor.varint(atMost: 1 << 24)) {
        let id = try cursor.countedText()
        guard id.utf8.allSatisfy({ $0 &- 0x30 < 10 || $0 &- 0x61 < 6 }), !id.isEmpty else {
          throw DecodingFailure(offset: cursor.offset, reason: "`\(id)` is no segment id")
        }
        let byteCount = try cursor.varint(atMost: Int.max)
        let documentCount = try cursor.varint(atMost: SegmentFormat.documentLimit)
        manifest.segments.append(
          Segment(
            id: id, byteCount: byteCount, documentCount: documentCount,
            exclusions: try cursor.varint()))
      }
      return manifest
    }
  }
}
