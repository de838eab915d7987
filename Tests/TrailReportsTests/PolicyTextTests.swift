import Testing

@testable import TrailReports

/// What is read of policies and of arrays in records.
@Suite struct PolicyTextTests {
  private static func trust(_ text: String, member: String = "assumeRolePolicyDocument") -> String {
    "{\"roleName\":\"r\",\"\(member)\":\"\(text.replacing("\"", with: "\\\""))\"}"
  }

  private static func allow(_ members: String) -> String {
    #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",\#(members),"Action":"sts:AssumeRole"}]}"#
  }

  @Test(
    arguments: [
      (
        trust(allow(#""Principal":{"Service":"lambda.amazonaws.com"}"#)), "lambda.amazonaws.com"
      ),
      // Several of several kinds, under the name of the other call.
      (
        trust(
          allow(
            #""Principal":{"Federated":"arn:aws:iam::111122223333:saml-provider/x","AWS":["arn:aws:iam::999988887777:root","111122223333"]}"#
          ), member: "policyDocument"),
        "arn:aws:iam::999988887777:root 111122223333 arn:aws:iam::111122223333:saml-provider/x"
      ),
      (trust(allow(#""Principal":"*""#)), "*"),
      (trust(allow(#""Principal":{"AWS":"*"},"Condition":{"Bool":{"x":"true"}}"#)), "*"),
      (
        trust(allow(#""NotPrincipal":{"AWS":"arn:aws:iam::111122223333:user/a"}"#)),
        "all but arn:aws:iam::111122223333:user/a"
      ),
      // URL-encoded, with one statement as such.
      (
        trust(
          "%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22AWS%22%3A%22arn%3Aaws%3Aiam%3A%3A999988887777%3Aroot%22%7D%7D%7D"
        ), "arn:aws:iam::999988887777:root"
      ),
      // As an object, as some pipelines write it; what is refused is not trusted, and named once.
      (
        #"{"policyDocument":{"Statement":[{"Effect":"Allow","Principal":{"AWS":"1"}},{"Effect":"Deny","Principal":{"AWS":"2"}},{"Effect":"Allow","Principal":{"AWS":["3","1"]}}]}}"#,
        "1 3"
      ),
      // A policy of rights names no principals.
      (
        trust(
          #"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
          member: "policyDocument"), nil
      ),
      (trust("{\"Statement\":["), nil), (trust("%7"), nil), ("{}", nil), ("", nil), ("[1]", nil),
    ] as [(String, String?)])
  func `a policy tells whom it trusts`(parameters: String, principals: String?) {
    let found = Array(parameters.utf8).withUnsafeBytes {
      RequestReview().text(of: .principals, $0)
    }
    #expect(found == principals)
  }

  @Test(
    arguments: [
      (#"["Password:Success", "Mfa:Failure"]"#, "Password:Success Mfa:Failure"),
      (#"[{"name":"Mfa","result":"Success"},{"other":1},{"name":"x"}]"#, "Mfa:Success x"),
      (#"["a","","a",null,2]"#, "a 2"), ("[]", nil), ("", nil), ("text", "text"), ("[", nil),
      (#"[{"name":"cut""#, nil),
    ] as [(String, String?)])
  func `an array is told by its elements`(array: String, told: String?) {
    let found = Array(array.utf8).withUnsafeBytes {
      ElementTexts().text(of: $0, ["name", "result"])
    }
    #expect(found == told)
  }

  @Test(
    arguments: [
      (
        #"{"policyDocument":"{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}}"}"#,
        "Allow s3:* on *"
      ),
      (
        #"{"policyDocument":"%7B%22Statement%22%3A%5B%7B%22Effect%22%3A%22Deny%22%2C%22NotAction%22%3A%5B%22iam:*%22%2C%22sts:*%22%5D%2C%22Resource%22%3A%22*%22%7D%5D%7D"}"#,
        "Deny all but iam:*, sts:* on *"
      ),
      (
        #"{"policyDocument":"{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"a:B\",\"a:C\"],\"Resource\":[\"x\",\"y\"],\"Condition\":{\"Bool\":{\"k\":\"true\"}}},{\"Effect\":\"Allow\",\"Action\":\"d:E\",\"NotResource\":\"z\"}]}"}"#,
        #"Allow a:B, a:C on x, y if {"Bool":{"k":"true"}}; Allow d:E on all but z"#
      ), (#"{"policyDocument":"no json"}"#, nil),
      (#"{"policyArn":"arn:aws:iam::aws:policy/X"}"#, nil),
    ] as [(String, String?)])
  func `a policy tells what it allows and denies`(parameters: String, statements: String?) {
    let found = Array(parameters.utf8).withUnsafeBytes {
      RequestReview().text(of: .statements, $0)
    }
    #expect(found == statements)
  }
}
