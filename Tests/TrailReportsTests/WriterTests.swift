import Testing
import TrailEvents

@testable import TrailReports

/// What is written into files: guarded, escaped, and the same every time.
@Suite struct WriterTests {
  @Test(arguments: [
    ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""),
    ("=cmd", "'=cmd"), ("+1", "'+1"), ("@x", "'@x"), ("-x", "'-x"), ("-2-3", "'-2-3"),
    ("two\nlines", "\"two\nlines\""), ("", ""), ("a\"\u{301},b", "\"a\"\"\u{301},b\""),
    ("012345678901", "012345678901"), ("＝1+1", "'＝1+1"), ("\n=x", "\"'\n=x\""), ("ﾊ", "ﾊ"),
  ])
  func `cells of CSV are quoted and guarded`(text: String, cell: String) {
    #expect(DelimitedSpelling.comma(text) == cell)
  }

  @Test func `nothing in a name becomes markup`() {
    let hostile = "<script>alert('x')</script>\"&\u{202E}\u{1B}[31m"
    #expect(
      HTMLText.escaped(hostile)
        == "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;"
        + "<span class=\"ctl\">\\u{202E}</span><span class=\"ctl\">\\u{1B}</span>[31m")
  }

  @Test func `days of the calendar follow each other over months and leap days`() {
    #expect(
      Array(CalendarDays(first: "2024-02-28", count: 3)) == [
        "2024-02-28", "2024-02-29", "2024-03-01",
      ])
    #expect(CalendarDays.count(from: "2023-12-31", to: "2024-01-01") == 2)
    #expect(CalendarDays.count(from: "2024-01-02", to: "2024-01-01") == 0)
  }

  @Test func `charts of long times have weeks and months`() {
    func spans(_ first: String, _ count: Int) -> ChartSpans {
      ChartSpans(Array(CalendarDays(first: first, count: count)))
    }
    let days = spans("2024-02-28", 150)
    #expect(days.ranges.count == 150 && days.name(2) == "2024-03-01")
    #expect(days.label(2, always: false) == "03-01" && days.label(3, always: false) == nil)
    #expect(days.label(3, always: true) == "03-02")
    // 28 February 2024 was a Wednesday.
    let weeks = spans("2024-02-28", 151)
    #expect(weeks.ranges.prefix(3) == [0..<5, 5..<12, 12..<19] && weeks.ranges.last == 145..<151)
    #expect(weeks.name(0) == "2024-02-28 – 2024-03-03")
    #expect(weeks.label(0, always: false) == "2024-03" && weeks.label(1, always: true) == nil)
    let months = spans("2023-12-30", 1_100)
    #expect(months.ranges.prefix(3) == [0..<2, 2..<33, 33..<62])
    #expect((0..<2).map { months.name($0) } == ["2023-12", "2024-01"])
    #expect((0..<3).map { months.label($0, always: true) } == [nil, "2024", nil])
  }

  @Test func `thousands are set apart`() {
    #expect(
      [0, 999, 1_000, 1_234_567].map { ReportWords.grouped($0) } == [
        "0", "999", "1,000", "1,234,567",
      ])
  }

  @Test func `a folder is compared with its manifest`() throws {
    let files: [String: [UInt8]] = ["a.csv": Array("x\n".utf8), "b.csv": Array("y\n".utf8)]
    let hashes = files.mapValues { ReportBundle.hash($0) }
    let outputs = hashes.sorted { $0.key < $1.key }
      .map { "{\"file\":\"\($0.key)\",\"sha256\":\"\($0.value)\"}" }.joined(separator: ",")
    let manifest = ReportBundle.sealed(
      Array("{\n  \"complete\": false,\n  \"outputs\": [\(outputs)],\n".utf8))
    func findings(
      _ files: [String: [UInt8]], _ manifest: [UInt8], extra: [String] = []
    ) -> [ReportBundle.Finding]? {
      ReportBundle.check(
        manifest: manifest, present: Array(files.keys) + ["manifest.json"] + extra
      ) { files[$0] ?? [] }?.findings
    }
    #expect(findings(files, manifest) == [])
    var changed = files
    changed["a.csv"] = Array("z\n".utf8)
    #expect(findings(changed, manifest)?.map(\.file) == ["a.csv"])
    changed["a.csv"] = nil
    #expect(findings(changed, manifest)?.map(\.reason) == ["it is missing"])
    #expect(
      findings(files, manifest, extra: ["c.csv"])?.map(\.reason)
        == ["the manifest does not list it"])
    // A file and its hash in the manifest changed together are told by the root.
    let forged = String(decoding: manifest, as: UTF8.self)
      .replacing(hashes["a.csv"] ?? "", with: ReportBundle.hash(Array("z\n".utf8)))
    changed["a.csv"] = Array("z\n".utf8)
    #expect(findings(changed, Array(forged.utf8))?.map(\.file) == ["manifest.json"])
    // So is anything else that it says.
    let whole = String(decoding: manifest, as: UTF8.self).replacing("false", with: "true")
    #expect(findings(files, Array(whole.utf8))?.map(\.file) == ["manifest.json"])
    #expect(findings(files, Array("{}".utf8)) == nil)
  }
}
