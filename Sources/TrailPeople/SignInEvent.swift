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
  package let sub: String?
  /// The access key that was used.
  package let accessKey: String?
  private let columns: SegmentEvents.Columns
  /// The fields that the record has.
  private let values: [SignInValue]

  init(
    _ hit: Hit, time: Int64, _ columns: SegmentEvents.Columns, _ eventID: EventID,
    _ values: [SignInValue]
  ) {
    self.hit = hit
    self.time = time
    self.eventID = eventID
    self.columns = columns
    self.values = values
    sub = columns.sub
    accessKey = columns.accessKey
  }

  package var name: String { columns.action.name }
  package var source: String { columns.action.source }
  package var kind: EventKind { columns.action.kind }
  /// The account that got the event.
  package var account: String? { columns.place.account }
  package var region: String? { columns.place.region }
  package var address: String? { columns.client.address }
  package var agent: String? { columns.client.agent }
  /// The type of identity.
  package var type: String? { columns.actor.type }
  /// The first name of who acted; `nil` when AWS hides it.
  package var user: String? { columns.actor.user }
  package var role: String? { columns.actor.role }
  package var permissionSet: String? { columns.actor.permissionSet }
  /// The account of who acted.
  package var caller: String? { columns.actor.caller }
  package var principal: String? { columns.actor.principal }
  package var error: String? { columns.outcome.error }
  package var result: EventResult { columns.outcome.result }
  package var factor: FactorState { columns.outcome.factor }

  /// The value of a field; `nil` when the record does not have it.
  package subscript(field: SignInField) -> String? {
    for value in values where value.field == field { return value.text }
    return nil
  }

  /// The event id; `nil` when the record has none.
  package var id: String? { eventID.text }

  /// Whether the event is of a service.
  func isFrom(_ service: String) -> Bool {
    source.utf8.count == service.utf8.count + 14 && source.hasPrefix(service)
      && source.hasSuffix(".amazonaws.com")
  }

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

/// A field of a record, and its value.
struct SignInValue: Sendable {
  var field: SignInField
  var text: String
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

  /// As in the record; `nil` for none.
  package var text: String? {
    if high | low == 0 { return other }
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
