import Testing
import TrailFormats
import TrailTestSupport

@Suite struct RecordFieldTests {
  @Test func `the table of paths names every field once`() {
    // Fields that stand around a record, or in records of other forms.
    let others: Set<RecordField> = [
      .wrapperUserName, .wrapperAccessKeyID, .activityResponse, .activityFactor,
      .activityRiskDecision, .activityRiskLevel, .activityCity,
      // What counts is that it is there; see below.
      .responseAuthenticationResult,
    ]
    let fields = Set(RecordField.allCases).subtracting(others)
    #expect(Set(RecordPaths.fields.map(\.0)) == fields)
    #expect(RecordPaths.fields.count == fields.count)
    #expect(Set(RecordPaths.fields.map(\.1)).count == fields.count)
  }

  @Test func `tokens are told by their presence, since records hide them`() {
    for value in ["{}", "{\"tokenType\":\"Bearer\"}", "\"HIDDEN_DUE_TO_SECURITY_REASONS\""] {
      #expect(
        ExtractedRecord(nested("responseElements.authenticationResult", value))
          == ExtractedRecord(fields: [.responseAuthenticationResult: "{}"]), "\(value)")
    }
    for nothing in ["null", "\"\""] {
      #expect(
        ExtractedRecord(nested("responseElements.authenticationResult", nothing))
          == ExtractedRecord(), "\(nothing)")
    }
  }

  @Test(arguments: RecordPaths.fields.indices)
  func `a field is found at its path and nowhere else`(index: Int) {
    let (field, path) = RecordPaths.fields[index]
    if field != .additionalStatus {
      #expect(ExtractedRecord(nested(path, "\"x-1\"")) == ExtractedRecord(fields: [field: "x-1"]))
      #expect(
        ExtractedRecord(nested(path, "\"\\u0061\\n\\\"é\""))
          == ExtractedRecord(fields: [field: "a\n\"é"]))
    }
    for word in ["123", "-1.5e3", "true", "false"] {
      #expect(ExtractedRecord(nested(path, word)) == ExtractedRecord(fields: [field: word]))
    }
    for nothing in [
      "null", "\"\"", "\"-\"", "\"HIDDEN_DUE_TO_SECURITY_REASONS\"", "{}", "[]", "[\"x\"]",
      "{\"userName\":\"x\"}", "[{\"arn\":1}]", "\"\\u002d\"",
    ] {
      #expect(ExtractedRecord(nested(path, nothing)) == ExtractedRecord(), "\(path): \(nothing)")
    }
    for other in ["x" + path, path + "x", "requestParameters.x." + path, path.uppercased()] {
      #expect(ExtractedRecord(nested(other, "\"x\"")) == ExtractedRecord(), "\(other)")
    }
  }

  @Test(arguments: RecordPaths.fields.indices)
  func `names may be written with escapes, and white space may stand anywhere`(index: Int) {
    let (field, path) = RecordPaths.fields[index]
    let names = path.split(separator: ".").map { name in
      name.unicodeScalars.map { "\\u00" + String($0.value, radix: 16) }.joined()
    }
    let expected = ExtractedRecord(fields: [field: "401"])
    #expect(ExtractedRecord(nested(names, "401")) == expected, "\(path)")
    let spread = nested(path, "401").replacing(":", with: " :\n\t")
      .replacing("{", with: "{\r\n ").replacing("}", with: " }")
    #expect(ExtractedRecord(spread) == expected, "\(path)")
  }

  @Test(arguments: RecordPaths.fields.indices)
  func `of members with one name the last one counts, at every level`(index: Int) {
    let (field, path) = RecordPaths.fields[index]
    let names = path.split(separator: ".").map(String.init)
    for level in names.indices {
      let inner = Array(names[(level + 1)...])
      let first = nested(inner, "1")
      let second = nested(inner, "2")
      func twice(_ left: String, _ right: String) -> String {
        nested(Array(names[..<level]), "{\"\(names[level])\":\(left),\"\(names[level])\":\(right)}")
      }
      #expect(
        ExtractedRecord(twice(first, second)) == ExtractedRecord(fields: [field: "2"]), "\(path)")
      for nothing in ["null", "{}", "[1]", "{\"other\":\"x\"}", "\"\""] {
        #expect(ExtractedRecord(twice(first, nothing)) == ExtractedRecord(), "\(path)")
        #expect(
          ExtractedRecord(twice(nothing, first)) == ExtractedRecord(fields: [field: "1"]),
          "\(path)")
      }
    }
  }

  @Test func `all fields of one record are found together, and none is left for the next`() {
    let extractor = RecordExtractor()
    var members: [String] = []
    var expected: [RecordField: String] = [:]
    let tops = RecordPaths.fields.map { $0.1.split(separator: ".")[0] }
    for top in Set(tops).sorted() {
      // Objects of one name in a row would replace one another: merge their members.
      let all = RecordPaths.fields.filter { $0.1.split(separator: ".")[0] == top }
      members.append(merged(all.map { ($0.1.split(separator: ".").map(String.init), $0.0) }))
      for (field, _) in all { expected[field] = "\(field.rawValue)" }
    }
    let record = "{" + members.joined(separator: ",") + "}"
    #expect(ExtractedRecord(record, by: extractor) == ExtractedRecord(fields: expected))
    #expect(ExtractedRecord("{\"a\":1}", by: extractor) == ExtractedRecord())
  }

  /// One member that holds the numbers of fields at paths that start with one name.
  private func merged(_ paths: [([String], RecordField)]) -> String {
    guard let first = paths.first else { return "" }
    if first.0.count == 1 { return "\"\(first.0[0])\":\(first.1.rawValue)" }
    var order: [String] = []
    var groups: [String: [([String], RecordField)]] = [:]
    for (names, field) in paths {
      if groups[names[1]] == nil { order.append(names[1]) }
      groups[names[1], default: []].append((Array(names[1...]), field))
    }
    return "\"\(first.0[0])\":{" + order.map { merged(groups[$0] ?? []) }.joined(separator: ",")
      + "}"
  }
}

