import Testing
import TrailFiles
import TrailTestSupport

@Suite struct GzipTests {
  private let gzip = GzipWriter()

  @Test(arguments: [0, 1, 2, 100, 32_767, 32_768, 32_769, 65_536, 70_000, 300_000])
  func `a text is the same inflated whole and streamed`(size: Int) throws {
    let text = Inflated.sample(size)
    for level: Int32 in [0, 1, 9] {
      let file = GzipWriter(level: level, name: "x.json").member(text)
      #expect(Inflated.whole(file) == text)
      for (input, output) in [(file.count, size + 1), (file.count, max(size, 1)), (1_000, 4_096)] {
        let streamed = try Inflated.streamed(file, input: input, output: output)
        #expect(streamed == Inflated(text: text, damage: nil), "level \(level), room \(output)")
      }
    }
  }

  @Test func `the sizes of pieces and of the room do not matter`() throws {
    let text = Inflated.sample(700)
    let file = gzip.member(Array(text[..<300])) + gzip.member([]) + gzip.member(Array(text[300...]))
    for input in [1, 2, 7, 18, 64, file.count] {
      for output in 1...40 {
        let streamed = try Inflated.streamed(file, input: input, output: output)
        #expect(streamed == Inflated(text: text, damage: nil), "\(input) in, \(output) out")
      }
    }
  }

  @Test func `members follow one another as if they were one text`() throws {
    let pieces = (1...6).map { Inflated.sample($0 * 1_500, seed: UInt64($0)) }
    let file = pieces.flatMap { gzip.member($0) }
    #expect(Inflated.whole(file) == Array(pieces.joined()))
    let streamed = try Inflated.streamed(file, input: 999, output: 1_234)
    #expect(streamed == Inflated(text: Array(pieces.joined()), damage: nil))
  }

  @Test func `zeros after a member are padding, other bytes are damage`() throws {
    let text = Inflated.sample(100)
    let member = gzip.member(text)
    for zeros in [1, 17, 5_000] {
      let file = member + [UInt8](repeating: 0, count: zeros)
      #expect(Inflated.whole(file) == text)
      #expect(try Inflated.streamed(file, input: 64, output: 64).damage == nil)
      let later = try Inflated.streamed(file + gzip.member([0x41]), input: 64, output: 64)
      #expect(later == Inflated(text: text + [0x41], damage: nil), "a member after padding")
    }
    for garbage in [Array("garbage".utf8), [0x1F], [0x1F, 0x8B], [0, 0, 7], [0xFF]] {
      let file = member + garbage
      #expect(Inflated.whole(file) == nil)
      let streamed = try Inflated.streamed(file, input: 64, output: 64)
      let damage = try #require(streamed.damage, "\(garbage)")
      #expect(streamed.text == text)
      #expect(damage.offset >= Int64(member.count) && damage.offset <= Int64(file.count))
    }
  }

  @Test func `a file cut anywhere gives what precedes the cut and a place inside it`() throws {
    let text = Inflated.sample(400)
    let member = GzipWriter(level: 0).member(Array(text[..<200]))
    let file = member + gzip.member(Array(text[200...]))
    for length in 1..<file.count where length != member.count {
      let cut = Array(file[..<length])
      #expect(Inflated.whole(cut) == nil, "\(length) bytes")
      for output in [1, 64, 1_000] {
        let streamed = try Inflated.streamed(cut, input: 50, output: output)
        let damage = try #require(streamed.damage, "\(length) bytes")
        #expect(damage.offset >= 0 && damage.offset <= Int64(length))
        #expect(text.starts(with: streamed.text))
        // The first member is stored: every byte of it that is there is given.
        let stored = min(max(length - 10 - 5, 0), 200)
        #expect(streamed.text.count >= stored, "\(length) bytes, \(output) out")
      }
    }
    #expect(Inflated.whole(Array(file[..<member.count])) == Array(text[..<200]))
  }

