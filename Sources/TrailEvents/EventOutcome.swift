/// What became of an action: the key `result`.
///
/// Raw values are stored on disk as their names; the order is that of severity in tables.
package enum EventResult: String, CaseIterable, Sendable {
  case success, failure, denied, throttled, pending

  /// The result told by an error code, which must not be empty.
  ///
  /// `denied` when it contains `AccessDenied` or `UnauthorizedOperation` or starts with
  /// `Unauthorized`, `throttled` when it contains `Throttl` or `RequestLimitExceeded`.
  package static func ofErrorCode(_ code: UnsafeRawBufferPointer) -> EventResult {
    if contains(code, "accessdenied") || contains(code, "unauthorizedoperation")
      || hasPrefix(code, "unauthorized")
    {
      return .denied
    }
    if contains(code, "throttl") || contains(code, "requestlimitexceeded") { return .throttled }
    return .failure
  }

  /// The result told by the words `Success` and `Failure`, in any case.
  package static func ofVerdict(_ word: UnsafeRawBufferPointer) -> EventResult? {
    if equals(word, "success") { return .success }
    if equals(word, "failure") { return .failure }
    return nil
  }

  private static func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

  private static func hasPrefix(
    _ text: UnsafeRawBufferPointer, _ word: StaticString, at start: Int = 0
  ) -> Bool {
    guard start + word.utf8CodeUnitCount <= text.count else { return false }
    for index in 0..<word.utf8CodeUnitCount
    where lower(text[start + index]) != word.utf8Start[index] {
      return false
    }
    return true
  }

  private static func equals(_ text: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
    text.count == word.utf8CodeUnitCount && hasPrefix(text, word)
  }

  private static func contains(_ text: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
    guard text.count >= word.utf8CodeUnitCount else { return false }
    for start in 0...(text.count - word.utf8CodeUnitCount) where hasPrefix(text, word, at: start) {
      return true
    }
    return false
  }
}

/// What is known of a second factor: the key `mfa`.
package enum FactorState: String, CaseIterable, Sendable {
  case yes, no
  /// Decided by the identity provider, invisible to AWS.
  case idp
  case unknown
}

/// Which kind of record an event came from: the key `kind`.
package enum EventKind: String, CaseIterable, Sendable {
  case cloudtrail, insight, network, aggregated, cognito
}

extension EventResult {
  /// Its place among all cases: an index into an array, where a dictionary would hash the name.
  package var number: Int {
    switch self {
    case .success: 0
    case .failure: 1
    case .denied: 2
    case .throttled: 3
    case .pending: 4
    }
  }
}

extension FactorState {
  /// Its place among all cases.
  package var number: Int {
    switch self {
    case .yes: 0
    case .no: 1
    case .idp: 2
    case .unknown: 3
    }
  }
}

extension EventKind {
  /// Its place among all cases.
  package var number: Int {
    switch self {
    case .cloudtrail: 0
    case .insight: 1
    case .network: 2
    case .aggregated: 3
    case .cognito: 4
    }
  }
}
