package import TrailEvents
package import TrailSearch

/// An event that is part of a sign-in or of a session, with what joining needs of its record.
///
/// An object, since joins sort and copy thousands of them.
package final class SignInEvent: Sendable {
  package let hit: Hit
  /// Milliseconds since 1970; events without a time take no part in joins.
  package let time: Int64
  package let eventID: EventID
  private let rows: SignInRows
  private let row: Int

  /// - Parameters:
  ///   - rows: What is known of it and of others.
  ///   - row: Which of them it is.
  init(_ hit: Hit, time: Int64, _ eventID: EventID, _ rows: SignInRows, row: Int) {
    self.hit = hit
    self.time = time
    self.eventID = eventID
    self.rows = rows
    self.row = row
  }

  package var name: String { rows.columns[row].action.name }
  package var source: String { rows.columns[row].action.source }
  package var kind: EventKind { rows.columns[row].action.kind }
  /// The account that got the event.
  package var account: String? { rows.columns[row].place.account }
  package var region: String? { rows.columns[row].place.region }
  package var address: String? { rows.columns[row].client.address }
  package var agent: String? { rows.columns[row].client.agent }
  package var sub: String? { rows.columns[row].sub }
  /// The access key that was used.
  package var accessKey: String? { rows.columns[row].accessKey }
  /// The type of identity.
  package var type: String? { rows.columns[row].actor.type }
  /// The first name of who acted; `nil` when AWS hides it.
  package var user: String? { rows.columns[row].actor.user }
  package var role: String? { rows.columns[row].actor.role }
  package var permissionSet: String? { rows.columns[row].actor.permissionSet }
  /// The account of who acted.
  package var caller: String? { rows.columns[row].actor.caller }
  package var principal: String? { rows.columns[row].actor.principal }
  package var error: String? { rows.columns[row].outcome.error }
  package var result: EventResult? { rows.columns[row].outcome.result }
  package var factor: FactorState { rows.columns[row].outcome.factor }

  /// The value of a field; `nil` when the record does not have it.
  package subscript(field: SignInField) -> String? { rows.values[row, field] }

  /// The event id; `nil` when the record has none.
  package var id: String? { eventID.text }

  /// Whether the event is of a service.
  func isFrom(_ service: String) -> Bool { rows.columns[row].action.service == service }

  /// The name in lower case.
  var foldedName: String { rows.columns[row].action.folded }

  /// When the session was created that the event belongs to, in ms.
  var creationTime: Int64? { self[.sessionCreated].flatMap { Timestamp($0)?.milliseconds } }

  /// The key that the event handed out.
  var issuedKey: String? { self[.issuedKey] }

  /// The account of the role whose credentials the event handed out.
  var issuedAccount: String? {
    self[.roleARN].flatMap { arn in
      let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
      return parts.count == 6 && parts[0] == "arn" ? String(parts[4]) : nil
    }
  }

  /// The name of the role whose credentials the event handed out.
  var issuedRole: String? { self[.roleARN]?.split(separator: "/").last.map(String.init) }
}

/// The id of an event, which is nearly always a UUID.
package struct EventID: Hashable, Sendable {
  private let high: UInt64
  private let low: UInt64
  private let other: String?

  /// An id of 128 bits; all 0 stands for none.
  init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
    other = nil
  }

  /// An id as it was written; `nil` for none.
  init(_ text: String?) {
    high = 0
    low = 0
    other = text
  }

  /// Whether it is an id of 128 bits.
  var isUUID: Bool { high | low != 0 }

  /// As in the record; `nil` for none.
  package var text: String? {
    if !isUUID { return other }
    return String(unsafeUninitializedCapacity: 36) { bytes in
      var place = 0
      for digit in 0..<32 {
        if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
          bytes[place] = 0x2D
          place += 1
        }
        let word = digit < 16 ? high : low
        let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - (digit & 15) * 4)) & 15
        bytes[place] = value < 10 ? 0x30 + value : 0x57 + value
        place += 1
      }
      return place
    }
  }

  /// The order of the texts.
  static func precedes(_ left: EventID, _ right: EventID) -> Bool {
    if left.other == nil, right.other == nil {
      return (left.high, left.low) < (right.high, right.low)
    }
    return (left.text ?? "") < (right.text ?? "")
  }
}
