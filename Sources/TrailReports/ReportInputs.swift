/// The lists that people gave for reports to compare with.
package struct ReportInputs: Sendable {
  /// A kind of list.
  package enum Kind: String, CaseIterable, Sendable {
    case leavers, users, privileged, calendar, regions
    case knownAccounts = "known-accounts"
    case credentialReport = "credential-report"
  }

  /// A list that was given, as the evidence names it.
  package struct Given: Hashable, Sendable {
    package var kind: Kind
    /// The name of the file, without directories: these are of the machine, not of the evidence.
    package var file: String
    package var hash: String
    /// Rows without the header.
    package var count: Int
  }

  package private(set) var given: [Given] = []
  package private(set) var leavers: LeaversList?
  package private(set) var users: UsersList?
  package private(set) var privileged: PrivilegedList?
  package private(set) var calendar: WorkCalendar?
  package private(set) var accounts: KnownAccounts?
  package private(set) var credentials: CredentialReport?
  package private(set) var regions: AllowedRegions?

  package init() {}

  /// Adds a list.
  ///
  /// - Parameters:
  ///   - bytes: The content of the file.
  ///   - path: How the file was named.
  /// - Throws: ``InputError``.
  package mutating func add(
    _ kind: Kind, _ bytes: [UInt8], path: String
  ) throws(InputError) {
    let table: InputTable
    switch kind {
    case .leavers:
      table = try InputTable(bytes, file: path, columns: LeaversList.columns)
      leavers = try LeaversList(table)
    case .users:
      table = try InputTable(bytes, file: path, columns: UsersList.columns)
      users = try UsersList(table)
    case .credentialReport:
      table = try InputTable(bytes, file: path, columns: CredentialReport.columns)
      credentials = try CredentialReport(table)
    case .regions:
      table = try InputTable(bytes, file: path, columns: AllowedRegions.columns)
      regions = try AllowedRegions(table)
    case .privileged:
      table = try InputTable(bytes, file: path, columns: PrivilegedList.columns)
      privileged = try PrivilegedList(table)
    case .calendar:
      table = try InputTable(bytes, file: path, columns: WorkCalendar.columns)
      calendar = try WorkCalendar(table)
    case .knownAccounts:
      table = try InputTable(bytes, file: path, columns: KnownAccounts.columns)
      accounts = try KnownAccounts(table)
    }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    given.removeAll { $0.kind == kind }
    given.append(Given(kind: kind, file: name, hash: table.hash, count: table.rows.count))
  }

  /// The same with other names of files.
  func renamed(_ name: (Kind) -> String) -> ReportInputs {
    var inputs = self
    for place in inputs.given.indices {
      inputs.given[place].file = name(inputs.given[place].kind)
    }
    return inputs
  }

  /// The list of a kind, as the evidence names it; `nil` when none was given.
  package func given(_ kind: Kind) -> Given? { given.first { $0.kind == kind } }
}
