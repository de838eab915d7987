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

  func postAccounts() {
    postAccount(fields[.recipientAccountID])
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
        if address.ip != TupleInterner.absent { add(address.ip) }
        if address.via != TupleInterner.absent { add(address.via) }
      case .summaryError: post(.error, item.value)
      case .summaryAgent: post(.agent, item.value)
      default: break
      }
    }
  }

  func postARN(_ value: Bytes?) {
    if let value, FieldText.hasPrefix("arn:", value) { post(.arn, value) }
  }

  func postResources() {
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
    postARN(fields[.additionalSwitchFrom])
    postARN(fields[.additionalMFAIdentifier])
    postARN(fields[.additionalARN])
    if let bucket = fields[.requestBucketName] {
      post(.resource, bucket)
      if let key = fields[.requestKey] {
        var whole: [UInt8] = []
        whole.reserveCapacity(bucket.count + 1 + key.count)
        whole.append(contentsOf: bucket)
        whole.append(0x2F)
        whole.append(contentsOf: key)
        whole.withUnsafeBytes { post(.resource, $0) }
      }
    }
  }

  func postResource(_ value: Bytes) {
    postARN(value)
    post(.resource, value)
    post(.resource, FieldText.lastPart(value, after: value.contains(0x2F) ? 0x2F : 0x3A))
  }
}
