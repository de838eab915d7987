internal import TrailBytes
internal import TrailEvents
internal import TrailFiles
internal import TrailFormats
internal import TrailSegment

/// Turns the fields of a record into the terms and tuples of a document.
///
/// The only place that knows which field feeds which key; the rules are `Documentation/Keys.md`.
/// Belongs to one thread.
final class EventTerms {
  typealias Bytes = UnsafeRawBufferPointer

  let record: RecordExtractor
  let fields: RecordFields
  let builder: SegmentBuilder
  let terms: TermInterner
  private let spaces: UnsafeMutablePointer<Unmanaged<TupleInterner>>
  let words: Words
  let details: SignInDetails?
  let tuple: UnsafeMutableBufferPointer<TermID>
  let identities = IdentityTerms()
  let addressTexts = TermInterner()
  let addresses = Vector<Address>()
  let clients: FieldMemo<Client>
  let actions: FieldMemo<Action>
  let places: FieldMemo<Place>
  private let times = TimestampReader()
  let groups = FieldGroups()
  /// Rows of outcomes that follow from the identity alone; see ``setOutcome(_:_:)``.
  let usualOutcomes: UnsafeMutableBufferPointer<UInt32>
  let resources = Vector<ResourceTerms>()
  let resourceNumbers = Vector<UInt32>()
  /// The searches for the terms of the record's ARNs, in the order of its items, then those of the bucket and
  /// the object that it names.
  let arnSearches = Vector<TermInterner.Search>()
  /// The bucket and the key that the record names.
  let objectText = Vector<UInt8>()
  /// What the record did.
  private(set) var action: Action
  /// Of each identity that the extractor remembers what its version gave.
  private let remembered: UnsafeMutableBufferPointer<RememberedTerms>
  var isInIdentity = false
  var firstUser: TermID = TupleInterner.absent
  var firstSubject: TermID = TupleInterner.absent
  /// The path of the source, for records that name no account.
  var sourcePath: PathBytes = []
  /// Whether the document has an account.
  var hasAccount = false
  /// Whether an ARN that is a resource is a term of that key alone.
  let leavesARNs: Bool

  static let longestAccount = 64
  /// Stands where there is no row of a tuple yet.
  static let noRow = UInt32.max
  /// Bytes of most ARNs.
  private static let usualARN = 100

  init(record: RecordExtractor, builder: SegmentBuilder) {
    self.record = record
    fields = RecordFields(record)
    clients = FieldMemo(record, [.sourceIPAddress, .userAgent])
    actions = FieldMemo(
      record,
      [
        .eventName, .eventSource, .eventCategory, .managementEvent, .readOnly, .eventType,
        .insightEventName, .insightEventSource,
      ], isRepeated: false)
    places = FieldMemo(record, [.recipientAccountID, .awsRegion])
    usualOutcomes = .allocate(capacity: IdentityTerms.Factor.count * 2)
    usualOutcomes.initialize(repeating: EventTerms.noRow)
    remembered = .allocate(capacity: RecordExtractor.identityPlaces)
    remembered.initialize(repeating: RememberedTerms())
    self.builder = builder
    terms = builder.terms
    words = Words(builder.terms)
    details = builder.schema.detailColumns.isEmpty ? nil : SignInDetails(builder)
    leavesARNs = builder.schema.keys.contains {
      $0.id == EventKey.arn.rawValue && $0.widenedKey == EventKey.resource.rawValue
    }
    // The builder owns the interners as long as it lives, and it lives as long as this object.
    spaces = .allocate(capacity: builder.tuples.count)
    for (index, space) in builder.tuples.enumerated() {
      (spaces + index).initialize(to: Unmanaged.passUnretained(space))
    }
    let arity = EventTuple.allCases.map(\.members.count).max() ?? 0
    tuple = .allocate(capacity: arity)
    action = Action(
      row: 0, event: TupleInterner.absent, insightEvent: TupleInterner.absent,
      insightSource: TupleInterner.absent, verdict: RecordVerdict.Event(),
      isFromIdentityCenter: false, isFromTokenService: false, isFromIdentityPools: false,
      isDetailed: false)
  }

