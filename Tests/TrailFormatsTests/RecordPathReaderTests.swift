import Testing
import TrailTestSupport
@testable import TrailFormats

/// What stands at paths of a record is the same whether the structure of its text is known or not.
@Suite struct RecordPathReaderTests {
  /// The values at a path, each with its kind.
  private static func values(
    _ path: RecordPath, in text: UnsafeRawBufferPointer, _ reader: RecordPathReader
  ) -> [String] {
    var values: [String] = []
    _ = reader.contains(path, in: text) { value in
      values.append("\(value.kind) \(String(decoding: value.bytes, as: UTF8.self))")
      return false
    }
    return values
  }

  /// Checks paths in a record inside of other text, which is not at the start of what was scanned.
  ///
  /// - Returns: How many values were found.
  private static func compare(_ record: String, _ paths: [RecordPath]) -> Int {
    let padded = PaddedText("[ \(record)\n, {}]")
    let scanner = StructureScanner()
    let extractor = RecordExtractor()
    var count = 0
    padded.withBytes { bytes in
      guard let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
      let structure = scanner.scan(base, length: bytes.count)
      guard case .complete = extractor.extract(structure, at: 1) else {
        Issue.record("no record: \(record)")
        return
      }
      #expect(extractor.found != nil)
      for path in paths {
        let plain = values(path, in: extractor.recordText, RecordPathReader())
        let known = RecordPathReader()
        // Twice: the second time objects were gone through before.
        for _ in 0..<2 {
          let found = known.withRecord(extractor) { values(path, in: extractor.recordText, known) }
          #expect(found == plain, "\(path) in \(record)")
        }
        count += plain.count
      }
      // All of them in one go.
      let all = RecordPathReader()
      let found = all.withRecord(extractor) {
        paths.map { values($0, in: extractor.recordText, all) }
      }
      #expect(found == paths.map { values($0, in: extractor.recordText, RecordPathReader()) })
    }
    return count
  }

  private static let paths = [
    ".a", ".b", ".a.b", ".a.a", ".b.a", ".a.b.c", ".a[*]", ".a[1]", ".b[*].a", ".a.a[0].b",
    ".eventName",
    ".requestParameters", ".requestParameters.a", ".requestParameters.a.b", ".x",
  ].compactMap { RecordPath($0) }

  @Test func `values of legal records, however odd, are the same`() throws {
    #expect(Self.paths.count == 15)
    var odd = OddJSON(seed: 61)
    var found = 0
    for _ in 0..<600 {
      func object(_ depth: Int) -> String {
        let members = (0..<odd.random.below(5)).map { _ in
          let name = odd.random.pick([
            "\"a\"", "\"b\"", "\"\\u0061\"", "\"requestParameters\"", "\"c\"",
          ])
          let isObject = depth > 0 && odd.random.chance(60)
          let value = isObject ? object(depth - 1) : odd.value(depth: 2)
          return odd.blank() + name + odd.blank() + ":" + odd.blank() + value + odd.blank()
        }
        return "{" + members.joined(separator: ",") + "}"
      }
      found += Self.compare(object(3), Self.paths)
    }
    #expect(found > 1_000)
  }

  @Test func `values of usual records are the same`() {
    for (_, path) in RecordPaths.fields {
      guard let parsed = RecordPath("." + path) else { continue }
      #expect(Self.compare(nested(path, "\"value \\u00e9\""), [parsed]) == 1, "\(path)")
    }
  }
}
