import Testing
import TrailFiles
import TrailTestSupport

@Suite struct SourceTextTests {
  @Test(arguments: DamagedInputs.all.filter { $0.bytes.count < 100_000 })
  func `a damaged file gives the text before the damage`(input: DamagedInput) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(input.bytes, to: "input")
    let isGzip = input.bytes.withUnsafeBytes { GzipInflater.isGzip($0) }
    let all = try Inflated.file(path, room: 1 << 20)
    if !isGzip { #expect(all == Inflated(text: input.bytes, damage: nil)) }
    if let damage = all.damage {
      #expect(damage.offset >= 0 && damage.offset <= Int64(input.bytes.count))
      #expect(!damage.reason.isEmpty)
    }
    #expect(try Inflated.file(path, room: 61) == all)
    if isGzip {
      let whole = Inflated.whole(input.bytes)
      #expect((whole == nil) == (all.damage != nil))
      if let whole, !whole.starts(with: [0x1F, 0x8B]) { #expect(whole == all.text) }
    }
  }

  /// The size of the piece in which a file is read, and sizes around it.
  @Test(arguments: [(1 << 18) - 1, 1 << 18, (1 << 18) + 1, 1 << 19])
  func `a file as long as the pieces it is read in is whole`(size: Int) throws {
    let directory = try TemporaryDirectory()
    let plain = Inflated.sample(size)
    let plainPath = try directory.write(plain, to: "plain")
    #expect(try Inflated.file(plainPath, room: 100_000) == Inflated(text: plain, damage: nil))
    // A stored member of this text has a frame of known length: the file is `size` bytes long.
    let writer = GzipWriter(level: 0)
    let frame = writer.member(plain).count - size
    let text = Array(plain.dropLast(frame))
    let file = writer.member(text)
    let path = try directory.write(file, to: "gzip")
    #expect(try Inflated.file(path, room: 1 << 17) == Inflated(text: text, damage: nil))
    let cut = try directory.write(Array(file.dropLast()), to: "cut")
    let broken = try Inflated.file(cut, room: 1 << 17)
    #expect(broken.text == text && broken.damage != nil)
  }

  @Test func `the digest is that of the file and is there at its end`() throws {
    let directory = try TemporaryDirectory()
    let file = GzipWriter().member(Inflated.sample(5_000))
    let path = try directory.write(file, to: "file")
    var source = SourceText(try OpenFile(PathBytes(path.utf8)))
    #expect(source.digest == nil)
    var buffer = [UInt8](repeating: 0, count: 8_192)
    let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
    #expect(count == 5_000 && source.produced == 5_000 && source.consumed == Int64(file.count))
    #expect(source.digest == file.withUnsafeBytes { Checksum.sha256($0) })
  }

  @Test func `checksums are those of the standards`() {
    let text = Array("123456789".utf8)
    #expect(text.withUnsafeBytes { Checksum.crc32($0) } == 0xCBF4_3926)
    let digest = Array("abc".utf8).withUnsafeBytes { Checksum.sha256($0) }
    #expect(digest.prefix(4) == [0xBA, 0x78, 0x16, 0xBF] && digest.count == 32)
    var pieces = StreamingSHA256()
    for byte in "abc".utf8 { [byte].withUnsafeBytes { pieces.update($0) } }
    #expect(pieces.digest() == digest)
  }
}

@Suite struct SourceRangesTests {
  private static func read(
    _ path: String, identity: FileIdentity? = nil, _ ranges: [Range<Int64>],
    by reader: SourceRanges = SourceRanges()
  ) throws -> [[UInt8]] {
    let bytes = PathBytes(path.utf8)
    let present = try OpenFile(bytes).identity()
    var found: [[UInt8]] = []
    try reader.read(bytes, identity: identity ?? present, ranges: ranges) { number, bytes in
      #expect(number == found.count)
      found.append(Array(bytes))
    }
    return found
  }

  @Test func `ranges of plain and of compressed files are the same`() throws {
    let directory = try TemporaryDirectory()
    let text = Inflated.sample(20_000)
    let ranges: [Range<Int64>] = [
      0..<1, 1..<1, 5..<700, 700..<701, 9_000..<19_999, 19_999..<20_000,
    ]
    let expected = ranges.map { Array(text[Int($0.lowerBound)..<Int($0.upperBound)]) }
    let plain = try directory.write(text, to: "plain")
    let gzip = try directory.write(GzipWriter().member(text), to: "gzip")
    #expect(try Self.read(plain, ranges) == expected)
    #expect(try Self.read(gzip, ranges) == expected)
    #expect(try Self.read(gzip, []).isEmpty)
  }

  @Test func `ranges before damage are read, also across pieces`() throws {
    let directory = try TemporaryDirectory()
    let text = Inflated.sample(3 << 20)
    let path = try directory.write(
      Array(GzipWriter(level: 1).member(text).dropLast(4)), to: "damaged.gz")
    let piece: Int64 = 1 << 20
    let ranges = [
      0..<10, (piece - 5)..<(piece + 5), (piece + 5)..<(piece + 6), (piece + 9)..<(piece * 3 - 1),
      (piece * 3 - 1)..<(piece * 3),
    ]
    let found = try Self.read(path, ranges)
    #expect(found == ranges.map { Array(text[Int($0.lowerBound)..<Int($0.upperBound)]) })
    #expect(throws: SourceRanges.Failure.self) { try Self.read(path, [0..<(piece * 3 + 1)]) }
  }

  @Test func `a range behind the end is damage`() throws {
    let directory = try TemporaryDirectory()
    let plain = try directory.write(Inflated.sample(10), to: "plain")
    #expect(throws: SourceRanges.Failure.self) { try Self.read(plain, [5..<11]) }
    let gzip = try directory.write(GzipWriter().member(Inflated.sample(10)), to: "gzip")
    #expect(throws: SourceRanges.Failure.self) { try Self.read(gzip, [5..<11]) }
  }

  @Test func `a file that has changed or is gone is refused`() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(Inflated.sample(10), to: "file")
    var identity = try OpenFile(PathBytes(path.utf8)).identity()
    identity.changed += 1
    #expect(try Self.read(path, identity: identity, [0..<10]).count == 1, "a new mode, say")
    for change in [\FileIdentity.size, \.modified] {
      var other = identity
      other[keyPath: change] += 1
      let failure = #expect(throws: SourceRanges.Failure.self) {
        try Self.read(path, identity: other, [0..<1])
      }
      guard case .changed = failure else {
        Issue.record("\(failure as Any)")
        return
      }
    }
    let failure = #expect(throws: SourceRanges.Failure.self) {
      try SourceRanges().read(
        PathBytes("\(path)-gone".utf8), identity: identity, ranges: [0..<1]
      ) { _, _ in }
    }
    guard case .system = failure else {
      Issue.record("\(failure as Any)")
      return
    }
  }
}
