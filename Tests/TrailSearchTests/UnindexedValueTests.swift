import Testing
import TrailEvents
import TrailIndexing
import TrailSearch
import TrailSegment
import TrailTestSupport

/// What must never become a value of a key, and what must be found by its part.
@Suite struct UnindexedValueTests {
  /// All terms of all keys of an archive with one file.
  private func terms(_ text: String) throws -> [String] {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    _ = try archive.write(Array(text.utf8), to: "a.json")
    let indexed = try IndexedArchive(archive.path, index: index.path)
    #expect(indexed.summary.events > 0)
    var terms: [String] = []
    for number in 0..<indexed.searcher.snapshot.segmentCount {
      let reader = try indexed.searcher.snapshot.segment(number).reader
      for key in EventKey.allCases {
        guard let dictionary = try reader.dictionary(key.rawValue) else { continue }
        var ordinal: UInt32 = 0
        while let term = try? dictionary.term(at: ordinal) {
          terms.append(String(decoding: term, as: UTF8.self))
          ordinal += 1
        }
      }
    }
    return terms
  }

  @Test func `secrets and addresses with codes are never terms`() throws {
    let record = """
      {"eventVersion":"1.08","eventID":"\(LogShapes.eventID(1))","eventName":"AssumeRole",\
      "eventTime":"2025-01-15T02:03:04Z","eventSource":"sts.amazonaws.com",\
      "userIdentity":{"type":"IAMUser","userName":"alice","accountId":"111122223333"},\
      "requestParameters":{"x-amz-security-token":"SECRET1","sessionToken":"SECRET2",\
      "policy":"SECRET3"},"responseElements":{"credentials":{"accessKeyId":"ASIAISSUED",\
      "sessionToken":"SECRET4","secretAccessKey":"SECRET5","expiration":"Jan 19, 2025 5:55:08 PM"}},\
      "additionalEventData":{"LoginTo":"https://example.com/?code=SECRET6&isauthcode=true",\
      "x-amz-id-2":"SECRET7"},"tlsDetails":{"cipherSuite":"SECRET8"}}
      """
    for text in [
      record, "{\"Records\":[\(record)]}",
      "{\"Events\":[{\"EventId\":\"x\",\"CloudTrailEvent\":\(LogShapes.quoted(record))}]}",
    ] {
      let found = try terms(text)
      #expect(found.contains("alice") && found.contains("ASIAISSUED"))
      #expect(found.filter { $0.contains("SECRET") || $0.contains("LoginTo") } == [])
    }
  }

  @Test func `a hidden value is never a term`() throws {
    let hidden = "\"HIDDEN_DUE_TO_SECURITY_REASONS\""
    let fields = [
      "userName", "UserName", "username", "displayName", "sub", "principalId", "arn", "accountId",
      "roleName", "roleArn", "clientId", "userPoolId", "accessKeyId", "groupName", "identityId",
    ].map { "\"\($0)\":\(hidden)" }.joined(separator: ",")
    let record = """
      {"eventVersion":"1.08","eventID":"\(LogShapes.eventID(1))","eventName":"ConsoleLogin",\
      "eventSource":"signin.amazonaws.com","sourceIPAddress":\(hidden),"userAgent":\(hidden),\
      "errorCode":\(hidden),"userIdentity":{"type":"IAMUser",\(fields),"invokedBy":\(hidden),\
      "sessionContext":{"sourceIdentity":\(hidden),"sessionIssuer":{\(fields)}},\
      "onBehalfOf":{"userId":\(hidden)}},"requestParameters":{\(fields),"authParameters":\(hidden),\
      "userNames":[\(hidden)]},"responseElements":{"user":{\(fields),"attributes":[{"name":"sub",\
      "value":\(hidden)}]},"userSub":\(hidden),"credentials":\(hidden)},\
      "additionalEventData":{\(fields),"requestParameters":{"username":[\(hidden)],\
      "sub":[\(hidden)]}},"resources":[{"ARN":\(hidden),"accountId":\(hidden)}]}
      """
    let activity = LogShapes.activity(2).replacing("\"taro2\"", with: hidden)
      .replacing("\"192.0.2.2\"", with: hidden)
    let item =
      "{\"EventId\":\"\(LogShapes.eventID(3))\",\"EventName\":\"A\",\"Username\":\(hidden),"
      + "\"AccessKeyId\":\(hidden),\"Resources\":[{\"ResourceName\":\(hidden)}]}"
    #expect(try terms("\(record)\n\(activity)\n\(item)").filter { $0.contains("HIDDEN") } == [])
  }

