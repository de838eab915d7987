import Foundation
import Testing

@testable import TrailReports

/// Definitions of reports: those of the program, and what is said of wrong ones.
@Suite struct DefinitionTests {
  private static let whole = """
    id: MY-1
    title: {en: Mine, ja: 自分の報告}
    question: Who?
    select: events
    query: event:ConsoleLogin
    columns:
      - user
      - name: bucket
        field: requestParameters.bucketName
      - name: ticket
    groups: [account]
    controls:
      PCI DSS 4.0: ["10.2.1.2"]
    notes:
      - en: Mind this.
    """

  private func read(_ text: String) throws -> ReportDefinition {
    try ReportDefinition(Array(text.utf8), file: "my.yaml")
  }

  @Test func `every file of definitions is built in`() throws {
    let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/TrailReports/Definitions").standardized
    let files = try FileManager.default.contentsOfDirectory(atPath: directory.path)
      .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
    let reports = try ReportCatalogue().reports
    #expect(Set(files) == Set(reports.map(\.id)))
    #expect(reports.count == files.count)
  }

  @Test func `every report is told in both languages and names only columns it has`() throws {
    for report in try ReportCatalogue().reports {
      #expect(report.title.english != report.title.japanese, "\(report.id)")
      #expect(report.question.english != report.question.japanese, "\(report.id)")
      #expect(!report.controls.isEmpty, "\(report.id)")
      for column in report.columns { #expect(!column.name.isEmpty, "\(report.id)") }
    }
  }

  @Test func `packs name reports that there are`() throws {
    let catalogue = try ReportCatalogue()
    for pack in ReportCatalogue.packs {
      let found = try #require(catalogue.named(pack.name))
      #expect(found.map(\.id) == pack.reports)
    }
    #expect(catalogue.named("all")?.count == catalogue.reports.count)
    #expect(catalogue.named("cis-03")?.first?.id == "CIS-03")
    #expect(catalogue.named("nothing") == nil)
  }

  @Test func `a definition is read`() throws {
    let report = try read(Self.whole)
    #expect(report.title.japanese == "自分の報告" && report.title.english == "Mine")
    #expect(report.question.japanese == "Who?")
    #expect(report.columns.map(\.name) == ["user", "bucket", "ticket"])
    #expect(report.columns.map(\.field) == ["user", "requestParameters.bucketName", nil])
    #expect(report.controls == [.init(framework: "PCI DSS 4.0", numbers: ["10.2.1.2"])])
    #expect(report.notes == [Localized("Mind this.", "Mind this.")])
  }

  @Test func `a report of the user takes the place of one with its id`() throws {
    var catalogue = try ReportCatalogue()
    let count = catalogue.reports.count
    catalogue.add(try read(Self.whole.replacing("MY-1", with: "CIS-03")))
    #expect(catalogue.reports.count == count)
    #expect(catalogue.named("CIS-03")?.first?.title.english == "Mine")
    catalogue.add(try read(Self.whole))
    #expect(catalogue.reports.count == count + 1)
  }

  @Test(arguments: [
    ("id: MY-1", "ident: MY-1", "my.yaml:1: there is no member `ident`"),
    ("select: events", "select: rows", "my.yaml:4: `select` is events, sign-ins, usage, activity"),
    ("query: event:ConsoleLogin", "query: evnt:x", "my.yaml:5: the query: unknown key `evnt`"),
    ("id: MY-1", "id: a/b", "my.yaml:1: an id has letters, digits and dashes only"),
    ("groups: [account]", "groups: account", "my.yaml:11: a list is expected here"),
    ("question: Who?\n", "", "my.yaml: `question` is missing"),
    ("en: Mine", "fr: Mien", "my.yaml:2: there is no language `fr`"),
    ("select: events", "select: activity", "my.yaml:4: `by` names one to three keys"),
    ("  - user\n", "  - no key!\n", "my.yaml:7: `no key!` is no key, and no path into a record"),
    ("question: Who?", "question: &a Who?", "my.yaml:3: anchors and tags have no meaning here"),
    (
      "groups: [account]", "bursts: [{by: actor, count: 1, minutes: 5}]",
      "my.yaml:11: a burst needs by, a count from 2 on and minutes from 1 on"
    ),
    ("groups: [account]", "chains: true", "my.yaml:11: chains need the columns caller_key"),
    ("groups: [account]", "chains: yes", "my.yaml:11: `chains` is true or false"),
    (
      "- name: ticket", "- {name: ticket, flag: red}",
      "my.yaml:10: there is no flag `red`; there are admin, public, open"
    ),
    (
      "- name: ticket", "- {name: ticket, share: evnt:x}",
      "my.yaml:10: `share`: unknown key `evnt`"
    ),
    (
      "- name: ticket", "- {name: ticket, count: event:x}",
      "my.yaml:7: the column `ticket`: it needs `select: activity` or `sessions`"
    ),
    (
      "- name: ticket", "- {name: ticket, denial: why}",
      "my.yaml:10: there is no part `why` of a denial; there are denied-resource, policy-type"
    ),
    (
      "- name: ticket", "- {name: ticket, policy: why}",
      "my.yaml:10: there is no part `why` of a policy; there are principals, statements"
    ),
    (
      "- name: ticket", "- {name: ticket, field: user, each: [x]}",
      "my.yaml:10: `each` needs a `field` that is a path into the record"
    ),
    ("- name: ticket", "- {name: ticket, each: x}", "my.yaml:10: a list is expected here"),
    ("- name: ticket", "- {name: ticket, among: [x]}", "my.yaml:10: `among` needs `values`"),
    (
      "- name: ticket", "- {name: ticket, values: event, among: []}",
      "my.yaml:10: `among` names values"
    ),
    (
      "select: events", "select: sessions",
      "my.yaml:4: `select: sessions` needs `pause`: minutes"
    ),
    (
      "groups: [account]", "change_sets: 0", "my.yaml:11: a number of minutes from 1 on is expected"
    ),
    ("groups: [account]", "earlier: 1", "my.yaml:11: `earlier` is true or false"),
    (
      "groups: [account]", "undone: {by: bucket}", "my.yaml:11: `undone` needs by, query and events"
    ),
    (
      "groups: [account]", "undone: {by: ticket, query: source:kms, events: {A: B}}",
      "my.yaml:11: `undone`: there is no column `ticket` with a field"
    ),
    ("groups: [account]", "versions: {of: x}", "my.yaml:11: `versions` needs of and by"),
    (
      "groups: [account]", "versions: {of: ticket, by: [account, nothing]}",
      "my.yaml:11: `versions`: there is no column `nothing`"
    ),
    (
      "groups: [account]", "first_of: [actor, ticket]",
      "my.yaml:11: `first_of`: there is no column `ticket` with a field"
    ),
    ("groups: [account]", "needs: {en: x}", "my.yaml:11: `needs` has a query"),
    ("groups: [account]", "groups: [acount]", "my.yaml:11: `groups`: there is no column `acount`"),
    ("- name: ticket", "- name: time_utc", "my.yaml:7: there are two columns `time_utc`"),
    ("notes:", "id: again\nnotes:", "my.yaml:14: `id` stands here twice"),
    ("select: events", "select: [", "my.yaml:"),
  ])
  func `a mistake is told with its line`(old: String, new: String, message: String) {
    #expect {
      try read(Self.whole.replacing(old, with: new))
    } throws: { error in
      let text = "\(error)"
      if !text.hasPrefix(message) { Issue.record("\(text) is not \(message)") }
      return error is DefinitionError
    }
  }

  @Test func `documents that are none are refused`() {
    for text in [
      "", "- a\n- b\n", "a: 1\n---\nb: 2\n", "text", "\u{0}", String(repeating: "[", count: 100),
    ] {
      #expect(throws: DefinitionError.self) { try read(text) }
    }
  }
}
