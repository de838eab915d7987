internal import TrailBytes
internal import TrailEvents

/// Takes the fields of one CloudTrail record out of the structure of its text.
///
/// One pass forward over the positions; what is not looked at is stepped over by counting
/// brackets. Values are slices of the text, or of memory that lasts until the next record when
/// they had escapes. Nothing is allocated for a usual record. Belongs to one thread.
package final class RecordExtractor {
  /// One value of a list.
  package struct ListItem: BitwiseCopyable {
    package var list: RecordList
    package var value: UnsafeRawBufferPointer
  }

  /// How an extraction ended.
  enum Ending {
    /// The record is whole; the position behind it.
    case complete(Int)
    /// The text ends inside the record.
    case incomplete
    /// The grammar of JSON is broken at a position.
    case malformed(Int)
  }

  /// What changes with every record, in memory that needs no exclusivity checks.
  struct State {
    var entered: UInt64 = 0
    var knownMembers = 0
    var members = 0
    var brokenAt: Int?
    /// The structure and the position of `userIdentity`, which is walked when it is asked for.
    var identity: (structure: StructureScanner.Structure, index: Int, next: Int)?
    var rememberedIdentity: RememberedIdentities.Mark?
    var form = RecordForm.cloudTrail
    /// What tells apart identities whose fields were set and not read; see `setIdentity`.
    var identityMark = UnsafeRawBufferPointer(start: nil, count: 0)
    var recordText = UnsafeRawBufferPointer(start: nil, count: 0)
    /// The structure in which the record was found, and its position.
    var found: (structure: StructureScanner.Structure, index: Int)?
    var digestText: UnsafeRawBufferPointer?
    var omissions: RecordOmissions = []
  }

  /// The addresses between which the text that is being read has no backslashes.
  struct PlainText {
    var start: UInt = 0
    var end: UInt = 0
    /// Bytes that are searched at a time.
    var reach = PlainText.recordReach

    /// About a record: what follows may be another text the next time.
    static let recordReach = 1_024
    /// Several records, which follow each other in one text.
    static let textReach = 16_384
  }

  let identities = RememberedIdentities()
  let fields: UnsafeMutablePointer<UnsafeRawBufferPointer>
  /// Which of ``fields`` and lists were set since the record began.
  let presence: UnsafeMutablePointer<RecordPresence>
  let values = Vector<ListItem>()
  /// Memory for texts that last as long as the record.
  let text = JSONText()
  let state: UnsafeMutablePointer<State>
  let plain: UnsafeMutablePointer<PlainText>
  /// The account that the envelope of the record names; empty for none.
  package private(set) var envelopeAccount: [UInt8] = []
  let tables: UnsafeMutablePointer<NameTable<MemberAction>>

  /// What AWS writes instead of a name that might be a password typed into the wrong field.
  package static let hiddenValue = "HIDDEN_DUE_TO_SECURITY_REASONS"
  static let hiddenCount = 30
  /// The deepest level below `requestParameters` at which ARNs are looked for.
  static let deepestARN = 4

  package init() {
    let count = RecordField.allCases.count
    fields = .allocate(capacity: count)
    fields.initialize(repeating: UnsafeRawBufferPointer(start: nil, count: 0), count: count)
    presence = .allocate(capacity: 1)
    presence.initialize(to: RecordPresence())
    state = .allocate(capacity: 1)
    state.initialize(to: State())
    plain = .allocate(capacity: 1)
    plain.initialize(to: PlainText())
    let made = ObjectContext.tables
    tables = .allocate(capacity: made.count)
    tables.initialize(from: made, count: made.count)
  }

  deinit {
    values.deallocate()
    state.deallocate()
    plain.deallocate()
    fields.deallocate()
    presence.deallocate()
    identities.deallocate()
    tables.deallocate()
  }

  /// The values of all lists in the order of the text.
  ///
  /// Valid until the next record.
  package var items: UnsafeMutableBufferPointer<ListItem> { values.elements }

  /// Members of the record.
  var members: Int { state.pointee.members }

  /// Members of the record whose names are known.
  var knownMembers: Int { state.pointee.knownMembers }

  /// The values of the fields by ``RecordField``'s raw value, a `nil` base for none: for code that
  /// asks for most of them in every record.
  ///
  /// Valid as long as the extractor.
  package var fieldValues: UnsafePointer<UnsafeRawBufferPointer> { UnsafePointer(fields) }

  /// Which fields and lists have values; the same memory for all records.
  ///
  /// Valid as long as the extractor. Fields of `userIdentity` are told once they were loaded.
  package var valuePresence: UnsafePointer<RecordPresence> { UnsafePointer(presence) }

  /// Sets a field.
  @inline(__always)
  func store(_ field: RecordField, _ value: UnsafeRawBufferPointer) {
    fields[field.rawValue] = value
    presence.pointee.insert(field)
  }

  /// Leaves a field without a value.
  @inline(__always)
  func empty(_ field: RecordField) {
    fields[field.rawValue] = UnsafeRawBufferPointer(start: nil, count: 0)
  }

  /// Adds a value to a list.
  @inline(__always)
  func append(_ list: RecordList, _ value: UnsafeRawBufferPointer) {
    values.append(ListItem(list: list, value: value))
    presence.pointee.insert(list)
  }

  /// The value of a field: `nil` when it is missing, null, empty, `-`, hidden by AWS, or of a type
  /// that cannot be text.
  ///
  /// Valid until the next record.
  package subscript(_ field: RecordField) -> UnsafeRawBufferPointer? {
    let value = fields[field.rawValue]
    return value.baseAddress == nil ? nil : value
  }

  /// Extracts the record whose `{` is at position `index`.
  ///
  /// - Parameter isNext: Whether the record extracted before was found in the same structure, which has not been
  ///   scanned anew since.
  func extract(
    _ structure: StructureScanner.Structure, at index: Int, isNext: Bool = false
  ) -> Ending {
    if isNext { plain.pointee.reach = PlainText.textReach } else { plain.pointee = PlainText() }
    clear()
    if let next = object(structure, index, .record, level: 0, arns: .requestARN) {
      let start = structure.offset(index)
      state.pointee.recordText = UnsafeRawBufferPointer(
        start: structure.text + start, count: structure.offset(next - 1) + 1 - start)
      state.pointee.found = (structure, index)
      return .complete(next)
    }
    return state.pointee.brokenAt.map { .malformed($0) } ?? .incomplete
  }

  private func clear() {
    let fields = fields
    presence.pointee.forEachField { fields[$0] = UnsafeRawBufferPointer(start: nil, count: 0) }
    presence.pointee = RecordPresence()
    values.truncate(to: 0)
    text.reset()
    state.pointee = State()
  }

  /// The bytes of the object `userIdentity`; `nil` when there is none.
  ///
  /// Within a session they are the same in every record, so what follows from them can be
  /// remembered by them. Valid until the next record.
  package var identityText: UnsafeRawBufferPointer? {
    guard let (structure, index, next) = state.pointee.identity else {
      let mark = state.pointee.identityMark
      return mark.baseAddress == nil ? nil : mark
    }
    let start = structure.offset(index)
    return UnsafeRawBufferPointer(
      start: structure.text + start, count: structure.offset(next - 1) + 1 - start)
  }

  /// What stands for the bytes of `userIdentity`: a number below ``identityPlaces``, and another one that
  /// differs whenever other bytes had the first; `nil` when they are not remembered.
  package var rememberedIdentity: (place: Int, version: Int)? {
    state.pointee.rememberedIdentity.map { ($0.place, $0.version) }
  }

  /// How many identities are remembered at once.
  package static var identityPlaces: Int { RememberedIdentities.count }

  /// Extracts the fields of `userIdentity`, which ``extract(_:at:isNext:)`` steps over.
  package func loadIdentity() {
    guard let (structure, index, _) = state.pointee.identity else { return }
    state.pointee.identity = nil
    // Broken grammar inside costs the fields behind it: brackets were balanced when it was passed.
    _ = object(structure, index, .userIdentity, level: 0, arns: .requestARN)
  }

  // MARK: Records of other forms

  /// What kind of record the fields come from.
  package var form: RecordForm { state.pointee.form }

  /// The record's own text: without an envelope, and unescaped when it stood in a string.
  ///
  /// Valid until the next record.
  package var recordText: UnsafeRawBufferPointer { state.pointee.recordText }

  /// The structure in which ``recordText`` was found and the position of its `{`; `nil` for a record whose
  /// fields were set one by one.
  ///
  /// Valid until the next record.
  var found: (structure: StructureScanner.Structure, index: Int)? { state.pointee.found }

  /// What identifies the record beside its id, or instead of one: for CloudTrail its text, when it
  /// has no id; for Cognito's activity log the message without blanks.
  ///
  /// Valid until the next record.
  package var digestText: UnsafeRawBufferPointer? {
    state.pointee.digestText
      ?? (fields[RecordField.eventID.rawValue].baseAddress == nil ? state.pointee.recordText : nil)
  }

  /// Starts a record of another form, whose fields are then set one by one.
  func begin(_ form: RecordForm, text: UnsafeRawBufferPointer) {
    clear()
    plain.pointee = PlainText()
    state.pointee.form = form
    state.pointee.recordText = text
  }

  /// Makes the record one of another form and keeps its fields.
  func become(_ form: RecordForm) { state.pointee.form = form }

  /// Sets a field; a text that says nothing is none.
  func set(_ field: RecordField, _ value: UnsafeRawBufferPointer?) {
    guard let value, isValue(value) else { return }
    store(field, value)
  }

  /// Adds a value to a list; a text that says nothing is none.
  func add(_ list: RecordList, _ value: UnsafeRawBufferPointer?) {
    guard let value, isValue(value) else { return }
    append(list, value)
  }

  /// Sets what tells this record's identity apart from others, when the fields of `userIdentity`
  /// were set and not read.
  func setIdentity(_ mark: UnsafeRawBufferPointer) { state.pointee.identityMark = mark }

  /// Takes the fields of the identity that was read, so that others can be set beside them.
  ///
  /// - Parameter mark: What tells apart the identities that come of it.
  func takeIdentity(mark: UnsafeRawBufferPointer) {
    loadIdentity()
    state.pointee.rememberedIdentity = nil
    setIdentity(mark)
  }

  /// What the record leaves out, because it is put together from less than the whole one.
  package var omissions: RecordOmissions { state.pointee.omissions }

  /// Notes what the record leaves out.
  func setOmissions(_ omissions: RecordOmissions) { state.pointee.omissions = omissions }

  /// Sets the time.
  func setTime(_ milliseconds: Int64?) {
    guard let milliseconds else { return }
    let bytes = Array(Timestamp(milliseconds: milliseconds).description.utf8)
    let memory = text.allocate(bytes.count)
    memory.copyBytes(from: bytes)
    set(.eventTime, UnsafeRawBufferPointer(memory))
  }

  /// Members of a record of another kind: none is CloudTrail's, or the source is `aws:s3` and the
  /// like, as in event notifications.
  var isForeign: Bool {
    if members > 0, knownMembers == 0 { return true }
    return self[.eventSource].map {
      $0.count >= 4 && $0[0] == 0x61 && $0[1] == 0x77 && $0[2] == 0x73 && $0[3] == 0x3A
    } ?? false
  }

  /// Sets the account that an envelope names, until it is left.
  func setEnvelopeAccount(_ account: UnsafeRawBufferPointer?) {
    envelopeAccount = account.map { Array($0) } ?? []
  }

  /// Sets the bytes that identify the record.
  func setDigestText(_ bytes: UnsafeRawBufferPointer) { state.pointee.digestText = bytes }
}
