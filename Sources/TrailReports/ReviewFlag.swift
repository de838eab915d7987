/// What somebody who reviews access must look at, as rows say it.
enum ReviewFlag: String {
  case unused = "unused > 90 days"
  case activeAfterLeaving = "active after leave date"
  case notInList = "in logs, not in list"
  case notInLogs = "in list, not in logs"
  case keyUnused = "key unused > 45 days"
  case keyOld = "key older than 90 days"
  case keyNotReported = "user has no active key in report"
  case keyUnseen = "active key never used in archive"

  /// Days without use after which an account is a finding: PCI DSS 8.2.6.
  static let mostUnusedDays: Int64 = 90
  /// Days without use after which an access key is a finding: CIS AWS 1.12.
  static let mostUnusedKeyDays: Int64 = 45
  /// Days after which an access key is to be rotated: CIS AWS 1.14.
  static let mostKeyDays: Int64 = 90

  /// The flags of a row; `nil` for none.
  static func text(_ flags: [ReviewFlag]) -> String? {
    flags.isEmpty ? nil : flags.map(\.rawValue).joined(separator: "; ")
  }
}
