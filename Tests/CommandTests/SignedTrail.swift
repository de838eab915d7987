import Foundation
import TrailDemo
import TrailTestSupport

/// A small archive of one trail with a chain of digests, signed by the demonstration's key.
///
/// Each hour has two log files and one digest; what each digest holds is made here, without the
/// program's code.
final class SignedTrail {
  static let account = "111122223333"
  static let region = "us-east-1"
  let directory: TemporaryDirectory
  let signer: DemoSigner
  var bucket = "example-bucket"
  /// Whether the hours that are written now have no log files.
  var isQuiet = false
  /// The signature of the newest digest, which S3 alone has.
  private(set) var lastSignature = "null"
  private(set) var digestKeys: [String] = []
  private(set) var logKeys: [String] = []
  private var last: (bucket: String, key: String, hash: String)?

  init() throws {
    directory = try TemporaryDirectory()
    signer = try DemoSigner()
    try directory.write(Array(DemoSigner.publicKeyList.utf8), to: "keys.json")
  }

  /// A trail with digests for the first hours of 5 March 2024.
  static func hours(_ count: Int) throws -> SignedTrail {
    let trail = try SignedTrail()
    for hour in 1...count { try trail.writeHour(hour) }
    return trail
  }

  var path: String { directory.path }

  /// The path of a file by its key.
  func file(_ key: String) -> String { "\(path)/archive/\(key)" }

  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// The key of log file number 0 or 1 of the hour that ends at `hour`.
  func logKey(_ hour: Int, _ number: Int) -> String {
    "AWSLogs/\(Self.account)/CloudTrail/\(Self.region)/2024/03/05/\(Self.account)_CloudTrail_"
      + "\(Self.region)_20240305T\(two(hour - 1))\(number == 0 ? "20" : "40")Z_"
      + "abcdefghijklm\(number)\(two(hour)).json.gz"
  }

  func digestKey(_ hour: Int, suffix: String = "") -> String {
    "AWSLogs/\(Self.account)/CloudTrail-Digest/\(Self.region)/2024/03/05/\(Self.account)_"
      + "CloudTrail-Digest_\(Self.region)_my_trail_\(Self.region)_20240305T\(two(hour))0131Z"
      + "\(suffix).json.gz"
  }

  /// The content of a log file.
  static func content(_ hour: Int, _ number: Int) -> [UInt8] {
    let record = DamagedInputs.goodRecord(hour * 10 + number)
    return Array("{\"Records\":[\(record)]}".utf8)
  }

  /// Writes two log files and the digest that names them.
  ///
  /// - Parameter isStart: Whether the digest starts a chain anew.
  func writeHour(_ hour: Int, isStart: Bool = false, suffix: String = "") throws {
    var files: [String] = []
    for number in 0..<(isQuiet ? 0 : 2) {
      let key = logKey(hour, number)
      let content = Self.content(hour, number)
      try directory.write(GzipWriter().member(content), to: "archive/\(key)")
      logKeys.append(key)
      files.append(
        #"{"s3Bucket":"\#(bucket)","s3Object":"\#(key)","hashValue":"\#(DemoHash.sha256(content))","#
          + #""hashAlgorithm":"SHA-256","newestEventTime":null,"oldestEventTime":null}"#)
    }
    if isStart {
      last = nil
      lastSignature = "null"
    }
    let key = digestKey(hour, suffix: suffix)
    let end = "2024-03-05T\(two(hour)):01:31Z"
    func text(_ value: String?) -> String { value.map { "\"\($0)\"" } ?? "null" }
    let digest =
      #"{"awsAccountId":"\#(Self.account)","digestStartTime":"2024-03-05T\#(two(hour - 1)):01:31Z","#
      + #""digestEndTime":"\#(end)","digestS3Bucket":"\#(bucket)","digestS3Object":"\#(key)","#
      + #""digestPublicKeyFingerprint":"\#(DemoSigner.fingerprint)","#
      + #""digestSignatureAlgorithm":"SHA256withRSA","newestEventTime":null,"oldestEventTime":null,"#
      + #""previousDigestS3Bucket":\#(text(last?.bucket)),"#
      + #""previousDigestS3Object":\#(text(last?.key)),"#
      + #""previousDigestHashValue":\#(text(last?.hash)),"#
      + #""previousDigestHashAlgorithm":\#(text(last.map { _ in "SHA-256" })),"#
      + #""previousDigestSignature":\#(text(last.map { _ in lastSignature })),"#
      + #""logFiles":[\#(files.joined(separator: ","))]}"#
    let bytes = Array(digest.utf8)
    try directory.write(GzipWriter().member(bytes), to: "archive/\(key)")
    let hash = DemoHash.sha256(bytes)
    lastSignature = try signer.signature("\(end)\n\(bucket)/\(key)\n\(hash)\n\(lastSignature)")
    last = (bucket, key, hash)
    digestKeys.append(key)
  }

  /// Replaces text within the content of a file, and compresses it again.
  func replace(_ old: String, with new: String, in key: String) throws {
    let text = try content(of: key)
    guard text.contains(old) else { throw CocoaError(.fileReadCorruptFile) }
    try overwrite(key, GzipWriter().member(Array(text.replacing(old, with: new).utf8)))
  }

  /// The content of a file.
  func content(of key: String) throws -> String {
    let packed = try Data(contentsOf: URL(fileURLWithPath: file(key)))
    return String(decoding: PlainInflate.inflate(Array(packed)).text, as: UTF8.self)
  }

  func bytes(of key: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: file(key))))
  }

  func overwrite(_ key: String, _ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: file(key)))
  }

  func remove(_ key: String) throws { try FileManager.default.removeItem(atPath: file(key)) }

  /// A run of the program beside the archive.
  func run(_ arguments: [String]) throws -> CommandRun { try CommandRun(arguments, in: path) }

  func index() throws {
    let run = try run(["index", "archive"])
    guard run.status == 0 || run.status == 3 else { throw CocoaError(.featureUnsupported) }
  }

  /// One finding of `verify`: verdict, kind, and the last part of the path.
  struct Finding: Hashable, Comparable, CustomStringConvertible {
    var verdict: String
    var kind: String
    var name: String
    var reason: String

    static func < (left: Finding, right: Finding) -> Bool { left.description < right.description }
    var description: String { "\(verdict) \(kind) \(name)" }
  }

  /// What `verify` finds, and its exit status.
  func findings(
    _ options: [String] = ["--public-keys", "keys.json"]
  ) throws -> (list: [Finding], status: Int32) {
    let run = try run(["verify", "--findings", "-o", "jsonl"] + options)
    let list = try run.lines.map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
      let path = object["path"] as? String ?? ""
      return Finding(
        verdict: (object["moved"] as? Bool == true ? "moved " : "")
          + (object["verdict"] as? String ?? ""),
        kind: object["kind"] as? String ?? "",
        name: String(path.split(separator: "/").last ?? ""),
        reason: object["reason"] as? String ?? "")
    }
    return (list.sorted(), run.status)
  }
}