  /// A value and the key that must find it, in a record that holds little else.
  private static let places: [(member: String, key: EventKey, value: String)] = [
    // Subjects, in each place that the page of keys names.
    ("\"additionalEventData\":{\"sub\":\"\(sub)\"}", .sub, sub),
    ("\"additionalEventData\":{\"requestParameters\":{\"sub\":[\"\(sub)\"]}}", .sub, sub),
    ("\"additionalEventData\":{\"requestParameters\":{\"userSub\":[\"\(sub)\"]}}", .sub, sub),
    ("\"userIdentity\":{\"onBehalfOf\":{\"userId\":\"9567abcdef-\(sub)\"}}", .sub, sub),
    (
      "\"userIdentity\":{\"onBehalfOf\":{\"userId\":\"9567abcdef-\(sub)\"}}", .sub,
      "9567abcdef-\(sub)"
    ),
    ("\"onBehalfOf\":{\"userId\":\"\(sub.uppercased())\"}", .sub, sub),
    ("\"responseElements\":{\"userSub\":\"\(sub)\"}", .sub, sub),
    (
      "\"responseElements\":{\"user\":{\"attributes\":[{\"name\":\"sub\",\"value\":\"\(sub)\"}]}}",
      .sub, sub
    ),
    (
      "\"eventSource\":\"cognito-identity.amazonaws.com\",\"requestParameters\":{\"identityId\":"
        + "\"us-east-1:\(sub)\"}", .sub, "us-east-1:\(sub)"
    ),
    (
      "\"eventSource\":\"cognito-identity.amazonaws.com\",\"responseElements\":{\"identityId\":"
        + "\"us-east-1:\(sub)\"}", .sub, "us-east-1:\(sub)"
    ),
    (
      "\"userIdentity\":{\"sessionContext\":{\"webIdFederationData\":{\"attributes\":"
        + "{\"accounts.google.com:sub\":\"1099\"}}}}", .sub, "1099"
    ),
    (
      "\"userIdentity\":{\"sessionContext\":{\"webIdFederationData\":{\"attributes\":"
        + "{\"www.amazon.com:user_id\":\"amzn1.x\"}}}}", .sub, "amzn1.x"
    ),
    (
      "\"userIdentity\":{\"type\":\"WebIdentityUser\",\"principalId\":\"a.com:app:u-77\"}", .sub,
      "u-77"
    ),
    ("\"responseElements\":{\"subjectFromWebIdentityToken\":\"w-1\"}", .sub, "w-1"),
    ("\"responseElements\":{\"subject\":\"saml-1\"}", .sub, "saml-1"),
    ("\"userIdentity\":{\"type\":\"Unknown\",\"principalId\":\"9567abcdef-\(sub)\"}", .sub, sub),
    (
      "\"userIdentity\":{\"type\":\"Unknown\",\"principalId\":\"example.com//S-1-5-21-77\"}", .sub,
      "S-1-5-21-77"
    ),
    // Accounts with their part.
    ("\"recipientAccountId\":\"444455556666\"", .recipient, "444455556666"),
    ("\"userIdentity\":{\"accountId\":\"444455556666\"}", .caller, "444455556666"),
    (
      "\"serviceEventDetails\":{\"account_id\":\"444455556666\"}", .targetAccount, "444455556666"
    ),
    (
      "\"requestParameters\":{\"roleArn\":\"arn:aws:iam::444455556666:role/x\"}", .targetAccount,
      "444455556666"
    ),
    (
      "\"requestParameters\":{\"targetType\":\"AWS_ACCOUNT\",\"targetId\":\"444455556666\"}",
      .targetAccount, "444455556666"
    ),
    ("\"resources\":[{\"ARN\":\"arn:aws:s3:::b\",\"accountId\":\"4\"}]", .account, "4"),
    ("\"vpcEndpointAccountId\":\"444455556666\"", .account, "444455556666"),
    ("\"userIdentity\":{\"invokedByDelegate\":{\"accountId\":\"4\"}}", .account, "4"),
    ("\"userIdentity\":{\"inScopeOf\":{\"sourceAccount\":\"4\"}}", .account, "4"),
    (
      "\"userIdentity\":{\"onBehalfOf\":{\"identityStoreArn\":"
        + "\"arn:aws:identitystore::444455556666:identitystore/d-1\"}}", .account, "444455556666"
    ),
    (
      "\"additionalEventData\":{\"SwitchFrom\":\"arn:aws:iam::444455556666:user/bob\"}", .account,
      "444455556666"
    ),
    ("\"additionalEventData\":{\"SwitchFrom\":\"arn:aws:iam::4:user/bob\"}", .user, "bob"),
    // Where an address would be.
    ("\"sourceIPAddress\":\"AWS Internal\"", .via, "AWS Internal"),
    ("\"sourceIPAddress\":\"AWS Internal/3\"", .via, "AWS Internal/3"),
    ("\"sourceIPAddress\":\"health.amazonaws.com\"", .via, "health.amazonaws.com"),
    ("\"sourceIPAddress\":\"225.01.00.16\"", .via, "225.01.00.16"),
    ("\"userIdentity\":{\"invokedBy\":\"ec2.amazonaws.com\"}", .via, "ec2.amazonaws.com"),
    ("\"sourceIPAddress\":\"::ffff:192.0.2.9\"", .ip, "192.0.2.9"),
    ("\"sourceIPAddress\":\"2001:DB8:0:0:0:0:0:12\"", .ip, "2001:db8::12"),
    // Keys used and issued.
    ("\"userIdentity\":{\"accessKeyId\":\"AKIA1\"}", .accessKey, "AKIA1"),
    (
      "\"responseElements\":{\"credentials\":{\"accessKeyId\":\"ASIA1\"}}", .accessKey, "ASIA1"
    ),
    ("\"responseElements\":{\"accessKey\":{\"accessKeyId\":\"AKIA2\"}}", .accessKey, "AKIA2"),
    ("\"requestParameters\":{\"accessKeyId\":\"AKIA3\"}", .accessKey, "AKIA3"),
  ]
  private static let sub = "0784fae8-0000-7000-8000-00000000dd02"

