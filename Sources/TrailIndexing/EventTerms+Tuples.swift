internal import TrailBytes
internal import TrailEvents
internal import TrailFormats
internal import TrailSegment

/// Tuples of the client, the action, the place and the outcome.
extension EventTerms {
  /// What a text stands for; the same few addresses come again and again and are remembered.
  func address(_ text: Bytes) -> Address {
    let number = Int(addressTexts.intern(key: 0, text))
    if number == addresses.count {
      var address = Address()
      if let ip = IPAddress(text) {
        // Written by hand: `bytes` would allocate for every event.
        withUnsafeBytes(of: (ip.high.bigEndian, ip.low.bigEndian)) { address.ip = term(.ip, $0) }
      } else {
        address.via = member(.via, text)
      }
      addresses.append(address)
    }
    return addresses[number]
  }

  /// What the text of an address stands for.
  struct Address: BitwiseCopyable {
    var ip = TupleInterner.absent
    var via = TupleInterner.absent
  }

  /// What the address and the user agent of an event give.
  struct Client: BitwiseCopyable {
    var row: UInt32
    var address: Address
  }

  func setClient(_ search: FieldMemo<Client>.Search) {
    let client: Client
    if let known = clients.known(search) {
      client = known
    } else {
      let (text, agent) = (fields[.sourceIPAddress], fields[.userAgent])
      let address = text.map { self.address($0) } ?? Address()
      tuple[0] = address.ip
      tuple[1] = address.via
      tuple[2] = member(.agent, agent)
      client = Client(row: row(.client), address: address)
      clients.remember(client, search)
    }
    addKnown(client.address.ip)
    addKnown(client.address.via)
    builder.setTuple(space: EventTuple.client.rawValue, client.row)
  }

  /// What follows from the name, the source and the kind of an event.
  struct Action: BitwiseCopyable {
    var row: UInt32
    /// The name that is shown.
    var event: TermID
    /// The names of an Insights record that also names an event itself.
    var insightEvent: TermID
    var insightSource: TermID
    var verdict: RecordVerdict.Event
    var isFromIdentityCenter: Bool
    var isFromTokenService: Bool
    var isFromIdentityPools: Bool
    /// Whether details are kept of the event.
    var isDetailed: Bool
  }

  /// What the record did: remembered, or worked out now.
  func resolvedAction(_ search: FieldMemo<Action>.Search) -> Action {
    if let known = actions.known(search) { return known }
    let (event, source) = (fields[.eventName], fields[.eventSource])
    tuple[0] = member(.event, event ?? fields[.insightEventName])
    // Both sources of an Insights record would need two members; its own field is always empty.
    tuple[1] = member(.source, source ?? fields[.insightEventSource])
    if let category = fields[.eventCategory] {
      tuple[2] = member(.category, category)
    } else if case .activity = record.form {
      tuple[2] = TupleInterner.absent
    } else {
      let isData = fields[.managementEvent].map { FieldText.equals("false", $0) } ?? false
      tuple[2] = isData ? words.data : words.management
    }
    tuple[3] = TupleInterner.absent
    if let readOnly = fields[.readOnly] {
      if FieldText.equalsAnyCase("true", readOnly) {
        tuple[3] = words.yes
      } else if FieldText.equalsAnyCase("false", readOnly) {
        tuple[3] = words.no
      }
    }
    tuple[4] = words.term(RecordVerdict.kind(fields, record.form))
    func isFrom(_ name: StaticString) -> Bool {
      source.map { FieldText.equals(name, $0) } ?? false
    }
    let action = Action(
      row: row(.action), event: tuple[0],
      insightEvent: event == nil
        ? TupleInterner.absent : member(.event, fields[.insightEventName]),
      insightSource: source == nil
        ? TupleInterner.absent : member(.source, fields[.insightEventSource]),
      verdict: RecordVerdict.Event(fields),
      isFromIdentityCenter: isFrom("sso.amazonaws.com"),
      isFromTokenService: isFrom("sts.amazonaws.com"),
      isFromIdentityPools: isFrom("cognito-identity.amazonaws.com"),
      isDetailed: details?.isKept(tuple[0]) ?? false)
    actions.remember(action, search)
    return action
  }

  func setAction() {
    addKnown(action.event)
    addKnown(action.insightEvent)
    addKnown(action.insightSource)
    builder.setTuple(space: EventTuple.action.rawValue, action.row)
  }

  /// What the recipient's account and the region give.
  struct Place: BitwiseCopyable {
    var row: UInt32
    /// The identity of an event takes any recipient; the key takes what may be an account.
    var recipient: TermID
    /// The recipient as an account of the event.
    var account: TermID
  }

  /// Where the record was delivered: remembered, or worked out now.
  func resolvedPlace(_ search: FieldMemo<Place>.Search) -> Place {
    if let known = places.known(search) { return known }
    let (value, region) = (fields[.recipientAccountID], fields[.awsRegion])
    let recipient = value.map { term(.recipient, $0) } ?? TupleInterner.absent
    let isAccount = value.map { $0.count <= EventTerms.longestAccount } ?? false
    tuple[0] = isAccount ? recipient : TupleInterner.absent
    tuple[1] = member(.region, region)
    let place = Place(
      row: row(.place), recipient: recipient,
      account: isAccount ? member(.account, value) : TupleInterner.absent)
    places.remember(place, search)
    return place
  }

  func setPlace(_ place: Place) {
    guard !hasAccount else {
      return builder.setTuple(space: EventTuple.place.rawValue, place.row)
    }
    // Nothing in the record names an account: the envelope's or the path's is the recipient.
    let envelope = record.envelopeAccount
    let provenance = envelope.isEmpty ? SourcePath.account(of: sourcePath) : envelope
    provenance.withUnsafeBytes {
      postAccount($0)
      tuple[0] = account(.recipient, $0)
    }
    tuple[1] = member(.region, fields[.awsRegion])
    set(.place)
  }

  /// Sets the outcome: where no field of the record says anything of it, it follows from the identity and is
  /// remembered by what that says.
  func setOutcome(_ identity: IdentityTerms.Identity, _ present: RecordPresence) {
    var usual = -1
    if !present.hasAny(of: groups.outcomes), !action.verdict.isConsoleLogin,
      record.form.rawValue != RecordForm.activity.rawValue, record.omissions.rawValue == 0
    {
      usual = Int(identity.factor.rawValue) * 2 + (identity.isAssumedRole ? 1 : 0)
      let row = usualOutcomes[usual]
      if row != EventTerms.noRow {
        return builder.setTuple(space: EventTuple.outcome.rawValue, row)
      }
    }
    let error = fields[.errorCode]
    tuple[0] = member(.error, error ?? fields[.insightErrorCode])
    addKnown(tuple[0])
    if error != nil { post(.error, fields[.insightErrorCode]) }
    tuple[1] =
      RecordVerdict.result(fields, record.form, action.verdict, record.omissions)
      .map { words.term($0) } ?? TupleInterner.absent
    tuple[2] = words.term(
      RecordVerdict.factor(
        fields, record.form, action.verdict, identity: identity.factor,
        isAssumedRole: identity.isAssumedRole))
    let row = row(.outcome)
    builder.setTuple(space: EventTuple.outcome.rawValue, row)
    if usual >= 0 { usualOutcomes[usual] = row }
  }
}
