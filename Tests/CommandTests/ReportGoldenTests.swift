import Foundation
import Testing
import TrailTestSupport

/// All reports of one small archive, in all formats and both languages, byte for byte.
///
/// A change of what is written shows in a diff of `Golden`, to be looked at before it is committed:
/// `TRAILSIFT_GOLDEN_REPORTS=1 swift test --filter ReportGoldenTests` writes the files anew.
@Suite struct ReportGoldenTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden")

  /// Cases of which the archive is made: of each kind of report some rows, of many none.
  private static let names: Set<String> = [
    "root signs in with MFA in capitals", "a user signs in without MFA", "a wrong password",
    "a user that does not exist", "a portal sign-in", "an account opened from the portal",
    "an assignment made", "a key made", "administrator's rights given", "root runs an instance",
    "a service acts as root", "denied by EC2", "a bucket's policy", "a trail stopped",
    "a secret read", "a role assumed from another account", "a log file read",
    "a user made by an administrator", "the pipeline changes",
  ]

  /// Names and user agents of somebody who means harm, as two events.
  private static let hostile = [
    ReportCase(
      "markup", "DeleteTrail", "cloudtrail",
      by:
        #"{"type":"IAMUser","userName":"<script>alert(1)</script>","accountId":"111122223333"}"#,
      ReportCase.write + ReportCase.request(#""name":"[x](javascript:alert(1)) | `y`""#),
      agent: #"=HYPERLINK(\"http://x.example\")"#),
    ReportCase(
      "controls", "CreateUser", "iam",
      by: #"{"type":"IAMUser","userName":"a\u202Eb\u0007,\"c\"\nd","accountId":"111122223333"}"#,
      ReportCase.write, agent: "名前"),
  ]

  private func archive() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    let cases = ReportCase.all.filter { Self.names.contains($0.name) } + Self.hostile
    #expect(cases.count == Self.names.count + Self.hostile.count)
    // Three files of two hours with one between them: hours without files are in the coverage.
    for part in 0..<3 {
      let records = cases.enumerated().filter { $0.offset % 3 == part }.map { $1.record($0) }
      let hour = part == 0 ? "00" : "02"
      let name = "111122223333_CloudTrail_us-east-1_20240305T\(hour)05Z_abcdefghijklmno\(part).json"
      _ = try directory.write(
        Array("{\"Records\":[\(records.joined(separator: ",\n"))]}".utf8), to: "archive/\(name)")
    }
    let activity = ActivityCase.all.enumerated().map { $1.line($0) }.joined(separator: "\n")
    _ = try directory.write(Array(activity.utf8), to: "archive/activity.jsonl")
    _ = try directory.write(
      Array("{\"Records\":[{\"eventName\":\"cut".utf8), to: "archive/torn.json")
    let lists = [
      "left.csv": "user,left_on\nalice,2024-03-04\n",
      "days.csv": "day,hours\ntue,09:00-18:00\n2024-03-20,closed\n",
      "known.csv": "account,name\n999988887777,Partner\n",
    ]
    for (name, text) in lists { _ = try directory.write(Array(text.utf8), to: name) }
    _ = try CommandRun(["index", "archive"], in: directory.path)
    return directory
  }

  /// The files of a folder, those of rows one behind another.
  private func texts(_ folder: String) throws -> [String: String] {
    var texts: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
      var text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
      let version = try CommandRun(["--version"], in: folder).output.split(separator: "\n")[0]
      text = text.replacing(version, with: "trailsift VERSION")
      // One file a language is easier to look through than one a report.
      let isOfRows = name != "INCOMPLETE.txt" && name.first?.isUppercase ?? false
      let key = isOfRows ? "rows." + (name.split(separator: ".").last ?? "") : name
      texts[key, default: ""] += isOfRows ? "== \(name)\n\(text)" : text
    }
    return texts
  }

  @Test(arguments: ["en", "ja"])
  func `all reports are written as before`(language: String) throws {
    let directory = try archive()
    let run = try CommandRun(
      [
        "report", "all", "--since", "2024-03-04", "--until", "2024-03-05", "--lang", language,
        "--leavers", "left.csv",
        "--calendar", "days.csv", "--known-accounts", "known.csv", "--out", "r",
      ] + (language == "ja" ? ["--bom"] : []), in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    var found = try texts(directory.path + "/r")
    // The manifest holds the hash of each file, those of pages with the version in them too.
    found["manifest.json"] = nil
    let golden = Self.folder.appendingPathComponent(language)
    if ProcessInfo.processInfo.environment["TRAILSIFT_GOLDEN_REPORTS"] != nil {
      try FileManager.default.createDirectory(at: golden, withIntermediateDirectories: true)
      for (name, text) in found {
        try text.write(
          to: golden.appendingPathComponent(name), atomically: true, encoding: .utf8)
      }
      return
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: golden.path).sorted()
        == found.keys.sorted())
    for (name, text) in found {
      let expected = try String(
        contentsOf: golden.appendingPathComponent(name), encoding: .utf8)
      if let line = difference(expected, text) {
        Issue.record("\(language)/\(name): \(line)")
      }
    }
  }

  @Test func `reports of sign-ins have the same rows alone as together`() throws {
    let directory = try archive()
    let names = ["IAM-1", "IAM-3", "IDC-1", "COG-1", "COG-2", "COG-6"]
    // Alone a report puts together the kinds of sign-ins that it shows, together all of them.
    for question in [["all"], names] + names.map({ [$0] }) {
      let run = try CommandRun(
        ["report"] + question + [
          "--since", "2024-03-04", "--until", "2024-03-05", "--out",
          question.joined(separator: "+"),
        ], in: directory.path)
      #expect(run.status == 0, "\(run.errors)")
    }
    var rows = 0
    for name in names {
      func text(_ folder: String) throws -> String {
        try String(contentsOfFile: "\(directory.path)/\(folder)/\(name).csv", encoding: .utf8)
      }
      let whole = try text("all")
      rows += whole.split(separator: "\n").count - 1
      for folder in [name, names.joined(separator: "+")] {
        let alone = try text(folder)
        #expect(alone == whole, "\(name) in \(folder)")
      }
    }
    #expect(rows > 0)
  }

  /// The first lines that differ; `nil` when none does.
  private func difference(_ expected: String, _ found: String) -> String? {
    if expected == found { return nil }
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let new = found.split(separator: "\n", omittingEmptySubsequences: false)
    let place =
      zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset ?? min(old.count, new.count)
    let was = place < old.count ? String(old[place].prefix(300)) : "(end)"
    let isNow = place < new.count ? String(new[place].prefix(300)) : "(end)"
    return "line \(place + 1) was \(was), is \(isNow)"
  }
}
