import Foundation
import Testing
import TrailTestSupport

/// Questions as people and scripts ask them: output, messages and exit status.
@Suite struct QueryCommandTests {
  private static func record(
    _ number: Int, _ event: String, user: String, time: String, more: String = ""
  ) -> String {
    let id = "0000000\(number)-0000-4000-8000-00000000000\(number)"
    return
      "{\"eventVersion\":\"1.08\",\"eventID\":\"\(id)\",\"eventName\":\"\(event)\","
      + "\"eventTime\":\"\(time)\",\"eventSource\":\"s3.amazonaws.com\",\"awsRegion\":\"us-east-1\","
      + "\"sourceIPAddress\":\"192.0.2.\(number)\",\"recipientAccountId\":\"111122223333\","
      + "\"userIdentity\":{\"type\":\"IAMUser\",\"userName\":\"\(user)\"}\(more)}"
  }

  /// Five events in two files; the 3rd of March has no log at all, the 2nd no event of alice.
  private func indexed() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    let first = [
      Self.record(
        1, "PutObject", user: "alice", time: "2024-03-01T08:00:00Z",
        more:
          ",\"requestParameters\":{\"bucketName\":\"logs\",\"size\":120,\"tags\":[{\"k\":\"a\"}]}"),
      Self.record(2, "GetObject", user: "佐藤花子", time: "2024-03-02T23:30:00Z"),
    ]
    let second = [
      Self.record(
        3, "DeleteObject", user: "alice", time: "2024-03-04T08:00:00Z",
        more: ",\"errorCode\":\"AccessDenied\",\"errorMessage\":\"not your bucket\""),
      Self.record(4, "GetObject", user: "=cmd", time: "2024-03-04T09:00:00Z"),
      Self.record(5, "GetObject", user: "alice", time: "2024-03-04T09:00:00Z"),
    ]
    for (name, records) in [("first", first), ("second", second)] {
      let text = "{\"Records\":[" + records.joined(separator: ",") + "]}"
      _ = try directory.write(Array(text.utf8), to: "archive/\(name).json")
    }
    let run = try CommandRun(["index", "archive"], in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    return directory
  }

  private func count(_ query: [String], in directory: TemporaryDirectory) throws -> String {
    try CommandRun(["search", "-c"] + query, in: directory.path).output
  }

  @Test func `the whole language is answered`() throws {
    let directory = try indexed()
    for (query, expected) in [
      (["user:alice", "OR", "user:\"=cmd\""], 4), (["user:al?ce -result:denied"], 2),
      (["(event:*Object -event:Get*)"], 2), (["-(user:alice OR event:GetObject)"], 0),
      (["requestParameters.bucketName:LOGS"], 1), (["requestParameters.size>100"], 1),
      (["requestParameters.tags[*].k:a"], 1), (["errorMessage:*bucket*"], 1),
      (["user~/^al/"], 3), (["ip:192.0.2.2..192.0.2.4"], 3), (["192.0.2.1"], 1),
      (["time:2024-03-01..2024-03-02"], 2), (["--since", "end-1d"], 3),
      (["-user:alice", "-error:*"], 2), (["user:佐藤花子"], 1),
    ] {
      #expect(try count(query, in: directory) == "\(expected)\n", "\(query)")
    }
  }

  @Test func `values come from a file`() throws {
    let directory = try indexed()
    _ = try directory.write(
      Array("# suspects\n192.0.2.1\r\n\n  192.0.2.4/31  \n".utf8), to: "list.txt")
    #expect(try count(["ip:@list.txt"], in: directory) == "3\n")
    let missing = try CommandRun(["search", "ip:@nowhere"], in: directory.path)
    #expect(missing.status == 2)
    #expect(missing.errors.contains("nowhere"))
  }

