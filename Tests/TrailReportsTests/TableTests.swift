import Testing
import TrailEvents
import TrailSearch
import TrailTestSupport

@testable import TrailReports

/// Rows as numbers: what is put in comes out, in each format as the spelling of single texts says.
@Suite struct TableTests {
  private static let texts = [
    "", "plain", "a,b", "say \"x\"", "=cmd", "-1", "+1", "@x", "\tx", "two\nlines", "a\\b",
    "<script>", "&amp;", "it's", "名前", "e\u{301}", "\u{202E}abc", "\u{7F}", "\u{0}",
    "averyveryveryverylongwordwithoutanyblank", "many words of a usual length in one text",
  ]

  private static func definition(_ more: String = "") throws -> ReportDefinition {
    let text =
      "id: T-1\ntitle: T\nquestion: Q\nselect: events\ngroups: [user]\ncolumns: [user]\n" + more
    return try ReportDefinition(Array(text.utf8), file: "t.yaml")
  }

  private static func table(_ zone: ZoneRules = .utc, more: String = "") throws -> ReportTable {
    ReportTable(
      definition: try definition(more),
      columns: [
        ReportTable.Column("time_local", .localTime), ReportTable.Column("time_utc", .utcTime),
        ReportTable.Column("user"), ReportTable.Column("events", .count),
        ReportTable.Column("burst"),
      ], zone: zone, condition: "")
  }

  /// What a writer makes of a table.
  private static func bytes(_ write: (ReportFile) throws -> Void) rethrows -> String {
    final class Sink {
      var bytes: [UInt8] = []
    }
    let sink = Sink()
    try write(ReportFile { sink.bytes.append(contentsOf: $0) })
    return String(decoding: sink.bytes, as: UTF8.self)
  }

