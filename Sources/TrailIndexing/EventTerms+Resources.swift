internal import TrailBytes
internal import TrailEvents
internal import TrailFormats
internal import TrailSegment

/// Terms of accounts, ARNs and resources, and of what summaries name.
extension EventTerms {
  // MARK: Accounts and resources

  func postAccount(_ value: Bytes?, also key: EventKey? = nil) {
    guard let value, value.count <= EventTerms.longestAccount, EventTerms.isValue(value) else {
      return
    }
    hasAccount = true
    add(term(.account, value))
    if let key { add(term(key, value)) }
  }

  func postAccount(ofARN arn: Bytes?, also key: EventKey? = nil) {
    postAccount(arn.flatMap { FieldText.account(ofARN: $0) }, also: key)
  }

  /// Posts the accounts that an event names beside the one that received it.
  func postAccounts() {
    postAccount(fields[.serviceAccountID], also: .targetAccount)
    postAccount(fields[.requestAccountID], also: .targetAccount)
    postAccount(fields[.requestAccountIDSnake], also: .targetAccount)
    postAccount(fields[.requestTargetAccountID], also: .targetAccount)
    if let type = fields[.requestTargetType], FieldText.equals("AWS_ACCOUNT", type) {
      postAccount(fields[.requestTargetID], also: .targetAccount)
    }
    postAccount(ofARN: fields[.requestRoleARN], also: .targetAccount)
    postAccount(fields[.vpcEndpointAccountID])
    postAccount(ofARN: fields[.additionalSwitchFrom])
  }

  /// What summaries name, and what the item of a look-up page adds to its record.
  func postSummary() {
    for item in record.items {
      switch item.list {
      case .summaryEvent: post(.event, item.value)
      case .summaryIdentity:
        postUser(FieldText.user(ofARN: item.value))
        // Summaries name a role by the ARN of its sessions with the session left out.
        if FieldText.contains(":assumed-role/", item.value) {
          postRole(FieldText.role(ofARN: item.value) ?? FieldText.lastPart(item.value))
        }
        postAccount(ofARN: item.value)
        postARN(item.value)
      case .summaryResource:
        if FieldText.hasPrefix("arn:", item.value) {
          postAccount(ofARN: item.value)
          postResource(item.value)
        } else {
          post(.resource, item.value)
        }
      case .summaryAddress:
        let address = address(item.value)
        addKnown(address.ip)
        addKnown(address.via)
      case .summaryError: post(.error, item.value)
      case .summaryAgent: post(.agent, item.value)
      default: break
      }
    }
  }

  func postARN(_ value: Bytes?) {
    if let value, FieldText.hasPrefix("arn:", value) { post(.arn, value) }
  }

  /// Begins to look for the terms of the record's ARNs, and of the bucket and the object that it names.
  func beginARNs() {
    for item in record.items {
      switch item.list {
      case .resourceARN: arnSearches.append(begin(.resource, item.value))
      case .requestARN, .responseARN: arnSearches.append(begin(.arn, item.value))
      default: break
      }
    }
    guard let bucket = fields[.requestBucketName] else { return }
    arnSearches.append(begin(.resource, bucket))
    if let key = fields[.requestKey] {
      arnSearches.append(begin(.resource, joinedObject(bucket, key)))
    }
  }

  /// The bucket, a slash and the key; valid until the next record.
  private func joinedObject(_ bucket: Bytes, _ key: Bytes) -> Bytes {
    objectText.reset(to: bucket.count + 1 + key.count)
    let text = UnsafeMutableRawBufferPointer(objectText.elements)
    text.copyMemory(from: bucket)
    text[bucket.count] = 0x2F
    UnsafeMutableRawBufferPointer(rebasing: text[(bucket.count + 1)...]).copyMemory(from: key)
    return Bytes(text)
  }

  private func begin(_ key: EventKey, _ value: Bytes) -> TermInterner.Search {
    terms.begin(key: key.rawValue, EventTerms.fitting(value))
  }

  func postResources() {
    var number = 0
    let searches = arnSearches
    defer { searches.truncate(to: 0) }
    for item in record.items {
      switch item.list {
      case .resourceAccountID: postAccount(item.value)
      case .resourceARN:
        postResourceARN(item.value, arnSearches[number])
        number += 1
      case .resourceARNPrefix: postResource(item.value)
      case .requestARN, .responseARN:
        if !leavesARNs || !isResource(item.value) { postARN(item.value, arnSearches[number]) }
        number += 1
      default: break
      }
    }
    postARN(fields[.additionalSwitchFrom])
    postARN(fields[.additionalMFAIdentifier])
    postARN(fields[.additionalARN])
    guard let bucket = fields[.requestBucketName] else { return }
    add(resource(bucket, arnSearches[number]))
    if fields[.requestKey] != nil {
      add(resource(Bytes(UnsafeRawBufferPointer(objectText.elements)), arnSearches[number + 1]))
    }
  }

  private func resource(_ value: Bytes, _ search: TermInterner.Search) -> TermID {
    terms.intern(search, key: EventKey.resource.rawValue, EventTerms.fitting(value))
  }

  /// Whether the record names a value as a resource, too.
  private func isResource(_ value: Bytes) -> Bool {
    record.items.contains { $0.list == .resourceARN && $0.value.elementsEqual(value) }
  }

  /// Posts what request or response give as ARN.
  private func postARN(_ value: Bytes, _ search: TermInterner.Search) {
    guard EventTerms.isValue(value) else { return }
    add(terms.intern(search, key: EventKey.arn.rawValue, EventTerms.fitting(value)))
  }

  /// The terms of a resource's ARN beside the resource itself.
  struct ResourceTerms: BitwiseCopyable {
    var account: TermID
    var arn: TermID
    var pool: TermID
    /// What follows the last `/`, or `:`.
    var last: TermID
  }

  /// The terms of an ARN are remembered by the number of the resource's term, which has to be found
  /// anyway: a look-up for each of them would miss the cache once more.
  private func postResourceARN(_ value: Bytes, _ search: TermInterner.Search) {
    guard EventTerms.isValue(value) else { return }
    let resource = resource(value, search)
    while resourceNumbers.count <= resource { resourceNumbers.append(0) }
    let number = resourceNumbers[Int(resource)]
    let terms: ResourceTerms
    if number > 0, value.count <= KeyValue.longest {
      terms = resources[Int(number) - 1]
    } else {
      let account = FieldText.account(ofARN: value)
      let isPool =
        FieldText.contains(":userpool/", value) || FieldText.contains(":identitypool/", value)
      terms = ResourceTerms(
        account: account.flatMap { $0.count <= EventTerms.longestAccount ? $0 : nil }
          .map { member(.account, $0) } ?? TupleInterner.absent,
        arn: !leavesARNs && FieldText.hasPrefix("arn:", value)
          ? member(.arn, value) : TupleInterner.absent,
        pool: isPool ? member(.pool, FieldText.lastPart(value)) : TupleInterner.absent,
        last: member(
          .resource, FieldText.lastPart(value, after: value.contains(0x2F) ? 0x2F : 0x3A)))
      resources.append(terms)
      resourceNumbers.elements[Int(resource)] = UInt32(resources.count)
    }
    if terms.account != TupleInterner.absent {
      hasAccount = true
      add(terms.account)
    }
    add(resource)
    addKnown(terms.arn)
    addKnown(terms.pool)
    addKnown(terms.last)
  }

  func postResource(_ value: Bytes) {
    if !leavesARNs { postARN(value) }
    post(.resource, value)
    post(.resource, FieldText.lastPart(value, after: value.contains(0x2F) ? 0x2F : 0x3A))
  }
}
