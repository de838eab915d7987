import Testing
import TrailEvents
import TrailFiles
import TrailFormats
import TrailSegment
import TrailTestSupport

@testable import TrailIndexing

/// A file is compared with what the list of files says of it once, when it was read.
@Suite struct ListedFileTests {
  private func record(_ number: Int) -> String {
    "{\"eventName\":\"E\",\"eventID\":\"\(number)\",\"eventTime\":\"2024-03-01T00:00:00Z\"}"
  }

  private func text(_ count: Int) -> [UInt8] {
    Array("{\"Records\":[\((0..<count).map(record).joined(separator: ","))]}".utf8)
  }

  /// Reads a file that the list knows by another identity.
  private func ingested(
    _ path: String, listed: FileIdentity, _ builder: SegmentBuilder
  ) -> SourceRecord? {
    SourceIngest(recordLimit: 1 << 20).ingest(
      SourceIngest.Task(
        root: 0, path: Array("a.json".utf8), absolutePath: Array(path.utf8), kind: .file,
        identity: listed),
      into: builder)
  }

  @Test func `a file that changed since it was listed is read as it is now, once`() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(text(1), to: "a.json")
    let listed = try OpenFile(Array(path.utf8)).identity()
    let builder = SegmentBuilder(schema: .events)
    #expect(ingested(path, listed: listed, builder)?.identity == listed)
    #expect(builder.documentCount == 1)
    // Longer, shorter, and with the length that was listed.
    for count in [5, 0, 1] {
      _ = try directory.write(text(count), to: "a.json")
      let present = try OpenFile(Array(path.utf8)).identity()
      #expect(present != listed)
      let before = builder.documentCount
      let source = try #require(ingested(path, listed: listed, builder))
      #expect(source.identity == present && source.documents.count == count)
      #expect(builder.documentCount == before + count)
      #expect(source.state == (count == 0 ? .empty : .indexed))
    }
  }

  @Test func `a file that is gone since it was listed is told as unreadable`() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(text(1), to: "a.json")
    let listed = try OpenFile(Array(path.utf8)).identity()
    let builder = SegmentBuilder(schema: .events)
    let source = try #require(ingested(path + ".gone", listed: listed, builder))
    #expect(source.state == .damaged && source.reason.contains("cannot be read"))
    #expect(builder.documentCount == 0)
  }
}
