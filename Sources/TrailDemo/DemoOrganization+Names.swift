/// How the names of the organization are made.
extension DemoOrganization {
  /// A name by the pattern of ``DemoEntity/shape``.
  static func name(
    _ pattern: String,
    _ index: Int,
    _ number: Int,
    account: String,
    _ random: inout DemoRandom
  ) -> String {
    var result = ""
    var rest = pattern[...]
    while let mark = rest.firstIndex(of: "%") {
      result += rest[..<mark]
      let place = rest.index(after: mark)
      rest = rest[place...]
      let letter = rest.removeFirst()
      switch letter {
      case "w": result += DemoWords.first[(number * 7 + index * 3) % 20]
      case "v": result += DemoWords.second[(number * 3 + number / 20 + index) % 20]
      case "n": result += String(number)
      case "a": result += account
      case "u": result += uuid(&random)
      case "b": result += letters(17, &random, alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
      case "k": result += letters(16, &random, alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
      case "i": result += letters(26, &random)
      case "U": result += userName(index, number)
      case "P": result += DemoProfile.allCases[number % DemoProfile.allCases.count].name
      case "R": result += regionNames[0]
      case "S":
        result += "AWSReservedSSO_\(DemoWords.permissionSets[number % 8])_\(hex(16, &random))"
      default:
        let digits = rest.prefix { $0.isNumber }
        rest = rest.dropFirst(digits.count)
        result += hex(Int(digits) ?? 8, &random)
      }
    }
    return result + rest
  }

  /// The name of an IAM user: people and programs by turns.
  static func userName(_ account: Int, _ number: Int) -> String {
    if number % 3 == 0 { return "\(DemoWords.given[number % 30])-\(account)" }
    return "svc-\(DemoWords.first[number % 20])-\(DemoWords.second[(number + account) % 20])"
  }

  static func letters(
    _ count: Int,
    _ random: inout DemoRandom,
    alphabet: StaticString = "abcdefghijklmnopqrstuvwxyz234567"
  ) -> String {
    var bytes: [UInt8] = []
    bytes.append(random: count, of: alphabet, from: &random)
    return String(decoding: bytes, as: UTF8.self)
  }

  static func hex(_ count: Int, _ random: inout DemoRandom) -> String {
    var bytes: [UInt8] = []
    bytes.append(hexDigits: count, from: &random)
    return String(decoding: bytes, as: UTF8.self)
  }

  static func uuid(_ random: inout DemoRandom) -> String {
    var bytes: [UInt8] = []
    bytes.append(uuid: random.next())
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The full-width form of ASCII text.
  static func wide(_ text: String) -> [UInt8] {
    text.utf8.flatMap { byte -> [UInt8] in
      byte < 0x60 ? [0xEF, 0xBC, byte + 0x60] : [0xEF, 0xBD, byte + 0x20]
    }
  }

  static func squareRoot(_ number: Int) -> Int {
    var root = 0
    while (root + 1) * (root + 1) <= number { root += 1 }
    return root
  }
}
