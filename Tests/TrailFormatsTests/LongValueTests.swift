import Testing
import TrailFormats
import TrailTestSupport

/// Values that are longer than the record limit: each is rejected with its reason, and everything
/// else of its source is kept.
@Suite struct LongValueTests {
  /// How elements are put together to a text.
  enum Frame: String, CaseIterable {
    case records, array, lines, joined, lookupPage, lookupLines, batch, batches, busEvents
    case logEvents, activities, exportTask, prettyExportTask, toolLines, table

    func text(_ numbers: [Int], pad: String) -> String {
      let elements = numbers.map { element($0, pad: $0 == 3 ? pad : "") }
      switch self {
      case .records: return "{\"Records\":[\(elements.joined(separator: ","))]}"
      case .array: return "[\n\(elements.joined(separator: " ,\n"))\n]\n"
      case .joined: return elements.joined()
      case .lookupPage:
        return "{\"Events\":[\(elements.joined(separator: ","))],\"NextToken\":\"x\"}"
      case .batch: return LogShapes.batch(elements)
      case .batches: return elements.map { LogShapes.batch([$0]) }.joined()
      case .logEvents:
        let events = elements.map {
          "{\"timestamp\":1736906580000,\"message\":\(LogShapes.quoted($0))}"
        }
        return "{\"events\":[\(events.joined(separator: ","))],\"nextToken\":\"x\"}"
      case .exportTask, .prettyExportTask:
        return elements.map { "2025-01-15T02:03:04.369Z \($0)\n" }.joined()
      case .toolLines: return elements.map { "host tool: \($0)\n" }.joined()
      case .table:
        let rows = elements.map { "x,\"\($0.replacing("\"", with: "\"\""))\"\r\n" }
        return "a,eventjson\r\n" + rows.joined()
      case .lines, .lookupLines, .busEvents, .activities:
        return elements.joined(separator: "\n") + "\n"
      }
    }

    private func element(_ number: Int, pad: String) -> String {
      let record = LogShapes.record(number).replacing("[aws-cli", with: "\(pad)[aws-cli")
      switch self {
      case .lookupPage, .lookupLines:
        return LogShapes.lookupItem(number).replacing("[aws-cli", with: "\(pad)[aws-cli")
      case .busEvents:
        return LogShapes.busEvent(number).replacing("[aws-cli", with: "\(pad)[aws-cli")
      case .activities:
        return LogShapes.activity(number).replacing("Other, Other", with: "\(pad)Other")
      case .prettyExportTask: return record.replacing(",\"", with: ",\n  \"")
      default: return record
      }
    }
  }

  private static let limit = 2_500
  private static let largest = 3_000
  /// Braces, brackets and quotes that must not be taken for those around the value, and lines.
  private static func pad(_ count: Int) -> String {
    let piece = "x{[\\\"]} ,\\\\ 2025-01-15T02:03:04.369Z {\\\"a\\\":1} EVENTS "
    return String(repeating: piece, count: count / piece.utf8.count + 1)
  }

  @Test(arguments: Frame.allCases, [2_000, 3_000, 10_000])
  func `a long element is rejected and no other`(frame: Frame, length: Int) {
    let log = LogReader.inflating(recordLimit: Self.limit)
    let text = Array(frame.text([1, 2, 3, 4, 5], pad: Self.pad(length)).utf8)
    for window in [100, 700, 1_500, 2_999, 3_000] {
      let run = LogRun(text, window: window, largest: Self.largest, by: log)
      let others = [1, 2, 4, 5].map { LogShapes.eventID($0) }
      #expect(run.ids == others, "window \(window)")
      #expect(run.rejections.map(\.reason) == [.tooLong], "window \(window)")
      #expect(run.rejections.first?.first == 2 && run.rejected == 1)
      #expect(run.brokenAt == nil && !run.endsEarly, "window \(window): \(run.brokenAt ?? 0)")
    }
  }

  @Test(arguments: Frame.allCases)
  func `a text that ends inside a long element is named`(frame: Frame) {
    let log = LogReader.inflating(recordLimit: Self.limit)
    let text = Array(frame.text([1, 2, 3], pad: Self.pad(10_000)).utf8.dropLast(3_000))
    for window in [700, 3_000] {
      let run = LogRun(text, window: window, largest: Self.largest, by: log)
      #expect(run.ids == [1, 2].map { LogShapes.eventID($0) })
      #expect(run.rejections.map(\.reason) == [.tooLong])
      switch frame {
      // A line has no end that could be missing.
      case .exportTask, .prettyExportTask, .toolLines, .table: break
      default: #expect(run.brokenAt != nil && run.endsEarly)
      }
    }
  }

  @Test(arguments: ["Records", "Events", "logEvents", "events"])
  func `long members around a list cost nothing`(name: String) {
    let log = LogReader.inflating(recordLimit: Self.limit)
    let pads = [
      "\"\(Self.pad(9_000))\"", "{\"a\":[\"\(Self.pad(9_000))\"]}",
      "[\(String(repeating: "1,", count: 5_000))1]",
    ]
    for pad in pads {
      let list = "\"\(name)\":[\(LogShapes.record(1)),\(LogShapes.record(2))]"
      for text in [
        "{\"a\":\(pad),\(list)}", "{\(list),\"a\":\(pad)}",
        "{\"a\":1,\"b\":\(pad),\(list),\"c\":2}",
        "[{\(list),\"a\":\(pad)}]",
      ] {
        for window in [100, 3_000] {
          let run = LogRun(Array(text.utf8), window: window, largest: Self.largest, by: log)
          #expect(run.ids == [1, 2].map { LogShapes.eventID($0) }, "\(text.prefix(20)), \(window)")
          #expect(run.isWhole, "\(text.prefix(20)), \(window)")
        }
      }
    }
  }
}
