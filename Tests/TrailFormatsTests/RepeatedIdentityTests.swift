import Testing
import TrailTestSupport

@testable import TrailFormats

/// An identity that a record shares with the one before is not walked again: what is found must be what is
/// found of each record alone.
@Suite struct RepeatedIdentityTests {
  private static let identities = [
    "{\"type\":\"IAMUser\",\"userName\":\"alice\",\"principalId\":\"AIDA1\"}",
    "{\"type\":\"IAMUser\",\"userName\":\"alicf\",\"principalId\":\"AIDA1\"}",
    "{\"type\":\"IAMUser\",\"userName\":\"alice\",\"principalId\":\"AIDA1\",\"accountId\":\"1\"}",
    "{\"type\":\"AssumedRole\",\"arn\":\"a}\\\"{[\",\"sessionContext\":{\"attributes\":{}}}",
    "{ \"type\" : \"Root\" }", "{}", "[{}]", "null", "\"text\"",
  ]

  /// The members of a record, in which an identity may be missing, stand twice, or anywhere.
  private static func record(_ number: Int, _ random: inout SplitMix64) -> String {
    var members = [
      "\"eventName\":\"Name\(number)\"", "\"eventID\":\"\(number)\"",
      "\"requestParameters\":{\"userIdentity\":\(random.pick(identities))}",
    ]
    for _ in 0..<random.pick([0, 1, 1, 1, 1, 1, 2]) {
      let blank = random.chance(10) ? " " : ""
      // Mostly the same one, as in a session.
      let identity = random.chance(60) ? identities[0] : random.pick(identities)
      members.insert(
        "\"userIdentity\":\(blank)\(identity)", at: random.below(members.count + 1))
    }
    return "{\(members.joined(separator: ","))}"
  }

  private struct Found: Equatable {
    var identity: [UInt8]?
    var fields: [RecordField: String] = [:]

    init(_ record: RecordExtractor) {
      identity = record.identityText.map { Array($0) }
      record.loadIdentity()
      for field in RecordField.allCases {
        fields[field] = record[field].map { String(decoding: $0, as: UTF8.self) }
      }
    }
  }

  private static func found(_ text: String) -> (found: [Found], repeats: [Bool]) {
    let log = LogReader.plain
    var found: [Found] = []
    var repeats: [Bool] = []
    log.begin()
    _ = PaddedText(text).withBytes { bytes in
      log.read(bytes, offset: 0, isLast: true) { _, _, _ in
        repeats.append(log.record.repeatsIdentity)
        found.append(Found(log.record))
      }
    }
    return (found, repeats)
  }

  @Test(arguments: 0..<60)
  func `records of a list give what each gives alone`(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let records = (0..<40).map { Self.record($0, &random) }
    let (all, repeats) = Self.found("{\"Records\":[\(records.joined(separator: ","))]}")
    #expect(all.count == records.count)
    for (index, record) in records.enumerated() where index < all.count {
      #expect(all[index] == Self.found("{\"Records\":[\(record)]}").found.first, "\(record)")
      if repeats[index] {
        #expect(index > 0 && all[index].identity == all[index - 1].identity)
        #expect(all[index].identity != nil)
      }
    }
    #expect(repeats.contains(true))
    #expect(repeats.first == false)
  }

  @Test func `records in texts of their own repeat nothing`() {
    let record = "{\"eventName\":\"A\",\"eventID\":\"1\",\"userIdentity\":\(Self.identities[0])}"
    let text = record.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\\\"")
    let page = "{\"Events\":[{\"CloudTrailEvent\":\"\(text)\"},{\"CloudTrailEvent\":\"\(text)\"}]}"
    #expect(Self.found(page).repeats == [false, false])
    #expect(Self.found("\(record)\n\(record)\n").repeats == [false, false])
    #expect(Self.found("{\"Records\":[\(record),\(record)]}").repeats == [false, true])
  }
}
