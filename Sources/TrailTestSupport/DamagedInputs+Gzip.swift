/// Damage in and around gzip members.
extension DamagedInputs {
  private static let gzip = GzipWriter()
  /// Three good records.
  private static let text = Array(goodText(records: 3).utf8)
  private static let whole = gzip.member(text)
  private static let body = gzip.deflate(text)
  /// Many records that hardly shrink, so that half of the bytes hold about half of them.
  private static let long = Array(goodText(records: 200).utf8)
  private static let longMember = GzipWriter(level: 0).member(long)

  static let gzips: [DamagedInput] = [
    input(
      "gzip cut after the magic", Array(whole[..<2]), 0...0, .damaged, .skipped,
      because: "Nothing but the magic says what it was."),
    input(
      "gzip cut in the header", Array(whole[..<7]), 0...0, .damaged,
      because: "A gzip file without a stream."),
    input(
      "gzip cut after the header", Array(whole[..<10]), 0...0, .damaged,
      because: "A gzip file without a stream."),
    input(
      "gzip cut in the middle", Array(longMember[..<(longMember.count / 2)]), 95...102, .damaged,
      because: "The stream is stored, so half of it holds half of the 200 records, all complete."),
    input(
      "gzip cut in the last block", Array(whole[..<(10 + body.count - 4)]), 0...3, .damaged,
      because: "How much a decoder gives out before the missing bytes is its own affair."),
    input(
      "gzip cut before the trailer", Array(whole[..<(whole.count - 8)]), 3...3, .damaged,
      because: "All text is there; only checksum and length are missing."),
    input(
      "gzip cut in the trailer", Array(whole[..<(whole.count - 3)]), 3...3, .damaged,
      because: "All text is there; the length is cut."),
    input(
      "gzip with a wrong checksum",
      gzip.header + body + gzip.trailer(of: text, checksumError: 1), 3...3, .damaged,
      because: "The text is complete JSON; the finding must be reported all the same."),
    input(
      "gzip with a length one too small",
      gzip.header + body + gzip.trailer(of: text, lengthError: .max), 3...3, .damaged,
      because: "A reader that sizes its buffer by the trailer must not trust it."),
    input(
      "gzip with a length of nearly 4 GiB",
      gzip.header + body + gzip.trailer(of: text, lengthError: 0xFFFF_0000), 3...3, .damaged,
      because: "A reader that allocates what the trailer says would ask for 4 GiB."),
    input(
      "gzip with a broken block type", gzip.header + [0x07] + body, 0...0, .damaged,
      because: "Block type 3 does not exist."),
  ]

  static let otherGzips: [DamagedInput] = [
    input(
      "gzip with a file name", GzipWriter(name: "x.json").member(text), 3...3, .indexed,
      because: "The gzip command writes names; nothing is wrong."),
    input(
      "gzip and then zeros", whole + [UInt8](repeating: 0, count: 1000), 3...3, .indexed,
      because: "Padding of tapes and blocks."),
    input(
      "gzip and then garbage", whole + Array("garbage".utf8), 3...3, .damaged, .indexed,
      because: "All records are there, but the bytes after them are not accounted for."),
    input(
      "two members, the second cut",
      gzip.member(Array(text[..<(text.count - 10)]))
        + gzip.member(Array(text[(text.count - 10)...])).dropLast(12), 2...3, .damaged,
      because: "The third record ends in the second member."),
    input(
      "two members, the second broken",
      gzip.member(Array(text[..<(text.count - 10)])) + gzip.header + [0x07, 0x00], 2...2, .damaged,
      because: "Two records are complete in the first member."),
    input(
      "a member of nothing before the rest", gzip.member([]) + whole, 3...3, .indexed,
      because: "An empty member is legal anywhere."),
    input(
      "gzip of nothing", gzip.member([]), 0...0, .empty,
      because: "A file without text, like one without bytes."),
    input(
      "gzip in gzip", gzip.member(whole), 0...3, .indexed, .skipped,
      because: "Rule 2 of formats.md peels layers; a reader of one layer says it skipped it."),
    input(
      "the magic and then text", [0x1F, 0x8B] + Array("not gzip at all".utf8), 0...0, .damaged,
      .skipped, because: "No such compression method."),
  ]
}