  @Test(arguments: [nil, "x.json"])
  func `a wrong checksum, a wrong length and a missing end are damage`(name: String?) throws {
    let text = Inflated.sample(1_000)
    let writer = GzipWriter(name: name)
    let start = writer.header + writer.deflate(text)
    let good = start + writer.trailer(of: text)
    #expect(Inflated.whole(good + good) == text + text)
    for trailer in [
      writer.trailer(of: text, checksumError: 1), writer.trailer(of: text, checksumError: 1 << 31),
      writer.trailer(of: text, lengthError: 1), writer.trailer(of: text, lengthError: 1 << 24),
      Array(writer.trailer(of: text).dropLast()), [],
    ] {
      for file in [start + trailer, good + start + trailer] {
        #expect(Inflated.whole(file) == nil, "\(trailer)")
        #expect(try Inflated.streamed(file, input: file.count, output: 2_100).damage != nil)
      }
    }
  }

  @Test func `a header with every optional field is read`() throws {
    let text = Inflated.sample(1_000)
    let body = gzip.deflate(text) + gzip.trailer(of: text)
    // Flags: text, header checksum left out, extra field, name, comment (RFC 1952, 2.3).
    for flags: UInt8 in [0, 1, 4, 8, 16, 4 | 8, 8 | 16, 1 | 4 | 8 | 16] {
      var file: [UInt8] = [0x1F, 0x8B, 8, flags, 1, 2, 3, 4, 2, 3]
      if flags & 4 != 0 { file += [3, 0, 0x41, 0, 0x42] }
      if flags & 8 != 0 { file += Array("a.json".utf8) + [0] }
      if flags & 16 != 0 { file += Array("made".utf8) + [0] }
      #expect(Inflated.whole(file + body) == text, "flags \(flags)")
      #expect(
        try Inflated.streamed(file + body, input: 100, output: 100)
          == Inflated(text: text, damage: nil), "flags \(flags)")
    }
    #expect(Inflated.whole([0x1F, 0x8B, 7, 0, 0, 0, 0, 0, 0, 0] + body) == nil, "another method")
    #expect(Inflated.whole([0x1F, 0x8B, 8, 0xE0, 0, 0, 0, 0, 0, 0] + body) == nil, "reserved bits")
  }

  @Test func `a wrong bit anywhere is never taken for other text`() throws {
    let text = Inflated.sample(150)
    let file = gzip.member(text)
    // Bits of the time, the flags for text and the system in the header mean nothing here.
    for index in file.indices where !(3...9).contains(index) {
      for bit in 0..<8 {
        var wrong = file
        wrong[index] ^= 1 << UInt8(bit)
        if let whole = Inflated.whole(wrong) { #expect(whole == text, "byte \(index)") }
        let streamed = try Inflated.streamed(wrong, input: 1_000, output: 1_000)
        #expect(streamed.damage != nil || streamed.text == text, "byte \(index)")
      }
    }
  }

  @Test func `what exceeds the limit is left to the stream`() {
    let text = Inflated.sample(200_000)
    let file = gzip.member(text)
    #expect(Inflated.whole(file, limit: 100_000) == nil)
    #expect(Inflated.whole(file, limit: 200_000) == text)
    let bytes = gzip.header + gzip.deflate(text) + gzip.trailer(of: text, lengthError: 0xFFF0_0000)
    #expect(Inflated.whole(bytes, limit: 300_000) == nil)
  }

  @Test func `only the magic bytes make gzip`() {
    func isGzip(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { GzipInflater.isGzip($0) } }
    #expect(isGzip([0x1F, 0x8B]) && isGzip(gzip.member([])))
    #expect(!isGzip([]) && !isGzip([0x1F]) && !isGzip([0x8B, 0x1F]) && !isGzip([0x1F, 0x8C]))
  }
}

@Suite struct ExpansionLimitTests {
  @Test func `a source is refused by ratio above the free bytes, and by size`() {
    var limit = ExpansionLimit()
    limit.freeBytes = 1_000
    limit.ratio = 10
    limit.totalBytes = 100_000
    #expect(limit.refusal(input: 1, output: 1_000) == nil)
    #expect(limit.refusal(input: 1, output: 1_001) != nil)
    #expect(limit.refusal(input: 0, output: 1_001) != nil)
    #expect(limit.refusal(input: 1_000, output: 9_999) == nil)
    #expect(limit.refusal(input: 1_000, output: 10_000) != nil)
    #expect(limit.refusal(input: 100_000, output: 100_000) == nil)
    #expect(limit.refusal(input: 100_000, output: 100_001) != nil)
  }
}
