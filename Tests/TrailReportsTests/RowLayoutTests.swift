import Testing
import TrailEvents

@testable import TrailReports

/// Which columns of a wide table stand side by side on a page.
@Suite struct RowLayoutTests {
  private static func table(_ columns: String, select: String = "events") throws -> ReportTable {
    let text = "id: T-1\ntitle: T\nquestion: Q\nselect: \(select)\ncolumns: \(columns)\n"
    let definition = try ReportDefinition(Array(text.utf8), file: "t.yaml")
    let names = [
      "account", "actor", "actor_type", "event", "outcome", "source_ip", "region", "user_agent",
      "event_id", "source_file", "record_no",
    ]
    var table = ReportTable(
      definition: definition,
      columns: [
        ReportTable.Column("time_local", .localTime), ReportTable.Column("time_utc", .utcTime),
      ] + names.map { ReportTable.Column($0) }
        + definition.columns.map { ReportTable.Column($0) }, zone: .utc, condition: "")
    table.addRows(1)
    for column in table.columns.indices where table.columns[column].name != "empty" {
      table.set(table.text("x", in: column), row: 0, column: column)
    }
    return table
  }

  private func names(_ columns: [Int], _ table: ReportTable) -> [String] {
    columns.map { table.columns[$0].name }
  }

  @Test func `what tells where an event comes from stands below its row`() throws {
    let table = try Self.table("[resource]")
    let layout = HTMLRowLayout(table)
    #expect(
      names(layout.main, table) == [
        "time_local", "account", "actor", "event", "outcome", "source_ip", "resource",
      ])
    #expect(
      names(layout.below, table) == [
        "actor_type", "region", "user_agent", "event_id", "source_file", "record_no",
      ])
  }

  @Test func `what is to be filled in or looked at never makes way`() throws {
    let own = (1...8).map { "{name: c\($0), field: requestParameters.c\($0)}" }.joined(
      separator: ", ")
    let table = try Self.table(
      "[\(own), {name: late, input: out-of-hours}, {name: admin, flag: admin}, {name: ticket}, {name: empty, field: requestParameters.e}]"
    )
    let layout = HTMLRowLayout(table)
    #expect(layout.main.count == HTMLRowLayout.mostColumns)
    #expect(
      names(layout.main, table).suffix(5) == ["c1", "c2", "late", "admin", "ticket"])
    #expect(names(Array(layout.toFillIn), table) == ["ticket"])
    // What has no value takes no room; nothing else is left out.
    #expect(names(layout.below, table).suffix(7) == ["c3", "c4", "c5", "c6", "c7", "c8", "empty"])
    #expect(layout.main.count + layout.below.count == table.columns.count - 1)
  }
}
