internal import TrailEvents
internal import TrailFiles
internal import TrailFormats

/// The verdict on every digest: chains followed from the newest to the oldest.
///
/// A digest is vouched for by the one after it, which names its SHA-256 and holds its signature. A
/// signature that was verified proves a digest whoever carries it; without one, the word of a digest
/// that was itself changed counts for nothing.
final class ChainReview {
  /// What was found about a digest.
  struct Judgement {
    var verdict: Verdict
    var reason = ""
    /// What stands behind it; `nil` when it is not to be trusted.
    var proof: Proof?
    /// Number of the digest that says so.
    var witness: Int?
  }

  /// A digest that was named or must have been, and is not here.
  struct Missing {
    /// Its key in S3, guessed for one that nothing names.
    var object: String
    var reason: String
    /// Number of the digest that leads to it.
    var digest: Int
    /// Its end, or that of the last one, and how many there are.
    var end: Int64
    var count = 1
    /// Where the digests that are here leave off, ms since 1970, half open.
    var gap: Range<Int64>
  }

  /// A chain while it is followed.
  struct Chain {
    var account: String
    var region: String
    var trail: String
    var homeRegion: String
    var isBackfill: Bool
    /// Numbers of its digests, oldest first; one for each key.
    var digests: [Int] = []
    var missing: [Missing] = []
    /// Verdicts on files in the places of its digests that cannot be read, or hold another digest.
    var faulty: [Verdict] = []
    var notes: [String] = []
  }

  private(set) var judgements: [Judgement]
  private(set) var chains: [Chain] = []
  /// The chain of each digest.
  private(set) var chainOf: [Int]
  /// Keys that cannot have made the signatures: by fingerprint the words that say so.
  private(set) var badKeys: [(fingerprint: String, reason: String)] = []
  private let files: [DigestFile]
  /// Digests that lie under a key that another one names, and call themselves otherwise: by their own
  /// number that of the other.
  private let impostors: [Int: Int]

  /// Digests follow each other hourly.
  static let hour: Int64 = 3_600_000
  /// Absent digests that are told one by one.
  private static let listed = 24

  init(
    _ digests: DigestFiles, _ archive: LocalArchive, keys: SigningKeys,
    cache: inout ContentCache, jobs: Int
  ) {
    files = digests.files
    judgements = Array(repeating: Judgement(verdict: .unproved), count: files.count)
    chainOf = Array(repeating: 0, count: files.count)
    var copies: [String: [Int]] = [:]
    for (number, file) in files.enumerated() { copies[file.place, default: []].append(number) }
    var successors: [String: [Int]] = [:]
    for (number, file) in files.enumerated() {
      if let place = file.previousPlace { successors[place, default: []].append(number) }
    }
    impostors = ChainReview.impostors(files, archive, copies)
    gather(copies, successors)
    noteFaulty(digests.broken, archive)
    var saved: [Int: String] = [:]
    var claims: [SignatureChecks.Claim] = []
    for (number, file) in files.enumerated() {
      let after = successors[file.place] ?? []
      for next in after {
        if let previous = files[next].document.previous {
          claims.append(SignatureChecks.Claim(digest: number, signature: previous.signature))
        }
      }
      if after.isEmpty,
        let found = SavedSignature.find(beside: archive.files[file.file].absolutePath)
      {
        saved[number] = found
        claims.append(SignatureChecks.Claim(digest: number, signature: found))
      }
    }
    let checks = SignatureChecks(claims, of: files, keys: keys, cache: &cache, jobs: jobs)
    judge(successors, saved, checks, hasKeys: !keys.isEmpty)
    noteKeys(checks, keys)
    // Files that are here, and are not what the next digest names: they are told as what they are.
    let brokenNames = Set(
      (digests.broken.map(\.file) + impostors.keys.map { files[$0].file }).map { file in
        ChainReview.name(archive.files[file].absolutePath)
      })
    for chain in chains.indices {
      follow(chain, copies, brokenNames)
      explain(chain)
    }
  }