  deinit {
    tuple.deallocate()
    remembered.deallocate()
    times.deallocate()
    usualOutcomes.deallocate()
    spaces.deallocate()
    addresses.deallocate()
    resources.deallocate()
    resourceNumbers.deallocate()
    arnSearches.deallocate()
    objectText.deallocate()
  }

  /// What follows from an identity that the extractor remembers.
  private struct RememberedTerms: BitwiseCopyable {
    var version = 0
    var number = 0
    var identity = IdentityTerms.Identity()
  }

  /// The terms that stand for judgements, made once a segment.
  struct Words {
    let root: TermID
    let management: TermID
    let data: TermID
    let yes: TermID
    let no: TermID
    private let kinds: [TermID]
    private let results: [TermID]
    private let factors: [TermID]

    init(_ terms: TermInterner) {
      func term(_ key: EventKey, _ text: String) -> TermID {
        Array(text.utf8).withUnsafeBytes { terms.intern(key: key.rawValue, $0) }
      }
      root = term(.user, "root")
      management = term(.category, "Management")
      data = term(.category, "Data")
      yes = term(.readOnly, "true")
      no = term(.readOnly, "false")
      kinds = EventKind.allCases.map { term(.kind, $0.rawValue) }
      results = EventResult.allCases.map { term(.result, $0.rawValue) }
      factors = FactorState.allCases.map { term(.mfa, $0.rawValue) }
    }

    func term(_ kind: EventKind) -> TermID { kinds[kind.number] }

    func term(_ result: EventResult) -> TermID { results[result.number] }

    func term(_ factor: FactorState) -> TermID { factors[factor.number] }
  }

  /// Adds the record as a document.
  ///
  /// - Parameters:
  ///   - length: Bytes of the element of the source that holds the record; 0 when it holds the
  ///     record before too.
  ///   - gap: Bytes between the end of the element before in its source and this one.
  func addDocument(length: Int, gap: Int) {
    // All look-ups that nearly every record needs are begun before the first one is waited for.
    let mark = record.rememberedIdentity
    let isKnown = mark.map { remembered[$0.place].version == $0.version } ?? false
    let identityText = isKnown ? nil : record.identityText ?? Bytes(start: nil, count: 0)
    let searches = (
      identity: identityText.map { identities.begin($0) },
      action: actions.begin(UInt64(record.form.rawValue)), place: places.begin(),
      client: clients.begin()
    )
    if fields.present.hasAny(of: groups.resources) { beginARNs() }
    if let identityText, let search = searches.identity {
      identities.prefetch(search, count: identityText.count)
    }
    actions.prefetch(searches.action)
    places.prefetch(searches.place)
    clients.prefetch(searches.client)
    for search in arnSearches.elements { terms.prefetch(search, count: EventTerms.usualARN) }
    let (number, identity): (Int, IdentityTerms.Identity)
    if let identityText, let search = searches.identity {
      let isForgotten: Bool
      (number, identity, isForgotten) = resolvedIdentity(identityText, search)
      // Their numbers and postings are those of others now.
      if isForgotten { remembered.update(repeating: RememberedTerms()) }
      if let mark {
        remembered[mark.place] = RememberedTerms(
          version: mark.version, number: number, identity: identity)
      }
    } else {
      let known = remembered[mark?.place ?? 0]
      (number, identity) = (known.number, known.identity)
    }
    action = resolvedAction(searches.action)
    let place = resolvedPlace(searches.place)
    hasAccount = identity.hasAccount
    firstUser = identity.firstUser
    firstSubject = TupleInterner.absent
    let present = fields.present
    if present.has(.additionalSub) {
      for item in record.items {
        if case .additionalSub = item.list { postSubject(item.value) }
      }
    }
    if firstSubject == TupleInterner.absent { firstSubject = identity.firstSubject }
    if identity.end > identity.start {
      let postings = UnsafeBufferPointer(
        rebasing: identities.postings.elements[identity.start..<identity.end])
      if present.has(.additionalSub) {
        for term in postings { builder.addTerm(term) }
      } else {
        builder.startTerms(postings)
      }
    }
    if present.hasAny(of: groups.people) { postPeople() }
    if place.account != TupleInterner.absent {
      hasAccount = true
      add(place.account)
    }
    if present.hasAny(of: groups.accounts) { postAccounts() }
    if present.hasAny(of: groups.resources) { postResources() }
    if present.hasAny(of: groups.roles) { postRoles() }
    if present.hasAny(of: groups.summaries) { postSummary() }
    if firstUser == identity.firstUser {
      builder.setTuple(space: EventTuple.actor.rawValue, identity.actor)
    } else {
      // The identity names nobody, another field of the record does.
      identities.copyActor(number, to: tuple)
      tuple[IdentityTerms.userMember] = firstUser
      set(.actor)
    }
    setClient(searches.client)
    setAction()
    setPlace(place)
    setOutcome(identity, present)
    if present.hasAny(of: groups.others) { postOthers() }
    if identity.accessKey != TupleInterner.absent {
      builder.setTerm(column: 0, identity.accessKey)
    } else if let key = fields[.wrapperAccessKeyID] {
      builder.setTerm(column: 0, term(.accessKey, key))
    }
    if firstSubject != TupleInterner.absent { builder.setTerm(column: 1, firstSubject) }
    if action.isDetailed { details?.add(record) }
    builder.endDocument(
      SegmentBuilder.Document(
        time: fields[.eventTime].flatMap { times.milliseconds($0) },
        gap: gap, length: length, identity: documentIdentity(), recipient: place.recipient,
        requestHash: fields[.requestID].map { SegmentBuilder.requestHash($0) } ?? 0))
  }

