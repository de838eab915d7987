import Testing

@testable import TrailReports

/// Tests of request parameters: what gives all rights, what opens to everybody, and what does not.
@Suite struct RequestFlagTests {
  private static let all = #"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#

  private static func policy(_ member: String, _ text: String) -> String {
    let escaped = text.replacing("\"", with: "\\\"")
    return "{\"\(member)\":\"\(escaped)\"}"
  }

  @Test(arguments: [
    (#"{"policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}"#, true),
    (#"{"policyArn":"arn:aws:iam::aws:policy/ReadOnlyAccess"}"#, false),
    (policy("policyDocument", all), true),
    (
      policy(
        "policyDocument",
        "%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22%2A%22%2C%22Resource%22%3A%22%2A%22%7D%7D"
      ), true
    ),
    (
      policy(
        "policyDocument",
        #"{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*"},{"Effect":"Allow","Action":["s3:Get*","*"],"Resource":["arn:x","*"]}]}"#
      ), true
    ),
    (
      policy(
        "policyDocument",
        #"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::b"},{"Effect":"Allow","Action":"s3:*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"*"}]}"#
      ), false
    ),
    (policy("policyDocument", "{\"Statement\":["), false), ("{}", false), ("", false),
    ("[1]", false), (policy("policyDocument", "%7"), false),
  ])
  func `all rights`(parameters: String, isAdmin: Bool) {
    #expect(holds(.admin, parameters) == isAdmin)
  }

  @Test(arguments: [
    (
      #"{"bucketPolicy":{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject"}]}}"#,
      true
    ),
    (
      #"{"bucketPolicy":{"Statement":{"Effect":"Allow","Principal":{"AWS":["111122223333","*"]}}}}"#,
      true
    ),
    (
      #"{"bucketPolicy":{"Statement":[{"Effect":"Allow","Principal":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}]}}"#,
      false
    ),
    (#"{"bucketPolicy":{"Statement":[{"Effect":"Deny","Principal":"*"}]}}"#, false),
    (
      #"{"AccessControlPolicy":{"AccessControlList":{"Grant":[{"Grantee":{"URI":"http://acs.amazonaws.com/groups/global/AllUsers"}}]}}}"#,
      true
    ),
    (#"{"x-amz-acl":["public-read"]}"#, true), (#"{"x-amz-acl":["private"]}"#, false),
    (
      #"{"PublicAccessBlockConfiguration":{"BlockPublicAcls":true,"RestrictPublicBuckets":false}}"#,
      true
    ),
    (#"{"PublicAccessBlockConfiguration":{"BlockPublicAcls":true}}"#, false),
  ])
  func `open storage`(parameters: String, isPublic: Bool) {
    #expect(holds(.public, parameters) == isPublic)
  }

  @Test(arguments: [
    (
      #"{"ipPermissions":{"items":[{"ipRanges":{"items":[{"cidrIp":"10.0.0.0/8"},{"cidrIp":"0.0.0.0/0"}]}}]}}"#,
      true
    ),
    (#"{"ipPermissions":{"items":[{"ipv6Ranges":{"items":[{"cidrIpv6":"::/0"}]}}]}}"#, true),
    (
      #"{"ModifySecurityGroupRulesRequest":{"SecurityGroupRule":{"SecurityGroupRule":{"CidrIpv4":"0.0.0.0/0"}}}}"#,
      true
    ),
    (#"{"ipPermissions":{"items":[{"ipRanges":{"items":[{"cidrIp":"10.0.0.0/8"}]}}]}}"#, false),
  ])
  func `open networks`(parameters: String, isOpen: Bool) {
    #expect(holds(.open, parameters) == isOpen)
  }

  private func holds(_ flag: RequestFlag, _ parameters: String) -> Bool {
    Array(parameters.utf8).withUnsafeBytes { RequestReview().holds(flag, $0) }
  }
}
