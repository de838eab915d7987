import Foundation
import TrailDemo
import TrailTestSupport
import Testing

/// `verify` on archives with one thing wrong each: that is found, and nothing else.
@Suite struct VerifyCommandTests {
  private func name(_ key: String) -> String { String(key.split(separator: "/").last ?? "") }

  /// Runs `verify` on a trail of six hours after a change, with the index made before and after it.
  ///
  /// - Parameter expected: Verdict, kind and key of each finding.
  private func expect(
    _ expected: (SignedTrail) -> [String], options: [String] = ["--public-keys", "keys.json"],
    sourceLocation: SourceLocation = #_sourceLocation,
    after change: (SignedTrail) throws -> Void
  ) throws {
    let trail = try SignedTrail.hours(6)
    try trail.index()
    let clean = try trail.findings(options)
    #expect(clean.list.isEmpty && clean.status == 0, sourceLocation: sourceLocation)
    try change(trail)
    for isIndexedAgain in [false, true] {
      if isIndexedAgain { try trail.index() }
      let found = try trail.findings(options)
      let wanted = expected(trail).sorted()
      #expect(found.list.map(\.description) == wanted, sourceLocation: sourceLocation)
      #expect(found.status == (wanted.isEmpty ? 0 : 1), sourceLocation: sourceLocation)
    }
  }

  @Test func `show tells what the digests say of the file, as JSON too`() throws {
    let trail = try SignedTrail.hours(3)
    try trail.index()
    let key = trail.logKeys[2]
    for arguments in [["show", "\(name(key))#0"], ["show", "\(name(key))#0", "-o", "json"]] {
      let run = try trail.run(arguments)
      #expect(run.status == 0 && run.output.contains("with the right SHA-256"), "\(run.output)")
    }
    let place = "its file is named by the digest of 2024-03-05T02:01:31Z with the right SHA-256"
    let json = try trail.run(["show", "\(name(key))#0", "-o", "json"]).output
    #expect(json.contains("\"digest\":\"\(place)\""), "\(json)")
    #expect(try !trail.run(["show", "\(name(key))#0", "--raw"]).output.contains("digest"))
  }

  @Test func `keys behind a link are read, and a directory is told for one`() throws {
    let trail = try SignedTrail.hours(3)
    try trail.index()
    try FileManager.default.createSymbolicLink(
      atPath: "\(trail.path)/link.json", withDestinationPath: "keys.json")
    #expect(try trail.findings(["--public-keys", "link.json"]).status == 0)
    let wrong = try trail.run(["verify", "--public-keys", "."])
    #expect(wrong.status == 2 && wrong.errors.contains("Is a directory"), "\(wrong.errors)")
  }

  @Test func `one byte of a log file changed`() throws {
    try expect {
      ["changed log \(name($0.logKey(3, 0)))"]
    } after: { trail in
      try trail.replace("\"", with: "\" ", in: trail.logKey(3, 0))
    }
  }

  @Test func `a log file removed`() throws {
    try expect {
      ["missing log \(name($0.logKey(2, 1)))"]
    } after: {
      try $0.remove($0.logKey(2, 1))
    }
  }

  @Test func `a log file added`() throws {
    let own = "111122223333_CloudTrail_us-east-1_20240305T0230Z_AddedAddedAdded1.json.gz"
    try expect { _ in
      ["unexpected log \(own)"]
    } after: { trail in
      try trail.directory.write(
        GzipWriter().member(SignedTrail.content(9, 0)),
        to: "archive/AWSLogs/111122223333/CloudTrail/us-east-1/2024/03/05/\(own)")
    }
  }

  @Test func `a log file truncated`() throws {
    try expect {
      ["unreadable log \(name($0.logKey(4, 1)))"]
    } after: { trail in
      let key = trail.logKey(4, 1)
      try trail.overwrite(key, try trail.bytes(of: key).dropLast(20))
    }
  }

