import Testing
import TrailFormats
import TrailTestSupport

/// Broken text costs the elements it breaks, in every kind of list.
@Suite struct BrokenElementTests {
  /// How elements are put together to a text.
  enum Frame: String, CaseIterable {
    case records, array, lines, joined, events

    func text(_ elements: [String]) -> String {
      switch self {
      case .records: "{\"Records\":[\(elements.joined(separator: ","))]}"
      case .array: "[\n\(elements.joined(separator: ",\n"))\n]\n"
      case .lines: elements.joined(separator: "\n") + "\n"
      case .joined: elements.joined()
      case .events: "{\"Events\":[\(elements.joined(separator: ","))]}"
      }
    }
  }

  private static func element(_ frame: Frame, _ number: Int) -> String {
    frame == .events ? LogShapes.lookupItem(number) : LogShapes.record(number)
  }

  @Test(arguments: Frame.allCases)
  func `an element without its last brace costs no other`(frame: Frame) {
    var elements = (1...5).map { Self.element(frame, $0) }
    elements[2].removeLast()
    let text = frame.text(elements)
    let run = LogRun(text)
    #expect(run.ids == [1, 2, 4, 5].map { LogShapes.eventID($0) })
    #expect(run.rejected == 1 && run.brokenAt != nil)
    for window in [100, 700, 2_000] {
      #expect(LogRun(Array(text.utf8), window: window) == run, "window \(window)")
    }
  }

  @Test(arguments: Frame.allCases)
  func `an element with a brace too few inside costs no other`(frame: Frame) {
    var elements = (1...5).map { Self.element(frame, $0) }
    let inside = frame == .events ? "\"Resources\":[" : "\"requestParameters\":"
    elements[2] = elements[2].replacing(inside, with: inside + "{\"x\":")
    let run = LogRun(frame.text(elements))
    #expect(run.ids == [1, 2, 4, 5].map { LogShapes.eventID($0) })
    #expect(run.rejected == 1 && run.brokenAt != nil)
  }

  @Test(arguments: Frame.allCases)
  func `an element with a brace too many costs no other`(frame: Frame) {
    var elements = (1...5).map { Self.element(frame, $0) }
    elements[2] = elements[2].replacing(":\"ListBuckets\"", with: ":\"ListBuckets\"}")
    let run = LogRun(frame.text(elements))
    let others = [1, 2, 4, 5].map { LogShapes.eventID($0) }
    #expect(run.ids.filter { $0 != nil && $0 != LogShapes.eventID(3) } == others)
    #expect(run.brokenAt != nil)
  }

  @Test(arguments: Frame.allCases)
  func `an element without a quote is named`(frame: Frame) {
    var elements = (1...5).map { Self.element(frame, $0) }
    elements[2] = elements[2].replacing("us-east-1\"", with: "us-east-1")
      .replacing("\"EventName\":", with: "\"EventName:")
    let run = LogRun(frame.text(elements))
    #expect(run.ids.prefix(2).elementsEqual([1, 2].map { LogShapes.eventID($0) }))
    #expect(run.brokenAt != nil && run.rejected > 0)
    let others = [4, 5].map { LogShapes.eventID($0) }
    if frame == .lines || frame == .array {
      #expect(run.ids.suffix(2).elementsEqual(others))
    } else {
      withKnownIssue("inside and outside of strings are swapped up to the end of the line") {
        #expect(run.ids.suffix(2).elementsEqual(others))
      }
    }
  }

  @Test func `an array too deep is told, and is not broken`() {
    let text = String(repeating: "[", count: 20) + "1" + String(repeating: "]", count: 20)
    let run = LogRun("\(text)\n\(LogShapes.record(1))")
    #expect(run.ids == [LogShapes.eventID(1)])
    #expect(run.rejections.map(\.reason) == [.tooDeep])
    #expect(run.brokenAt == nil)
  }

  private static let bombs: [(String, String)] = [
    ("{\"Body\":", "}"), ("{\"Sns\":", "}"), ("{\"Message\":", "}"), ("{\"a\":", "}"),
    ("{\"detail-type\":\"x\",\"detail\":", "}"), ("{\"CloudTrailEvent\":", "}"),
    ("{\"eventVersion\":\"1\",\"eventSource\":\"aws:sqs\",\"body\":", "}"), ("[", "]"),
    ("{\"logEvents\":[", "]}"), ("{\"Records\":[", "]}"), ("{\"@message\":", "}"),
    ("{\"messageType\":\"x\",\"logEvents\":[{\"message\":", "}]}"), ("{\"a\"", "}"),
    ("{\"a\":[", "}"),
  ]

  @Test(arguments: bombs)
  func `nesting without end ends`(open: String, close: String) {
    let depth = 3_000
    let whole =
      String(repeating: open, count: depth) + "{}" + String(repeating: close, count: depth)
    for text in [whole, String(whole.prefix(whole.count - depth / 2)), "[\(whole)]"] {
      let run = LogRun("\(text)\n")
      #expect(run.found.isEmpty || run.ids.allSatisfy { $0 == nil })
      #expect(!run.isWhole || run.found.count == 1)
    }
    let next = LogRun("\(whole)\n\(LogShapes.record(1))")
    #expect(next.ids.last == LogShapes.eventID(1) || next.brokenAt != nil)
  }
}
