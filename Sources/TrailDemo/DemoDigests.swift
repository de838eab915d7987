import Dispatch
import Synchronization

/// A log file that was delivered, as a digest names it.
struct DemoDelivered: Sendable {
  var account: Int
  var region: Int
  /// When it was delivered.
  var time: Int
  var key: String
  /// SHA-256 of its content before compression.
  var hash: String
  /// Times of its oldest and newest event; `nil` for a file without events.
  var span: ClosedRange<Int>?
}

/// Writes the digests of the last days: a chain for each account and region, one digest an hour,
/// each signed, and each holding hash and signature of the one before.
///
///     AWSLogs/ORGANIZATION/ACCOUNT/CloudTrail-Digest/REGION/YYYY/MM/DD/
///       ACCOUNT_CloudTrail-Digest_REGION_main_HOMEREGION_YYYYMMDDTHHMMSSZ.json.gz
///
/// The signature of the newest digest of a chain is nowhere: S3 keeps it beside the object.
struct DemoDigests {
  static let bucket = "example-trail"
  static let trail = "main"
  /// Digests end this many seconds behind the full hour.
  private static let offset = 91

  private let world: DemoWorld
  private let root: String
  private let signer: DemoSigner
  private let hours: Int

  /// Writes all chains, on all processors.
  ///
  /// - Parameter delivered: Every log file of the archive.
  static func write(
    _ delivered: [DemoDelivered], world: DemoWorld, root: String, jobs: Int
  ) throws(DemoError) -> DemoSummary {
    let hours = world.options.digestHours
    guard hours > 0 else { return DemoSummary() }
    let digests = DemoDigests(world: world, root: root, signer: try DemoSigner(), hours: hours)
    let regions = world.organization.regions.count
    let count = world.organization.accounts.count * regions
    var files: [[DemoDelivered]] = Array(repeating: [], count: count)
    for file in delivered { files[file.account * regions + file.region].append(file) }
    let sorted = files.map { $0.sorted { ($0.time, $0.key) < ($1.time, $1.key) } }
    let next = Atomic(0)
    let results = Mutex<Result<DemoSummary, DemoError>>(.success(DemoSummary()))
    DispatchQueue.concurrentPerform(iterations: max(1, jobs)) { _ in
      while true {
        let chain = next.add(1, ordering: .relaxed).oldValue
        if chain >= count { return }
        let made = Result { () throws(DemoError) in
          try digests.writeChain(account: chain / regions, region: chain % regions, sorted[chain])
        }
        results.withLock { results in
          switch (results, made) {
          case (.success(var sum), .success(let own)):
            sum.add(own)
            results = .success(sum)
          case (.success, .failure(let error)): results = .failure(error)
          case (.failure, _): break
          }
        }
      }
    }
    return try results.withLock { $0 }.get()
  }

  private func writeChain(
    account: Int, region: Int, _ files: [DemoDelivered]
  ) throws(DemoError) -> DemoSummary {
    var summary = DemoSummary()
    var compressor = try DemoCompressor()
    var made: Set<String> = []
    var previous: (key: String, hash: String, signature: String)?
    var place = 0
    let account = string(world.organization.accounts[account])
    let region = string(world.organization.regions[region])
    for hour in 0..<hours {
      let end = DemoClock.end - (hours - 1 - hour) * 3_600 + Self.offset
      let start = end - 3_600
      while place < files.count, files[place].time < start { place += 1 }
      var named: [DemoDelivered] = []
      while place < files.count, files[place].time < end {
        named.append(files[place])
        place += 1
      }
      let (directory, name) = path(account, region, end)
      let key = "\(directory)/\(name)"
      let text = digest(key, account, start..<end, previous, named).line
      if made.insert(directory).inserted { try DemoFiles.makeDirectory("\(root)/\(directory)") }
      summary.gzipBytes += try compressor.write(text, to: "\(root)/\(key)")
      summary.jsonBytes += text.count
      summary.files += 1
      summary.sources.digest += 1
      let hash = DemoHash.sha256(text)
      let signed =
        "\(DemoStamp.iso(end))\n\(Self.bucket)/\(key)\n\(hash)\n\(previous?.signature ?? "null")"
      previous = (key, hash, try signer.signature(signed))
    }
    return summary
  }

  private func path(_ account: String, _ region: String, _ end: Int) -> (String, String) {
    let stamp = DemoStamp.iso(end).filter { $0 != "-" && $0 != ":" }
    let home = DemoOrganization.regionNames[0]
    return (
      "AWSLogs/\(string(world.organization.id))/\(account)/CloudTrail-Digest/\(region)/"
        + DemoStamp.day(end),
      "\(account)_CloudTrail-Digest_\(region)_\(Self.trail)_\(home)_\(stamp).json.gz"
    )
  }

  private func digest(
    _ key: String, _ account: String, _ span: Range<Int>,
    _ previous: (key: String, hash: String, signature: String)?, _ files: [DemoDelivered]
  ) -> DemoJSON {
    func time(_ time: Int?) -> DemoJSON { time.map { .text(DemoStamp.iso($0)) } ?? .word("null") }
    func text(_ text: String?) -> DemoJSON { text.map { .text($0) } ?? .word("null") }
    let list = files.map { file in
      DemoJSON.object([
        ("s3Bucket", .text(Self.bucket)), ("s3Object", .text(file.key)),
        ("hashValue", .text(file.hash)), ("hashAlgorithm", .text("SHA-256")),
        ("newestEventTime", time(file.span?.upperBound)),
        ("oldestEventTime", time(file.span?.lowerBound)),
      ])
    }
    return .object([
      ("awsAccountId", .text(account)),
      ("digestStartTime", .text(DemoStamp.iso(span.lowerBound))),
      ("digestEndTime", .text(DemoStamp.iso(span.upperBound))),
      ("digestS3Bucket", .text(Self.bucket)), ("digestS3Object", .text(key)),
      ("digestPublicKeyFingerprint", .text(DemoSigner.fingerprint)),
      ("digestSignatureAlgorithm", .text("SHA256withRSA")),
      ("newestEventTime", time(files.compactMap { $0.span?.upperBound }.max())),
      ("oldestEventTime", time(files.compactMap { $0.span?.lowerBound }.min())),
      ("previousDigestS3Bucket", text(previous.map { _ in Self.bucket })),
      ("previousDigestS3Object", text(previous?.key)),
      ("previousDigestHashValue", text(previous?.hash)),
      ("previousDigestHashAlgorithm", text(previous.map { _ in "SHA-256" })),
      ("previousDigestSignature", text(previous?.signature)),
      ("logFiles", .list(list)),
    ])
  }

  private func string(_ text: DemoText) -> String {
    String(decoding: world.pool[text.range], as: UTF8.self)
  }
}