  @Test func `a log file compressed otherwise is valid`() throws {
    try expect { _ in
      []
    } after: { trail in
      let key = trail.logKey(4, 1)
      let packed = GzipWriter(level: 1, name: "other").member(SignedTrail.content(4, 1))
      #expect(try packed != trail.bytes(of: key))
      try trail.overwrite(key, packed)
      // And one in two members, as parallel compressors write, whose whole content is as named.
      let text = SignedTrail.content(5, 0)
      try trail.overwrite(
        trail.logKey(5, 0),
        GzipWriter().member(Array(text[..<30])) + GzipWriter().member(Array(text[30...])))
    }
  }

  @Test func `an unpacked log file is valid`() throws {
    try expect { _ in
      []
    } after: { trail in
      let key = trail.logKey(4, 1)
      try trail.remove(key)
      try trail.directory.write(SignedTrail.content(4, 1), to: "archive/\(key.dropLast(3))")
    }
  }

  @Test func `a member appended to a log file`() throws {
    try expect {
      ["changed log \(name($0.logKey(5, 1)))"]
    } after: { trail in
      let key = trail.logKey(5, 1)
      try trail.overwrite(
        key, try trail.bytes(of: key) + GzipWriter().member(SignedTrail.content(9, 9)))
    }
  }

  @Test func `bytes appended to a log file`() throws {
    try expect {
      ["changed log \(name($0.logKey(5, 1)))"]
    } after: { trail in
      try trail.overwrite(
        trail.logKey(5, 1), try trail.bytes(of: trail.logKey(5, 1)) + Array("more".utf8))
    }
  }

  @Test func `a digest removed`() throws {
    try expect {
      ["missing digest \(name($0.digestKey(3)))"]
    } after: {
      try $0.remove($0.digestKey(3))
    }
  }

  @Test func `two digests in a row removed`() throws {
    try expect {
      ["missing digest \(name($0.digestKey(3)))", "missing digest \(name($0.digestKey(4)))"]
    } after: { trail in
      try trail.remove(trail.digestKey(3))
      try trail.remove(trail.digestKey(4))
    }
  }

  @Test func `a digest altered`() throws {
    try expect {
      ["changed digest \(name($0.digestKey(3)))"]
    } after: { trail in
      let key = trail.digestKey(3)
      let hash = DemoHash.sha256(SignedTrail.content(3, 0))
      try trail.replace(hash, with: String(hash.reversed()), in: key)
    }
  }

  @Test func `a digest altered is found without keys`() throws {
    try expect({ ["changed digest \(name($0.digestKey(3)))"] }, options: []) { trail in
      try trail.replace("my_trail_", with: "no_trail_", in: trail.digestKey(3))
    }
  }

  @Test func `a signature altered`() throws {
    // In the digest that holds it, which is thereby altered itself.
    try expect {
      ["changed digest \(name($0.digestKey(4)))"]
    } after: { trail in
      let text = try trail.content(of: trail.digestKey(4))
      let start = try #require(text.range(of: "\"previousDigestSignature\":\"")).upperBound
      let old = String(text[start...].prefix(8))
      try trail.replace(
        old, with: old == "00000000" ? "11111111" : "00000000", in: trail.digestKey(4))
    }
  }

  @Test func `a signature altered in the newest digest`() throws {
    try expect {
      ["changed digest \(name($0.digestKey(5)))"]
    } after: { trail in
      let text = try trail.content(of: trail.digestKey(6))
      let start = try #require(text.range(of: "\"previousDigestSignature\":\"")).upperBound
      let old = String(text[start...].prefix(8))
      try trail.replace(
        old, with: old == "00000000" ? "11111111" : "00000000", in: trail.digestKey(6))
    }
  }

  /// The digest before it is signed, so it is the newest one that was altered, with keys and without.
  @Test func `the newest digest names another digest than the one before it`() throws {
    try expect {
      ["changed digest \(name($0.digestKey(6)))"]
    } after: { trail in
      let text = try trail.content(of: trail.digestKey(6))
      let start = try #require(text.range(of: "\"previousDigestHashValue\":\"")).upperBound
      let old = String(text[start...].prefix(64))
      try trail.replace(old, with: String(old.reversed()), in: trail.digestKey(6))
    }
  }

