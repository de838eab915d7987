import Testing
import TrailFiles
import TrailSegment
import TrailTestSupport

@Suite struct KeptIdentitiesTests {
  /// A builder with one source whose documents have these ids and recipients.
  private static func builder(_ records: [(id: String, recipient: String?)]) -> SegmentBuilder {
    let builder = SegmentBuilder(
      schema: SegmentSchema(keys: [], tupleSpaces: [], termColumns: []))
    for (id, recipient) in records {
      let identity = Array(id.utf8).withUnsafeBytes { bytes in
        DocumentIdentity(uuid: bytes)
          ?? DocumentIdentity(text: bytes, number: builder.terms.intern(key: 0, bytes))
      }
      let term = recipient.map { text in
        Array(text.utf8).withUnsafeBytes { builder.terms.intern(key: 5, $0) }
      }
      builder.endDocument(
        SegmentBuilder.Document(
          time: 0, gap: 0, length: 1, identity: identity,
          recipient: term ?? TupleInterner.absent, requestHash: 0))
    }
    return builder
  }

  @Test func `ids and recipients come back as they stand in records`() throws {
    let directory = try TemporaryDirectory()
    let file = try SpillFile("\(directory.path)/spill")
    let ids = [
      "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
      "01234567-89ab-cdef-0123-456789abcdef", "60c1d7fa-615c-4c70-bb83-6b44b39941c7",
    ]
    let recipients = ["111122223333", nil, "x", "111122223333"]
    let kept = try KeptIdentities(Self.builder(Array(zip(ids, recipients))), in: file)
    // A second segment of the run stands behind the first one in the file.
    let second = try KeptIdentities(Self.builder([(ids[3], "x"), (ids[2], nil)]), in: file)
    #expect(second.identity(of: 0)?.idText == Array(ids[3].utf8))
    #expect(second.identity(of: 1)?.idText == Array(ids[2].utf8))
    #expect(second.identity(of: 1)?.recipient == nil)
    #expect(kept.count == ids.count)
    for (document, (id, recipient)) in zip(ids, recipients).enumerated() {
      let found = kept.identity(of: DocID(document))
      #expect(found?.idText == Array(id.utf8))
      #expect(found?.recipient == recipient.map { Array($0.utf8) })
    }
  }

  /// Entries are written 4,096 at a time.
  @Test(arguments: [4_095, 4_096, 4_097, 8_193])
  func `many ids come back from their places`(count: Int) throws {
    let directory = try TemporaryDirectory()
    let file = try SpillFile("\(directory.path)/spill")
    func id(_ number: Int) -> String {
      let digits = String(number, radix: 16)
      return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }
    let first = try KeptIdentities(
      Self.builder((0..<count).map { (id($0), "\($0 % 3)") }), in: file)
    let second = try KeptIdentities(Self.builder([(id(77), nil)]), in: file)
    for document in [0, 1, 4_094, 4_095, 4_096, 4_097, 8_191, 8_192] where document < count {
      #expect(first.identity(of: DocID(document))?.idText == Array(id(document).utf8))
      #expect(
        first.identity(of: DocID(document))?.recipient == Array("\(document % 3)".utf8))
    }
    #expect(second.identity(of: 0)?.idText == Array(id(77).utf8))
  }

  @Test func `what is no canonical UUID, or may have been cut, is not kept`() throws {
    let directory = try TemporaryDirectory()
    let kept = try KeptIdentities(
      Self.builder([
        ("60C1D7FA-615C-4C70-BB83-6B44B39941C7", "1"), ("some-id", "1"),
        ("60c1d7fa-615c-4c70-bb83-6b44b39941c7", String(repeating: "1", count: 65)),
      ]), in: SpillFile("\(directory.path)/spill"))
    for document in 0..<3 { #expect(kept.identity(of: DocID(document)) == nil) }
    #expect(kept.identity(of: 3) == nil)
  }
}
