internal import Glibc
internal import TrailEvents
package import TrailFiles
internal import TrailFormats
package import TrailSearch
internal import TrailSegment

/// Proves log files by the digests that CloudTrail delivered with them, without asking AWS.
///
/// All digests of the archives of an index are read and their chains followed; every log file that
/// they name is found on disk and its content hashed; every file that CloudTrail could have delivered
/// and no digest names is told.
package final class ArchiveVerification {
  /// What to look at, and with what.
  package struct Options: Sendable {
    /// Public keys; without any, signatures stay unchecked.
    package var keys = SigningKeys()
    /// Only this account.
    package var account: String?
    /// Only files delivered at or after this time, and before the other; ms since 1970.
    package var from: Int64?
    package var to: Int64?
    /// Whether files that were hashed before and have not changed since are read again.
    package var rehashes = false
    /// Whether every file is listed, and not findings alone; a run with nothing new is quicker without.
    package var listsAllFiles = true
    /// Whether files that lie elsewhere than their key says are no finding.
    package var allowsMoved = false
    /// Workers.
    package var jobs = 1
    /// Told how many of the log files that have to be read were.
    package var progress: WorkProgress?

    package init() {}
  }

  /// What was found.
  package struct Report: Sendable {
    package var chains: [DigestChain] = []
    /// Every digest and log file, keys that cannot be right, and what is missing; of a run with nothing
    /// new that need not list all files, findings alone.
    package var files: [FileVerdict] = []
    package var digests = VerdictCounts()
    package var logFiles = VerdictCounts()
    /// Digests whose signature was verified.
    package var verifiedSignatures = 0
    /// Whether any key was given.
    package var hasKeys = false
    /// Digests that are unproved because nothing here holds their signature.
    package var unvouched = 0
    /// Files that lie elsewhere than their key says, by folder: key, place, number.
    package var moved: [(from: String, to: String, count: Int)] = []
    /// Bytes of text that were hashed, and files that were not read because the cache knew them.
    package var hashedBytes: Int64 = 0
    package var reused = 0
    /// Files and directories that could not be looked at.
    package var unreadable: [(path: String, reason: String)] = []
    /// Log files of CloudTrail that are here, and that the scope left out.
    package var outOfScope = 0

    /// Whether somebody has to look at something.
    package var hasFindings: Bool { files.contains { $0.isFinding } || !unreadable.isEmpty }
  }

  /// Files written within this time before a run are not remembered, ns.
  private static let settlingTime: Int64 = 2_000_000_000

  private let archive: LocalArchive
  private let storage: any IndexStorage
  private let options: Options
  private var cache: ContentCache
  private let digests: DigestFiles
  private let review: ChainReview
  private let changedBefore: Int64
  private var report = Report()
  /// What is known of the content of each file of the archive.
  private var contents: [Int: Content] = [:]
  /// Numbers of files by their name without `.gz`.
  private var byName: [[UInt8]: [Int]] = [:]
  /// Files that a digest names.
  private var named: Set<Int> = []

  private enum Content: Sendable {
    case hash(ContentHash)
    case failure(SystemCallError)
  }

  /// Walks the archives of an index and verifies them.
  ///
  /// - Throws: `IndexError`; `SystemCallError` when an archive is not there.
  package static func run(
    _ snapshot: Snapshot, storage: any IndexStorage, options: Options
  ) throws -> Report {
    let archive = try LocalArchive(snapshot)
    let changedBefore = TimeContext.clock() * 1_000_000 - settlingTime
    let isSettled = archive.files.allSatisfy { $0.identity.changed < changedBefore }
    let dependencies = VerificationOutcome.dependencies(
      archive, generation: snapshot.generation, options)
    if isSettled, !options.rehashes, !options.listsAllFiles,
      let known = VerificationOutcome.read(storage, dependencies)
    {
      return known
    }
    let verification = ArchiveVerification(
      archive, storage, options, changedBefore: changedBefore)
    let report = verification.verified()
    // A failure of reading may pass; and what an index holds that cannot be written, it holds not.
    if isSettled, !report.files.contains(where: { $0.verdict == .unreadable }) {
      do throws(SystemCallError) {
        try VerificationOutcome.write(report, dependencies, storage, process: getpid())
      } catch {
        return report
      }
    }
    return report
  }

  private init(
    _ archive: LocalArchive, _ storage: any IndexStorage, _ options: Options, changedBefore: Int64
  ) {
    self.archive = archive
    self.storage = storage
    self.options = options
    self.changedBefore = changedBefore
    var reading = options.rehashes ? ContentCache() : ContentCache(storage)
    digests = DigestFiles(
      archive, cache: &reading, jobs: options.jobs, changedBefore: changedBefore)
    review = ChainReview(
      digests, archive, keys: options.keys, cache: &reading, jobs: options.jobs)
    cache = reading
  }

  private func verified() -> Report {
    report.hasKeys = !options.keys.isEmpty
    report.unreadable = archive.unreadable
    report.hashedBytes = digests.hashedBytes
    report.reused = digests.reused
    for (number, file) in archive.files.enumerated() where file.name?.isDigest != true {
      let name = Array(ObjectKey.unpacked(ObjectKey.name(file.absolutePath)))
      byName[name, default: []].append(number)
    }
    report.chains = review.chains.map { summary($0) }
    readContents()
    judgeDigests()
    judgeNamedFiles()
    judgeUnnamedFiles()
    for key in review.badKeys {
      var verdict = FileVerdict(.key, .unproved, path: key.fingerprint, reason: key.reason)
      verdict.isFinding = true
      report.files.append(verdict)
    }
    gatherMoved()
    saveCache()
    return report
  }

  // MARK: Scope

  private func isWanted(_ digest: DigestFile) -> Bool {
    isWanted(
      digest.name?.account ?? digest.document.account, digest.document.start..<digest.document.end)
  }

  private func isWanted(_ account: String, _ span: Range<Int64>) -> Bool {
    if let wanted = options.account, wanted != account { return false }
    if let from = options.from, span.upperBound <= from { return false }
    if let to = options.to, span.lowerBound >= to { return false }
    return true
  }

  // MARK: Contents

  /// The files with the name that a key ends with: those that lie where it says, or else all others.
  private func candidates(_ object: String) -> (files: [Int], areMoved: Bool) {
    let key = Array(object.utf8)
    let found = byName[Array(ObjectKey.unpacked(ObjectKey.name(key)))] ?? []
    let inPlace = found.filter { number in
      let file = archive.files[number]
      return ObjectKey.isInPlace(path: file.absolutePath, relative: file.path, key: key)
    }
    return inPlace.isEmpty ? (found, true) : (inPlace, false)
  }

  /// Hashes every file that a digest in scope names, in parallel; what the cache knows is not read.
  private func readContents() {
    var toRead: [Int] = []
    for digest in digests.files where isWanted(digest) {
      for entry in digest.document.logFiles {
        for number in candidates(entry.object).files where contents[number] == nil {
          let file = archive.files[number]
          let key = ContentCache.Key(path: file.pathHash, identity: file.identity)
          if let known = cache.entries[key] {
            contents[number] = .hash(known.hash)
            report.reused += 1
          } else {
            toRead.append(number)
            contents[number] = .failure(SystemCallError(call: "read", path: "", code: EAGAIN))
          }
        }
      }
    }
    let paths = toRead.map { archive.files[$0].absolutePath }
    let found = ParallelWork.map(
      paths, jobs: options.jobs, progress: options.progress, state: { ContentHasher() }
    ) { hasher, path in
      do throws(SystemCallError) {
        return Content.hash(try hasher.hash(path))
      } catch {
        return Content.failure(error)
      }
    }
    for (number, content) in zip(toRead, found) {
      contents[number] = content
      if case .hash(let hash) = content {
        report.hashedBytes += hash.length
        cache.keep(archive.files[number].pathHash, hash, nil, changedBefore: changedBefore)
      }
    }
  }

  // MARK: Digests

  private func summary(_ chain: ChainReview.Chain) -> DigestChain {
    var counts = VerdictCounts()
    var verified = 0
    for digest in chain.digests {
      counts.add(review.judgements[digest].verdict)
      if review.judgements[digest].proof == .signature { verified += 1 }
    }
    for missing in chain.missing { for _ in 0..<missing.count { counts.add(.missing) } }
    for verdict in chain.faulty { counts.add(verdict) }
    let documents = chain.digests.map { digests.files[$0].document }
    let worst: [Verdict] = [.missing, .changed, .unreadable, .valid, .unproved]
    return DigestChain(
      account: chain.account, region: chain.region, trail: chain.trail,
      homeRegion: chain.homeRegion, isBackfill: chain.isBackfill, digests: chain.digests.count,
      start: documents.map(\.start).min() ?? 0, end: documents.map(\.end).max() ?? 0,
      verdict: worst.first { counts[$0] > 0 } ?? .unproved, counts: counts,
      verifiedSignatures: verified, logFiles: VerdictCounts(), notes: chain.notes)
  }

  private func add(digest verdict: FileVerdict) {
    report.digests.add(verdict.verdict)
    report.files.append(verdict)
  }

  private func judgeDigests() {
    for (number, file) in digests.files.enumerated() where isWanted(file) {
      let judgement = review.judgements[number]
      let witness = judgement.witness.map { digests.files[$0].document }
      var verdict = FileVerdict(
        .digest, judgement.verdict, path: file.path, object: file.document.object,
        reason: judgement.reason, digest: witness?.object, digestEnd: witness?.end,
        proof: judgement.verdict == .changed ? nil : judgement.proof)
      let local = archive.files[file.file]
      if judgement.verdict != .changed {
        verdict.isMoved = !ObjectKey.isInPlace(
          path: local.absolutePath, relative: local.path, key: Array(file.document.object.utf8))
      }
      if judgement.proof == .signature { report.verifiedSignatures += 1 }
      if judgement.verdict == .unproved, judgement.witness == nil { report.unvouched += 1 }
      add(digest: verdict)
    }
    for file in digests.broken {
      let name = archive.files[file.file].name
      let time = name?.time ?? 0
      if let name, !isWanted(name.account, (time - ChainReview.hour)..<time) { continue }
      add(digest: FileVerdict(.digest, .unreadable, path: file.path, reason: file.reason))
    }
    for chain in review.chains {
      for missing in chain.missing
      where isWanted(chain.account, (missing.end - ChainReview.hour)..<missing.end) {
        let witness = digests.files[missing.digest].document
        add(
          digest: FileVerdict(
            .digest, .missing, path: missing.object, object: missing.object,
            reason: missing.reason, digest: witness.object, digestEnd: witness.end))
      }
    }
  }

  // MARK: Log files

  private func add(log verdict: FileVerdict, chain: Int?) {
    report.logFiles.add(verdict.verdict)
    if let chain {
      report.chains[chain].logFiles.add(verdict.verdict)
      if verdict.isFinding, report.chains[chain].verdict == .valid {
        // The chain itself is whole; what it names is not.
        report.chains[chain].verdict = verdict.verdict
      }
    }
    report.files.append(verdict)
  }

  private func judgeNamedFiles() {
    // What a digest that can be trusted says of a file goes before what another one says.
    let order =
      digests.files.indices.filter { isTrusted($0) }
      + digests.files.indices.filter { !isTrusted($0) }
    var told: Set<String> = []
    for number in order {
      let digest = digests.files[number]
      let isInScope = isWanted(digest)
      for entry in digest.document.logFiles {
        let found = candidates(entry.object)
        if !isInScope {
          named.formUnion(found.files)
          continue
        }
        guard told.insert(entry.bucket + "/" + entry.object).inserted else { continue }
        if found.files.isEmpty {
          var verdict = FileVerdict(
            .log, .missing, path: entry.object, object: entry.object,
            digest: digest.document.object, digestEnd: digest.document.end)
          if !isTrusted(number) {
            verdict.verdict = .unproved
            verdict.isFinding = false
            verdict.reason = "not here; the digest that names it was changed"
          }
          add(log: verdict, chain: review.chainOf[number])
        }
        for file in found.files where named.insert(file).inserted {
          add(
            log: verdict(file, entry, number, isMoved: found.areMoved),
            chain: review.chainOf[number])
        }
      }
    }
  }

  private func isTrusted(_ digest: Int) -> Bool {
    review.judgements[digest].verdict != .changed
  }

  private func verdict(
    _ number: Int, _ entry: DigestDocument.LogFile, _ digest: Int, isMoved: Bool
  ) -> FileVerdict {
    let document = digests.files[digest].document
    var verdict = FileVerdict(
      .log, .valid, path: Paths.display(archive.files[number].path), object: entry.object,
      digest: document.object, digestEnd: document.end, proof: review.judgements[digest].proof)
    func set(_ found: Verdict, _ reason: String) {
      verdict.verdict = found
      verdict.reason = reason
      verdict.proof = nil
      verdict.isFinding = found.isFinding
    }
    switch contents[number] {
    case .hash(let hash):
      if let (found, reason) = ArchiveVerification.difference(hash, entry.hash) {
        set(found, reason)
      } else {
        verdict.isMoved = isMoved
      }
    case .failure(let error): set(.unreadable, error.reason)
    case nil: set(.unproved, "not read")
    }
    if !isTrusted(digest) { set(.unproved, "the digest that names it was changed") }
    return verdict
  }

  /// How a content differs from the SHA-256 that was named; `nil` when it does not.
  static func difference(_ hash: ContentHash, _ expected: [UInt8]) -> (Verdict, String)? {
    if hash.damage == nil, hash.whole == expected { return nil }
    if hash.firstMember == expected {
      return (.changed, "bytes were appended: \(hash.oddity ?? "the rest is not named")")
    }
    if let damage = hash.damage { return (.unreadable, damage.description) }
    return (.changed, "its SHA-256 differs")
  }

  // MARK: Files that no digest names

  private func judgeUnnamedFiles() {
    let windows = DigestWindows(review, digests)
    for (number, file) in archive.files.enumerated() {
      // What the index found to be no log changes no answer.
      guard !named.contains(number), file.state != .skipped, file.state != .digest else { continue }
      guard let name = file.name ?? DeliveryName(foldersOf: file.absolutePath), !name.isDigest
      else {
        continue
      }
      guard isWanted(name.account, name.time..<(name.time + 1)) else {
        report.outOfScope += 1
        continue
      }
      let path = Paths.display(file.path)
      let answer = windows.answer(name, path: file.absolutePath)
      let digest = answer.digest.map { digests.files[$0].document }
      add(
        log: FileVerdict(
          .log, answer.verdict, path: path, reason: answer.reason, digest: digest?.object,
          digestEnd: digest?.end),
        chain: answer.chain)
    }
  }

  // MARK: The end

  /// Gathers the files that lie elsewhere by folder, and makes each a finding unless that is allowed.
  private func gatherMoved() {
    var folders: [String: (from: String, to: String, count: Int)] = [:]
    for (number, file) in report.files.enumerated() where file.isMoved {
      if !options.allowsMoved { report.files[number].isFinding = true }
      let from = String((file.object ?? "").prefix { _ in true })
      let one = ArchiveVerification.folder(from)
      let other = ArchiveVerification.folder(file.path)
      folders[one + "\n" + other, default: (one, other, 0)].count += 1
    }
    report.moved = folders.values.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
  }

  private static func folder(_ path: String) -> String {
    path.utf8.lastIndex(of: 0x2F).map { String(path[..<$0]) } ?? "."
  }

  /// Keeps what was learnt for the next run, as far as the index may be written.
  private func saveCache() {
    guard cache.hasChanged else { return }
    let present = Set(
      archive.files.map { ContentCache.Key(path: $0.pathHash, identity: $0.identity) })
    cache.removeAll { present.contains($0) }
    do throws(SystemCallError) {
      try cache.write(storage, process: getpid())
    } catch {
      // A read-only index is searched and verified all the same; the next run reads all again.
    }
  }
}
