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
  let builder: SegmentBuilder
  private let terms: TermInterner
  private let spaces: UnsafeMutablePointer<Unmanaged<TupleInterner>>
  private let words: Words
  private let tuple: UnsafeMutableBufferPointer<TermID>
  private let identities = IdentityTerms()
  private var isInIdentity = false
  private var recipient = TupleInterner.absent
  private var firstUser: TermID = TupleInterner.absent
  private var firstSubject: TermID = TupleInterner.absent

  private static let longestAccount = 64

  init(record: RecordExtractor, builder: SegmentBuilder) {
    self.record = record
    self.builder = builder
    terms = builder.terms
    words = Words(builder.terms)
    // The builder owns the interners as long as it lives, and it lives as long as this object.
    spaces = .allocate(capacity: builder.tuples.count)
    for (index, space) in builder.tuples.enumerated() {
      (spaces + index).initialize(to: Unmanaged.passUnretained(space))
    }
    let arity = EventTuple.allCases.map(\.members.count).max() ?? 0
    tuple = .allocate(capacity: arity)
  }

  deinit {
    tuple.deallocate()
    spaces.deallocate()
  }

  /// The terms that stand for judgements, made once a segment.
  private struct Words {
    let root: TermID
    let management: TermID
    let data: TermID
    let yes: TermID
    let no: TermID
    private let kinds: [EventKind: TermID]
    private let results: [EventResult: TermID]
    private let factors: [FactorState: TermID]
    let success: TermID
    let cloudtrail: TermID
    let unknownFactor: TermID
    let noFactor: TermID

    init(_ terms: TermInterner) {
      func term(_ key: EventKey, _ text: String) -> TermID {
        Array(text.utf8).withUnsafeBytes { terms.intern(key: key.rawValue, $0) }
      }
      root = term(.user, "root")
      management = term(.category, "Management")
      data = term(.category, "Data")
      yes = term(.readOnly, "true")
      no = term(.readOnly, "false")
      kinds = Dictionary(
        uniqueKeysWithValues: EventKind.allCases.map { ($0, term(.kind, $0.rawValue)) })
      results = Dictionary(
        uniqueKeysWithValues: EventResult.allCases.map { ($0, term(.result, $0.rawValue)) })
      factors = Dictionary(
        uniqueKeysWithValues: FactorState.allCases.map { ($0, term(.mfa, $0.rawValue)) })
      success = term(.result, EventResult.success.rawValue)
      cloudtrail = term(.kind, EventKind.cloudtrail.rawValue)
      unknownFactor = term(.mfa, FactorState.unknown.rawValue)
      noFactor = term(.mfa, FactorState.no.rawValue)
    }

    // The usual judgement first: no look-up in a dictionary for most events.
    func term(_ kind: EventKind) -> TermID {
      kind == .cloudtrail ? cloudtrail : kinds[kind] ?? cloudtrail
    }

    func term(_ result: EventResult) -> TermID {
      result == .success ? success : results[result] ?? success
    }

    func term(_ factor: FactorState) -> TermID {
      factor == .no ? noFactor : factors[factor] ?? unknownFactor
    }
  }

  /// Adds the record as a document.
  ///
  /// - Parameters:
  ///   - bytes: The record's bytes, which identify a record without an id.
  ///   - gap: Bytes between the end of the record before in its source and this one.
  func addDocument(bytes: Bytes, gap: Int) {
    let (number, identity) = resolvedIdentity()
    firstUser = identity.firstUser
    firstSubject = TupleInterner.absent
    for item in record.items where item.list == .additionalSub { postSubject(item.value) }
    if firstSubject == TupleInterner.absent { firstSubject = identity.firstSubject }
    if identity.end > identity.start {
      let postings = identities.postings.elements
      for index in identity.start..<identity.end { builder.addTerm(postings[index]) }
    }
    postUsers()
    postTargets()
    postSubjects()
    postAccounts()
    postResources()
    postRoles()
    if firstUser == identity.firstUser {
      builder.setTuple(space: EventTuple.actor.rawValue, identity.actor)
    } else {
      // The identity names nobody, another field of the record does.
      identities.copyActor(number, to: tuple)
      tuple[IdentityTerms.userMember] = firstUser
      set(.actor)
    }
    setClient()
    setAction()
    setPlace()
    setOutcome(identity)
    post(.pool, record[.additionalUserPoolID])
    post(.pool, record[.requestUserPoolID])
    post(.pool, record[.requestIdentityPoolID])
    post(.client, record[.requestClientID])
    post(.shared, record[.sharedEventID])
    if identity.accessKey != TupleInterner.absent {
      builder.setTerm(column: 0, identity.accessKey)
    }
    post(.accessKey, record[.responseAccessKeyID])
    post(.accessKey, record[.responseNewAccessKeyID])
    post(.accessKey, record[.requestAccessKeyID])
    if firstSubject != TupleInterner.absent { builder.setTerm(column: 1, firstSubject) }
    builder.endDocument(
      SegmentBuilder.Document(
        time: record[.eventTime].flatMap { Timestamp($0) }?.milliseconds,
        gap: gap, length: bytes.count, identity: self.identity(bytes),
        recipient: recipient,
        requestHash: record[.requestID].map { SegmentBuilder.requestHash($0) } ?? 0))
  }

  private func identity(_ bytes: Bytes) -> DocumentIdentity {
    guard let id = record[.eventID] else {
      return DocumentIdentity(recordDigest: Checksum.sha256(bytes))
    }
    if let identity = DocumentIdentity(uuid: id) { return identity }
    // Key 0 is no key: its terms number texts exactly and are not written.
    return DocumentIdentity(text: id, number: builder.terms.intern(key: 0, id))
  }

  // MARK: Terms

  private static func isValue(_ value: Bytes) -> Bool {
    if value.count <= 1 { return value.count == 1 && value[0] != 0x2D }
    return value.count != 30 || value[0] != 0x48
      || !value.elementsEqual(RecordExtractor.hiddenValue.utf8)
  }

  @inline(__always)
  private func term(_ key: EventKey, _ value: Bytes) -> TermID {
    terms.intern(
      key: key.rawValue, value.count > KeyValue.longest ? KeyValue.cut(value) : value)
  }

  /// Gives the document a value of a key by postings.
  @inline(__always)
  private func post(_ key: EventKey, _ value: Bytes?) {
    guard let value, EventTerms.isValue(value) else { return }
    add(term(key, value))
  }

  /// Gives a term to the identity that is being worked out, or else to the document.
  @inline(__always)
  private func add(_ term: TermID) {
    if isInIdentity { identities.postings.append(term) } else { builder.addTerm(term) }
  }

  // MARK: People

  private func postUser(_ value: Bytes?) {
    guard let value, EventTerms.isValue(value) else { return }
    let user = term(.user, value)
    if firstUser == TupleInterner.absent { firstUser = user }
    add(user)
  }

  // MARK: The identity

  /// The terms of `userIdentity`: remembered, or worked out now.
  private func resolvedIdentity() -> (number: Int, IdentityTerms.Identity) {
    let text = record.identityText ?? Bytes(start: nil, count: 0)
    let (number, isNew) = identities.number(of: text)
    if !isNew { return (number, identities[number]) }
    record.loadIdentity()
    var identity = IdentityTerms.Identity()
    isInIdentity = true
    firstUser = TupleInterner.absent
    firstSubject = TupleInterner.absent
    identity.start = identities.postings.count
    postIdentityUsers()
    postIdentitySubjects()
    postAccount(record[.identityAccountID])
    postAccount(ofARN: record[.identityARN])
    postAccount(record[.issuerAccountID])
    postAccount(record[.delegateAccountID])
    postAccount(record[.scopeSourceAccount])
    postAccount(ofARN: record[.onBehalfOfStoreARN])
    postARN(record[.onBehalfOfStoreARN])
    postARN(record[.scopeSourceARN])
    postARN(record[.scopeCredentialsIssuedTo])
    post(.via, record[.identityInvokedBy])
    identity.firstUser = firstUser
    identity.firstSubject = firstSubject
    setActor(&identity)
    if let key = record[.identityAccessKeyID], EventTerms.isValue(key) {
      identity.accessKey = term(.accessKey, key)
    }
    isInIdentity = false
    identity.end = identities.postings.count
    identities.add(identity, actor: tuple)
    return (number, identity)
  }

  private func postIdentityUsers() {
    let type = record[.identityType]
    postUser(record[.identityUserName])
    if let type {
      if FieldText.equals("Root", type) {
        if firstUser == TupleInterner.absent { firstUser = words.root }
        add(words.root)
      } else if FieldText.equals("AssumedRole", type)
        || FieldText.equals("AWSAccount", type)
          && isRole(record[.identityPrincipalID])
      {
        postUser(session)
      } else if FieldText.equals("FederatedUser", type) {
        postUser(session)
        if let issuer = record[.issuerType], FieldText.equals("IAMUser", issuer) {
          postUser(record[.issuerUserName])
        }
      }
    }
    if let arn = record[.identityARN], FieldText.contains(":user/", arn) {
      postUser(FieldText.lastPart(arn))
    }
    postUser(record[.sessionSourceIdentity])
    postUser(record[.attributesSourceIdentity])
  }

  private func postIdentitySubjects() {
    postSubject(record[.onBehalfOfUserID])
    for item in record.items where item.list == .federatedSubject { postSubject(item.value) }
    if let type = record[.identityType], FieldText.equals("WebIdentityUser", type) {
      postSubject(record[.identityUserName])
      if let principal = record[.identityPrincipalID], principal.contains(0x3A) {
        postSubject(FieldText.lastPart(principal, after: 0x3A))
      }
    }
    if let principal = record[.identityPrincipalID] {
      if SubjectID.uuidOfStoreID(principal) != nil { postSubject(principal) }
      if let end = FieldText.end(of: "//S-1-", in: principal) {
        postSubject(Bytes(rebasing: principal[(end - 4)...]))
      }
    }
  }

  // MARK: People

  private func postUsers() {
    if let source = record[.eventSource], FieldText.equals("sts.amazonaws.com", source) {
      postUser(record[.requestSourceIdentity])
    }
    postUser(record[.additionalUserName])
    postUser(record[.additionalUsername])
    if let from = record[.additionalSwitchFrom] {
      postUser(
        FieldText.contains(":user/", from)
          ? FieldText.lastPart(from) : FieldText.session(ofARN: from))
    }
  }

  /// Whether a principal id is that of a role.
  private func isRole(_ principal: Bytes?) -> Bool {
    guard let principal else { return false }
    return FieldText.hasPrefix("AROA", principal)
  }

  /// What follows the first colon of the principal id, or else the session of the ARN.
  private var session: Bytes? {
    if let principal = record[.identityPrincipalID], principal.contains(0x3A) {
      return FieldText.afterFirst(0x3A, in: principal)
    }
    return record[.identityARN].flatMap { FieldText.session(ofARN: $0) }
  }

  private func postTargets() {
    post(.target, record[.requestUserName])
    post(.target, record[.requestUsername])
    post(.target, record[.requestNewUserName])
    post(.target, record[.requestGroupName])
    post(.target, record[.responseUserName])
    if let arn = record[.responseUserARN], FieldText.contains(":user/", arn) {
      post(.target, FieldText.lastPart(arn))
    }
    if record[.requestPrincipalType] != nil, isFromIdentityCenter {
      post(.target, record[.requestPrincipalID])
    }
    for item in record.items {
      if item.list == .requestUserNames || item.list == .requestedUsername {
        post(.target, item.value)
      }
    }
  }

  private var isFromIdentityCenter: Bool {
    record[.eventSource].map { FieldText.equals("sso.amazonaws.com", $0) } ?? false
  }

  private func postSubject(_ value: Bytes?) {
    guard let value, EventTerms.isValue(value) else { return }
    if let normalized = SubjectID.normalized(value) {
      normalized.withUnsafeBytes { postNormalized($0) }
    } else {
      postNormalized(value)
    }
  }

  private func postNormalized(_ value: Bytes) {
    let subject = term(.sub, value)
    if firstSubject == TupleInterner.absent { firstSubject = subject }
    add(subject)
    if let bare = SubjectID.uuidOfStoreID(value) { add(term(.sub, bare)) }
  }

  private func postSubjects() {
    postSubject(record[.outerOnBehalfOfUserID])
    postSubject(record[.responseUserSub])
    if let source = record[.eventSource],
      FieldText.equals("cognito-identity.amazonaws.com", source)
    {
      postSubject(record[.requestIdentityID])
      postSubject(record[.responseIdentityID])
    }
    for item in record.items {
      switch item.list {
      case .requestedSub, .requestedUserSub, .responseUserAttributeSub: postSubject(item.value)
      case .requestedClientID: post(.client, item.value)
      default: break
      }
    }
    postSubject(record[.responseWebSubject])
    postSubject(record[.responseSubject])
  }

  // MARK: Accounts and resources

  private func postAccount(_ value: Bytes?, also key: EventKey? = nil) {
    guard let value, value.count <= EventTerms.longestAccount, EventTerms.isValue(value) else {
      return
    }
    add(term(.account, value))
    if let key { add(term(key, value)) }
  }

  private func postAccount(ofARN arn: Bytes?, also key: EventKey? = nil) {
    postAccount(arn.flatMap { FieldText.account(ofARN: $0) }, also: key)
  }

  private func postAccounts() {
    postAccount(record[.recipientAccountID])
    postAccount(record[.serviceAccountID], also: .targetAccount)
    postAccount(record[.requestAccountID], also: .targetAccount)
    postAccount(record[.requestAccountIDSnake], also: .targetAccount)
    postAccount(record[.requestTargetAccountID], also: .targetAccount)
    if let type = record[.requestTargetType], FieldText.equals("AWS_ACCOUNT", type) {
      postAccount(record[.requestTargetID], also: .targetAccount)
    }
    postAccount(ofARN: record[.requestRoleARN], also: .targetAccount)
    postAccount(record[.vpcEndpointAccountID])
    postAccount(ofARN: record[.additionalSwitchFrom])
  }

  private func postARN(_ value: Bytes?) {
    if let value, FieldText.hasPrefix("arn:", value) { post(.arn, value) }
  }

  private func postResources() {
    for item in record.items {
      switch item.list {
      case .resourceAccountID: postAccount(item.value)
      case .resourceARN:
        postAccount(ofARN: item.value)
        if FieldText.contains(":userpool/", item.value)
          || FieldText.contains(":identitypool/", item.value)
        {
          post(.pool, FieldText.lastPart(item.value))
        }
        postResource(item.value)
      case .resourceARNPrefix: postResource(item.value)
      case .requestARN, .responseARN: post(.arn, item.value)
      default: break
      }
    }
    postARN(record[.additionalSwitchFrom])
    postARN(record[.additionalMFAIdentifier])
    postARN(record[.additionalARN])
    if let bucket = record[.requestBucketName] {
      post(.resource, bucket)
      if let key = record[.requestKey] {
        var whole: [UInt8] = []
        whole.reserveCapacity(bucket.count + 1 + key.count)
        whole.append(contentsOf: bucket)
        whole.append(0x2F)
        whole.append(contentsOf: key)
        whole.withUnsafeBytes { post(.resource, $0) }
      }
    }
  }

  private func postResource(_ value: Bytes) {
    postARN(value)
    post(.resource, value)
    post(.resource, FieldText.lastPart(value, after: value.contains(0x2F) ? 0x2F : 0x3A))
  }

  // MARK: Tuples

  private func member(_ key: EventKey, _ value: Bytes?) -> TermID {
    guard let value, EventTerms.isValue(value) else { return TupleInterner.absent }
    return term(key, value)
  }

  private func row(_ space: EventTuple) -> UInt32 {
    spaces[space.rawValue]._withUnsafeGuaranteedRef { interner in
      interner.intern(UnsafeBufferPointer(start: tuple.baseAddress, count: interner.arity))
    }
  }

  private func set(_ space: EventTuple) {
    builder.setTuple(space: space.rawValue, row(space))
  }

  /// The role's name as the session's issuer has it, and as the ARN of the session has it.
  private var roles: (issuer: Bytes?, arn: Bytes?) {
    let isRole = record[.issuerType].map { FieldText.equals("Role", $0) } ?? false
    return (
      isRole ? record[.issuerUserName] : nil,
      record[.identityARN].flatMap { FieldText.role(ofARN: $0) }
    )
  }

  private func setActor(_ identity: inout IdentityTerms.Identity) {
    let (issuerRole, arnRole) = roles
    let role = issuerRole ?? arnRole
    if let issuerRole, let arnRole, !issuerRole.elementsEqual(arnRole) { postRole(arnRole) }
    identity.factor = RecordVerdict.factor(ofIdentity: record, issuerRole, arnRole)
    identity.isAssumedRole =
      record[.identityType].map { FieldText.equals("AssumedRole", $0) } ?? false
    tuple[0] = member(.type, record[.identityType])
    tuple[1] = firstUser
    tuple[2] = member(.role, role)
    tuple[3] = member(.permissionSet, role.flatMap { FieldText.permissionSet(ofRole: $0) })
    let arn = record[.identityARN]
    let issuerARN = record[.issuerARN]
    tuple[4] = member(.arn, arn.flatMap { FieldText.hasPrefix("arn:", $0) ? $0 : nil })
    tuple[5] = member(.arn, issuerARN.flatMap { FieldText.hasPrefix("arn:", $0) ? $0 : nil })
    let principal = record[.identityPrincipalID]
    tuple[6] = member(.principal, principal)
    tuple[7] = member(
      .principal, principal.flatMap { FieldText.beforeFirst(0x3A, in: $0) })
    tuple[8] = member(.principal, record[.issuerPrincipalID])
    tuple[9] = account(.caller, record[.identityAccountID])
    tuple[10] = account(.caller, arn.flatMap { FieldText.account(ofARN: $0) })
    identity.actor = row(.actor)
  }

  /// The roles and permission sets that are the object of the action.
  private func postRoles() {
    postRole(record[.requestRoleName])
    postRole(record[.requestRoleNameSnake])
    postRole(record[.requestRoleARN].map { FieldText.lastPart($0) })
    postRole(record[.serviceRoleName])
    post(.permissionSet, record[.serviceRoleName])
    if isFromIdentityCenter {
      post(.permissionSet, record[.requestRoleNameSnake])
      post(.permissionSet, record[.requestRoleName])
    }
  }

  private func account(_ key: EventKey, _ value: Bytes?) -> TermID {
    guard let value, value.count <= EventTerms.longestAccount else { return TupleInterner.absent }
    return member(key, value)
  }

  private func postRole(_ role: Bytes?) {
    guard let role else { return }
    post(.role, role)
    post(.permissionSet, FieldText.permissionSet(ofRole: role))
  }

  private func setClient() {
    tuple[0] = TupleInterner.absent
    tuple[1] = TupleInterner.absent
    if let address = record[.sourceIPAddress] {
      if let ip = IPAddress(address) {
        // Written by hand: `bytes` would allocate for every event.
        withUnsafeBytes(of: (ip.high.bigEndian, ip.low.bigEndian)) {
          tuple[0] = term(.ip, $0)
        }
        builder.addTerm(tuple[0])
      } else {
        tuple[1] = member(.via, address)
        post(.via, address)
      }
    }
    tuple[2] = member(.agent, record[.userAgent])
    set(.client)
  }

  private func setAction() {
    let event = record[.eventName]
    tuple[0] = member(.event, event ?? record[.insightEventName])
    if tuple[0] != TupleInterner.absent { add(tuple[0]) }
    if event != nil { post(.event, record[.insightEventName]) }
    // Both sources of an Insights record would need two members; its own field is always empty.
    tuple[1] = member(.source, record[.eventSource] ?? record[.insightEventSource])
    if record[.eventSource] != nil { post(.source, record[.insightEventSource]) }
    if let category = record[.eventCategory] {
      tuple[2] = member(.category, category)
    } else {
      let isData = record[.managementEvent].map { FieldText.equals("false", $0) } ?? false
      tuple[2] = isData ? words.data : words.management
    }
    tuple[3] = TupleInterner.absent
    if let readOnly = record[.readOnly] {
      if FieldText.equalsAnyCase("true", readOnly) {
        tuple[3] = words.yes
      } else if FieldText.equalsAnyCase("false", readOnly) {
        tuple[3] = words.no
      }
    }
    tuple[4] = words.term(RecordVerdict.kind(record))
    set(.action)
  }

  private func setPlace() {
    // The identity of an event takes any recipient; the key takes what may be an account.
    let value = record[.recipientAccountID]
    recipient = value.map { term(.recipient, $0) } ?? TupleInterner.absent
    let isAccount = value.map { $0.count <= EventTerms.longestAccount } ?? false
    tuple[0] = isAccount ? recipient : TupleInterner.absent
    tuple[1] = member(.region, record[.awsRegion])
    set(.place)
  }

  private func setOutcome(_ identity: IdentityTerms.Identity) {
    let error = record[.errorCode]
    tuple[0] = member(.error, error ?? record[.insightErrorCode])
    if tuple[0] != TupleInterner.absent { add(tuple[0]) }
    if error != nil { post(.error, record[.insightErrorCode]) }
    tuple[1] = words.term(RecordVerdict.result(record))
    tuple[2] = words.term(
      RecordVerdict.factor(
        record, identity: identity.factor, isAssumedRole: identity.isAssumedRole))
    set(.outcome)
  }
}
