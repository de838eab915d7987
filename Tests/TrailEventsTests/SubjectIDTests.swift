import Testing
import TrailEvents

@Suite struct SubjectIDTests {
  private static let uuid = "0A1b2C3d-4e5F-6071-8293-a4B5c6D7e8F9"
  private static let lower = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"

  private static func normalized(_ text: String) -> String {
    let found = Array(text.utf8).withUnsafeBytes { SubjectID.normalized($0) }
    return found.map { String(decoding: $0, as: UTF8.self) } ?? text
  }

  @Test(arguments: [
    (uuid, lower), (lower, lower),
    ("90AbCdEf01-\(uuid)", "90AbCdEf01-\(lower)"),
    ("us-east-1:\(uuid)", "us-east-1:\(lower)"), ("EU:\(uuid)", "EU:\(lower)"),
    ("x\(uuid)", "x\(uuid)"), ("\(uuid)x", "\(uuid)x"),
    ("90AbCdEfG1-\(uuid)", "90AbCdEfG1-\(uuid)"),
    ("Opaque-ID", "Opaque-ID"), ("", ""), ("S-1-5-21-ABC", "S-1-5-21-ABC"),
    ("0A1B2C3D4E5F60718293A4B5C6D7E8F9AAAA", "0A1B2C3D4E5F60718293A4B5C6D7E8F9AAAA"),
  ])
  func `only the digits of a UUID lose their case`(text: String, expected: String) {
    #expect(Self.normalized(text) == expected)
    #expect(Self.normalized(Self.normalized(text)) == expected)
  }

  @Test func `a UUID has 36 characters with dashes in four places`() {
    func isUUID(_ text: String) -> Bool {
      Array(text.utf8).withUnsafeBytes { SubjectID.isUUID($0) }
    }
    #expect(isUUID(Self.uuid) && isUUID(Self.lower))
    for index in Self.lower.indices {
      var text = Self.lower
      text.replaceSubrange(index...index, with: "g")
      #expect(!isUUID(text))
      text.remove(at: index)
      #expect(!isUUID(text))
    }
  }

  @Test func `the UUID of a store id stands behind ten hex digits and a dash`() {
    func found(_ text: String) -> String? {
      Array(text.utf8).withUnsafeBytes { bytes in
        SubjectID.uuidOfStoreID(bytes).map { String(decoding: $0, as: UTF8.self) }
      }
    }
    #expect(found("90abcdef01-\(Self.uuid)") == Self.uuid)
    for text in [
      Self.uuid, "90abcdef0-\(Self.uuid)", "90abcdef012-\(Self.uuid)", "90abcdef0x-\(Self.uuid)",
      "90abcdef01:\(Self.uuid)", "90abcdef01-\(Self.uuid.dropLast())x", "",
    ] {
      #expect(found(text) == nil, "\(text)")
    }
  }
}
