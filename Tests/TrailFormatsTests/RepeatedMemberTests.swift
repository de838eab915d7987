import Testing
import TrailFormats

/// "When an object holds the same name twice, the last one counts", where values are collected.
@Suite struct RepeatedMemberTests {
  @Test func `of two ARNs of one resource the last one counts`() {
    #expect(
      ExtractedRecord("{\"resources\":[{\"ARN\":\"arn:a\",\"ARN\":\"arn:b\"}]}")
        == ExtractedRecord(lists: [.resourceARN: ["arn:b"]]))
    #expect(
      ExtractedRecord("{\"resources\":[{\"accountId\":\"1\",\"accountId\":null}]}")
        == ExtractedRecord())
  }

  @Test func `of two federated subjects of one name the last one counts`() {
    let path = "userIdentity.sessionContext.webIdFederationData.attributes"
    #expect(
      ExtractedRecord(nested(path, "{\"x:sub\":\"a\",\"y:sub\":\"c\",\"x:s\\u0075b\":\"b\"}"))
        == ExtractedRecord(lists: [.federatedSubject: ["c", "b"]]))
    #expect(
      ExtractedRecord(nested(path, "{\"x:sub\":\"a\",\"x:sub\":null}")) == ExtractedRecord())
  }

  @Test(arguments: ["a", "roleArn"])
  func `of two ARNs of one member the last one counts`(name: String) {
    let twice = "{\"requestParameters\":{\"\(name)\":\"arn:1\",\"\(name)\":\"arn:2\"}}"
    withKnownIssue("ARNs are found in the text of requestParameters, whatever their names") {
      #expect(ExtractedRecord(twice)?.lists == [.requestARN: ["arn:2"]])
    }
  }
}
