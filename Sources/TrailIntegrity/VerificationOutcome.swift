internal import TrailBytes
internal import TrailFiles
internal import TrailFormats
internal import TrailSegment

/// What a run found, kept for the next one: when no file, no key and no option changed, neither has
/// the answer.
///
/// It is the file `verify-outcome` of the index; without it, or with any other, everything is judged
/// anew from ``ContentCache``.
///
/// ```
/// 8 bytes  "TRAILOUT", fixed u32 version, 32 bytes what the answer depends on (see `dependencies`)
/// chains, counts, moved folders, findings, see `write`
/// 32 bytes SHA-256 of all before
/// ```
struct VerificationOutcome {
  static let fileName = "verify-outcome"
  private static let magic = Array("TRAILOUT".utf8)
  private static let version: UInt32 = 1
  /// Findings that are kept; an answer with more is judged anew.
  private static let mostFindings = 10_000

  typealias Report = ArchiveVerification.Report

  /// The SHA-256 of all that an answer depends on.
  static func dependencies(
    _ archive: LocalArchive, generation: UInt64, _ options: ArchiveVerification.Options
  ) -> [UInt8] {
    var writer = ByteWriter(reservingCapacity: archive.files.count * 48)
    writer.appendFixed(version)
    writer.appendFixed(generation)
    writer.appendCounted(options.account ?? "")
    for limit in [options.from, options.to] {
      writer.append(limit == nil ? 0 : 1)
      writer.appendFixed(limit ?? 0)
    }
    writer.append(options.allowsMoved ? 1 : 0)
    for part in options.keys.essence {
      writer.appendCounted(part)
    }
    for file in archive.files {
      writer.appendFixed(file.pathHash)
      writer.appendFixed(file.identity.size)
      writer.appendFixed(file.identity.modified)
      writer.appendFixed(file.identity.changed)
      writer.appendFixed(file.identity.inode)
      writer.append(file.state?.rawValue ?? 0)
    }
    return writer.bytes.withUnsafeBytes { Checksum.sha256($0) }
  }