  @Test func `a value is found in each of its places, in every format`() throws {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    for (number, place) in Self.places.enumerated() {
      let record =
        "{\"eventVersion\":\"1.08\",\"eventName\":\"E\(number)\","
        + "\"eventID\":\"\(LogShapes.eventID(number))\",\(place.member)}"
      _ = try archive.write(Array("{\"Records\":[\(record)]}".utf8), to: "trail/\(number)")
      let item = "{\"CloudTrailEvent\":\(LogShapes.quoted(record.replacing("\"E", with: "\"F")))}"
      _ = try archive.write(
        Array("{\"Events\":[\(item.replacing("\\\"0000", with: "\\\"1000"))]}".utf8),
        to: "page/\(number)")
    }
    let indexed = try IndexedArchive(archive.path, index: index.path)
    #expect(indexed.summary.events == Self.places.count * 2)
    for (number, place) in Self.places.enumerated() {
      for letter in ["E", "F"] {
        let query = Query.and([
          .key(.event, .equal("\(letter)\(number)")), .key(place.key, .equal(place.value)),
        ])
        #expect(try indexed.searcher.count(query) == 1, "\(letter) \(place.member)")
        let hasAccount =
          place.key == .recipient || place.key == .caller
          || place.key == .targetAccount
        if hasAccount {
          let account = Query.key(.account, .equal(place.value))
          #expect(try indexed.searcher.count(.and([query, account])) == 1)
        }
      }
    }
    let service = Query.key(.account, .equal("999999999999"))
    #expect(try indexed.searcher.count(service) == 0)
  }

  @Test(arguments: [
    ("2025-01-15T02:03:04.5Z", "2025-01-15T02:03:04.500Z"),
    ("2025-01-15T11:03:04+09:00", "2025-01-15T02:03:04Z"),
    ("2025-01-15 02:03:04", "2025-01-15T02:03:04Z"),
    ("2025-01-15T02:03:04z", "2025-01-15T02:03:04Z"),
    ("2025-01-15T02:03:04.123456789-0130", "2025-01-15T03:33:04.123Z"),
  ])
  func `times in other spellings are the same instants`(text: String, expected: String) throws {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    let record = LogShapes.record(1).replacing("2025-01-15T02:03:01Z", with: text)
    _ = try archive.write(Array("{\"Records\":[\(record)]}".utf8), to: "a.json")
    let indexed = try IndexedArchive(archive.path, index: index.path)
    let hit = try #require(
      try indexed.searcher.hits(.all, order: .newestFirst, limit: nil).hits.first)
    #expect(hit.time.map { Timestamp(milliseconds: $0).description } == expected)
  }

  @Test(arguments: ["\"yesterday\"", "null", "12", "\"\""])
  func `an event without a time is kept`(time: String) throws {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    let record = LogShapes.record(1).replacing("\"2025-01-15T02:03:01Z\"", with: time)
    for (name, text) in [
      ("a", record), ("b", "{\"Events\":[{\"CloudTrailEvent\":\(LogShapes.quoted(record))}]}"),
    ] {
      _ = try archive.write(Array(text.utf8), to: name)
    }
    let indexed = try IndexedArchive(archive.path, index: index.path)
    #expect(indexed.summary.events == 1 && indexed.summary.duplicates == 1)
    #expect(try indexed.searcher.count(.key(.user, .equal("user-1"))) == 1)
    #expect(try indexed.searcher.count(.time(from: nil, to: .max)) == 0)
  }
}