  @Test func `a mistake is shown in its place`() throws {
    let directory = try indexed()
    let run = try CommandRun(["search", "event:x", "usr:y"], in: directory.path)
    #expect(run.status == 2)
    let lines = run.errors.split(separator: "\n").map(String.init)
    #expect(lines.first?.hasPrefix("trailsift: unknown key `usr`; did you mean `user`?") == true)
    #expect(lines.dropFirst() == ["  event:x usr:y", "          ^"])
  }

  @Test func `every error starts with the name of the program`() throws {
    let directory = try indexed()
    for arguments in [
      ["search", "--nonsense"], ["nonsense"], ["search", "-n", "x"], ["search", "user:"],
      ["search", "--tz", "Nowhere/City"], ["count", "--by", "usr"], ["timeline", "--every", "x"],
      ["search", "--fields", "nothing"], ["search", "--after", "x"], ["show"],
    ] {
      let run = try CommandRun(arguments, in: directory.path)
      #expect(run.status == 2, "\(arguments)")
      #expect(run.errors.hasPrefix("trailsift: "), "\(arguments): \(run.errors)")
      #expect(run.output.isEmpty)
    }
  }

  @Test func `words are told and nothing found is explained`() throws {
    let directory = try indexed()
    let bare = try CommandRun(["search", "192.0.2.1"], in: directory.path)
    #expect(bare.errors.contains("read as: `192.0.2.1` is ip"))
    let slip = try CommandRun(["search", "user:alise"], in: directory.path)
    #expect(slip.status == 1)
    #expect(slip.errors.contains("no user `alise`; nearest: alice (3)"))
    let late = try CommandRun(["search", "--since", "7d"], in: directory.path)
    #expect(late.errors.contains("the archive ends 2024-03-04 09:00:00"))
    #expect(late.errors.contains("did you mean `--since end-7d`?"))
    let short = try CommandRun(["search", "id:00000001"], in: directory.path)
    #expect(short.errors.contains("id:00000001*"))
  }

