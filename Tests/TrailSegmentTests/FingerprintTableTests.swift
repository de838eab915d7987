import Testing
import TrailBytes
import TrailTestSupport

@testable import TrailSegment

@Suite struct FingerprintTableTests {
  /// Ascending entries, some fingerprints shared by several documents.
  ///
  /// - Parameter bits: Those of a fingerprint.
  private static func entries(
    _ count: Int, bits: UInt64 = 32
  ) -> [(fingerprint: UInt64, document: DocID)] {
    var random = SplitMix64(seed: UInt64(count))
    var fingerprints: [UInt64] = []
    for index in 0..<count {
      fingerprints.append(index % 9 == 8 ? fingerprints[index - 1] : random.next() >> (64 - bits))
    }
    if count > 1 {
      fingerprints[0] = 0
      fingerprints[1] = (1 << bits) - 1
    }
    return fingerprints.enumerated().map { (fingerprint: $1, document: DocID($0)) }
      .sorted { ($0.fingerprint, $0.document) < ($1.fingerprint, $1.document) }
  }

  private static func write(_ entries: [(fingerprint: UInt64, document: DocID)]) -> [UInt8] {
    var writer = ByteWriter()
    FingerprintTableWriter.write(
      entries.map { $0.fingerprint << 24 | UInt64($0.document) }, to: &writer)
    return writer.bytes
  }

  @Test(arguments: [0, 1, 127, 128, 129, 1_000])
  func `entries and ranges equal a plain array`(count: Int) throws {
    let entries = Self.entries(count)
    let stored = StoredSection(Self.write(entries))
    let table = try FingerprintTableReader(stored.section, expecting: count)
    var found: [FingerprintTableReader.Entry] = []
    for block in 0..<table.blockCount { found += try table.entries(ofBlock: block) }
    #expect(found.map(\.fingerprint) == entries.map(\.fingerprint))
    #expect(found.map(\.document) == entries.map(\.document))
    var random = SplitMix64(seed: 1)
    var ranges: [ClosedRange<UInt64>] = [0...0, 0...UInt64.max, ((1 << 32) - 1)...((1 << 32) - 1)]
    for entry in entries.prefix(200) { ranges.append(entry.fingerprint...entry.fingerprint) }
    for _ in 0..<50 {
      let start = random.next() >> 32
      ranges.append(start...(start + random.next() >> 40))
    }
    for range in ranges {
      let expected = entries.filter { range.contains($0.fingerprint) }.map(\.document).sorted()
      #expect(try table.documents(in: range) == expected)
    }
  }

  /// Versions before 4 have eight more bits, by which entries are sorted.
  @Test(arguments: [1, 128, 129, 1_000])
  func `a table of 40 bits is one of 32 bits`(count: Int) throws {
    let entries = Self.entries(count, bits: 40)
    let stored = StoredSection(Self.write(entries))
    let table = try FingerprintTableReader(stored.section, expecting: count, version: 3)
    #expect(!table.isOrderedByDocument)
    var found: [FingerprintTableReader.Entry] = []
    for block in 0..<table.blockCount {
      #expect(
        try table.firstFingerprint(ofBlock: block) == entries[block * 128].fingerprint >> 8)
      found += try table.entries(ofBlock: block)
    }
    #expect(found.map(\.fingerprint) == entries.map { $0.fingerprint >> 8 })
    #expect(found.map(\.document) == entries.map(\.document))
    for entry in entries {
      let wanted = entry.fingerprint >> 8
      let expected = entries.filter { $0.fingerprint >> 8 == wanted }.map(\.document).sorted()
      #expect(try table.documents(in: wanted...wanted) == expected)
    }
    // Some differ in the bits that are left out alone.
    let close = entries[0].fingerprint ^ 1
    #expect(try table.documents(in: (close >> 8)...(close >> 8)).contains(entries[0].document))
  }

  @Test func `fingerprints that are equal across a block's border are all found`() throws {
    let entries = (0..<400).map { (fingerprint: UInt64($0 < 100 ? 5 : 6), document: DocID($0)) }
    let stored = StoredSection(Self.write(entries))
    let table = try FingerprintTableReader(stored.section, expecting: 400)
    #expect(try table.documents(in: 5...5) == Array(0..<100))
    #expect(try table.documents(in: 6...6) == Array(100..<400))
    #expect(try table.documents(in: 7...9).isEmpty)
  }

  @Test func `damaged bytes give an error or documents inside the segment`() {
    StoredSection.forEachDamage(Self.write(Self.entries(140))) { section throws(IndexError) in
      let table = try FingerprintTableReader(section, expecting: 140)
      _ = try? table.documents(in: 0...(1 << 39))
      for block in 0..<table.blockCount {
        let entries = try table.entries(ofBlock: block)
        #expect(entries.allSatisfy { $0.document < 140 })
      }
    }
  }
}

@Suite struct DocumentIdentityTests {
  private static func identity(uuid text: String) -> DocumentIdentity? {
    Array(text.utf8).withUnsafeBytes { DocumentIdentity(uuid: $0) }
  }

  @Test func `only canonical UUIDs are read as numbers`() throws {
    let identity = try #require(Self.identity(uuid: "01234567-89ab-cdef-0123-456789abcdef"))
    #expect(identity.form == .uuid)
    #expect(identity.high == 0x0123_4567_89AB_CDEF && identity.low == 0x0123_4567_89AB_CDEF)
    for text in [
      "01234567-89AB-cdef-0123-456789abcdef", "01234567-89ab-cdef-0123-456789abcde",
      "01234567-89ab-cdef-0123-456789abcdeg", "01234567x89ab-cdef-0123-456789abcdef",
      "0123456789abcdef0123456789abcdef0123", "",
    ] {
      #expect(Self.identity(uuid: text) == nil, "\(text)")
    }
  }

  @Test func `a fingerprint starts with the first 24 bits of the id`() throws {
    var random = SplitMix64(seed: 1)
    for _ in 0..<100 {
      let text = random.uuid()
      let identity = try #require(Self.identity(uuid: text))
      let first = try #require(UInt64(text.prefix(6), radix: 16))
      #expect(identity.fingerprint >> 8 == first)
      #expect(identity.fingerprint < 1 << 32)
      let ofID = Array(text.utf8).withUnsafeBytes { DocumentIdentity.fingerprint(ofID: $0) }
      #expect(ofID == identity.fingerprint)
    }
  }

  @Test func `forms and numbers of texts tell identities apart`() {
    let text = Array("evt-1".utf8)
    let one = text.withUnsafeBytes { DocumentIdentity(text: $0, number: 1) }
    let two = text.withUnsafeBytes { DocumentIdentity(text: $0, number: 2) }
    #expect(one != two && one.fingerprint == two.fingerprint)
    let digest = DocumentIdentity(recordDigest: Array(0..<32))
    #expect(digest.high == 0x0001_0203_0405_0607 && digest.low == 0x0809_0A0B_0C0D_0E0F)
    #expect(DocumentIdentity(form: .uuid, high: digest.high, low: digest.low) != digest)
  }
}