  /// Says of digests that nothing vouches for why that is.
  private func explain(_ number: Int) {
    for (digest, next) in zip(chains[number].digests, chains[number].digests.dropFirst())
    where judgements[digest].verdict == .unproved && judgements[digest].witness == nil {
      judgements[digest].reason =
        files[next].document.previous == nil
        ? "the last before the trail was stopped: its signature is in S3 alone"
        : "the next digest, which holds its signature, is not here"
    }
  }

  /// The name at the end of a key or path, the same for an unpacked copy.
  private static func name(_ path: [UInt8]) -> String {
    String(decoding: ObjectKey.unpacked(ObjectKey.name(path)), as: UTF8.self)
  }

  private static func impostors(
    _ files: [DigestFile], _ archive: LocalArchive, _ copies: [String: [Int]]
  ) -> [Int: Int] {
    var absent: [String: Int] = [:]
    for (number, file) in files.enumerated() {
      guard let previous = file.document.previous, let place = file.previousPlace,
        copies[place] == nil
      else { continue }
      absent[name(Array(previous.object.utf8))] = number
    }
    if absent.isEmpty { return [:] }
    var impostors: [Int: Int] = [:]
    for (number, file) in files.enumerated() {
      let own = name(archive.files[file.file].absolutePath)
      if let witness = absent[own], witness != number { impostors[number] = witness }
    }
    return impostors
  }

  /// Puts digests into chains by what the names in their keys say.
  private func gather(_ copies: [String: [Int]], _ successors: [String: [Int]]) {
    var numbers: [[String]: Int] = [:]
    for (number, file) in files.enumerated() {
      let name = file.name
      let directory = name == nil ? file.document.object.prefix { $0 != "_" } : ""
      let account = name?.account ?? file.document.account
      let key = [
        account, name?.region ?? "", name?.trail ?? "", name?.homeRegion ?? "",
        name?.isBackfill == true ? "b" : "", String(directory),
      ]
      let chain: Int
      if let known = numbers[key] {
        chain = known
      } else {
        chain = chains.count
        numbers[key] = chain
        chains.append(
          Chain(
            account: account, region: name?.region ?? "", trail: name?.trail ?? "",
            homeRegion: name?.homeRegion ?? "", isBackfill: name?.isBackfill ?? false))
      }
      chainOf[number] = chain
      // Of several copies of one digest the one that the next digest names leads the chain.
      let same = copies[file.place] ?? []
      let expected = successors[file.place]?.first.flatMap { files[$0].document.previous?.hash }
      let lead = same.first { files[$0].hash.whole == expected } ?? same.first
      if lead == number, impostors[number] == nil { chains[chain].digests.append(number) }
    }
    let ends = files.map(\.document.end)
    for chain in chains.indices {
      chains[chain].digests.sort { one, other in
        ends[one] != ends[other]
          ? ends[one] < ends[other]
          : files[one].document.object < files[other].document.object
      }
    }
  }

  /// Tells chains of files that ought to be digests of theirs, and are none.
  private func noteFaulty(_ broken: [DigestFiles.Broken], _ archive: LocalArchive) {
    for witness in impostors.values { chains[chainOf[witness]].faulty.append(.changed) }
    if broken.isEmpty { return }
    // A copy that can be read stands for one that cannot.
    let readable = Set(files.map { ChainReview.name(archive.files[$0.file].absolutePath) })
    var told: Set<String> = []
    for file in broken {
      let local = archive.files[file.file]
      let own = ChainReview.name(local.absolutePath)
      guard let name = local.name, !readable.contains(own), told.insert(own).inserted,
        let chain = chains.firstIndex(where: {
          $0.account == name.account && $0.region == name.region && $0.trail == name.trail
            && $0.homeRegion == name.homeRegion && $0.isBackfill == name.isBackfill
        })
      else { continue }
      chains[chain].faulty.append(.unreadable)
    }
  }

