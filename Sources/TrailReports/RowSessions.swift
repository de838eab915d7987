internal import TrailEvents

/// Which rows of events belong to one session.
///
/// Rows of one actor in one account belong together while none comes later than a pause after the one
/// before; those with one temporary access key do in any case, since such a key is of one session alone.
/// Which session a record of the console belongs to cannot be told from its key: the console uses many.
struct RowSessions {
  /// The columns that are asked for; a table without one of them has a session a row.
  static let columns = ["time_utc", "account", "actor", "key"]

  /// Of each row the number of its session, from 0 in the order of their first rows.
  private(set) var numbers: [Int] = []
  private(set) var count = 0

  private struct Identity: Hashable {
    var account: ReportCell
    var actor: ReportCell
  }

  private struct Latest {
    var session: Int
    var time: Int64
  }

  private struct Key: Hashable {
    var identity: Identity
    var key: ReportCell
  }

  /// - Parameters:
  ///   - table: Rows in the order of time.
  ///   - pause: The longest time between two rows of a session, ms.
  init(_ table: ReportTable, pause: Int64) {
    let places = RowSessions.columns.compactMap { name in
      table.columns.firstIndex { $0.name == name }
    }
    guard places.count == RowSessions.columns.count else {
      numbers = Array(0..<table.keptRows)
      count = table.keptRows
      return
    }
    var latest: [Identity: Latest] = [:]
    var byKey: [Key: Int] = [:]
    var isTemporary: [ReportCell: Bool] = [.none: false]
    for row in 0..<table.keptRows {
      let time = table.cell(row: row, column: places[0])
      let identity = Identity(
        account: table.cell(row: row, column: places[1]),
        actor: table.cell(row: row, column: places[2]))
      let key = table.cell(row: row, column: places[3])
      if isTemporary[key] == nil {
        isTemporary[key] = table.string(key, column: places[3])?.hasPrefix("ASIA") ?? false
      }
      let ofKey = Key(identity: identity, key: key)
      let hasOwnKey = isTemporary[key] ?? false
      var session = hasOwnKey ? byKey[ofKey] : nil
      if session == nil, let last = latest[identity], !time.isNone,
        time.value - last.time <= pause
      {
        session = last.session
      }
      let number = session ?? count
      if session == nil { count += 1 }
      if hasOwnKey { byKey[ofKey] = number }
      if !time.isNone { latest[identity] = Latest(session: number, time: time.value) }
      numbers.append(number)
    }
  }
}

extension ReportTable {
  /// The column that tells which rows are one set of changes.
  static let changeColumn = "change_set"

  /// Puts rows together that are one set of changes: of one session, and none later than a number of
  /// minutes after the first.
  ///
  /// The column says when the set began and how the id of its first event begins, which are the same in
  /// a later run. Sets stand in the order of their first rows.
  mutating func groupChanges() {
    guard let minutes = definition.changeMinutes,
      let target = columns.firstIndex(where: { $0.name == ReportTable.changeColumn }),
      let time = columns.firstIndex(where: { $0.form == .localTime }),
      let id = columns.firstIndex(where: { $0.name == "event_id" })
    else { return }
    let length = Int64(minutes) * 60_000
    let sessions = RowSessions(self, pause: length)
    // Of each session the first row of its last set.
    var first = [Int?](repeating: nil, count: sessions.count)
    var sets = [Int](repeating: 0, count: keptRows)
    for row in 0..<keptRows {
      let session = sessions.numbers[row]
      var start = row
      if let known = first[session] {
        let (begin, now) = (cell(row: known, column: time), cell(row: row, column: time))
        if begin.isNone || now.isNone || now.value - begin.value <= length { start = known }
      }
      first[session] = start
      sets[row] = start
    }
    for row in 0..<keptRows where sets[row] == row {
      let parts = [
        string(row: row, column: time), string(row: row, column: id).map { String($0.prefix(8)) },
      ].compactMap { $0 }
      set(text(parts.joined(separator: " "), in: target), row: row, column: target)
    }
    for row in 0..<keptRows where sets[row] != row {
      set(cell(row: sets[row], column: target), row: row, column: target)
    }
    // Sets stand in the order of their first rows, and the rows of a set stay in the order of time:
    // counting says where each set begins.
    var places = [Int](repeating: 0, count: keptRows + 1)
    for start in sets { places[start + 1] += 1 }
    for row in 0..<keptRows { places[row + 1] += places[row] }
    var order = [Int](repeating: 0, count: keptRows)
    for row in 0..<keptRows {
      order[places[sets[row]]] = row
      places[sets[row]] += 1
    }
    reorder(order)
  }
}
