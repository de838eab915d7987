internal import TrailFiles
internal import TrailReports

/// Rows of a report, drawn for an auditor to follow up.
public struct DrawnRows {
  /// A row: its number in the report, from 1, and its columns with their values.
  public struct Row {
    /// The number of the row in the report, from 1.
    public let number: Int
    /// Names of columns and values, in the order of the file.
    public let cells: [(name: String, value: String?)]
  }

  /// The rows in the order of the report.
  public let rows: [Row]
  /// Rows of the whole report.
  public let total: Int
  /// What makes others draw the same rows.
  public let seed: String

  /// Draws rows of a report in a folder, after the folder was compared with its manifest.
  ///
  /// - Parameters:
  ///   - report: The id of a report, in any letter case.
  ///   - count: How many rows; all when there are fewer.
  ///   - seed: `nil` for the hash over the whole folder that the manifest tells.
  /// - Throws: `TrailsiftError` for a folder that is not as its manifest says, that has no such report, or
  ///   no rows of it.
  public init(
    folder: String, report: String, count: Int, seed: String?
  ) throws(TrailsiftError) {
    if let finding = try ComplianceReports.check(folder: folder).findings.first {
      throw TrailsiftError(
        "\(folder)/\(finding.file): \(finding.reason); rows are drawn of whole folders only")
    }
    do {
      let storage = PosixStorage(path: folder)
      let name = ReportBundle.manifestName
      guard let manifest = ReportManifest(try storage.read(name)) else {
        throw TrailsiftError("\(folder)/\(name): it is no manifest of reports")
      }
      guard
        let id = manifest.reports.map(\.id).first(where: { $0.lowercased() == report.lowercased() })
      else {
        let ids = manifest.reports.map(\.id).joined(separator: ", ")
        throw TrailsiftError("\(folder): there is no report `\(report)`; there are \(ids)")
      }
      let format = [ReportRows.Format.csv, .jsonl].first { format in
        manifest.files.contains { $0.name == "\(id).\(format.rawValue)" }
      }
      guard let format, !id.contains("/") else {
        throw TrailsiftError("\(folder): it has no rows of \(id), in CSV or JSON lines")
      }
      let file = "\(id).\(format.rawValue)"
      let all = try ReportRows(
        MappedFile(bytes: try storage.read(file), path: "\(folder)/\(file)"), format)
      let used = seed ?? manifest.root
      let sample = ReportSample(all, count: count, seed: used)
      rows = sample.drawn.map { Row(number: $0.number, cells: all.cells($0.row)) }
      total = sample.total
      self.seed = used
    } catch {
      throw .from(error)
    }
  }
}