  @Test func `a wrong key`() throws {
    // A made-up key of the right length under the right fingerprint.
    try expect { _ in
      ["unproved key \(DemoSigner.fingerprint)"]
    } after: { trail in
      let list = DemoSigner.publicKeyList.replacing("FXA8D", with: "FXA9D")
      try trail.directory.write(Array(list.utf8), to: "keys.json")
    }
    try expect { _ in
      ["unproved key \(DemoSigner.fingerprint)"]
    } after: { trail in
      let list = DemoSigner.publicKeyList.replacing(DemoSigner.fingerprint, with: "00ff")
      try trail.directory.write(Array(list.utf8), to: "keys.json")
    }
  }

  @Test func `a folder renamed`() throws {
    try expect { trail in
      (1...6).flatMap { hour in
        (0..<2).map { "moved valid log \(name(trail.logKey(hour, $0)))" }
      }
    } after: { trail in
      let day = "AWSLogs/111122223333/CloudTrail/us-east-1/2024/03/05"
      try FileManager.default.moveItem(
        atPath: trail.file(day), toPath: trail.file(day.dropLast(2) + "06"))
    }
  }

  @Test func `a folder renamed may be allowed, and is told in one piece`() throws {
    let trail = try SignedTrail.hours(3)
    let day = "AWSLogs/111122223333/CloudTrail/us-east-1/2024/03/05"
    try FileManager.default.moveItem(
      atPath: trail.file(day), toPath: trail.file(day.dropLast(2) + "06"))
    try trail.index()
    let run = try trail.run(["verify", "--public-keys", "keys.json"])
    #expect(run.status == 1 && run.output.contains("6 files with the right content"))
    #expect(run.output.contains("here  AWSLogs/111122223333/CloudTrail/us-east-1/2024/03/06\n"))
    #expect(try trail.findings(["--public-keys", "keys.json", "--allow-moved"]).status == 0)
  }

  @Test func `another prefix before the tree is no move`() throws {
    let trail = try SignedTrail.hours(3)
    try FileManager.default.createDirectory(
      atPath: trail.path + "/elsewhere", withIntermediateDirectories: true)
    try FileManager.default.moveItem(
      atPath: trail.file("AWSLogs/111122223333"), toPath: trail.path + "/elsewhere/111122223333")
    #expect(try trail.run(["index", "elsewhere"]).status == 0)
    let found = try trail.findings()
    #expect(found.list.isEmpty && found.status == 0)
  }

  @Test func `a chain that stops and starts again`() throws {
    let trail = try SignedTrail()
    for hour in 1...3 { try trail.writeHour(hour) }
    for hour in 8...10 { try trail.writeHour(hour, isStart: hour == 8) }
    try trail.index()
    let found = try trail.findings()
    #expect(found.list.isEmpty && found.status == 0)
    let run = try trail.run(["verify", "--public-keys", "keys.json"])
    #expect(run.output.contains("the trail was stopped"))
    // The last digests before the stop and of all have their signatures in S3.
    #expect(run.output.contains("2 digests not provable offline"))
  }

