internal import TrailFiles

/// The reports there are: those of the program, and those of users.
package struct ReportCatalogue: Sendable {
  /// Some reports under one name: what an auditor asks for at once.
  package struct Pack: Sendable {
    package var name: String
    package var title: Localized
    /// Ids of reports, in the order of the document.
    package var reports: [String]
  }

  /// In the order in which they are listed.
  package private(set) var reports: [ReportDefinition] = []

  /// The reports that come with the program.
  ///
  /// - Throws: ``DefinitionError`` only when one of them is wrong, which a test rules out.
  package init() throws(DefinitionError) {
    for bytes in ReportCatalogue.builtIn {
      reports.append(try ReportDefinition(bytes, file: ReportDefinition.programFile))
    }
  }

  /// Adds a report; one with the id of another takes its place.
  package mutating func add(_ report: ReportDefinition) {
    if let index = reports.firstIndex(where: { $0.id.lowercased() == report.id.lowercased() }) {
      reports[index] = report
    } else {
      reports.append(report)
    }
  }

  /// The reports of a name: an id in any letter case, or a pack; `nil` when there is none.
  package func named(_ name: String) -> [ReportDefinition]? {
    let wanted = name.lowercased()
    if wanted == "all" { return reports }
    if let report = reports.first(where: { $0.id.lowercased() == wanted }) { return [report] }
    guard let pack = ReportCatalogue.packs.first(where: { $0.name == wanted }) else { return nil }
    return pack.reports.compactMap { id in reports.first { $0.id == id } }
  }

  /// The packs.
  package static let packs: [Pack] = [
    Pack(
      name: "cis", title: Localized("CIS AWS Foundations: monitoring", "CIS AWS 基準（監視）"),
      reports: (1...15).map { $0 < 10 ? "CIS-0\($0)" : "CIS-\($0)" } + ["LOG-2"]),
    Pack(
      name: "pci", title: Localized("PCI DSS 4.0, requirement 10", "PCI DSS 4.0 要件10"),
      reports: [
        "SEC-1", "IAM-8", "CIS-03", "LOG-3", "CIS-01", "IAM-3", "COG-4", "IAM-4", "IAM-5",
        "COG-5", "LOG-1", "CHG-1", "LOG-2",
      ]),
    Pack(
      name: "soc2", title: Localized("SOC 2", "SOC 2"),
      reports: [
        "IAM-2", "CIS-02", "IDC-1", "IAM-4", "IAM-5", "IAM-7", "IDC-3", "CIS-10", "CIS-11",
        "CIS-12", "CIS-13", "CIS-14", "S3-1", "CIS-01", "CHG-1",
      ]),
    Pack(
      name: "access-review", title: Localized("Access review", "アクセス権の棚卸し"),
      reports: ["IAM-7", "IAM-6", "IDC-1", "IAM-5", "COG-6"]),
    Pack(
      name: "cognito", title: Localized("Amazon Cognito", "Amazon Cognito"),
      reports: ["COG-1", "COG-2", "COG-3", "COG-4", "COG-5", "COG-6"]),
    Pack(
      name: "jsox", title: Localized("J-SOX: IT general controls", "J-SOX IT全般統制"),
      reports: ["IDC-1", "IAM-1", "IAM-4", "IAM-5", "IAM-7", "IAM-8", "CHG-1", "LOG-1", "LOG-2"]),
  ]

  private static let builtIn: [[UInt8]] = [
    PackageResources.IDC_1_yaml,
    PackageResources.IDC_2_yaml,
    PackageResources.IDC_3_yaml,
    PackageResources.IAM_1_yaml,
    PackageResources.IAM_2_yaml,
    PackageResources.IAM_3_yaml,
    PackageResources.IAM_4_yaml,
    PackageResources.IAM_5_yaml,
    PackageResources.IAM_6_yaml,
    PackageResources.IAM_7_yaml,
    PackageResources.IAM_8_yaml,
    PackageResources.CIS_01_yaml,
    PackageResources.CIS_02_yaml,
    PackageResources.CIS_03_yaml,
    PackageResources.CIS_04_yaml,
    PackageResources.CIS_05_yaml,
    PackageResources.CIS_06_yaml,
    PackageResources.CIS_07_yaml,
    PackageResources.CIS_08_yaml,
    PackageResources.CIS_09_yaml,
    PackageResources.CIS_10_yaml,
    PackageResources.CIS_11_yaml,
    PackageResources.CIS_12_yaml,
    PackageResources.CIS_13_yaml,
    PackageResources.CIS_14_yaml,
    PackageResources.CIS_15_yaml,
    PackageResources.LOG_1_yaml,
    PackageResources.LOG_2_yaml,
    PackageResources.LOG_3_yaml,
    PackageResources.CHG_1_yaml,
    PackageResources.CHG_2_yaml,
    PackageResources.S3_1_yaml,
    PackageResources.SEC_1_yaml,
    PackageResources.XACC_1_yaml,
    PackageResources.ROLE_1_yaml,
    PackageResources.NEW_1_yaml,
    PackageResources.REG_1_yaml,
    PackageResources.COG_1_yaml,
    PackageResources.COG_2_yaml,
    PackageResources.COG_3_yaml,
    PackageResources.COG_4_yaml,
    PackageResources.COG_5_yaml,
    PackageResources.COG_6_yaml,
    PackageResources.SUM_1_yaml,
  ]
}
