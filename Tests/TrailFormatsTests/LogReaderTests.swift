import Testing
import TrailFormats
import TrailTestSupport

@Suite struct LogReaderTests {
  /// A record with an id and little else.
  private static func record(_ id: Int) -> String { "{\"eventID\":\"\(id)\",\"eventName\":\"A\"}" }

  private static let two = "\(record(0)),\(record(1))"

  @Test(arguments: [
    "{\"Records\":[\(two)]}", "{\"Records\":[\(two)],\"next\":{\"a\":[1]}}",
    "{\"a\":[{\"Records\":[1]}],\"b\":null,\"Records\":[\(two)]}",
    " {\n\"Records\" : [ \(two) ] } \n", "[\(two)]", "[ \(two) ]", "\(record(0))\n\(record(1))\n",
    "\(record(0))\(record(1))", "\(record(0))\r\n\n\(record(1))",
    "{\"Records\":[\(record(0))]}{\"Records\":[\(record(1))]}",
    "[{\"Records\":[\(record(0))]},{\"Records\":[\(record(1))]}]",
    "{\"Records\":[\(record(0))],\"Records\":[\(record(1))]}", "\u{FEFF}{\"Records\":[\(two)]}",
    "{\"\\u0052ecords\":[\(two)]}", "\(two)",
    "{\"Records\":null}\(record(0))\(record(1))",
  ])
  func `records are found in every shape`(text: String) {
    let run = LogRun(text)
    #expect(run.ids == ["0", "1"])
    #expect(run.numbers == [0, 1])
    #expect(run.isWhole && run.otherValues == 0)
    for found in run.found {
      let slice = Array(text.utf8)[Int(found.offset)..<(Int(found.offset) + found.length)]
      #expect(slice.first == UInt8(ascii: "{") && slice.last == UInt8(ascii: "}"))
    }
  }

  @Test(arguments: [
    "", " \n", "null", "{\"Records\":[]}", "{\"Records\":null}", "[]", "\u{FEFF}",
    "{\"Records\":[]}\n{\"Records\":[]}",
  ])
  func `a text without records is no damage`(text: String) {
    let run = LogRun(text)
    #expect(run.found.isEmpty && run.isWhole && run.otherValues == 0)
  }

  @Test(arguments: [
    "{}", "{\"a\":1}", "42", "\"text\"", "{\"Records\":\"none\"}",
    "{\"Records\":{\"a\":\"1\"}}",
    "[1,2]", "{\"awsAccountId\":\"1\",\"logFiles\":[]}",
  ])
  func `values that hold no known record are counted`(text: String) {
    let run = LogRun(text)
    #expect(run.found.isEmpty && run.otherValues > 0 && run.brokenAt == nil)
  }

  @Test(arguments: [1, 2, 100])
  func `zeros between and after values cost no record`(count: Int) {
    let zeros = String(repeating: "\0", count: count)
    let run = LogRun(
      "{\"Records\":[\(Self.record(0))]}\(zeros)\(Self.record(1))\(zeros)[\(Self.record(2))]\(zeros)"
    )
    #expect(run.ids == ["0", "1", "2"])
    #expect(run.rejected == 0)
  }

  @Test func `elements that are no records keep their numbers`() {
    let run = LogRun(
      "{\"Records\":[1,\(Self.record(0)),null,\"x\",\(Self.record(1)),[\(Self.record(9))],"
        + "{\"eventID\":},\(Self.record(2)),true]}")
    #expect(run.ids == ["0", "1", "2"])
    #expect(run.numbers == [1, 4, 7])
    #expect(run.rejected == 6 && !run.endsEarly)
  }

  @Test func `records of something else are counted apart`() {
    let run = LogRun(
      "{\"Records\":[{\"eventSource\":\"aws:s3\",\"eventName\":\"x\"},{\"Data\":\"x\"},"
        + "\(Self.record(0)),{}]}")
    #expect(run.others == [.foreignRecords: 2])
    #expect(run.ids == ["0", nil])
    #expect(run.numbers == [2, 3])
    #expect(run.brokenAt == nil && !run.endsEarly)
  }

  @Test func `the place of broken grammar is told and the next record is read`() {
    let head = "{\"Records\":[\(Self.record(0)),{\"a\""
    let run = LogRun("\(head) 1},\(Self.record(1))]}")
    #expect(run.ids == ["0", "1"])
    #expect(run.rejected == 1)
    let broken = run.brokenAt ?? -1
    #expect(broken >= Int64(head.utf8.count) - 3 && broken <= Int64(head.utf8.count) + 1)
  }