  /// Posts the users and subjects that the record names beside its identity.
  private func postPeople() {
    postUsers()
    postTargets()
    postSubjects()
  }

  /// Posts pools, clients, shared ids and access keys.
  private func postOthers() {
    post(.pool, fields[.additionalUserPoolID])
    post(.pool, fields[.requestUserPoolID])
    post(.pool, fields[.requestIdentityPoolID])
    post(.client, fields[.requestClientID])
    post(.shared, fields[.sharedEventID])
    post(.accessKey, fields[.responseAccessKeyID])
    post(.accessKey, fields[.responseNewAccessKeyID])
    post(.accessKey, fields[.requestAccessKeyID])
  }

  private func documentIdentity() -> DocumentIdentity {
    guard let id = fields[.eventID] else {
      return DocumentIdentity(recordDigest: Checksum.sha256(record.digestText ?? record.recordText))
    }
    let identity =
      DocumentIdentity(uuid: id)
      ?? DocumentIdentity(text: id, number: builder.terms.intern(key: EventTerms.noKey, id))
    guard case .activity = record.form, let digest = record.digestText else { return identity }
    // Entries of one sign-in may share their id.
    return Checksum.sha256(digest).withUnsafeBytes {
      DocumentIdentity(
        entryOf: identity, content: builder.terms.intern(key: EventTerms.noKey, $0))
    }
  }

  /// No key: its terms number texts exactly and are not written.
  private static let noKey: UInt8 = 0

  // MARK: Terms

  static func isValue(_ value: Bytes) -> Bool {
    if value.count <= 1 { return value.count == 1 && value[0] != 0x2D }
    return value.count != 30 || value[0] != 0x48
      || !value.elementsEqual(RecordExtractor.hiddenValue.utf8)
  }

  @inline(__always)
  func term(_ key: EventKey, _ value: Bytes) -> TermID {
    terms.intern(key: key.rawValue, EventTerms.fitting(value))
  }

  /// As much of a value as a term may have.
  @inline(__always)
  static func fitting(_ value: Bytes) -> Bytes {
    value.count > KeyValue.longest ? KeyValue.cut(value) : value
  }

  /// Gives the document a value of a key by postings.
  @inline(__always)
  func post(_ key: EventKey, _ value: Bytes?) {
    guard let value, EventTerms.isValue(value) else { return }
    add(term(key, value))
  }