  @Test func `a stop without a pause is told as one instant`() throws {
    let trail = try SignedTrail()
    for hour in 1...6 { try trail.writeHour(hour, isStart: hour == 4) }
    try trail.index()
    let run = try trail.run(["verify", "--public-keys", "keys.json"])
    #expect(run.status == 0)
    #expect(
      run.output.contains("the trail was stopped and started again at 2024-03-05T03:01:31Z"))
    #expect(!run.output.contains("nothing delivered between"))
  }

  @Test func `a chain is not valid when one of its files is no digest of it`() throws {
    let trail = try SignedTrail.hours(6)
    try trail.index()
    func verdict() throws -> String? {
      let run = try trail.run(["verify", "--chains", "-o", "jsonl", "--public-keys", "keys.json"])
      #expect(run.lines.count == 1)
      return ["valid", "unreadable", "changed", "missing"].first {
        run.output.contains("\"verdict\":\"\($0)\"")
      }
    }
    #expect(try verdict() == "valid")
    // The newest one, which none names, in the middle, and the oldest.
    for hour in [6, 3, 1] {
      let key = trail.digestKey(hour)
      let whole = try trail.bytes(of: key)
      try trail.overwrite(key, Array(whole.prefix(whole.count / 2)))
      #expect(try verdict() == "unreadable")
      let run = try trail.run(["verify", "--public-keys", "keys.json"])
      #expect(run.output.contains("1 with findings"))
      // A copy that can be read stands for it.
      let copy = trail.file(key.replacing("AWSLogs/", with: "copy/AWSLogs/"))
      try FileManager.default.createDirectory(
        atPath: String(copy[..<(copy.lastIndex(of: "/") ?? copy.endIndex)]),
        withIntermediateDirectories: true)
      try Data(whole).write(to: URL(fileURLWithPath: copy))
      try trail.index()
      #expect(try verdict() == "valid")
      try FileManager.default.removeItem(atPath: copy)
      try trail.overwrite(key, whole)
      try trail.index()
      #expect(try verdict() == "valid")
    }
    try trail.overwrite(trail.digestKey(3), try trail.bytes(of: trail.digestKey(2)))
    #expect(try verdict() == "changed")
  }

  @Test func `the log bucket changed in mid-chain`() throws {
    let trail = try SignedTrail()
    for hour in 1...6 {
      if hour == 4 { trail.bucket = "second-bucket" }
      try trail.writeHour(hour)
    }
    try trail.index()
    let found = try trail.findings()
    #expect(found.list.isEmpty && found.status == 0)
    let run = try trail.run(["verify", "--public-keys", "keys.json"])
    #expect(run.output.contains("the bucket changed from example-bucket to second-bucket"))
    #expect(run.output.contains("5 signatures verified"))
  }

  @Test func `backfill digests are a chain of their own`() throws {
    let trail = try SignedTrail.hours(3)
    for hour in 4...6 { try trail.writeHour(hour, isStart: hour == 4, suffix: "_backfill") }
    try trail.index()
    let found = try trail.findings()
    #expect(found.list.isEmpty && found.status == 0)
    let run = try trail.run(["verify", "--chains", "-o", "jsonl"])
    #expect(run.lines.count == 2 && run.lines.count { $0.contains("\"backfill\":true") } == 1)
  }

  @Test func `a saved answer of S3 proves the newest digest`() throws {
    let trail = try SignedTrail.hours(3)
    try trail.index()
    func newest() throws -> String {
      let run = try trail.run(["verify", "--public-keys", "keys.json", "-o", "jsonl"])
      return try #require(run.lines.first { $0.contains("\"path\":\"\(trail.digestKey(3))\"") })
    }
    #expect(try newest().contains("\"verdict\":\"unproved\""))
    let side = trail.file(trail.digestKey(3)) + ".json"
    let answer = #"{"ContentLength":9,"Metadata":{"signature":"SIG","signature-algorithm":"x"}}"#
    try Data(answer.replacing("SIG", with: trail.lastSignature).utf8)
      .write(to: URL(fileURLWithPath: side))
    #expect(try newest().contains("\"verdict\":\"valid\""))
    try Data(answer.replacing("SIG", with: "00" + trail.lastSignature.dropFirst(2)).utf8)
      .write(to: URL(fileURLWithPath: side))
    #expect(try newest().contains("\"verdict\":\"changed\""))
  }

  @Test func `files of the time that no digest here speaks of are unproved`() throws {
    let trail = try SignedTrail.hours(4)
    let late = "111122223333_CloudTrail_us-east-1_20240305T0500Z_LateLateLateLate.json.gz"
    let other = "111122223333_CloudTrail_eu-west-1_20240305T0200Z_OtherOtherOther1.json.gz"
    for name in [late, other] {
      try trail.directory.write(
        GzipWriter().member(SignedTrail.content(7, 1)), to: "archive/\(name)")
    }
    try trail.index()
    #expect(try trail.findings().list.isEmpty)
    let run = try trail.run(["verify", "-o", "jsonl"])
    let unproved = run.lines.filter { $0.contains("\"kind\":\"log\"") && $0.contains("unproved") }
    #expect(unproved.count == 2)
  }

  @Test func `a second run reads nothing, and sees what changed since`() throws {
    let trail = try SignedTrail.hours(3)
    try trail.index()
    // Files of the last two seconds are read again in any case.
    let past = Date(timeIntervalSinceNow: -2.2)
    while Date() < past.addingTimeInterval(4.4) { usleep(50_000) }
    let first = try trail.run(["verify", "--public-keys", "keys.json"])
    let cache = trail.path + "/.trailsift/content-hashes"
    #expect(FileManager.default.fileExists(atPath: cache))
    #expect(try trail.run(["verify", "--public-keys", "keys.json"]).output == first.output)
    try trail.replace("\"", with: "\" ", in: trail.logKey(2, 0))
    #expect(try trail.findings().list.map(\.verdict) == ["changed"])
    // A cache that is damaged or foreign costs time alone.
    let outcome = trail.path + "/.trailsift/verify-outcome"
    #expect(FileManager.default.fileExists(atPath: outcome))
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: outcome))
    for bytes in [[UInt8](), Array("TRAILHSH".utf8), [UInt8](repeating: 7, count: 4_096)] {
      try Data(bytes).write(to: URL(fileURLWithPath: cache))
      #expect(try trail.findings().list.map(\.verdict) == ["changed"])
    }
    #expect(try trail.run(["check", "--deep"]).status == 0)
  }

  @Test func `scope, and what cannot be done`() throws {
    let trail = try SignedTrail.hours(6)
    try trail.index()
    try trail.remove(trail.logKey(2, 0))
    try trail.remove(trail.logKey(5, 0))
    let early = try trail.findings(["--since", "2024-03-05T00:00Z", "--until", "2024-03-05T02:30Z"])
    #expect(early.list.map(\.name) == [name(trail.logKey(2, 0))])
    #expect(try trail.run(["verify", "--account", "999999999999"]).status == 2)
    #expect(try trail.run(["verify", "--public-keys", "archive"]).status == 2)
    #expect(try trail.run(["verify", "--public-keys", "nowhere.json"]).status == 2)
    let empty = try TemporaryDirectory()
    try empty.write(SignedTrail.content(1, 1), to: "a/x.json")
    #expect(try CommandRun(["index", "a"], in: empty.path).status == 0)
    let run = try CommandRun(["verify"], in: empty.path)
    #expect(run.status == 2 && run.errors.contains("no digest"))
  }

  @Test func `broken and hostile digests are named`() throws {
    let trail = try SignedTrail.hours(6)
    try trail.index()
    let texts = [
      "{\"digestS3Object\":", "{\"digestS3Object\":1}", "[]", "", "{\"digestS3Object\":\"x\"}",
      try trail.content(of: trail.digestKey(3)).replacing(
        "\"logFiles\":[", with: "\"logFiles\":[7,"),
      try trail.content(of: trail.digestKey(3))
        .replacing("2024-03-05T03:01:31Z", with: "9999999-99"),
    ]
    for text in texts {
      try trail.overwrite(trail.digestKey(3), GzipWriter().member(Array(text.utf8)))
      let found = try trail.findings()
      #expect(found.list.map(\.description) == ["unreadable digest \(name(trail.digestKey(3)))"])
      #expect(found.status == 1)
    }
  }

  @Test func `a demonstration archive is proved from end to end`() throws {
    let directory = try TemporaryDirectory()
    let demo = try CommandRun(
      ["demo", "demo", "--events", "1500", "--accounts", "1", "--days", "2", "--digests", "2"],
      in: directory.path)
    #expect(demo.status == 0)
    #expect(try CommandRun(["index", "demo/archive"], in: directory.path).status == 0)
    let run = try CommandRun(
      ["verify", "--public-keys", "demo/public-keys.json"], in: directory.path)
    #expect(run.status == 0 && run.output.contains("188 signatures verified"))
    #expect(run.output.contains("188 valid · 4 unproved"))
  }
}
