/// Sign-ins of IAM users and of root at the console.
extension DemoPeople {
  /// Seconds that typing a code may take.
  private static let codeWindow = 600
  /// The same when the address changed in between.
  private static let movedWindow = 120

  private mutating func check(
    _ account: String, _ address: DemoAddress, _ agent: String, at time: Int, _ identity: DemoJSON,
    passes: Bool = true
  ) -> String {
    record(
      "signin", "CheckMfa", at: time, account, address,
      Details(
        agent: agent, identity: identity, response: ["CheckMfa": passes ? "Success" : "Failure"]))
  }

  private mutating func login(
    _ account: String, _ address: DemoAddress, _ agent: String, at time: Int, _ identity: DemoJSON,
    fails message: String? = nil, mfa: String
  ) -> String {
    record(
      "signin", "ConsoleLogin", at: time, account, address,
      Details(
        agent: agent, identity: identity, errorMessage: message ?? "",
        response: ["ConsoleLogin": message == nil ? "Success" : "Failure"],
        additional: ["MFAUsed": "\(mfa)"]))
  }

  mutating func playConsole(_ name: String, _ address: DemoAddress, case number: Int) {
    let account = drawMember()
    let user: DemoJSON = ["type": "IAMUser", "accountId": "\(account)", "userName": "\(name)"]
    let agent = "Mozilla/5.0 (\(serial))"
    let start = time
    time += 2_400
    let wrong = "Failed authentication"
    switch number % 10 {
    case 0:
      let id = login(account, address, agent, at: start, user, mfa: "No")
      expect("console", [id], "ok", "no", account, name)
    case 1:
      let id = login(account, address, agent, at: start, user, fails: wrong, mfa: "No")
      expect("console", [id], "FAIL password, no MFA set", "unknown", account, name)
    case 2:
      // In one second, and at the end of the window.
      for (offset, gap) in [(0, 0), (1_200, Self.codeWindow)] {
        let first = check(account, address, agent, at: start + offset, user)
        let second = login(account, address, agent, at: start + offset + gap, user, mfa: "Yes")
        expect("console", [first, second], "ok", "yes", account, name)
      }
    case 3:
      // A second beyond the window: two attempts.
      let first = check(account, address, agent, at: start, user)
      let second = login(
        account, address, agent, at: start + Self.codeWindow + 1, user, mfa: "Yes")
      expect("console", [first], "abandoned at the MFA prompt", "unknown", account, name)
      expect("console", [second], "ok", "yes", account, name)
    case 4:
      let first = check(account, address, agent, at: start, user)
      let second = login(account, address, agent, at: start + 14, user, fails: wrong, mfa: "Yes")
      expect("console", [first, second], "FAIL password or MFA code", "yes", account, name)
    case 5:
      let first = check(account, address, agent, at: start, user)
      expect("console", [first], "abandoned at the MFA prompt", "unknown", account, name)
    case 6:
      // From another address at the end of the shorter window, and a second beyond it.
      let other = DemoAddress(198, 51, 100, 200 + number % 50)
      let first = check(account, address, agent, at: start, user)
      let second = login(account, other, agent, at: start + Self.movedWindow, user, mfa: "Yes")
      expect("console", [first, second], "ok", "yes", account, name, match: "inferred")
      let third = check(account, address, agent, at: start + 1_200, user)
      let fourth = login(
        account, other, agent, at: start + 1_201 + Self.movedWindow, user, mfa: "Yes")
      expect("console", [third], "abandoned at the MFA prompt", "unknown", account, name)
      expect("console", [fourth], "ok", "yes", account, name)
    case 7:
      // Two prompts are open and one is answered: nothing tells which.
      let first = check(account, address, agent, at: start, user)
      let second = check(account, address, agent, at: start + 30, user)
      let answer = login(account, address, agent, at: start + 45, user, mfa: "Yes")
      expect("console", [first], "abandoned at the MFA prompt", "unknown", account, name)
      expect("console", [second, answer], "ok", "yes", account, name, match: "inferred")
    default:
      let root: DemoJSON = [
        "type": "Root", "principalId": "\(account)", "arn": "arn:aws:iam::\(account):root",
        "accountId": "\(account)",
      ]
      let isPassed = number % 10 == 8
      let id = login(
        account, address, agent, at: start, root, fails: isPassed ? nil : wrong,
        mfa: isPassed ? "Yes" : "No")
      expect(
        "root", [id], isPassed ? "ok" : "FAIL password or MFA code", isPassed ? "yes" : "unknown",
        account, "root", into: "root")
    }
  }

  /// Someone tries a name that does not exist: of the two shapes that such records have had.
  mutating func playUnknownUser(_ address: DemoAddress) {
    let account = drawMember()
    let hidden: DemoJSON = [
      "type": "IAMUser", "accountId": "\(account)", "accessKeyId": "",
      "userName": "HIDDEN_DUE_TO_SECURITY_REASONS",
    ]
    let agent = "curl/8.4.0 (\(serial))"
    let id =
      random.perMille(500)
      ? check(account, address, agent, at: time, hidden, passes: false)
      : login(
        account, address, agent, at: time, hidden,
        fails: "No username found in supplied account", mfa: "No")
    expect("console", [id], "FAIL no such user", "unknown", account, nil)
  }
}
