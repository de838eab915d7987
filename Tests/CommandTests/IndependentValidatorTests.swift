import Foundation
import TrailDemo
import TrailTestSupport
import Testing

/// Signatures against an independent implementation: the class of the AWS CLI that checks digests.
///
/// Runs where Python has the package `awscli`: `TRAILSIFT_AWSCLI_PYTHON` names such a Python, for
/// example one of a virtual environment; without it `python3` is asked.
@Suite(.enabled(if: IndependentValidator.python != nil, "no Python with awscli"))
struct IndependentValidatorTests {
  /// Digests by name that the AWS CLI's validator accepts, and those whose signature `verify` verified.
  private func expectAgreement(
    _ directory: String, archive: String, keys: String, count: Int,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let accepted = try IndependentValidator.accepted(
      archive: "\(directory)/\(archive)", keys: "\(directory)/\(keys)")
    let run = try CommandRun(
      ["verify", "--public-keys", keys, "-o", "jsonl"], in: directory)
    let verified = run.lines.filter {
      $0.contains("\"kind\":\"digest\"") && $0.contains("\"proof\":\"signature\"")
    }.compactMap { line in
      line.split(separator: "\"object\":\"").last?.prefix { $0 != "\"" }
    }.map(String.init)
    #expect(Set(verified) == accepted, sourceLocation: sourceLocation)
    #expect(accepted.count == count, sourceLocation: sourceLocation)
  }

  @Test func `it accepts the demonstration's digests`() throws {
    let directory = try TemporaryDirectory()
    let demo = try CommandRun(
      ["demo", "d", "--events", "800", "--accounts", "1", "--days", "1", "--digests", "1"],
      in: directory.path)
    #expect(demo.status == 0)
    #expect(try CommandRun(["index", "d/archive"], in: directory.path).status == 0)
    try expectAgreement(
      directory.path, archive: "d/archive", keys: "d/public-keys.json", count: 4 * 23)
  }

  @Test func `it rejects what verify rejects`() throws {
    func trail(_ change: (SignedTrail) throws -> Void, count: Int) throws {
      let trail = try SignedTrail.hours(6)
      try change(trail)
      try trail.index()
      try expectAgreement(trail.path, archive: "archive", keys: "keys.json", count: count)
    }
    try trail({ _ in }, count: 5)
    // Names in a digest (its own and that of the one before, which then is not named any more), white
    // space in a digest, a signature in a digest, another key.
    try trail(
      { try $0.replace("my_trail_", with: "no_trail_", in: $0.digestKey(3)) }, count: 3)
    try trail({ try $0.replace(":[{", with: ": [{", in: $0.digestKey(3)) }, count: 4)
    try trail(
      { trail in
        let text = try trail.content(of: trail.digestKey(4))
        let start = try #require(text.range(of: "\"previousDigestSignature\":\"")).upperBound
        let old = String(text[start...].prefix(8))
        try trail.replace(
          old, with: old == "00000000" ? "11111111" : "00000000", in: trail.digestKey(4))
      }, count: 3)
    try trail(
      { trail in
        let list = DemoSigner.publicKeyList.replacing("FXA8D", with: "FXA9D")
        try trail.directory.write(Array(list.utf8), to: "keys.json")
      }, count: 0)
  }
}

/// The AWS CLI's validator, driven by a few lines of Python.
enum IndependentValidator {
  /// A Python that has it; `nil` when there is none.
  static let python: String? = {
    let named = ProcessInfo.processInfo.environment["TRAILSIFT_AWSCLI_PYTHON"]
    for candidate in [named, "/usr/bin/python3"].compactMap({ $0 }) {
      let module = "awscli.customizations.cloudtrail.validation"
      if let run = try? output(candidate, ["-c", "import \(module)"]), run.status == 0 {
        return candidate
      }
    }
    return nil
  }()

  /// Each digest is checked with the signature that its successor holds, as S3 would have it.
  private static let script = """
    import json, os, sys, zlib
    from awscli.customizations.cloudtrail import validation
    keys = {k["Fingerprint"]: k["Value"] for k in json.load(open(sys.argv[2]))["PublicKeyList"]}
    digests = {}
    for folder, _, names in os.walk(sys.argv[1]):
        for name in names:
            if "_CloudTrail-Digest_" in name:
                with open(os.path.join(folder, name), "rb") as file:
                    text = zlib.decompress(file.read(), zlib.MAX_WBITS | 16)
                data = json.loads(text)
                digests[data["digestS3Object"]] = (data, text)
    for after, _ in list(digests.values()):
        key = after["previousDigestS3Object"]
        if key not in digests:
            continue
        data, text = digests[key]
        data["_signature"] = after["previousDigestSignature"]
        try:
            validation.Sha256RSADigestValidator().validate(
                data["digestS3Bucket"], key, keys[data["digestPublicKeyFingerprint"]], data, text)
            print(key)
        except validation.DigestError:
            pass
    """

  /// Keys in S3 of the digests that it accepts.
  static func accepted(archive: String, keys: String) throws -> Set<String> {
    let python = try #require(python)
    let run = try output(python, ["-c", script, archive, keys])
    try #require(run.status == 0)
    return Set(run.text.split(separator: "\n").map(String.init))
  }

  private static func output(
    _ program: String, _ arguments: [String]
  ) throws -> (text: String, status: Int32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (text, process.terminationStatus)
  }
}
