import Testing
import TrailFormats
import TrailTestSupport

/// Every shape that exports have, as the reader sees it.
@Suite struct ShapeTests {
  /// Files that are never given to the reader, because their first bytes tell them.
  private static let read = LogShapes.all.filter { !$0.name.hasSuffix("compression") }

  @Test(arguments: read)
  func `a shape gives its records`(shape: LogShape) {
    let run = LogRun(shape.text, by: .inflating())
    #expect(run.ids == shape.ids)
    #expect(run.found.map(\.number).sorted() == run.found.map(\.number))
    if !shape.ids.isEmpty {
      #expect(run.rejected == shape.rejected && run.brokenAt == nil)
      #expect(run.format.name == shape.format)
    }
  }

  @Test(arguments: read)
  func `a shape is the same in windows of every size`(shape: LogShape) {
    let log = LogReader.inflating()
    let text = shape.text
    let whole = LogRun(text, by: log)
    var sizes = Set([1, 2, 3, 7, 64, 1_000, text.count - 1, text.count, text.count + 1])
    var random = SplitMix64(seed: UInt64(text.count))
    for _ in 0..<12 { sizes.insert(random.below(text.count + 1) + 1) }
    for size in sizes where size > 0 {
      #expect(LogRun(text, window: size, by: log) == whole, "window \(size)")
    }
  }

  @Test(arguments: LogShapes.whole)
  func `an element of a shape gives its records again`(shape: LogShape) {
    let log = LogReader.inflating()
    let text = shape.text
    let run = LogRun(text, by: log)
    var ids: [String?] = []
    for found in run.found where found.length > 0 {
      let element = text[Int(found.offset)..<(Int(found.offset) + found.length)]
      PaddedText(text).withBytes { header in
        PaddedText(element).withBytes { bytes in
          let isWhole = log.readElement(bytes, header: run.format == .table ? header : nil) { _ in
            ids.append(log.record[.eventID].map { String(decoding: $0, as: UTF8.self) })
            #expect(!log.original(in: bytes).isEmpty)
          }
          #expect(isWhole)
        }
      }
    }
    #expect(ids == shape.ids)
  }

  @Test(arguments: LogShapes.whole)
  func `a shape that is cut gives the records before the cut`(shape: LogShape) {
    let log = LogReader.inflating()
    let text = shape.text
    let whole = LogRun(text, by: log)
    var random = SplitMix64(seed: UInt64(text.count))
    for _ in 0..<25 {
      let length = random.below(text.count)
      let run = LogRun(Array(text[..<length]), by: log)
      let before = whole.found.filter { Int($0.offset) + max($0.length, 1) <= length }
      #expect(
        run.found.starts(with: before.filter { $0.length > 0 }) { $0.id == $1.id } || before.isEmpty
      )
      #expect(run.brokenAt.map { $0 <= Int64(length) } ?? true)
    }
  }
}
