internal import TrailBytes
internal import TrailEvents
internal import TrailFormats
internal import TrailSegment

/// Terms of people: `userIdentity`, and the other fields that name somebody.
extension EventTerms {
  // MARK: The identity

  /// The terms of `userIdentity`: remembered, or worked out now; and whether all that were remembered before
  /// are forgotten.
  func resolvedIdentity(
    _ text: Bytes, _ search: TermInterner.Search
  ) -> (number: Int, IdentityTerms.Identity, isForgotten: Bool) {
    let (number, isNew) = identities.number(of: text, search)
    if !isNew { return (number, identities[number], false) }
    record.loadIdentity()
    var identity = IdentityTerms.Identity()
    isInIdentity = true
    firstUser = TupleInterner.absent
    firstSubject = TupleInterner.absent
    identity.start = identities.beginPostings()
    hasAccount = false
    postIdentityUsers()
    postIdentitySubjects()
    postAccount(fields[.identityAccountID])
    postAccount(ofARN: fields[.identityARN])
    postAccount(fields[.issuerAccountID])
    postAccount(fields[.delegateAccountID])
    postAccount(fields[.scopeSourceAccount])
    postAccount(ofARN: fields[.onBehalfOfStoreARN])
    postARN(fields[.onBehalfOfStoreARN])
    postARN(fields[.scopeSourceARN])
    postARN(fields[.scopeCredentialsIssuedTo])
    post(.via, fields[.identityInvokedBy])
    identity.firstUser = firstUser
    identity.firstSubject = firstSubject
    setActor(&identity)
    if let key = fields[.identityAccessKeyID], EventTerms.isValue(key) {
      identity.accessKey = term(.accessKey, key)
    }
    isInIdentity = false
    identity.hasAccount = hasAccount
    identity.end = identities.postings.count
    identities.add(identity, actor: tuple)
    return (number, identity, number == 0)
  }

  func postIdentityUsers() {
    let type = fields[.identityType]
    postUser(fields[.identityUserName])
    if let type {
      if FieldText.equals("Root", type) {
        if firstUser == TupleInterner.absent { firstUser = words.root }
        add(words.root)
      } else if FieldText.equals("AssumedRole", type)
        || FieldText.equals("AWSAccount", type)
          && isRole(fields[.identityPrincipalID])
      {
        postUser(session)
      } else if FieldText.equals("FederatedUser", type) {
        postUser(session)
        if let issuer = fields[.issuerType], FieldText.equals("IAMUser", issuer) {
          postUser(fields[.issuerUserName])
        }
      }
    }
    if let arn = fields[.identityARN], FieldText.contains(":user/", arn) {
      postUser(FieldText.lastPart(arn))
    }
    postUser(fields[.sessionSourceIdentity])
    postUser(fields[.attributesSourceIdentity])
  }

  func postIdentitySubjects() {
    postSubject(fields[.onBehalfOfUserID])
    for item in record.items {
      if case .federatedSubject = item.list { postSubject(item.value) }
    }
    if let type = fields[.identityType], FieldText.equals("WebIdentityUser", type) {
      postSubject(fields[.identityUserName])
      if let principal = fields[.identityPrincipalID], principal.contains(0x3A) {
        postSubject(FieldText.lastPart(principal, after: 0x3A))
      }
    }
    if let principal = fields[.identityPrincipalID] {
      if SubjectID.uuidOfStoreID(principal) != nil { postSubject(principal) }
      if let end = FieldText.end(of: "//S-1-", in: principal) {
        postSubject(Bytes(rebasing: principal[(end - 4)...]))
      }
    }
  }

  // MARK: People

  func postUsers() {
    if action.isFromTokenService { postUser(fields[.requestSourceIdentity]) }
    postUser(fields[.additionalUserName])
    postUser(fields[.additionalUsername])
    if let from = fields[.additionalSwitchFrom] {
      postUser(
        FieldText.contains(":user/", from)
          ? FieldText.lastPart(from) : FieldText.session(ofARN: from))
    }
    if firstUser == TupleInterner.absent { postUser(fields[.wrapperUserName]) }
  }

  /// Whether a principal id is that of a role.
  func isRole(_ principal: Bytes?) -> Bool {
    guard let principal else { return false }
    return FieldText.hasPrefix("AROA", principal)
  }

  /// What follows the first colon of the principal id, or else the session of the ARN.
  var session: Bytes? {
    if let principal = fields[.identityPrincipalID], principal.contains(0x3A) {
      return FieldText.afterFirst(0x3A, in: principal)
    }
    return fields[.identityARN].flatMap { FieldText.session(ofARN: $0) }
  }

  func postTargets() {
    post(.target, fields[.requestUserName])
    post(.target, fields[.requestUsername])
    post(.target, fields[.requestNewUserName])
    post(.target, fields[.requestGroupName])
    post(.target, fields[.responseUserName])
    if let arn = fields[.responseUserARN], FieldText.contains(":user/", arn) {
      post(.target, FieldText.lastPart(arn))
    }
    if fields[.requestPrincipalType] != nil, action.isFromIdentityCenter {
      post(.target, fields[.requestPrincipalID])
    }
    for item in record.items {
      switch item.list {
      case .requestUserNames, .requestedUsername: post(.target, item.value)
      default: break
      }
    }
  }

  func postSubject(_ value: Bytes?) {
    guard let value, EventTerms.isValue(value) else { return }
    if let normalized = SubjectID.normalized(value) {
      normalized.withUnsafeBytes { postNormalized($0) }
    } else {
      postNormalized(value)
    }
  }

  func postNormalized(_ value: Bytes) {
    let subject = term(.sub, value)
    if firstSubject == TupleInterner.absent { firstSubject = subject }
    add(subject)
    if let bare = SubjectID.uuidOfStoreID(value) { add(term(.sub, bare)) }
  }

  func postSubjects() {
    postSubject(fields[.outerOnBehalfOfUserID])
    postSubject(fields[.responseUserSub])
    if action.isFromIdentityPools {
      postSubject(fields[.requestIdentityID])
      postSubject(fields[.responseIdentityID])
    }
    for item in record.items {
      switch item.list {
      case .requestedSub, .requestedUserSub, .responseUserAttributeSub: postSubject(item.value)
      case .requestedClientID: post(.client, item.value)
      default: break
      }
    }
    postSubject(fields[.responseWebSubject])
    postSubject(fields[.responseSubject])
    if fields[.responseUserID] != nil || fields[.responseNewUserID] != nil { postDirectoryUser() }
  }

  /// The user of a directory whom a call made or told of: never who acted, so not shown as the subject.
  private func postDirectoryUser() {
    guard let source = fields[.eventSource],
      FieldText.equals("identitystore.amazonaws.com", source)
        || FieldText.equals("identitystore-scim.amazonaws.com", source)
        || FieldText.equals("sso-directory.amazonaws.com", source)
    else { return }
    let shown = firstSubject
    postSubject(fields[.responseUserID])
    postSubject(fields[.responseNewUserID])
    firstSubject = shown
  }
}