  /// Judges all digests, newest first: whoever vouches is judged before.
  private func judge(
    _ successors: [String: [Int]], _ saved: [Int: String], _ checks: SignatureChecks,
    hasKeys: Bool
  ) {
    let ends = files.map(\.document.end)
    let order = files.indices.sorted { ends[$0] > ends[$1] }
    for number in order {
      let file = files[number]
      let after = (successors[file.place] ?? []).filter { $0 != number }
      if let witness = impostors[number] {
        judgements[number] = Judgement(
          verdict: .changed, reason: "it calls itself \(file.place)", witness: witness)
        continue
      }
      if let oddity = file.oddity, !isNamed(number, by: after) {
        judgements[number] = Judgement(verdict: .changed, reason: oddity, witness: after.first)
        continue
      }
      // A witness that is not changed itself, and agrees, says most.
      let witness =
        after.first { isTrusted($0) && files[$0].document.previous?.hash == file.hash.whole }
        ?? after.first { isTrusted($0) } ?? after.first
      guard let witness, let previous = files[witness].document.previous else {
        judgements[number] = alone(number, saved[number], checks)
        continue
      }
      let state = checks.state(number, previous.signature)
      let isWrongKey = checks.wrongKeys[file.document.fingerprint] != nil
      var found = Judgement(verdict: .valid, proof: .chain, witness: witness)
      switch (isTrusted(witness), previous.hash == file.hash.whole, state) {
      case (_, let agrees, .verified):
        found.proof = .signature
        // The signature is of these very bytes: who names others was altered, unless it is signed itself.
        if !agrees, isTrusted(witness), judgements[witness].proof != .signature {
          judgements[witness] = Judgement(
            verdict: .changed,
            reason:
              "it names another SHA-256 than the digest before it has, whose signature verifies",
            witness: number)
        }
      case (true, false, _):
        found = Judgement(
          verdict: .changed, reason: "the next digest names another SHA-256", witness: witness)
      case (true, true, .failed) where !isWrongKey:
        found = Judgement(
          verdict: .changed, reason: "its signature, which the next digest holds, does not verify",
          witness: witness)
      case (true, true, _): break
      case (false, _, _):
        found = Judgement(
          verdict: .unproved, reason: "the next digest, which vouches for it, was changed",
          proof: .digest, witness: witness)
      }
      judgements[number] = found
    }
  }

  /// Whether a digest with more members than one is, as a whole, what another one names.
  private func isNamed(_ number: Int, by after: [Int]) -> Bool {
    files[number].hash.damage == nil
      && after.contains { files[$0].document.previous?.hash == files[number].hash.whole }
  }

  private func isTrusted(_ number: Int) -> Bool { judgements[number].verdict != .changed }

  /// Judges a digest that no other one vouches for.
  private func alone(_ number: Int, _ saved: String?, _ checks: SignatureChecks) -> Judgement {
    if let saved {
      switch checks.state(number, saved) {
      case .verified: return Judgement(verdict: .valid, proof: .signature)
      case .failed where checks.wrongKeys[files[number].document.fingerprint] == nil:
        return Judgement(verdict: .changed, reason: "its saved signature does not verify")
      case .unchecked:
        return Judgement(
          verdict: .unproved, reason: "its saved signature is unchecked: no key was given",
          proof: .digest)
      default: break
      }
    }
    return Judgement(
      verdict: .unproved, reason: "not provable offline: its signature is in S3 alone",
      proof: .digest)
  }

  private func noteKeys(_ checks: SignatureChecks, _ keys: SigningKeys) {
    for (fingerprint, count) in checks.wrongKeys.sorted(by: { $0.key < $1.key }) {
      badKeys.append(
        (fingerprint, "verifies none of \(count) signatures: a wrong key under this fingerprint"))
    }
    if keys.isEmpty { return }
    var without: [String: Int] = [:]
    for file in files where keys.keys(file.document.fingerprint).isEmpty {
      without[file.document.fingerprint, default: 0] += 1
    }
    for (fingerprint, count) in without.sorted(by: { $0.key < $1.key }) {
      badKeys.append(
        (
          fingerprint,
          keys.unusable.contains(fingerprint)
            ? "is no RSA key of at least 2,048 bits; \(count) digests name it"
            : "is not among the keys that were given; \(count) digests name it"
        ))
    }
  }