  @Test func `a text cut anywhere gives the records before the cut`() {
    let log = LogReader.plain
    let records = (0..<4).map(DamagedInputs.goodRecord)
    for text in [
      DamagedInputs.goodText(records: 4), records.joined(separator: "\n"),
      "[" + records.joined(separator: " ,\n") + "]",
      "{\"a\":{\"b\":[1]},\"Records\":[\(records.joined(separator: ",\n  "))\n],\"c\":\"]}\"}",
    ] {
      let bytes = Array(text.utf8)
      let whole = LogRun(bytes, by: log)
      #expect(whole.found.count == 4 && whole.isWhole)
      for length in 0..<bytes.count {
        let run = LogRun(Array(bytes[..<length]), by: log)
        let complete = whole.found.filter { Int($0.offset) + $0.length <= length }
        #expect(run.found == complete, "\(length) bytes of \(text.prefix(20))")
        #expect(run.brokenAt.map { $0 <= Int64(length) } ?? true)
        // A cut between values that stand by themselves shows nowhere.
        let isInside = text.hasPrefix("{\"eventV") ? run.rejected > 0 || run.endsEarly : true
        if isInside, length > 0, length < bytes.count - 1, !text.hasPrefix("{\"eventV") {
          #expect(run.endsEarly && run.brokenAt != nil, "\(length) bytes of \(text.prefix(20))")
        }
      }
    }
  }

  private static let windowed: [String] = [
    "{\"Records\":[\(two)],\"x\":{\"y\":\"\\\\\\\"\"}}",
    "\(record(0))\n\(record(1)) null \(record(2))",
    "[\(two),{\"a\":[{}]},7]", "{\"Records\":[1,\(two),\"a,b\",{\"eventID\" \"x\"},\(record(2))]}",
    "{\"a\":\"トレイル\",\"Records\":[{\"Data\":1},\(two)]}{\"Records\":null}{\"Records\":[\(record(2))]}",
    "{\"Records\":[\(two),", "{\"Records\":[\(two),{\"eventID\":\"tru", "\u{FEFF}[\(two)]\0\0",
    "{\"Records\":[\(record(0))\(record(1))]} garbage", "[\(two)]\0\0\(record(2))",
    "{\"Records\" : [ {\"eventID\":\"\\u0030\", \"b\" : [1 , 2]} , \(record(1)) ] , \"n\" : 12 }",
  ]

  @Test(arguments: windowed)
  func `windows of every size give what one window gives`(text: String) {
    let log = LogReader.plain
    let bytes = Array(text.utf8)
    let whole = LogRun(bytes, by: log)
    #expect(!whole.found.isEmpty)
    for window in 1...bytes.count {
      #expect(LogRun(bytes, window: window, by: log) == whole, "window \(window)")
    }
  }

  @Test(arguments: 0..<40)
  func `windows give what one window gives on random records`(seed: UInt64) {
    var json = OddJSON(seed: seed)
    let elements = (0..<5).map { index in
      json.random.chance(20)
        ? json.value(depth: 2)
        : "{\"x\":\(json.value(depth: 3)),\(json.blank())\"eventID\":\"\(index)\"}"
    }
    let list = elements.joined(separator: json.blank() + "," + json.blank())
    let text = Array("{\"Records\":[\(list)]}".utf8)
    let log = LogReader.plain
    let whole = LogRun(text, by: log)
    for window in [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233] {
      #expect(LogRun(text, window: window, by: log) == whole, "seed \(seed), window \(window)")
    }
  }

  @Test(arguments: DamagedInputs.all)
  func `a damaged input gives as many records as its catalogue says`(input: DamagedInput) {
    guard !input.bytes.starts(with: [0x1F, 0x8B]) else { return }
    let run = LogRun(input.bytes)
    #expect(input.records.contains(run.found.count), "\(run.found.count): \(input.reason)")
    if input.states.allSatisfy({ $0 == .damaged }) {
      let isTold = run.brokenAt != nil || run.rejected > 0 || run.otherValues > 0
      #expect(isTold, "\(input.reason)")
    }
    #expect(run.brokenAt.map { $0 >= 0 && $0 <= Int64(input.bytes.count) } ?? true)
    if input.bytes.count < 5_000 {
      for window in [1, 7, 64, 1_000] {
        #expect(LogRun(input.bytes, window: window).found == run.found, "window \(window)")
      }
    }
  }

  @Test func `random damage never traps and never moves a record before it`() {
    var random = SplitMix64(seed: 11)
    let log = LogReader.plain
    let text = Array(DamagedInputs.goodText(records: 3).utf8)
    let whole = LogRun(text, by: log)
    for _ in 0..<2_000 {
      var bytes = text
      let place = random.below(bytes.count)
      bytes[place] =
        random.chance(50) ? random.pick(Array("{}[]:,\"\\ 1\0".utf8)) : UInt8(random.below(256))
      let run = LogRun(bytes, by: log)
      let before = whole.found.filter { Int($0.offset) + $0.length <= place }
      #expect(run.found.starts(with: before) { $0 == $1 }, "byte \(place) is \(bytes[place])")
    }
  }

  @Test func `a reader is used again after a damaged source`() {
    let log = LogReader.plain
    _ = LogRun(Array("{\"Records\":[[{\"eventID\":\"x".utf8), by: log)
    let run = LogRun(Array("[\(Self.two)]".utf8), by: log)
    #expect(run.ids == ["0", "1"] && run.isWhole)
  }
}
