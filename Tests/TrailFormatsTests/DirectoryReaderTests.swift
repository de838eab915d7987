import Testing
import TrailFormats
import TrailTestSupport

/// Directory files in the shapes that the list commands print.
@Suite struct DirectoryReaderTests {
  private static let sub = "0784fae8-0000-7000-8000-00000000dd02"

  private func entries(_ text: String) -> [DirectoryEntry] {
    Array(text.utf8).withUnsafeBytes { DirectoryReader().entries($0) }
  }

  @Test func `users of a pool have their sub and e-mail from attributes`() throws {
    let found = entries(
      """
      {"Users":[{"Username":"taro0808","Attributes":[{"Name":"sub","Value":"\(Self.sub)"},\
      {"Name":"email","Value":"taro@example.com"},{"Name":"name","Value":"\\u592a\\u90ce"}],\
      "Enabled":true,"MFAOptions":[]},{"Username":"none"}],"PaginationToken":"x"}
      """)
    #expect(found.count == 2)
    let first = try #require(found.first)
    #expect(first.kind == .cognitoUser)
    #expect(first.name == "taro0808")
    #expect(first.id == Self.sub)
    #expect(first.emails == ["taro@example.com"])
    #expect(first.displayName == "太郎")
    #expect(found.last?.id == nil)
  }

  @Test func `one user of admin-get-user`() {
    let found = entries(
      """
      {"Username":"taro","UserAttributes":[{"Name":"sub","Value":"\(Self.sub)"}],"Enabled":true}
      """)
    #expect(found.map(\.id) == [Self.sub])
    #expect(found.map(\.name) == ["taro"])
  }

  @Test func `users of an identity store`() throws {
    let found = entries(
      """
      {"Users":[{"UserName":"hanako@example.com","UserId":"1234567890-\(Self.sub)",\
      "DisplayName":"Hanako","Emails":[{"Value":"h@example.com","Type":"work","Primary":true}],\
      "IdentityStoreId":"d-1234567890"}],"NextToken":null}
      """)
    let user = try #require(found.first)
    #expect(user.kind == .storeUser)
    #expect(user.name == "hanako@example.com")
    #expect(user.displayName == "Hanako")
    #expect(user.emails == ["h@example.com"])
    #expect(user.store == "d-1234567890")
  }

  @Test func `users and roles of IAM, one page after another`() {
    let found = entries(
      """
      {"Users":[{"Path":"/","UserName":"alice","UserId":"AIDAEXAMPLE000000001",\
      "Arn":"arn:aws:iam::111122223333:user/alice"}]}
      {"UserDetailList":[{"UserName":"bob","UserId":"AIDAEXAMPLE000000002",\
      "Arn":"arn:aws:iam::444455556666:user/x/bob"}],"RoleDetailList":[{"RoleName":"Admin",\
      "RoleId":"AROAEXAMPLE000000001","Arn":"arn:aws:iam::444455556666:role/Admin"}],"Policies":[]}
      """)
    #expect(found.map(\.kind) == [.iamUser, .iamUser, .iamRole])
    #expect(found.map(\.name) == ["alice", "bob", "Admin"])
    #expect(found.map(\.arnAccount) == ["111122223333", "444455556666", "444455556666"])
  }

  @Test func `accounts of an organization`() {
    let found = entries(
      """
      {"Accounts":[{"Id":"111122223333","Arn":"arn:aws:organizations::1:account/o-1/111122223333",\
      "Email":"prod@example.com","Name":"prod","Status":"ACTIVE"}]}
      """)
    #expect(found.map(\.id) == ["111122223333"])
    #expect(found.map(\.name) == ["prod"])
    #expect(found.first?.emails == ["prod@example.com"])
  }

  @Test func `the credential report, decoded and packed`() {
    let table = """
      user,arn,user_creation_time,password_enabled
      <root_account>,arn:aws:iam::111122223333:root,2020-01-01T00:00:00+00:00,not_supported
      alice,arn:aws:iam::111122223333:user/alice,2020-01-01T00:00:00+00:00,true

      """
    let packed =
      "{\"Content\":\"dXNlcixhcm4sdXNlcl9jcmVhdGlvbl90aW1lCmFsaWNlLGFybjphd3M6aWFtOjoxMTExMjIyMjMzMzM6"
      + "dXNlci9hbGljZSwyMDIwCg==\",\"ReportFormat\":\"text/csv\"}"
    #expect(entries(table).map(\.name) == ["root", "alice"])
    #expect(entries(table).map(\.arnAccount) == ["111122223333", "111122223333"])
    #expect(entries(packed).map(\.name) == ["alice"])
  }

  @Test func `the import table escapes commas with a backslash`() {
    let found = entries(
      """
      cognito:username,name,email,cognito:mfa_enabled\r
      taro,Yamada\\, Taro,taro@example.com,FALSE\r
      jiro,,,FALSE\r

      """)
    #expect(found.map(\.name) == ["taro", "jiro"])
    #expect(found.first?.displayName == "Yamada, Taro")
    #expect(found.first?.emails == ["taro@example.com"])
    #expect(found.last?.emails == [])
  }

  @Test func `broken and foreign texts give what is whole and never trap`() {
    let whole = """
      {"Users":[{"Username":"a","Attributes":[{"Name":"sub","Value":"\(Self.sub)"}]},\
      {"Username":"b","Attributes":[{"Name":"sub","Value":7}]}],"Accounts":[1,null,{"Id":"1"}]}
      """
    #expect(entries(whole).count == 3)
    for end in 0..<whole.utf8.count {
      #expect(entries(String(decoding: whole.utf8.prefix(end), as: UTF8.self)).count <= 3)
    }
    for text in ["", "[]", "null", "{}", "}]", "[[[{\"Username\":1}]]]", "a,b\n1,2", "\u{FEFF}{}"] {
      #expect(entries(text).isEmpty)
    }
  }
}