  /// Finds what is absent from a chain, and where the trail was stopped.
  private func follow(
    _ number: Int, _ copies: [String: [Int]], _ brokenNames: Set<String>
  ) {
    let digests = chains[number].digests
    for (place, digest) in digests.enumerated() {
      let document = files[digest].document
      let before = place > 0 ? files[digests[place - 1]].document : nil
      guard let previous = document.previous else {
        if let before {
          let stop = before.end..<max(document.start, before.end)
          let end = Timestamp(milliseconds: stop.lowerBound)
          if stop.isEmpty {
            chains[number].notes.append("the trail was stopped and started again at \(end)")
          } else {
            chains[number].notes.append(
              "the trail was stopped: nothing delivered between \(end) and "
                + "\(Timestamp(milliseconds: stop.upperBound))")
          }
        }
        continue
      }
      if previous.bucket != document.bucket {
        chains[number].notes.append(
          "the bucket changed from \(previous.bucket) to \(document.bucket) at "
            + "\(Timestamp(milliseconds: document.start))")
      }
      if let known = files[digest].previousPlace, copies[known] != nil { continue }
      let key = Array(previous.object.utf8)
      let name = ObjectKey.name(key)
      guard let before else {
        chains[number].notes.append(
          "begins at \(Timestamp(milliseconds: document.start)); the digests before are not here")
        continue
      }
      let end = DeliveryName(name)?.time ?? document.start
      let gap = before.end..<max(document.start, before.end)
      if !brokenNames.contains(ChainReview.name(key)) {
        chains[number].missing.append(
          Missing(
            object: previous.object, reason: "the next digest names it", digest: digest, end: end,
            gap: gap))
      }
      addUnnamed(number, before: end, after: before.end, digest, previous.object, gap, brokenNames)
    }
  }

  /// Adds the digests between one that is here and one that is named, of which no digest speaks.
  private func addUnnamed(
    _ number: Int, before end: Int64, after start: Int64, _ digest: Int, _ object: String,
    _ gap: Range<Int64>, _ brokenNames: Set<String>
  ) {
    let hours = Int((max(end - start, 0) + ChainReview.hour / 2) / ChainReview.hour) - 1
    guard hours > 0 else { return }
    let reason = "digests follow each other hourly; the one after is absent too"
    guard hours <= ChainReview.listed else {
      chains[number].missing.append(
        Missing(
          object: "about \(hours) digests between \(Timestamp(milliseconds: start)) and "
            + "\(Timestamp(milliseconds: end - ChainReview.hour))",
          reason: reason, digest: digest, end: end - ChainReview.hour, count: hours, gap: gap))
      return
    }
    for step in (1...hours).reversed() {
      let time = start + Int64(step) * ChainReview.hour
      let guess = ChainReview.object(object, at: time, insteadOf: end)
      if brokenNames.contains(ChainReview.name(Array(guess.utf8))) { continue }
      chains[number].missing.append(
        Missing(object: guess, reason: reason, digest: digest, end: time, gap: gap))
    }
  }

  /// The key of a digest of another hour.
  private static func object(_ object: String, at time: Int64, insteadOf end: Int64) -> String {
    func day(_ time: Int64) -> String {
      let text = DeliveryName.stamp(time)
      return "/\(text.prefix(4))/\(text.dropFirst(4).prefix(2))/\(text.dropFirst(6).prefix(2))/"
    }
    return object.replacing(DeliveryName.stamp(end), with: DeliveryName.stamp(time))
      .replacing(day(end), with: day(time))
  }
}
