internal import TrailEvents

/// The documentation of all reports, made from their definitions: `Documentation/Reports.md`.
package enum CatalogueDocument {
  /// The part of the page that lists packs and reports.
  package static func text(_ catalogue: ReportCatalogue) -> String {
    var lines = ["## Packs", "", "| pack | title | reports |", "|---|---|---|"]
    for pack in ReportCatalogue.packs {
      lines.append(
        "| `\(pack.name)` | \(pack.title.english) / \(pack.title.japanese) | "
          + pack.reports.joined(separator: " ") + " |")
    }
    lines += ["", "`all` stands for every report.", "", "## Reports", ""]
    for report in catalogue.reports { lines += entry(report) + [""] }
    return lines.joined(separator: "\n")
  }

  private static func entry(_ report: ReportDefinition) -> [String] {
    var lines = [
      "### \(report.id) \(report.title.english) / \(report.title.japanese)", "",
      report.question.english, report.question.japanese, "", "* rows: \(rows(report))",
      "* condition: " + (report.query.isEmpty ? "every event" : "`\(report.query)`"),
    ]
    if let query = report.privilegedQuery {
      lines.append("* condition on root and the identities of `--privileged`: `\(query)`")
    }
    if let need = report.need { lines.append("* not assessable without: `\(need.query)`") }
    if let published = report.published { lines.append("* as published: `\(published)`") }
    if !report.columns.isEmpty {
      let columns = report.columns.map { column in
        column.origin == column.name
          ? "`\(column.name)`" : "`\(column.name)` (\(column.origin))"
      }
      lines.append("* further columns: " + columns.joined(separator: ", "))
    }
    if let minutes = report.changeMinutes {
      lines.append(
        "* grouped: changes of one actor, account and session within \(minutes) minutes, as `change_set`"
      )
    }
    if let undone = report.undone {
      let pairs = undone.events.map { "\($0.event) by \($0.undoing)" }
      lines.append(
        "* taken back, anywhere later in the archive: \(pairs.joined(separator: ", ")) of the same `\(undone.column)`, as `\(Undoings.column)`"
      )
    }
    if let versions = report.versions {
      let names = versions.by.map { "`\($0)`" }.joined(separator: ", ")
      lines.append(
        "* compared with the version before, anywhere earlier in the archive, of the same \(names): `\(versions.column)`, as `\(RowVersions.column)`"
      )
    }
    if !report.firstOf.isEmpty {
      let names = report.firstOf.map { "`\($0)`" }.joined(separator: ", ")
      lines.append(
        "* first in the archive, up to the end of the period, with these values of \(names): `\(FirstRows.column)`"
      )
    }
    for burst in report.bursts { lines.append("* marked as a burst: \(burst.description)") }
    if report.followsChains {
      lines.append(
        "* chains: sessions are followed by the keys they were issued, up to whoever began")
    }
    let controls = report.controls.map {
      "\($0.framework) \($0.numbers.joined(separator: ", "))"
    }
    lines.append("* evidence for: " + controls.joined(separator: "; "))
    lines += report.notes.map { "* note: \($0.english)" }
    return lines
  }

  private static func rows(_ report: ReportDefinition) -> String {
    switch report.selection {
    case .events: return "one an event"
    case .signIns(let filter): return "one an attempt: \(filter.description)"
    case .usage(let filter): return "one a month and person: \(filter.description)"
    case .gaps: return "one a gap"
    case .activity(let keys): return "one for each " + keys.joined(separator: ", ")
    case .firstSeen(let lists):
      let names = lists.map { $0.joined(separator: ", ") }.joined(separator: "; ")
      return "one for each \(names) not seen before the period"
    case .sessions(let pause):
      return
        "one a session: one actor in one account, one temporary key or no pause over \(pause) minutes"
    case .workflows: return "one a sign-in workflow of Identity Center"
    case .subjects: return "one a subject and client of user pools"
    }
  }
}

extension ReportDefinition.Column {
  /// Where its values come from, in words; a key or paths as they are.
  package var origin: String {
    if let input { return "\(input.rawValue), with --\(input.input.rawValue)" }
    if let denial { return "\(denial.rawValue) of \(DenialText.path)" }
    if let policy { return "\(policy.rawValue) of the policy in \(RequestFlag.path)" }
    if let flag { return "yes when \(flag.rawValue)" }
    if let derived { return "\(derived.rawValue) of \(derived.key.name)" }
    if let aggregate { return aggregate.description }
    if isToFillIn { return "left to fill in" }
    guard let field else { return "of the sign-in" }
    let paths = ([field] + alternatives).joined(separator: " or ")
    return each.isEmpty ? paths : "\(each.joined(separator: ":")) of each of \(paths)"
  }
}
