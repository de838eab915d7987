/// Reads the two tables of people: IAM's credential report and the import table of a user pool.
enum DirectoryTable {
  /// The entries of a table; none when its header is neither.
  static func entries(_ text: UnsafeRawBufferPointer) -> [DirectoryEntry] {
    let lines = text.split { $0 == 0x0A || $0 == 0x0D }
    guard let head = lines.first else { return [] }
    let columns = cells(head)
    func column(_ name: String) -> Int? { columns.firstIndex(of: name) }
    if let user = column("user"), let arn = column("arn") {
      return lines.dropFirst().compactMap { report(cells($0), user, arn) }
    }
    guard let name = column("cognito:username") else { return [] }
    let email = column("email")
    let display = column("name")
    return lines.dropFirst().compactMap { line in
      let row = cells(line)
      guard name < row.count, !row[name].isEmpty else { return nil }
      var entry = DirectoryEntry(kind: .cognitoUser, name: row[name])
      if let email, email < row.count, !row[email].isEmpty { entry.emails = [row[email]] }
      if let display, display < row.count, !row[display].isEmpty {
        entry.displayName = row[display]
      }
      return entry
    }
  }

  private static func report(_ row: [String], _ user: Int, _ arn: Int) -> DirectoryEntry? {
    guard user < row.count, arn < row.count, row[arn].hasPrefix("arn:") else { return nil }
    var entry = DirectoryEntry(kind: .iamUser, name: row[user])
    entry.arn = row[arn]
    if row[user] == "<root_account>" { entry.name = "root" }
    return entry
  }

  /// The cells of a row; `\,` is a comma of a value, and quotes stand around values with commas.
  private static func cells(_ line: UnsafeRawBufferPointer.SubSequence) -> [String] {
    var cells: [String] = []
    var cell: [UInt8] = []
    var isQuoted = false
    var index = line.startIndex
    while index < line.endIndex {
      let byte = line[index]
      let next = index + 1 < line.endIndex ? line[index + 1] : 0
      if byte == 0x5C, next == 0x2C {
        cell.append(0x2C)
        index += 1
      } else if byte == 0x22, isQuoted || cell.isEmpty {
        if isQuoted, next == 0x22 {
          cell.append(0x22)
          index += 1
        } else {
          isQuoted.toggle()
        }
      } else if byte == 0x2C, !isQuoted {
        cells.append(String(decoding: cell, as: UTF8.self))
        cell = []
      } else {
        cell.append(byte)
      }
      index += 1
    }
    cells.append(String(decoding: cell, as: UTF8.self))
    return cells
  }
}
