import Testing
import TrailBytes
import TrailEvents

@Suite struct EventKeyTests {
  /// Stored numbers and names, which scripts and indexes on disk rely on.
  static let golden: [(UInt8, String, TermOrder)] = [
    (1, "user", .folded), (2, "target", .folded), (3, "sub", .bytes), (4, "account", .bytes),
    (5, "recipient", .bytes), (6, "caller", .bytes), (7, "target-account", .bytes),
    (8, "ip", .bytes), (9, "via", .bytes), (10, "event", .folded), (11, "source", .folded),
    (12, "region", .folded), (13, "role", .folded), (14, "permset", .folded),
    (15, "key", .bytes), (16, "arn", .bytes), (17, "resource", .bytes), (18, "principal", .bytes),
    (19, "pool", .bytes), (20, "client", .bytes), (21, "error", .folded), (22, "result", .folded),
    (23, "type", .folded), (24, "kind", .folded), (25, "category", .folded),
    (26, "readonly", .folded), (27, "mfa", .folded), (28, "agent", .bytes), (29, "shared", .bytes),
    (30, "id", .bytes), (31, "request", .bytes), (32, "file", .bytes), (33, "time", .bytes),
  ]

  @Test func `numbers, names and orders of keys are those that were published`() throws {
    #expect(EventKey.allCases.count == Self.golden.count)
    for (number, name, order) in Self.golden {
      let key = try #require(EventKey(rawValue: number))
      #expect(key.name == name)
      #expect(key.order == order, "\(name)")
    }
    #expect(TermOrder.bytes.rawValue == 0 && TermOrder.folded.rawValue == 1)
  }

  @Test func `no name or alias means two keys`() {
    let names = EventKey.allCases.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0 == $0.lowercased() })
  }

  @Test func `a key is found by name and alias in any case`() {
    for key in EventKey.allCases {
      for name in [key.name] + key.aliases {
        #expect(EventKey.named(name) == key)
        #expect(EventKey.named(name.uppercased()) == key)
      }
    }
    #expect(EventKey.named("eventName") == .event)
    #expect(EventKey.named("") == nil)
    #expect(EventKey.named("nobody") == nil)
  }

  @Test func `tuples and term columns hold keys that have dictionaries`() {
    let members = EventTuple.allCases.flatMap(\.members) + EventTuple.termColumns
    for member in members { #expect(EventTuple.dictionaryKeys.contains(member.key)) }
    let numbers = EventTuple.dictionaryKeys.map(\.rawValue)
    #expect(numbers == numbers.sorted())
    #expect(numbers.allSatisfy { (1...63).contains($0) })
    #expect(EventTuple.allCases.map(\.name) == ["actor", "client", "action", "place", "outcome"])
  }
}

@Suite struct EventResultTests {
  private static func result(_ code: String) -> EventResult {
    Array(code.utf8).withUnsafeBytes { EventResult.ofErrorCode($0) }
  }

  @Test(arguments: [
    ("AccessDenied", EventResult.denied), ("AccessDeniedException", .denied),
    ("KMS.ACCESSDENIED", .denied), ("Client.UnauthorizedOperation", .denied),
    ("UnauthorizedAccess", .denied), ("NotUnauthorized", .failure),
    ("ThrottlingException", .throttled), ("Client.RequestLimitExceeded", .throttled),
    ("throttled", .throttled), ("AccessDeniedByThrottling", .denied), ("NoSuchBucket", .failure),
    ("x", .failure), ("AccessDenie", .failure),
  ])
  func `an error code tells the result`(code: String, expected: EventResult) {
    #expect(Self.result(code) == expected)
  }

  @Test func `a verdict is one of two words in any case`() {
    func verdict(_ word: String) -> EventResult? {
      Array(word.utf8).withUnsafeBytes { EventResult.ofVerdict($0) }
    }
    #expect(verdict("Success") == .success && verdict("FAILURE") == .failure)
    #expect(verdict("Succes") == nil && verdict("Successful") == nil && verdict("") == nil)
  }

  @Test func `the stored words are those that were published`() {
    #expect(
      EventResult.allCases.map(\.rawValue) == [
        "success", "failure", "denied", "throttled", "pending",
      ])
    #expect(FactorState.allCases.map(\.rawValue) == ["yes", "no", "idp", "unknown"])
    #expect(
      EventKind.allCases.map(\.rawValue) == [
        "cloudtrail", "insight", "network", "aggregated", "cognito",
      ])
  }
}

@Suite struct KeyValueTests {
  private static func cutCount(_ bytes: [UInt8]) -> Int {
    bytes.withUnsafeBytes { KeyValue.cut($0).count }
  }

  @Test func `a value is cut at its limit and never inside a character`() {
    let longest = KeyValue.longest
    let letters = [UInt8](repeating: 0x61, count: longest - 2)
    #expect(Self.cutCount(letters + Array("ab".utf8)) == longest)
    #expect(Self.cutCount(letters + Array("abc".utf8)) == longest)
    #expect(Self.cutCount(letters + Array("é".utf8) + [0x61]) == longest)
    #expect(Self.cutCount(letters + Array("aé".utf8)) == longest - 1)
    #expect(Self.cutCount(letters + Array("語x".utf8)) == longest - 2)
    #expect(Self.cutCount(letters + Array("🙂".utf8)) == longest - 2)
    #expect(Self.cutCount([UInt8](repeating: 0x80, count: longest + 9)) <= longest)
  }
}
