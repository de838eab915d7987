import Foundation
import Testing

@testable import TrailReports

/// `Documentation/Reports.md` lists the reports as they are defined.
@Suite struct CatalogueDocumentTests {
  /// With `TRAILSIFT_WRITE_DOCUMENTS` set the page is brought up to date instead.
  @Test func `the page of reports is that of the definitions`() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Documentation/Reports.md").standardized
    let made = CatalogueDocument.text(try ReportCatalogue())
    let text = try String(contentsOf: page, encoding: .utf8)
    let start = text.range(of: "## Packs\n")?.lowerBound ?? text.endIndex
    if ProcessInfo.processInfo.environment["TRAILSIFT_WRITE_DOCUMENTS"] != nil {
      try (text[..<start] + made).write(to: page, atomically: true, encoding: .utf8)
      return
    }
    #expect(String(text[start...]) == made, "run with TRAILSIFT_WRITE_DOCUMENTS=1")
  }
}