  /// Gives a term to the identity that is being worked out, or else to the document.
  @inline(__always)
  func add(_ term: TermID) {
    if isInIdentity { identities.addPosting(term) } else { builder.addTerm(term) }
  }

  /// Gives a term that may be absent.
  @inline(__always)
  func addKnown(_ term: TermID) {
    if term != TupleInterner.absent { add(term) }
  }

  // MARK: People

  func postUser(_ value: Bytes?) {
    guard let value, EventTerms.isValue(value) else { return }
    let user = term(.user, value)
    if firstUser == TupleInterner.absent { firstUser = user }
    add(user)
  }

  // MARK: Tuples

  func member(_ key: EventKey, _ value: Bytes?) -> TermID {
    guard let value, EventTerms.isValue(value) else { return TupleInterner.absent }
    return term(key, value)
  }

  func row(_ space: EventTuple) -> UInt32 {
    spaces[space.rawValue]._withUnsafeGuaranteedRef { interner in
      interner.intern(UnsafeBufferPointer(start: tuple.baseAddress, count: interner.arity))
    }
  }

  func set(_ space: EventTuple) {
    builder.setTuple(space: space.rawValue, row(space))
  }

  /// The role's name as the session's issuer has it, and as the ARN of the session has it.
  private var roles: (issuer: Bytes?, arn: Bytes?) {
    let isRole = fields[.issuerType].map { FieldText.equals("Role", $0) } ?? false
    return (
      isRole ? fields[.issuerUserName] : nil,
      fields[.identityARN].flatMap { FieldText.role(ofARN: $0) }
    )
  }

  func setActor(_ identity: inout IdentityTerms.Identity) {
    let (issuerRole, arnRole) = roles
    let role = issuerRole ?? arnRole
    if let issuerRole, let arnRole, !issuerRole.elementsEqual(arnRole) { postRole(arnRole) }
    identity.factor = RecordVerdict.factor(ofIdentity: fields, issuerRole, arnRole)
    identity.isAssumedRole =
      fields[.identityType].map { FieldText.equals("AssumedRole", $0) } ?? false
    tuple[0] = member(.type, fields[.identityType])
    tuple[1] = firstUser
    tuple[2] = member(.role, role)
    tuple[3] = member(.permissionSet, role.flatMap { FieldText.permissionSet(ofRole: $0) })
    let arn = fields[.identityARN]
    let issuerARN = fields[.issuerARN]
    tuple[4] = member(.arn, arn.flatMap { FieldText.hasPrefix("arn:", $0) ? $0 : nil })
    tuple[5] = member(.arn, issuerARN.flatMap { FieldText.hasPrefix("arn:", $0) ? $0 : nil })
    let principal = fields[.identityPrincipalID]
    tuple[6] = member(.principal, principal)
    tuple[7] = member(
      .principal, principal.flatMap { FieldText.beforeFirst(0x3A, in: $0) })
    tuple[8] = member(.principal, fields[.issuerPrincipalID])
    tuple[9] = account(.caller, fields[.identityAccountID])
    tuple[10] = account(.caller, arn.flatMap { FieldText.account(ofARN: $0) })
    identity.actor = row(.actor)
  }

  /// The roles and permission sets that are the object of the action.
  func postRoles() {
    postRole(fields[.requestRoleName])
    postRole(fields[.requestRoleNameSnake])
    postRole(fields[.requestRoleARN].map { FieldText.lastPart($0) })
    postRole(fields[.serviceRoleName])
    post(.permissionSet, fields[.serviceRoleName])
    if action.isFromIdentityCenter {
      post(.permissionSet, fields[.requestRoleNameSnake])
      post(.permissionSet, fields[.requestRoleName])
    }
  }

  func account(_ key: EventKey, _ value: Bytes?) -> TermID {
    guard let value, value.count <= EventTerms.longestAccount else { return TupleInterner.absent }
    return member(key, value)
  }

  func postRole(_ role: Bytes?) {
    guard let role else { return }
    post(.role, role)
    post(.permissionSet, FieldText.permissionSet(ofRole: role))
  }
}
