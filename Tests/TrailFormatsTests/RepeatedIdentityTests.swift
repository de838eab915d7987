import Testing
import TrailTestSupport

@testable import TrailFormats

/// An identity that a record shares with one of the last is not walked again: what is found must be what is
/// found of each record alone.
@Suite struct RepeatedIdentityTests {
  /// As long as those of AWS: shorter ones are not remembered.
  private static let long = String(repeating: "long", count: 25)
  private static let identities = [
    "{\"type\":\"IAMUser\",\"userName\":\"alice\",\"principalId\":\"AIDA1\",\"arn\":\"\(long)\"}",
    "{\"type\":\"IAMUser\",\"userName\":\"alice\",\"principalId\":\"AIDA1\",\"arn\":\"\(long).\"}",
    "{\"type\":\"IAMUser\",\"userName\":\"alicf\",\"principalId\":\"AIDA1\",\"arn\":\"\(long)\"}",
    "{\"type\":\"IAMUser\",\"userName\":\"alice\",\"arn\":\"\(long)}\",\"x\":{\"y\":[\"\(long)\"]}}",
    "{\"type\":\"IAMUser\",\"userName\":\"bob\",\"arn\":\"\(String(repeating: long, count: 11))\"}",
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
      let identity = random.chance(60) ? identities[random.below(2)] : random.pick(identities)
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

  /// What the records of texts give one after another, and what stands for the identity of each.
  private static func found(_ texts: String...) -> (found: [Found], marks: [[Int]?]) {
    let log = LogReader.plain
    var found: [Found] = []
    var marks: [[Int]?] = []
    for text in texts {
      log.begin()
      _ = PaddedText(text).withBytes { bytes in
        log.read(bytes, offset: 0, isLast: true) { _, _, _ in
          marks.append(log.record.rememberedIdentity.map { [$0.place, $0.version] })
          found.append(Found(log.record))
        }
      }
    }
    return (found, marks)
  }

  @Test(arguments: 0..<60)
  func `records of a list give what each gives alone`(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let records = (0..<40).map { Self.record($0, &random) }
    let (all, marks) = Self.found("{\"Records\":[\(records.joined(separator: ","))]}")
    #expect(all.count == records.count)
    for (index, record) in records.enumerated() where index < all.count {
      #expect(all[index] == Self.found("{\"Records\":[\(record)]}").found.first, "\(record)")
      // One mark, one text; of the same text not always the same one.
      for other in all.indices where marks[index] != nil && marks[other] == marks[index] {
        #expect(all[other].identity == all[index].identity && all[index].identity != nil)
      }
    }
    #expect(marks.indices.dropFirst().contains { marks[$0] != nil && marks[$0] == marks[$0 - 1] })
    #expect(Set(marks.compactMap { $0 }).count > 1)
  }

  @Test func `texts of their own share the identities that are remembered`() {
    func record(_ identity: Int) -> String {
      "{\"eventName\":\"A\",\"eventID\":\"1\",\"userIdentity\":\(Self.identities[identity]),\"readOnly\":true}"
    }
    let text = record(0).split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\\\"")
    let page = "{\"Events\":[{\"CloudTrailEvent\":\"\(text)\"},{\"CloudTrailEvent\":\"\(text)\"}]}"
    let list = "{\"Records\":[\(record(0)),\(record(1)),\(record(0))]}"
    let (found, marks) = Self.found(list, page, "\(record(0))\n\(record(1))\n", list)
    #expect(marks.count == 10 && marks.allSatisfy { $0 != nil })
    for (index, identity) in [0, 1, 0, 0, 0, 0, 1, 0, 1, 0].enumerated() {
      #expect(found[index].identity == Array(Self.identities[identity].utf8))
      #expect(marks[index] == marks[identity])
    }
    #expect(marks[0] != marks[1])
    // Too long, and too short where the text ends.
    #expect(Self.found("{\"Records\":[\(record(4))]}").marks == [nil])
    #expect(
      Self.found("[{\"eventName\":\"A\",\"userIdentity\":{\"type\":\"Root\"}}]").marks == [nil])
  }
}