  @Test func `texts are written as the spelling of one text says`() throws {
    var table = try Self.table()
    for text in Self.texts {
      table.add([.none, ReportCell(0), table.text(text, in: 2), ReportCell(7), .none])
    }
    table.add([.none, .none, .none, .none, .none])
    let csv = try Self.bytes { try DelimitedReport(isForExcel: false).write(table, to: $0) }
    let json = try Self.bytes { try JSONLinesReport.write(table, to: $0) }
    var wantedCSV = "time_local,time_utc,user,events,burst\n"
    var wantedJSON = ""
    for text in Self.texts {
      wantedCSV += ",1970-01-01T00:00:00Z,\(DelimitedSpelling.comma(text)),7,\n"
      wantedJSON +=
        "{\"time_local\":null,\"time_utc\":\"1970-01-01T00:00:00Z\",\"user\":"
        + "\(JSONSpelling.quoted(text)),\"events\":7,\"burst\":null}\n"
    }
    #expect(csv == wantedCSV + ",,,,\n")
    #expect(
      json == wantedJSON
        + "{\"time_local\":null,\"time_utc\":null,\"user\":null,\"events\":null,\"burst\":null}\n")
    // The page escapes exactly what it escapes in single texts.
    for text in Self.texts {
      let isMarked = Array(text.utf8).withUnsafeBytes { TextTraits($0) }.contains(.needsMarkup)
      #expect(isMarked || HTMLText.escaped(text) == text, "\(text)")
    }
  }

  @Test func `rows of many pieces are written whole and in order`() throws {
    var table = try Self.table()
    for row in 0..<30_000 {
      let user = table.text(row % 3 == 0 ? "a,\"\(row % 7)\"" : "user \(row)", in: 2)
      table.add([ReportCell(Int64(row) * 61_000), .none, user, ReportCell(Int64(row)), .none])
    }
    let csv = try Self.bytes { try DelimitedReport(isForExcel: true).write(table, to: $0) }
    let json = try Self.bytes { try JSONLinesReport.write(table, to: $0) }
    #expect(csv.utf8.count > ReportFile.pieceSize && json.utf8.count > 2 * ReportFile.pieceSize)
    let lines = csv.split(separator: "\r\n")
    let objects = json.split(separator: "\n")
    #expect(lines.count == 30_001 && objects.count == 30_000)
    for row in 0..<30_000 {
      let user = row % 3 == 0 ? "a,\"\(row % 7)\"" : "user \(row)"
      let time = ZoneRules.utc.tableText(Timestamp(milliseconds: Int64(row) * 61_000))
      let line = "\(time),,\(DelimitedSpelling.comma(user)),\(row),"
      let object =
        "{\"time_local\":\"\(time)\",\"time_utc\":null,\"user\":\(JSONSpelling.quoted(user)),"
        + "\"events\":\(row),\"burst\":null}"
      let isRight = lines[row + 1].hasSuffix(line) && objects[row] == object
      #expect(isRight, "row \(row)")
    }
  }

  @Test func `bytes that are not UTF-8 are replaced`() {
    var pool = TextPool()
    let number = [UInt8]([0x61, 0xFF, 0x62]).withUnsafeBytes { pool.number(of: $0) }
    #expect(pool.text(number) == "a\u{FFFD}b")
    #expect(pool.number(of: "a\u{FFFD}b") == number)
  }

  @Test func `equal texts have one number, however many there are`() {
    var pool = TextPool()
    for round in 0..<2 {
      for number in 0..<5_000 {
        #expect(pool.number(of: "text \(number)") == UInt32(number), "\(round)")
      }
    }
    let ranks = pool.ranks()
    let sorted = (0..<5_000).map { "text \($0)" }.sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
    #expect(ranks[0] == 0 && ranks[10] == UInt32(sorted.firstIndex(of: "text 10") ?? -1))
  }

  @Test func `times are spelled as one time is`() throws {
    var generator = SystemRandomNumberGenerator()
    let zones = [
      ZoneRules.utc, ZoneRules(name: "+09:00", fixed: 32_400, abbreviation: "JST"),
      try #require(ZoneRules(posix: "CET-1CEST,M3.5.0,M10.5.0/3")),
      ZoneRules(name: "-03:30", fixed: -12_600, abbreviation: "-03:30"),
    ]
    var times: [Int64] = [0, -1, 1_711_846_800_000, 1_711_846_799_999, -62_135_596_800_001]
    for _ in 0..<2_000 {
      times.append(Int64.random(in: -10_000_000_000_000...200_000_000_000_000, using: &generator))
    }
    for start in stride(from: Int64(1_711_800_000_000), to: 1_711_900_000_000, by: 600_000) {
      times.append(start)
    }
    for zone in zones {
      var clock = ZoneClock(zone)
      for time in times {
        let stamp = Timestamp(milliseconds: time)
        var local = ReportBytes()
        clock.appendLocal(time, to: &local)
        let localText = String(decoding: local.bytes, as: UTF8.self)
        #expect(localText == zone.tableText(stamp))
        var utc = ReportBytes()
        clock.appendUTC(time, to: &utc)
        let text = String(decoding: utc.bytes, as: UTF8.self)
        #expect(text == stamp.description)
      }
    }
  }

  @Test func `sentences are in the language of a page, values are not`() throws {
    var table = try Self.table()
    let sentence = Localized("no file after user 0", "user 0 の後、ファイルがない")
    for row in 0..<2_100 {
      table.add([
        ReportCell(Int64(row)), .none, table.text("user 0", in: 2), ReportCell(1),
        row == 7 ? table.sentence(sentence, in: 4) : table.text(sentence.english, in: 2),
      ])
    }
    // The same text as a value of another column.
    table.set(table.text(sentence.english, in: 2), row: 8, column: 2)
    func said(_ row: Int, _ column: Int, _ language: ReportLanguage) -> String {
      table.withText(table.cell(row: row, column: column), column: column, in: language) {
        bytes, _ in
        String(decoding: bytes, as: UTF8.self)
      }
    }
    func check(_ user: String) {
      let english = sentence.english.replacing("user 0", with: user)
      #expect(said(7, 4, .english) == english)
      #expect(said(7, 4, .japanese) == sentence.japanese.replacing("user 0", with: user))
      #expect(said(8, 2, .english) == english && said(8, 2, .japanese) == english)
      #expect(table.string(row: 7, column: 4) == english)
    }
    check("user 0")
    table.keepShown()
    check("user 0")
    table.replaceTexts { text, _ in text.replacing("user 0", with: "user-1a2b") }
    check("user-1a2b")
  }

  @Test func `rows beyond those shown go, counts stay`() throws {
    var table = try Self.table()
    for row in 0..<2_500 {
      table.add([
        ReportCell(Int64(row) * 3_600_000), .none, table.text("user \(row % 12)", in: 2),
        ReportCell(1), .none,
      ])
    }
    table.summarise()
    table.keepShown()
    #expect(table.rowCount == 2_500 && table.keptRows == 2_000)
    #expect(table.string(row: 1_999, column: 2) == "user \(1_999 % 12)")
    let group = try #require(table.groups.first)
    #expect(group.values.count == 10 && group.rest.values == 2)
    #expect(group.values.reduce(0) { $0 + $1.count } + group.rest.rows == 2_500)
    #expect(table.string(group.values[0].value, column: 2) == "user 0")
    #expect(table.days.first?.day == "1970-01-01" && table.days.first?.count == 24)
  }

  @Test
  func `the values of a group are its most frequent ones, equally frequent ones in their order`()
    throws
  {
    var generator = SplitMix64(seed: 7)
    for values in [3, 10, 11, 40, 400] {
      var table = try Self.table()
      var counts: [String?: Int] = [:]
      for row in 0..<1_000 {
        let value = generator.chance(5) ? nil : "user \(generator.below(values))"
        counts[value, default: 0] += 1
        table.add([ReportCell(Int64(row)), .none, table.text(value, in: 2), ReportCell(1), .none])
      }
      table.summarise()
      let group = try #require(table.groups.first)
      // No value comes behind equally frequent ones.
      let wanted = counts.sorted { left, right in
        if left.value != right.value { return left.value > right.value }
        guard let one = left.key, let other = right.key else { return right.key == nil }
        return one.utf8.lexicographicallyPrecedes(other.utf8)
      }
      #expect(
        group.values.map { "\(table.string($0.value, column: 2) ?? "–") \($0.count)" }
          == wanted.prefix(10).map { "\($0.key ?? "–") \($0.value)" })
      #expect(group.rest.values == max(0, counts.count - 10))
      #expect(group.rest.rows == wanted.dropFirst(10).reduce(0) { $0 + $1.value })
    }
  }

  @Test func `rows are put into any order`() throws {
    var generator = SplitMix64(seed: 11)
    for count in [0, 1, 2, 3, 50, 500] {
      var table = try Self.table()
      for row in 0..<count {
        table.add([
          ReportCell(Int64(row)), .none, table.text("user \(row)", in: 2), ReportCell(Int64(-row)),
          .none,
        ])
      }
      let order = Array(0..<count).shuffled(using: &generator)
      table.reorder(order)
      for (place, row) in order.enumerated() {
        #expect(table.string(row: place, column: 2) == "user \(row)")
        #expect(table.cell(row: place, column: 3).value == Int64(-row))
      }
    }
  }

  @Test func `three failures within five minutes are a burst`() throws {
    // Seconds and users; a burst is marked from its first row to its last.
    let rows: [(second: Int64, user: String?)] = [
      (0, "a"), (10, "b"), (299, "a"), (300, "a"), (601, "a"), (620, nil), (621, nil),
      (622, nil), (1_000, "a"), (1_150, "b"), (1_301, "a"),
    ]
    var table = try Self.table(more: "bursts: [{by: user, count: 3, minutes: 5}]\n")
    for (second, user) in rows {
      table.add([
        ReportCell(second * 1_000), .none, table.text(user, in: 2), .none, .none,
      ])
    }
    table.markBursts()
    let marked = rows.indices.filter { table.string(row: $0, column: 4) == "user" }
    #expect(marked == [0, 2, 3])
  }

  @Test func `different values of one column are a burst`() throws {
    var table = try Self.table(
      more: "bursts: [{by: user, distinct: events, count: 3, minutes: 1}]\n")
    for (second, count) in [(0, 1), (1, 1), (2, 2), (3, 2), (60, 3), (61, 3), (62, 3)] {
      table.add([
        ReportCell(Int64(second) * 1_000), .none, table.text("a", in: 2),
        ReportCell(Int64(count)), .none,
      ])
    }
    table.markBursts()
    let marked = (0..<7).filter { table.string(row: $0, column: 4) != nil }
    // 1, 2 and 3 lie within a minute from row 0 to 4 and from row 1 to 5; behind that 1 is over.
    #expect(marked == [0, 1, 2, 3, 4, 5])
  }
}
