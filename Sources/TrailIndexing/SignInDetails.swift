internal import TrailBytes
internal import TrailEvents
internal import TrailFormats
internal import TrailSegment

/// Keeps what joining sign-ins needs of the few records that are part of them.
///
/// One a builder. Belongs to one thread.
final class SignInDetails {
  private let builder: SegmentBuilder
  /// The numbers of the names of events whose details are kept, and their bounds: one comparison
  /// answers for nearly every event.
  private let names: [TermID]
  private let bounds: ClosedRange<TermID>
  private let values: UnsafeMutableBufferPointer<TermID>
  private let fields = SignInField.allCases

  /// A value whose term is looked for: all of a record are waited for together.
  private struct Found: BitwiseCopyable {
    var field: SignInField
    var text: UnsafeRawBufferPointer
    var search: TermInterner.Search
  }

  private let found = Vector<Found>()

  init(_ builder: SegmentBuilder) {
    self.builder = builder
    names = SignInField.eventNames.map { name in
      Array(name.utf8).withUnsafeBytes {
        builder.terms.intern(key: EventKey.event.rawValue, $0)
      }
    }
    bounds = (names.min() ?? 0)...(names.max() ?? 0)
    values = .allocate(capacity: SignInField.allCases.count)
    values.initialize(repeating: TupleInterner.absent)
  }

  deinit {
    values.deallocate()
    found.deallocate()
  }

  /// Whether details are kept of events with a name.
  @inline(__always)
  func isKept(_ event: TermID) -> Bool { bounds.contains(event) && names.contains(event) }

  /// Gives the coming document the details of a record.
  func add(_ record: RecordExtractor) {
    record.loadIdentity()
    let terms = builder.terms
    found.truncate(to: 0)
    for field in fields {
      values[field.rawValue] = TupleInterner.absent
      guard let value = record.value(of: field) else { continue }
      let text = KeyValue.cut(value)
      found.append(
        Found(field: field, text: text, search: terms.begin(key: field.key, text)))
    }
    for one in found.elements { terms.prefetch(one.search, count: one.text.count) }
    for one in found.elements {
      values[one.field.rawValue] = terms.intern(one.search, key: one.field.key, one.text)
    }
    var id = DetailID(high: 0, low: 0)
    if let identity = record[.eventID].flatMap({ DocumentIdentity(uuid: $0) }) {
      id = DetailID(high: identity.high, low: identity.low)
    }
    if id.high | id.low != 0 { values[SignInField.eventID.rawValue] = TupleInterner.absent }
    builder.addDetails(id, UnsafeBufferPointer(values))
  }
}
