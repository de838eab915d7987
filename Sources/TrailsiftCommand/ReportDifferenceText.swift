internal import Trailsift

/// Tells people and programs what two folders of reports tell differently.
struct ReportDifferenceText {
  let differences: ReportDifferences
  let old: String
  let new: String

  // MARK: For people

  /// Columns that a line of a row leaves out: they repeat another, or fill the line.
  private static let unshown: Set<String> = [
    "time_utc", "user_agent", "source_file", "record_no", "event_id", "event_ids",
  ]

  /// Prints tables of what differs, and then rows.
  ///
  /// - Parameter limit: Rows of each kind that are shown of a report.
  func write(limit: Int) {
    let out = Output.standard
    guard differences.isDifferent else { return }
    settings()
    coverage()
    sources(limit)
    reports()
    for report in differences.reports where report.differs { rows(report, limit, out) }
  }

  private func settings() {
    guard !differences.settings.isEmpty else { return }
    let table = TextTable(
      out: .standard,
      columns: [
        TextTable.Column("SETTING"), TextTable.Column("OLD", limit: 60),
        TextTable.Column("NEW", limit: 60),
      ])
    for setting in differences.settings {
      table.add([setting.name, setting.old ?? "-", setting.new ?? "-"])
    }
    table.finish()
    Output.standard.write("\n")
  }

  /// Hours that both folders have are listed by place; those of another period only summed up.
  private func coverage() {
    let out = Output.standard
    let both = differences.hours.filter { $0.old != nil && $0.new != nil }
    if !both.isEmpty {
      let table = TextTable(
        out: out,
        columns: [
          TextTable.Column("COVERAGE OF", least: 12), TextTable.Column("REGION"),
          TextTable.Column("HOURS", isNumber: true), TextTable.Column("OLD"),
          TextTable.Column("NEW"),
        ])
      for hours in both {
        table.add([
          hours.account, hours.region, NumberText.grouped(hours.count), hours.old ?? "",
          hours.new ?? "",
        ])
      }
      table.finish()
    }
    func sum(_ name: String, _ state: (ReportDifferences.Hours) -> String?) {
      var counts: [String: Int] = [:]
      for hours in differences.hours where hours.old == nil || hours.new == nil {
        if let state = state(hours) { counts[state, default: 0] += hours.count }
      }
      guard !counts.isEmpty else { return }
      let parts = counts.sorted { $0.key < $1.key }
        .map { "\(NumberText.grouped($0.value)) \(TerminalText.visible($0.key))" }
      out.write("hours only in \(name): \(parts.joined(separator: ", "))\n")
    }
    sum("OLD") { $0.old }
    sum("NEW") { $0.new }
    if !differences.hours.isEmpty { out.write("\n") }
  }

  private func sources(_ limit: Int) {
    guard !differences.sources.isEmpty else { return }
    let out = Output.standard
    let counts = ["added", "removed", "changed"].map { change in
      "\(NumberText.grouped(differences.sources.count { $0.change == change })) \(change)"
    }
    out.write("sources: \(counts.joined(separator: ", "))\n")
    let marks = ["added": "+", "removed": "-", "changed": "~"]
    for source in differences.sources.prefix(limit) {
      out.write("  \(marks[source.change] ?? "") \(TerminalText.visible(source.path))\n")
    }
    more(differences.sources.count - limit, out)
    out.write("\n")
  }

  private func reports() {
    let table = TextTable(
      out: .standard,
      columns: [TextTable.Column("REPORT")]
        + ["OLD", "NEW", "ADDED", "REMOVED", "CHANGED"].map {
          TextTable.Column($0, isNumber: true)
        } + [TextTable.Column("")])
    for report in differences.reports {
      guard report.isInOld, report.isInNew, report.obstacle == nil else {
        let word =
          report.obstacle != nil ? "not compared" : report.isInOld ? "only in OLD" : "only in NEW"
        table.add([report.id, "", "", "", "", "", word])
        continue
      }
      table.add(
        [report.id]
          + [
            report.oldCount, report.newCount, report.addedCount, report.removedCount,
            report.changedCount,
          ].map { NumberText.grouped($0) } + [report.isRedefined ? "redefined" : ""])
    }
    table.finish()
  }