@Suite struct RecordListTests {
  @Test(arguments: RecordPaths.texts.indices)
  func `a text or an array of texts gives values`(index: Int) {
    let (list, path) = RecordPaths.texts[index]
    func values(_ value: String) -> [String]? {
      ExtractedRecord(nested(path, value)).map { $0.lists[list] ?? [] }
    }
    #expect(values("\"x\"") == ["x"])
    #expect(values("[\"x\", \"\\u0079\" ,\"z\"]") == ["x", "y", "z"])
    #expect(values("17") == ["17"])
    #expect(values("[1,null,\"\",\"-\",{\"a\":\"b\"},[\"c\"],true]") == ["1", "true"])
    for nothing in ["null", "[]", "{}", "{\"a\":\"x\"}", "\"HIDDEN_DUE_TO_SECURITY_REASONS\""] {
      #expect(ExtractedRecord(nested(path, nothing)) == ExtractedRecord(), "\(nothing)")
    }
    let names = path.split(separator: ".").map(String.init)
    for last in ["\"y\"", "null", "[]", "{}"] {
      let twice = nested(
        Array(names.dropLast()),
        "{\"\(names[names.count - 1])\":\"x\",\"\(names[names.count - 1])\":\(last)}")
      #expect(
        ExtractedRecord(twice)?.lists[list] ?? [] == (last == "\"y\"" ? ["y"] : []), "\(twice)")
    }
  }

  @Test func `resources give ARNs, prefixes and accounts of every element`() {
    let record = """
      {"resources":[{"ARN":"arn:a","accountId":"1","type":"T"},7,{"ARNPrefix":"arn:p/"},
      {"accountId":null,"ARN":"-"},{"\\u0041RN":"arn:\\u0062","accountId":22}]}
      """
    #expect(
      ExtractedRecord(record)
        == ExtractedRecord(lists: [
          .resourceARN: ["arn:a", "arn:b"], .resourceARNPrefix: ["arn:p/"],
          .resourceAccountID: ["1", "22"],
        ]))
    for nothing in ["null", "{\"ARN\":\"arn:a\"}", "\"arn:a\"", "[[{\"ARN\":\"arn:a\"}]]"] {
      #expect(ExtractedRecord("{\"resources\":\(nothing)}") == ExtractedRecord(), "\(nothing)")
      let twice = "{\"resources\":[{\"ARN\":\"arn:a\"}],\"resources\":\(nothing)}"
      #expect(ExtractedRecord(twice) == ExtractedRecord(), "\(nothing)")
    }
  }

  @Test func `the sub of a new user is the value of the attribute of that name`() {
    let path = "responseElements.user.attributes"
    let attributes = """
      [{"name":"email","value":"e"},{"name":"sub","value":"s1"},{"value":"s2","name":"s\\u0075b"},
      {"name":"sub"},{"value":"x"},{"name":["sub"],"value":"y"},"sub"]
      """
    #expect(
      ExtractedRecord(nested(path, attributes))
        == ExtractedRecord(lists: [.responseUserAttributeSub: ["s1", "s2"]]))
    #expect(
      ExtractedRecord(nested(path, "[{\"name\":\"sub\",\"name\":\"x\",\"value\":\"v\"}]"))
        == ExtractedRecord())
  }

  @Test func `federated subjects are the attributes whose names end so`() {
    let attributes = """
      {"cognito-identity.amazonaws.com:sub":"a","www.amazon.com:user_id":"b",
      "graph.facebook.com:id":"c","sub":"d","x:aud":"e","x:s\\u0075b":"f","y:sub":null}
      """
    #expect(
      ExtractedRecord(
        nested("userIdentity.sessionContext.webIdFederationData.attributes", attributes))
        == ExtractedRecord(lists: [.federatedSubject: ["a", "b", "f"]]))
  }

  @Test(arguments: [
    ("requestParameters", RecordList.requestARN), ("responseElements", .responseARN),
  ])
  func `ARNs are found at most four levels deep`(name: String, list: RecordList) {
    func found(_ value: String) -> [String] {
      ExtractedRecord("{\"\(name)\":\(value)}")?.lists[list] ?? []
    }
    #expect(found("{\"a\":\"arn:1\",\"b\":{\"c\":\"arn:2\"}}") == ["arn:1", "arn:2"])
    #expect(found("{\"a\":{\"b\":{\"c\":{\"d\":\"arn:4\"}}}}") == ["arn:4"])
    #expect(found("{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":\"arn:5\"}}}}}") == [])
    #expect(found("{\"a\":[[[\"arn:4\",[\"arn:5\"]]]]}") == ["arn:4"])
    #expect(found("{\"a\":\"\\u0061rn:x\",\"b\":\"ARN:y\",\"c\":\"an arn:z\"}") == ["arn:x"])
    #expect(found("{\"arn:name\":1,\"b\":\"arn\"}") == [])
    #expect(found("[\"arn:1\",[[[\"arn:4\",[\"arn:5\"]]]]]") == ["arn:1", "arn:4"])
    #expect(found("\"arn:0\"") == [])
    #expect(found("{\"a\":\"arn:1\"},\"\(name)\":null") == [])
    #expect(found("{\"a\":\"arn:1\"},\"\(name)\":{\"b\":\"arn:2\"}") == ["arn:2"])
  }

  @Test func `ARNs in known members are found like those in others`() {
    #expect(
      ExtractedRecord("{\"requestParameters\":{\"roleArn\":\"arn:r\",\"userNames\":[\"arn:u\"]}}")
        == ExtractedRecord(
          fields: [.requestRoleARN: "arn:r"],
          lists: [.requestARN: ["arn:r", "arn:u"], .requestUserNames: ["arn:u"]]))
    #expect(
      ExtractedRecord(
        "{\"responseElements\":{\"user\":{\"arn\":\"arn:u\",\"attributes\":[{\"x\":\"arn:4\"}]}}}")
        == ExtractedRecord(
          fields: [.responseUserARN: "arn:u"], lists: [.responseARN: ["arn:u", "arn:4"]]))
  }
}

@Suite struct RecordGrammarTests {
  @Test(arguments: [
    "", "[]", "1", "{", "{}x", "{}{}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1 \"b\":2}",
    "{a:1}", "{\"a\":1", "{\"a\":\"x}", "{,}", "{\"a\"::1}", "{\"eventID\":}", "{\"eventID\":]}",
    "{\"a\":1}}", " 1{}",
  ])
  func `what is not one whole record is refused`(text: String) {
    #expect(ExtractedRecord(text) == nil)
  }

  @Test(arguments: ["{}", " {} ", "{ \"a\" : [ { } , 1 ] }", "{\"\":\"\"}"])
  func `a record may hold nothing that is known`(text: String) {
    #expect(ExtractedRecord(text) == ExtractedRecord())
  }
}
