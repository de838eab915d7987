import Glibc
import TrailFiles
import TrailSegment
import TrailTestSupport

@testable import TrailIndexing

/// The bytes of a file of an archive, from gzip to a segment.
///
/// Promises: a source is recorded; its records are its documents and its rejected ones; the segment
/// that comes of it passes the full check.
// `@unchecked Sendable`: libFuzzer calls a target from one thread.
final class SourcesTarget: FuzzTarget, @unchecked Sendable {
  // The limit of records is small, so that small files pass it.
  private let ingest = SourceIngest(recordLimit: 4 << 10)

  /// A file in memory: archives are read through descriptors.
  private static let path = "/dev/shm/trailfuzz-\(getpid())"

  func run(_ bytes: UnsafeRawBufferPointer) {
    SourcesTarget.write(bytes)
    let segment = SourcesTarget.segment(ofFileAt: SourcesTarget.path, by: ingest)
    ingest.release()
    do {
      let reader = try SegmentReader(MappedFile(bytes: segment.bytes, path: "segment"))
      try SegmentCheck(reader).run()
    } catch {
      fatalError("the segment of a source is not whole: \(error)")
    }
    let source = segment.source
    precondition(
      source.records == source.documents.count + source.rejected, "records are lost: \(source)")
  }

  /// Writes the shapes of exports, as files to start from.
  static func writeSeeds(to directory: String) throws {
    let storage = PosixStorage(path: directory)
    for (number, shape) in LogShapes.all.enumerated() {
      try storage.writeSynced("\(number)", shape.bytes)
    }
  }

  private static func write(_ bytes: UnsafeRawBufferPointer) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    precondition(descriptor >= 0 && Glibc.write(descriptor, bytes.baseAddress, bytes.count) >= 0)
    close(descriptor)
  }

  /// Indexes one file.
  private static func segment(
    ofFileAt path: String, by ingest: SourceIngest
  ) -> (source: SourceRecord, bytes: [UInt8]) {
    let builder = SegmentBuilder(schema: .events)
    guard let (kind, identity) = ArchivePath.probe(PathBytes(path.utf8)) else {
      fatalError("\(path) is not there")
    }
    let source = ingest.ingest(
      SourceIngest.Task(
        root: 0, path: PathBytes("file".utf8), absolutePath: PathBytes(path.utf8), kind: kind,
        identity: identity), into: builder)
    guard let source else { fatalError("\(path) was changed by somebody") }
    return (source, SegmentWriter.write(builder))
  }

  /// Indexes a text.
  static func segment(of text: String) -> [UInt8] {
    Array(text.utf8).withUnsafeBytes { write($0) }
    return segment(ofFileAt: path, by: SourceIngest(recordLimit: 4 << 10)).bytes
  }
}
