import TrailEvents
import TrailSearch
import Testing

@testable import TrailReports

/// Lists that people give: what is read, and that what is not understood is told with its line.
@Suite struct InputTests {
  private func inputs(
    _ kind: ReportInputs.Kind, _ text: String
  ) throws -> ReportInputs {
    var inputs = ReportInputs()
    try inputs.add(kind, Array(text.utf8), path: "some/list.csv")
    return inputs
  }

  private func message(_ kind: ReportInputs.Kind, _ text: String) -> String? {
    do {
      _ = try inputs(kind, text)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [
    "user,left_on\nalice,2024-03-31\nbob,2024/4/1\n",
    "\u{FEFF}user,left_on\r\nalice,2024-03-31\r\nbob,2024/4/1\r\n",
    "left_on,user\n2024-03-31,alice\n,\n2024/04/01,bob",
    "ユーザー,退職日,氏名,備考\nalice,2024-03-31,\"有栖, 花子\",\"二行\nの備考\"\n　bob　,2024/4/1,,\n",
  ])
  func `leavers are read as spreadsheets write them`(text: String) throws {
    let leavers = try #require(try inputs(.leavers, text).leavers).leavers
    #expect(leavers.map(\.user) == ["alice", "bob"])
    #expect(leavers[0].leftOn == CivilDate(year: 2024, month: 3, day: 31))
    #expect(leavers[1].leftOn == CivilDate(year: 2024, month: 4, day: 1))
  }

  @Test(arguments: [
    ("", "some/list.csv: it is empty"),
    ("user\n", "some/list.csv:1: the column `left_on` is missing"),
    ("user,left\n", "some/list.csv:1: there is no column `left`"),
    ("user,left_on,user\n", "some/list.csv:1: the column `user` stands twice"),
    ("user,left_on,ユーザー\n", "some/list.csv:1: the column `ユーザー` stands twice"),
    ("User,left_on\n", "there is no column `User`; did you mean `user`?"),
    ("user;left_on\n", "there is no column `user;left_on`"),
    ("user,left_on\nalice,2024-02-30\n", "some/list.csv:2: `2024-02-30` is no day"),
    ("user,left_on\nalice,31.3.2024\n", "some/list.csv:2: `31.3.2024` is no day"),
    ("user,left_on\nalice,2024-3-1\n", "some/list.csv:2: `2024-3-1` is no day"),
    ("user,left_on\nalice,\n", "some/list.csv:2: `left_on` is empty"),
    ("user,left_on\nalice\n", "some/list.csv:2: 1 values stand where the header has 2 columns"),
    (
      "user,left_on,note\na,2024-03-31,\"two\nlines\"\nb,soon,\n",
      "some/list.csv:4: `soon` is no day"
    ),
    (
      "user,left_on\nalice,2024-03-31\nAlice,2024-04-01\n", "some/list.csv:3: `Alice` stands twice"
    ),
    ("user,left_on\n\"alice,2024-03-31\n", "a quoted value does not end"),
  ])
  func `what is no list of leavers is told`(text: String, message: String) {
    #expect(self.message(.leavers, text)?.contains(message) == true, "\(text)")
  }

  @Test func `what is not UTF-8 is told`() throws {
    var inputs = ReportInputs()
    // 退職日 as Shift_JIS has it.
    let bytes: [UInt8] = Array("user,".utf8) + [0x91, 0xDE, 0x90, 0x45, 0x93, 0xFA, 0x0A]
    #expect(throws: InputError.self) { try inputs.add(.leavers, bytes, path: "l.csv") }
    #expect(inputs.given.isEmpty)
  }

  @Test func `the evidence names a list without its directory`() throws {
    let given = try #require(try inputs(.knownAccounts, "account\n111122223333\n").given.first)
    #expect(given.file == "list.csv")
    #expect(given.count == 1)
    #expect(given.hash.utf8.count == 64)
  }

  @Test func `privileged identities are a query`() throws {
    let text = "kind,name\nuser,root-ops\nrole,*Admin*\npermission-set,PowerUserAccess\n許可セット,*\n"
    let query = try #require(try inputs(.privileged, text).privileged).query
    #expect(
      query.description
        == "user:root-ops OR role:*Admin* OR permset:PowerUserAccess OR permset:*")
  }

  @Test func `a kind of identity that does not exist is told`() {
    #expect(
      message(.privileged, "kind,name\ngroup,admins\n")?.contains(
        "list.csv:2: `group` is no kind") == true)
  }

  @Test(arguments: [
    // Friday, in hours, and at their edges: the end is not counted.
    ("2024-03-01T00:00:00Z", true), ("2024-03-01T08:59:59Z", true),
    ("2024-03-01T09:00:00Z", false), ("2024-02-29T23:59:59Z", false),
    // Saturday has shorter hours, Sunday none.
    ("2024-03-02T02:59:59Z", true), ("2024-03-02T03:00:00Z", false),
    ("2024-03-03T01:00:00Z", false),
    // A holiday on a Wednesday, a Sunday on which people work.
    ("2024-03-20T01:00:00Z", false), ("2024-03-24T01:00:00Z", true),
    // Before 1970: 1969-12-31 was a Wednesday.
    ("1969-12-31T01:00:00Z", true),
  ])
  func `a calendar tells when work is expected`(time: String, isWork: Bool) throws {
    let text = """
      day,hours,note
      mon,09:00-18:00,
      火,09:00-18:00,
      wed,09:00-18:00,
      Thu,09:00-18:00,
      fri,9:00-18:00,
      土,09:00-12:00,
      2024-03-20,closed,春分の日
      2024/3/24,09:00-24:00,移行作業
      """
    let calendar = try #require(try inputs(.calendar, text).calendar)
    let zone = ZoneRules(name: "JST", fixed: 32_400, abbreviation: "JST")
    let instant = try #require(Timestamp(time))
    #expect(calendar.isWorkTime(instant, zone) == isWork)
  }

  @Test(arguments: [
    ("day,hours\n2024-03-20,closed\n", "it names no weekday"),
    ("day,hours\nmon,18:00-09:00\n", "list.csv:2: `18:00-09:00` are no hours"),
    ("day,hours\nmon,09:00-25:00\n", "are no hours"), ("day,hours\nmon,9-18\n", "are no hours"),
    ("day,hours\nmon,09:00-18:00\n月,closed\n", "list.csv:3: `月` stands twice"),
    ("day,hours\nmonday,09:00-18:00\n", "list.csv:2: `monday` is no day"),
    (
      "day,hours\nmon,09:00-18:00\n2024-05-03,closed\n2024/5/3,closed\n",
      "list.csv:4: `2024/5/3` stands twice"
    ),
  ])
  func `what is no calendar is told`(text: String, message: String) {
    #expect(self.message(.calendar, text)?.contains(message) == true, "\(text)")
  }

  @Test func `accounts have names or are unknown`() throws {
    let text = "アカウント,名称\n000011112222,本番\n111122223333,\n"
    let accounts = try #require(try inputs(.knownAccounts, text).accounts)
    #expect(accounts.name("000011112222") == "本番")
    #expect(accounts.name("111122223333") == "")
    #expect(accounts.name("444455556666") == nil)
  }

  @Test func `an account that lost its zeros is told`() {
    #expect(
      message(.knownAccounts, "account\n11112222\n")?.contains("leading zeros") == true)
  }
}