  private func rows(_ report: ReportDifferences.Report, _ limit: Int, _ out: Output) {
    let hasRows = report.addedCount + report.removedCount + report.changedCount > 0
    guard
      hasRows || report.obstacle != nil || !report.oldColumns.isEmpty
        || !report.newColumns.isEmpty
    else { return }
    out.write("\n\(out.style.apply(.heading, to: report.id))\n")
    if let obstacle = report.obstacle { out.write("  not compared: \(obstacle)\n") }
    if !report.oldColumns.isEmpty {
      out.write("  columns only in OLD: \(visible(report.oldColumns))\n")
    }
    if !report.newColumns.isEmpty {
      out.write("  columns only in NEW: \(visible(report.newColumns))\n")
    }
    for row in report.added.prefix(limit) { line("+", row, out) }
    more(report.addedCount - limit, out)
    for row in report.removed.prefix(limit) { line("-", row, out) }
    more(report.removedCount - limit, out)
    for change in report.changed.prefix(limit) {
      let names = Set(change.columns.map(\.name))
      line("~", change.row.filter { !names.contains($0.name) }, out)
      for (name, old, new) in change.columns {
        let text = "\(name): \(old ?? "(none)") → \(new ?? "(none)")"
        out.write("      \(TerminalText.visible(text))\n")
      }
    }
    more(report.changedCount - limit, out)
  }

  private func visible(_ names: [String]) -> String {
    TerminalText.visible(names.joined(separator: ", "))
  }

  private func line(_ mark: String, _ row: ReportDifferences.Row, _ out: Output) {
    let cells = row.filter { !Self.unshown.contains($0.name) }.compactMap(\.value)
    let text = TerminalText.visible(cells.joined(separator: "  "))
    let cut = out.columns.map { TerminalText.cut(text, to: max(8, $0 - 4)) } ?? text
    out.write("  \(mark) \(cut)\n")
  }

  private func more(_ count: Int, _ out: Output) {
    if count > 0 {
      out.write("    … and \(NumberText.grouped(count)) more (-n 0 shows all)\n")
    }
  }

  // MARK: For programs

  /// Prints one object with everything.
  func writeJSON() {
    var line = JSONLine()
    line.add("old", old)
    line.add("new", new)
    line.add("different", differences.isDifferent)
    line.add("whole", differences.findings.isEmpty)
    line.add(
      "findings",
      differences.findings.map { finding in
        object { line in
          line.add("file", finding.file)
          line.add("reason", finding.reason)
        }
      })
    line.add(
      "settings",
      differences.settings.map { setting in
        object { line in
          line.add("name", setting.name)
          line.add("old", setting.old)
          line.add("new", setting.new)
        }
      })
    line.add(
      "coverage",
      differences.hours.map { hours in
        object { line in
          line.add("account", hours.account)
          line.add("region", hours.region)
          line.add("hours", hours.count)
          line.add("old", hours.old)
          line.add("new", hours.new)
        }
      })
    line.add(
      "sources",
      differences.sources.map { source in
        object { line in
          line.add("path", source.path)
          line.add("change", source.change)
        }
      })
    line.add("reports", differences.reports.map(object))
    Output.standard.write(line.line)
  }

  private func object(_ fill: (inout JSONLine) -> Void) -> JSONLine {
    var line = JSONLine()
    fill(&line)
    return line
  }

  private func object(_ report: ReportDifferences.Report) -> JSONLine {
    object { line in
      line.add("id", report.id)
      line.add("in_old", report.isInOld)
      line.add("in_new", report.isInNew)
      line.add("redefined", report.isRedefined)
      line.add("not_compared", report.obstacle)
      line.add("old_rows", report.oldCount)
      line.add("new_rows", report.newCount)
      line.add("old_columns", report.oldColumns)
      line.add("new_columns", report.newColumns)
      line.add("added", report.added.map(object))
      line.add("removed", report.removed.map(object))
      line.add(
        "changed",
        report.changed.map { change in
          object { line in
            line.add("row", object(change.row))
            line.add(
              "columns",
              change.columns.map { column in
                object { line in
                  line.add("name", column.name)
                  line.add("old", column.old)
                  line.add("new", column.new)
                }
              })
          }
        })
    }
  }

  private func object(_ row: ReportDifferences.Row) -> JSONLine {
    object { line in for (name, value) in row { line.add(name, value) } }
  }
}
