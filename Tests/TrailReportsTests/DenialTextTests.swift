import Testing

@testable import TrailReports

/// What messages of denied calls say.
@Suite struct DenialTextTests {
  @Test(
    arguments: [
      (
        "User: arn:aws:iam::111122223333:user/a is not authorized to perform: s3:PutObject on resource: \"arn:aws:s3:::b/k\" because no identity-based policy allows the s3:PutObject action",
        "\"arn:aws:s3:::b/k\"", "identity-based policy"
      ),
      (
        "User: arn:aws:sts::111122223333:assumed-role/r/s is not authorized to perform: iam:CreateUser on resource: arn:aws:iam::111122223333:user/x with an explicit deny in a service control policy",
        "arn:aws:iam::111122223333:user/x", "service control policy"
      ),
      (
        "… on resource: arn:aws:kms:us-east-1:111122223333:key/1 because no permissions boundary allows the kms:Decrypt action",
        "arn:aws:kms:us-east-1:111122223333:key/1", "permissions boundary"
      ),
      ("… with an explicit deny in a VPC endpoint policy", nil, "VPC endpoint policy"),
      ("You are not authorized to perform this operation.", nil, nil), ("on resource: ", nil, nil),
      ("", nil, nil),
    ] as [(String, String?, String?)])
  func `a message tells the resource and the policy`(
    message: String, resource: String?, policy: String?
  ) {
    #expect(
      Array(message.utf8).withUnsafeBytes({ DenialText.deniedResource.text(of: $0) }) == resource)
    #expect(Array(message.utf8).withUnsafeBytes({ DenialText.policyType.text(of: $0) }) == policy)
  }
}
