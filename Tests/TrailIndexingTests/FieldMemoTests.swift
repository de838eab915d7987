import Testing
import TrailTestSupport

@testable import TrailFormats
@testable import TrailIndexing

extension RecordExtractor {
  /// Holds a record with some fields and nothing else.
  fileprivate func withFields<Result>(
    _ fields: [RecordField: String], _ body: () -> Result
  ) -> Result {
    begin(.cloudTrail, text: UnsafeRawBufferPointer(start: nil, count: 0))
    for (field, value) in fields {
      let memory = text.allocate(value.utf8.count)
      memory.copyBytes(from: value.utf8)
      set(field, UnsafeRawBufferPointer(memory))
    }
    return body()
  }
}

/// What is remembered by the fields of a record.
@Suite struct FieldMemoTests {
  private static let names: [RecordField] = [.eventName, .eventSource, .userAgent]

  /// The memo's answer for a record with some fields, which it is told when it has none.
  private func answer(
    _ memo: FieldMemo<UInt64>, _ record: RecordExtractor, _ fields: [RecordField: String],
    number: UInt64 = 0, new: UInt64
  ) -> UInt64 {
    record.withFields(fields) {
      let search = memo.begin(number)
      memo.prefetch(search)
      if let known = memo.known(search) { return known }
      memo.remember(new, search)
      return new
    }
  }

  @Test func `only all fields, each at its place, and the number make a key`() {
    let record = RecordExtractor()
    let memo = FieldMemo<UInt64>(record, Self.names)
    let keys: [([RecordField: String], UInt64)] = [
      ([:], 0), ([:], 1),
      ([.eventName: "a"], 0), ([.eventSource: "a"], 0), ([.userAgent: "a"], 0),
      ([.eventName: "a", .eventSource: "b"], 0), ([.eventName: "b", .eventSource: "a"], 0),
      ([.eventName: "ab"], 0), ([.eventName: "ab"], 1),
      ([.eventName: "a", .eventSource: "b", .userAgent: "c"], 0),
      ([.eventName: "abc", .userAgent: String(repeating: "long ", count: 100)], 0),
      ([.eventName: "abc", .userAgent: String(repeating: "long ", count: 101)], 0),
    ]
    for round in 0..<2 {
      for (index, key) in keys.enumerated() {
        let new = UInt64(round == 0 ? index : 999)
        #expect(answer(memo, record, key.0, number: key.1, new: new) == UInt64(index))
      }
    }
    // What no key has plays no part.
    #expect(answer(memo, record, [.eventName: "a", .errorCode: "E"], new: 999) == 2)
  }

  @Test func `a memo answers as a dictionary does, beyond its memory too`() {
    let record = RecordExtractor()
    let memo = FieldMemo<UInt64>(record, Self.names)
    var random = SplitMix64(seed: 9)
    var latest: [String: UInt64] = [:]
    var forgotten = 0
    // Keys of some hundred bytes: more than two megabytes of them, after which all are forgotten.
    for step in 0..<30_000 {
      let number = random.below(step % 2 == 0 ? 12_000 : 50)
      let name = "Event\(number)"
      let agent = String(repeating: "agent/\(number) ", count: 30)
      let found = answer(
        memo, record, [.eventName: name, .userAgent: agent], new: UInt64(step))
      if found == UInt64(step) {
        if latest[name] != nil { forgotten += 1 }
        latest[name] = found
      }
      #expect(found == latest[name])
    }
    #expect(forgotten > 0)
    #expect(forgotten < 25_000)
  }
}

/// The groups of fields that are asked for together.
@Suite struct FieldGroupsTests {
  /// Fields of `userIdentity`, which are remembered as a whole, and fields that every record is asked for.
  private static let others: Set<RecordField> = [
    .identityType, .identityPrincipalID, .identityARN, .identityAccountID, .identityAccessKeyID,
    .identityUserName, .identityInvokedBy, .onBehalfOfUserID, .onBehalfOfStoreARN,
    .delegateAccountID, .scopeSourceARN, .scopeSourceAccount, .scopeCredentialsIssuedTo,
    .sessionSourceIdentity, .attributesSourceIdentity, .mfaAuthenticated, .issuerType,
    .issuerUserName, .issuerPrincipalID, .issuerARN, .issuerAccountID, .identityCredentialID,
    .sessionCreationDate,
    .eventTime, .eventSource, .eventName, .awsRegion, .sourceIPAddress, .userAgent, .requestID,
    .eventID, .eventType, .managementEvent, .readOnly, .recipientAccountID, .eventCategory,
    .insightEventName, .insightEventSource, .wrapperAccessKeyID,
  ]
  /// Fields that count beside one of a group only, or feed no key.
  private static let dependent: Set<RecordField> = [
    .eventVersion, .requestPrincipalID, .requestTargetID, .requestKey,
    .requestPrincipalARN, .requestRoleSessionName, .requestAuthFlow, .requestChallengeName,
    .responseChallengeName, .responseAuthenticationResult, .additionalAuthWorkflowID,
    .additionalLoginTo, .additionalCredentialType, .activityRiskDecision, .activityRiskLevel,
    .activityCity,
  ]

  @Test func `every field that feeds a key by itself is in a group`() {
    let groups = FieldGroups()
    let all = [
      groups.people, groups.accounts, groups.resources, groups.roles, groups.outcomes,
      groups.others,
    ]
    for field in RecordField.allCases {
      let alone = RecordPresence(fields: [field])
      let isGrouped = all.contains { $0.hasAny(of: alone) }
      let isElsewhere = Self.others.contains(field) || Self.dependent.contains(field)
      #expect(isGrouped != isElsewhere, "\(field)")
    }
  }

  @Test func `every list is in a group, or belongs to the identity`() {
    let groups = FieldGroups()
    let all = [groups.people, groups.resources, groups.summaries]
    for list in RecordList.allCases {
      let isGrouped = all.contains { $0.has(list) }
      #expect(isGrouped != [.additionalSub, .federatedSubject].contains(list), "\(list)")
    }
  }
}
