internal import TrailIntegrity
internal import TrailSearch

/// Looks at the files of an archive and collects evidence while reports are made: each takes as long as a
/// short report.
///
/// Belongs to one thread.
final class EvidenceCollection {
  /// What the thread knows.
  private final class Review {
    let searcher: Searcher
    private var known: LocalArchive?

    init(_ searcher: Searcher) { self.searcher = searcher }

    func archive() throws -> LocalArchive {
      if let known { return known }
      let found = try LocalArchive(searcher.snapshot)
      known = found
      return found
    }
  }

  private let searcher: Searcher
  private let scope: ReportScope
  /// Name and version of the program.
  private let program: String
  private var archiveAnswer: PendingAnswer<LocalArchive>?
  private var evidenceAnswer: PendingAnswer<ReportEvidence>?
  private var knownArchive: LocalArchive?
  private var knownEvidence: ReportEvidence?
  /// Damage of the snapshot that was known when evidence was collected: what is known of damage is part
  /// of it, and what meets some later makes it void.
  private var damage: Int

  init(_ searcher: Searcher, _ scope: ReportScope, program: String) {
    self.searcher = searcher
    self.scope = scope
    self.program = program
    damage = searcher.snapshot.damage.count
  }

  /// Has another thread do all of it.
  func begin() {
    let lane = SearchLane(searcher.snapshot) { Review($0) }
    damage = searcher.snapshot.damage.count
    archiveAnswer = lane.ask { try $0.archive() }
    let (scope, program) = (scope, program)
    evidenceAnswer = lane.ask { review in
      try ReportEvidence.collected(review.searcher, try review.archive(), scope, program)
    }
  }

  /// The files of the archives, as they were found for this run.
  ///
  /// - Throws: `SystemCallError` when a root is not there.
  func archive() throws -> LocalArchive {
    if let knownArchive { return knownArchive }
    // What failed there fails here in the same way, or it met damage that this thread leaves out.
    let answer = archiveAnswer.map { pending in Result { try pending.answer() } }
    archiveAnswer = nil
    let found: LocalArchive
    if case .success(let archive)? = answer {
      found = archive
    } else {
      found = try LocalArchive(searcher.snapshot)
    }
    knownArchive = found
    return found
  }

  /// Collects the evidence on this thread, which has nothing else to do.
  func collect() throws { _ = try collected() }

  private func collected() throws -> ReportEvidence {
    damage = searcher.snapshot.damage.count
    let made = try ReportEvidence.collected(searcher, try archive(), scope, program)
    knownEvidence = made
    return made
  }

  /// The evidence, made anew where damage was met since it was collected.
  func evidence() throws -> ReportEvidence {
    let answer = evidenceAnswer.map { pending in Result { try pending.answer() } }
    evidenceAnswer = nil
    // Damage that was met there and not here is met again.
    if case .success(let made)? = answer, made.damage.count == damage { knownEvidence = made }
    if let knownEvidence, searcher.snapshot.damage.count == damage { return knownEvidence }
    return try collected()
  }
}

extension ReportEvidence {
  /// Collects the evidence, and tells in it which sources could not be read for it.
  fileprivate static func collected(
    _ searcher: Searcher, _ archive: LocalArchive, _ scope: ReportScope, _ program: String
  ) throws -> ReportEvidence {
    var unreadable: Set<String> = []
    let told = searcher.unreadable
    searcher.unreadable = { unreadable.insert($0.inArchive) }
    defer { searcher.unreadable = told }
    var evidence = try ReportEvidence(searcher, in: archive, scope: scope, program: program)
    evidence.unreadable = unreadable.sorted()
    return evidence
  }
}