  @Test func `events are counted by their values`() throws {
    let directory = try indexed()
    let lines = try CommandRun(
      ["count", "--by", "user", "-o", "jsonl"], in: directory.path
    ).lines
    #expect(
      lines == [
        "{\"user\":\"alice\",\"count\":3}", "{\"user\":\"=cmd\",\"count\":1}",
        "{\"user\":\"佐藤花子\",\"count\":1}",
      ])
    let table = try CommandRun(
      ["count", "--by", "user,error", "--top", "2"], in: directory.path)
    #expect(table.output == "COUNT  USER   ERROR\n    2  alice  -\n    1  =cmd   -\n")
    let csv = try CommandRun(
      ["count", "user:\"=cmd\"", "--by", "user", "-o", "csv"], in: directory.path)
    #expect(csv.output == "user,count\n'=cmd,1\n")
    let few = try CommandRun(
      ["count", "--by", "event", "--min", "2", "-o", "jsonl"], in: directory.path)
    #expect(few.output == "{\"event\":\"GetObject\",\"count\":3}\n")
    #expect(try CommandRun(["count", "user:alice"], in: directory.path).output == "3\n")
    #expect(try CommandRun(["count", "user:nobody"], in: directory.path).status == 1)
    let several = try CommandRun(
      ["count", "--by", "resource", "-o", "jsonl"], in: directory.path)
    #expect(several.output.contains("{\"resource\":\"logs\",\"count\":1}"))
    #expect(several.output.contains("{\"resource\":null,\"count\":4}"))
  }

  @Test func `a step without logs differs from a step without events`() throws {
    let directory = try indexed()
    let lines = try CommandRun(
      ["timeline", "user:alice", "--every", "1d", "-o", "jsonl"], in: directory.path
    ).lines
    #expect(lines.count == 4)
    #expect(lines[0].contains("\"time\":\"2024-03-01T00:00:00Z\""))
    #expect(lines[1].contains("\"count\":0,\"covered\":true"))
    #expect(lines[2].contains("\"count\":0,\"covered\":false"))
    #expect(lines[3].contains("\"count\":2,\"covered\":true"))
    let table = try CommandRun(["timeline", "--every", "1d", "--utc"], in: directory.path)
    #expect(table.lines.contains("2024-03-03  ░ no log files"))
    let tokyo = try CommandRun(
      ["timeline", "event:GetObject", "--every", "1d", "--tz", "JST", "-o", "csv"],
      in: directory.path)
    #expect(tokyo.lines[1].hasPrefix("2024-03-02T15:00:00Z,2024-03-03 00:00:00,1,true"))
    let by = try CommandRun(
      ["timeline", "--every", "1d", "--by", "user", "-o", "jsonl"], in: directory.path)
    #expect(by.lines.last?.contains("\"user\":{\"alice\":2,\"=cmd\":1}") == true)
  }

  @Test func `columns are chosen, guarded and marked`() throws {
    let directory = try indexed()
    let csv = try CommandRun(
      [
        "search", "event:GetObject", "-o", "csv", "--fields", "time,user,eventName", "--bom",
      ], in: directory.path)
    #expect(
      csv.output
        == "\u{FEFF}time,user,eventName\r\n2024-03-04T09:00:00Z,'=cmd,GetObject\r\n"
        + "2024-03-04T09:00:00Z,alice,GetObject\r\n2024-03-02T23:30:00Z,佐藤花子,GetObject\r\n")
    let json = try CommandRun(
      [
        "search", "event:PutObject", "-o", "jsonl", "--fields",
        "user,requestParameters.size,requestParameters.tags,requestParameters.none",
      ], in: directory.path)
    #expect(
      json.output
        == "{\"user\":\"alice\",\"requestParameters.size\":120,"
        + "\"requestParameters.tags\":[{\"k\":\"a\"}],\"requestParameters.none\":null}\n")
    let array = try CommandRun(
      ["search", "-o", "json", "--fields", "event", "-n", "2"], in: directory.path)
    #expect(array.output == "[\n{\"event\":\"GetObject\"},\n{\"event\":\"GetObject\"}\n]\n")
    let tsv = try CommandRun(
      ["search", "user:alice", "-n", "1", "-o", "tsv", "--fields", "event,user"],
      in: directory.path)
    #expect(tsv.output == "event\tuser\nGetObject\talice\n")
    let wide = try CommandRun(
      ["search", "--fields", "user,event", "event:GetObject"], in: directory.path)
    #expect(
      wide.lines == [
        "USER      EVENT", "=cmd      GetObject", "alice     GetObject", "佐藤花子  GetObject",
      ])
  }

  @Test(arguments: [[], ["--oldest-first"]])
  func `pages make up the whole answer`(order: [String]) throws {
    let directory = try indexed()
    let whole = try CommandRun(["search", "-o", "ids"] + order, in: directory.path).lines
    var pages: [String] = []
    var token: String?
    for _ in 0..<10 {
      let after = token.map { ["--after", $0] } ?? []
      let run = try CommandRun(
        ["search", "-o", "ids", "-n", "1"] + order + after, in: directory.path)
      pages += run.lines
      guard let mark = run.errors.range(of: "--after ") else { break }
      token = String(run.errors[mark.upperBound...].prefix { $0 != " " })
    }
    #expect(pages.prefix(whole.count) == whole[...])
    let other = try CommandRun(
      ["search", "user:alice", "--after", token ?? ""] + order, in: directory.path)
    #expect(other.status == 2)
  }

  @Test func `files, silence and explanations`() throws {
    let directory = try indexed()
    let files = try CommandRun(["search", "-l", "user:alice"], in: directory.path)
    #expect(files.lines == ["first.json", "second.json"])
    let quiet = try CommandRun(["search", "-q", "user:alice"], in: directory.path)
    #expect(quiet.status == 0 && quiet.output.isEmpty)
    #expect(try CommandRun(["search", "-q", "user:nobody"], in: directory.path).status == 1)
    let plan = try CommandRun(
      ["search", "--explain", "user:alice", "requestParameters.bucketName:logs"],
      in: directory.path)
    #expect(plan.output.contains("query: user:alice requestParameters.bucketName:logs"))
    #expect(plan.output.contains("1 term → 3 documents"))
    #expect(plan.output.contains("3 records read from 2 files"))
  }

  @Test func `times are shown in a zone`() throws {
    let directory = try indexed()
    let tokyo = try CommandRun(
      ["search", "-n", "1", "event:PutObject"], in: directory.path,
      environment: ["TRAILSIFT_TZ": "+09:00"])
    #expect(tokyo.lines[0].hasPrefix("TIME (+09:00)"))
    #expect(tokyo.lines[1].hasPrefix("2024-03-01 17:00:00"))
    let day = try CommandRun(
      ["search", "-c", "--since", "2024-03-03", "--until", "2024-03-03", "--tz", "JST"],
      in: directory.path)
    #expect(day.output == "1\n")
  }

  @Test func `colours follow the conventions`() throws {
    let directory = try indexed()
    let query = ["search", "result:denied", "-n", "1"]
    #expect(!(try CommandRun(query, in: directory.path).output.contains("\u{1B}")))
    let forced = try CommandRun(query + ["--color", "always"], in: directory.path)
    #expect(forced.output.contains("\u{1B}[31m✗ denied\u{1B}[0m"))
    let variable = try CommandRun(
      query, in: directory.path, environment: ["CLICOLOR_FORCE": "1", "NO_COLOR": ""])
    #expect(variable.output.contains("\u{1B}["))
    let never = try CommandRun(
      query, in: directory.path, environment: ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"])
    #expect(!never.output.contains("\u{1B}"))
  }

  @Test func `an id that several events have says how many are not listed`() throws {
    let directory = try indexed()
    let run = try CommandRun(["show", "0000*"], in: directory.path)
    #expect(run.status == 2)
    #expect(run.errors.contains("5 events start with `0000`"))
    let one = try CommandRun(["show", "00000003", "--tz", "JST"], in: directory.path)
    #expect(one.output.contains("2024-03-04 17:00:00 JST +09:00  (2024-03-04T08:00:00Z)"))
    #expect(one.output.contains("second.json · record 0"))
  }

  @Test func `help explains queries and times`() throws {
    let directory = try TemporaryDirectory()
    for (topic, words) in [("query", "WORDS WITHOUT A KEY"), ("time", "fy2024")] {
      let run = try CommandRun(["help", topic], in: directory.path)
      #expect(run.status == 0)
      #expect(run.output.contains(words))
      #expect(run.lines.allSatisfy { $0.count <= 100 })
    }
  }

  @Test func `a query is translated for other tools`() throws {
    let directory = try indexed()
    let athena = try CommandRun(
      ["search", "--as", "athena", "event:Get*", "-ip:192.0.2.1", "time:2024-03"],
      in: directory.path)
    #expect(
      athena.output == """
        SELECT * FROM cloudtrail_logs
        WHERE (eventname LIKE 'Get%' AND NOT (sourceipaddress = '192.0.2.1') AND \
        eventtime >= '2024-03-01T00:00:00Z' AND eventtime < '2024-04-01T00:00:00Z')
        ORDER BY eventtime DESC;

        """)
    let insights = try CommandRun(
      ["search", "--as", "insights", "event:Put*", "a.b:x"], in: directory.path)
    #expect(insights.output.contains("| filter (eventName like /^Put.*$/ and a.b = \"x\")"))
    let look = try CommandRun(
      ["search", "--as", "lookup-events", "user:alice", "--since", "2024-03-01"],
      in: directory.path)
    #expect(
      look.output
        == "aws cloudtrail lookup-events --lookup-attributes "
        + "'AttributeKey=Username,AttributeValue=alice' --start-time 2024-03-01T00:00:00Z\n")
    let two = try CommandRun(
      ["search", "--as", "lookup-events", "user:alice", "event:X"], in: directory.path)
    #expect(two.status == 2)
    #expect(two.errors.contains("takes one attribute"))
  }

  @Test func `settings come from options, variables and a file, in this order`() throws {
    let directory = try indexed()
    _ = try directory.write(
      Array("# mine\ntz = Asia/Nowhere\n".utf8), to: "broken/trailsift/config")
    _ = try directory.write(
      Array("tz = JST\nfiscal-month: 10\n".utf8), to: "home/trailsift/config")
    let home = ["XDG_CONFIG_HOME": directory.path + "/home", "TRAILSIFT_TZ": ""]
    let query = ["search", "event:PutObject", "-n", "1"]
    let file = try CommandRun(query, in: directory.path, environment: home)
    #expect(file.lines[0].hasPrefix("TIME (JST +09:00)"))
    let option = try CommandRun(query + ["--tz", "UTC"], in: directory.path, environment: home)
    #expect(option.lines[0].hasPrefix("TIME (UTC)"))
    let shown = try CommandRun(["config", "-o", "jsonl"], in: directory.path, environment: home)
    #expect(
      shown.output.contains(
        "{\"name\":\"fiscal-month\",\"value\":\"10\",\"from\":\"\(directory.path)/home/trailsift/config\"}"
      ))
    let broken = try CommandRun(
      query, in: directory.path,
      environment: ["XDG_CONFIG_HOME": directory.path + "/broken", "TRAILSIFT_TZ": ""])
    #expect(broken.status == 2)
    #expect(broken.errors.contains("there is no time zone `Asia/Nowhere`"))
  }

  @Test func `shells are offered keys and values`() throws {
    let directory = try indexed()
    for shell in ["bash", "zsh", "fish"] {
      let script = try CommandRun(
        ["--generate-completion-script", shell], in: directory.path)
      #expect(script.status == 0)
      #expect(script.output.contains("---completion"))
    }
    // The edits that queries need found their places in the scripts.
    for (shell, edit) in [("bash", "compopt +o filenames"), ("zsh", "open_completions -S ''")] {
      let script = try CommandRun(
        ["--generate-completion-script=\(shell)"], in: directory.path)
      #expect(script.output.contains(edit))
    }
    // What the scripts run: the path of the argument, its place, and what is typed so far.
    func offered(
      _ words: String..., shell: String = "fish", command: String = "search", cwd: String? = nil
    ) throws -> [String] {
      try CommandRun(
        [
          "---completion", command, "--", "positional@0", "\(words.count + 1)",
          "\(words.last?.count ?? 0)", "trailsift", command,
        ] + words,
        in: cwd ?? directory.path, environment: ["SAP_SHELL": shell, "SAP_SHELL_VERSION": "4"]
      ).lines
    }
    #expect(try offered("us").contains("user:"))
    #expect(try offered("user:a") == ["user:alice"])
    #expect(try offered("-event:Del") == ["-event:DeleteObject"])
    // bash hands over a word in pieces and replaces the last one.
    #expect(try offered("us", shell: "bash").contains("user:"))
    #expect(try offered("user", ":", "a", shell: "bash") == ["alice"])
    #expect(try offered("result:denied", "event", ":", "Del", shell: "bash") == ["DeleteObject"])
    #expect(try offered("user", ":", shell: "bash").contains("alice"))
    // The index may be named in any way, and several are asked together.
    let index = directory.path + "/.trailsift"
    #expect(try offered("--index=" + index, "user:a", cwd: "/") == ["user:alice"])
    #expect(try offered("-I", index, "--index", index, "user:a", cwd: "/") == ["user:alice"])
    #expect(
      try offered("--index", "=", index, "user", ":", "a", shell: "bash", cwd: "/") == ["alice"])
    #expect(try offered("-I", "/nowhere", "user:a").isEmpty)
    #expect(try offered("user:a", command: "logins") == ["user:alice"])
    // In zsh a colon without a backslash begins a description.
    #expect(try offered("user:a", shell: "zsh").first == "user\\:alice")
  }
}