  /// The answer of a run before; `nil` when there is none for these dependencies.
  static func read(_ storage: any IndexStorage, _ dependencies: [UInt8]) -> Report? {
    do {
      let file = try storage.map(fileName)
      let bytes = file.bytes
      guard bytes.count > 76 else { return nil }
      let body = UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count - 32)])
      var cursor = ByteCursor(body)
      let mark = try cursor.take(8)
      let found: UInt32 = try cursor.fixed()
      guard mark.elementsEqual(magic), found == version,
        try cursor.take(32).elementsEqual(dependencies),
        Checksum.sha256(body).elementsEqual(bytes[(bytes.count - 32)...])
      else { return nil }
      return try report(&cursor)
    } catch {
      // Not there or not to be read: all is judged anew.
      return nil
    }
  }

  /// Keeps an answer: in `tmp/`, synced, then renamed.
  static func write(
    _ report: Report, _ dependencies: [UInt8], _ storage: any IndexStorage, process: Int32
  ) throws(SystemCallError) {
    let findings = report.files.filter(\.isFinding)
    // What cannot be looked at may look otherwise at any time.
    guard findings.count <= mostFindings, report.unreadable.isEmpty else { return }
    var writer = ByteWriter()
    writer.append(contentsOf: magic)
    writer.appendFixed(version)
    writer.append(contentsOf: dependencies)
    writer.appendVarint(report.chains.count)
    for chain in report.chains { append(chain, to: &writer) }
    append(report.digests, to: &writer)
    append(report.logFiles, to: &writer)
    writer.appendVarint(report.verifiedSignatures)
    writer.append(report.hasKeys ? 1 : 0)
    writer.appendVarint(report.unvouched)
    writer.appendVarint(report.outOfScope)
    writer.appendVarint(report.moved.count)
    for folder in report.moved {
      writer.appendCounted(folder.from)
      writer.appendCounted(folder.to)
      writer.appendVarint(folder.count)
    }
    writer.appendVarint(findings.count)
    for finding in findings { append(finding, to: &writer) }
    let sum = writer.bytes.withUnsafeBytes { Checksum.sha256($0) }
    writer.append(contentsOf: sum)
    let temporary = "tmp/\(fileName)-\(process)"
    try storage.writeSynced(temporary, writer.bytes)
    try storage.rename(temporary, to: fileName)
  }

  private static func report(_ cursor: inout ByteCursor) throws(DecodingFailure) -> Report {
    var report = Report()
    for _ in 0..<(try cursor.varint(atMost: cursor.remaining)) {
      report.chains.append(try chain(&cursor))
    }
    report.digests = try counts(&cursor)
    report.logFiles = try counts(&cursor)
    report.verifiedSignatures = try cursor.varint(atMost: Int.max)
    report.hasKeys = try cursor.byte() == 1
    report.unvouched = try cursor.varint(atMost: Int.max)
    report.outOfScope = try cursor.varint(atMost: Int.max)
    for _ in 0..<(try cursor.varint(atMost: cursor.remaining)) {
      let from = try cursor.countedText()
      let to = try cursor.countedText()
      report.moved.append((from, to, try cursor.varint(atMost: Int.max)))
    }
    for _ in 0..<(try cursor.varint(atMost: cursor.remaining)) {
      report.files.append(try finding(&cursor))
    }
    report.reused = report.digests.all + report.logFiles.all
    return report
  }

  // MARK: Parts

  private static func append(_ counts: VerdictCounts, to writer: inout ByteWriter) {
    for verdict in Verdict.allCases { writer.appendVarint(counts[verdict]) }
  }

  private static func counts(_ cursor: inout ByteCursor) throws(DecodingFailure) -> VerdictCounts {
    var counts = VerdictCounts()
    for verdict in Verdict.allCases { counts.add(verdict, try cursor.varint(atMost: Int.max)) }
    return counts
  }

  private static func append(_ chain: DigestChain, to writer: inout ByteWriter) {
    for text in [chain.account, chain.region, chain.trail, chain.homeRegion] {
      writer.appendCounted(text)
    }
    writer.append(chain.isBackfill ? 1 : 0)
    writer.appendVarint(chain.digests)
    writer.appendSignedVarint(chain.start)
    writer.appendSignedVarint(chain.end)
    writer.appendCounted(chain.verdict.rawValue)
    append(chain.counts, to: &writer)
    writer.appendVarint(chain.verifiedSignatures)
    append(chain.logFiles, to: &writer)
    writer.appendVarint(chain.notes.count)
    for note in chain.notes { writer.appendCounted(note) }
  }

  private static func chain(_ cursor: inout ByteCursor) throws(DecodingFailure) -> DigestChain {
    let account = try cursor.countedText()
    let region = try cursor.countedText()
    let trail = try cursor.countedText()
    let homeRegion = try cursor.countedText()
    let isBackfill = try cursor.byte() == 1
    let digests = try cursor.varint(atMost: Int.max)
    let start = try cursor.signedVarint()
    let end = try cursor.signedVarint()
    let verdict = try self.verdict(&cursor)
    let counts = try counts(&cursor)
    let verified = try cursor.varint(atMost: Int.max)
    let logFiles = try self.counts(&cursor)
    var notes: [String] = []
    for _ in 0..<(try cursor.varint(atMost: cursor.remaining)) {
      notes.append(try cursor.countedText())
    }
    return DigestChain(
      account: account, region: region, trail: trail, homeRegion: homeRegion,
      isBackfill: isBackfill, digests: digests, start: start, end: end, verdict: verdict,
      counts: counts, verifiedSignatures: verified, logFiles: logFiles, notes: notes)
  }

  private static func verdict(_ cursor: inout ByteCursor) throws(DecodingFailure) -> Verdict {
    guard let verdict = Verdict(rawValue: try cursor.countedText()) else {
      throw DecodingFailure(offset: cursor.offset, reason: "an unknown verdict")
    }
    return verdict
  }

  private static func append(_ finding: FileVerdict, to writer: inout ByteWriter) {
    writer.appendCounted(finding.kind.rawValue)
    writer.appendCounted(finding.verdict.rawValue)
    for text in [finding.path, finding.object ?? "", finding.reason, finding.digest ?? ""] {
      writer.appendCounted(text)
    }
    writer.append(finding.digestEnd == nil ? 0 : 1)
    writer.appendSignedVarint(finding.digestEnd ?? 0)
    writer.appendCounted(finding.proof?.rawValue ?? "")
    writer.append(finding.isMoved ? 1 : 0)
  }

  private static func finding(_ cursor: inout ByteCursor) throws(DecodingFailure) -> FileVerdict {
    guard let kind = FileVerdict.Kind(rawValue: try cursor.countedText()) else {
      throw DecodingFailure(offset: cursor.offset, reason: "an unknown kind of file")
    }
    let verdict = try verdict(&cursor)
    let path = try cursor.countedText()
    let object = try cursor.countedText()
    let reason = try cursor.countedText()
    let digest = try cursor.countedText()
    let hasEnd = try cursor.byte() == 1
    let end = try cursor.signedVarint()
    let proof = Proof(rawValue: try cursor.countedText())
    var finding = FileVerdict(
      kind, verdict, path: path, object: object.isEmpty ? nil : object, reason: reason,
      digest: digest.isEmpty ? nil : digest, digestEnd: hasEnd ? end : nil, proof: proof)
    finding.isMoved = try cursor.byte() == 1
    finding.isFinding = true
    return finding
  }
}
