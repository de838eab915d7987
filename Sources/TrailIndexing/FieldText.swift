internal import Glibc
internal import TrailEvents

/// Parts of ARNs, principal ids and names, as slices of the bytes they stand in.
enum FieldText {
  typealias Bytes = UnsafeRawBufferPointer

  /// What follows the first `mark`, `nil` when there is none or nothing follows.
  static func afterFirst(_ mark: UInt8, in text: Bytes) -> Bytes? {
    guard let index = text.firstIndex(of: mark), index + 1 < text.count else { return nil }
    return Bytes(rebasing: text[(index + 1)...])
  }

  /// What precedes the first `mark`, `nil` when there is none or nothing precedes.
  static func beforeFirst(_ mark: UInt8, in text: Bytes) -> Bytes? {
    guard let index = text.firstIndex(of: mark), index > 0 else { return nil }
    return Bytes(rebasing: text[..<index])
  }

  /// What follows the last `mark`, the whole text when there is none.
  static func lastPart(_ text: Bytes, after mark: UInt8 = 0x2F) -> Bytes {
    guard let index = text.lastIndex(of: mark) else { return text }
    return Bytes(rebasing: text[(index + 1)...])
  }

  /// The offset behind the first occurrence of a word.
  static func end(of word: StaticString, in text: Bytes) -> Int? {
    let length = word.utf8CodeUnitCount
    guard let base = text.baseAddress else { return nil }
    var start = 0
    while start + length <= text.count,
      let found = memchr(base + start, Int32(word.utf8Start[0]), text.count - length + 1 - start)
    {
      let offset = UnsafeRawPointer(found) - base
      if memcmp(found, word.utf8Start, length) == 0 { return offset + length }
      start = offset + 1
    }
    return nil
  }

  static func contains(_ word: StaticString, _ text: Bytes) -> Bool {
    end(of: word, in: text) != nil
  }

  static func hasPrefix(_ word: StaticString, _ text: Bytes) -> Bool {
    let length = word.utf8CodeUnitCount
    guard text.count >= length, let base = text.baseAddress else { return false }
    return memcmp(base, word.utf8Start, length) == 0
  }

  static func equals(_ word: StaticString, _ text: Bytes) -> Bool {
    text.count == word.utf8CodeUnitCount && hasPrefix(word, text)
  }

  /// Equal without regard to the case of ASCII letters; `word` must be in lower case.
  static func equalsAnyCase(_ word: StaticString, _ text: Bytes) -> Bool {
    guard text.count == word.utf8CodeUnitCount else { return false }
    for index in 0..<text.count {
      let byte = text[index]
      if (byte &- 0x41 < 26 ? byte | 0x20 : byte) != word.utf8Start[index] { return false }
    }
    return true
  }

  /// The session of an ARN of an assumed role or a federated user.
  static func session(ofARN arn: Bytes) -> Bytes? {
    contains(":assumed-role/", arn) || contains(":federated-user/", arn) ? lastPart(arn) : nil
  }

  /// The user of an ARN: an IAM user, the session of a role or a federated user, or `root`.
  static func user(ofARN arn: Bytes) -> Bytes? {
    guard hasPrefix("arn:", arn) else { return nil }
    if contains(":user/", arn) { return lastPart(arn) }
    if contains(":assumed-role/", arn), role(ofARN: arn) == nil { return nil }
    let last = lastPart(arn, after: 0x3A)
    return equals("root", last) ? last : session(ofARN: arn)
  }

  /// The role of an ARN of an assumed role.
  static func role(ofARN arn: Bytes) -> Bytes? {
    guard let start = end(of: ":assumed-role/", in: arn) else { return nil }
    let rest = Bytes(rebasing: arn[start...])
    return beforeFirst(0x2F, in: rest)
  }

  /// The account of an ARN: its fifth field.
  static func account(ofARN arn: Bytes) -> Bytes? {
    guard hasPrefix("arn:", arn) else { return nil }
    var field = 0
    var start = 0
    for index in 0...arn.count where index == arn.count || arn[index] == 0x3A {
      if field == 4 {
        let account = Bytes(rebasing: arn[start..<index])
        return account.isEmpty || equals("aws", account) ? nil : account
      }
      field += 1
      start = index + 1
    }
    return nil
  }

  /// The permission set of the name of a role that Identity Center made:
  /// `AWSReservedSSO_` set `_` 16 hex digits.
  static func permissionSet(ofRole role: Bytes) -> Bytes? {
    guard hasPrefix("AWSReservedSSO_", role), role.count > 15 + 17,
      role[role.count - 17] == 0x5F,
      role.suffix(16).allSatisfy(SubjectID.isHex)
    else { return nil }
    return Bytes(rebasing: role[15..<(role.count - 17)])
  }
}
