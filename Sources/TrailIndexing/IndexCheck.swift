package import TrailFiles
package import TrailSegment

/// Proves that an index is whole, and that it says what its sources say.
package struct IndexCheck {
  /// How much is looked at.
  package enum Depth: Int, Comparable, Sendable {
    /// Manifests, footers with their checksums, exclusions, source tables.
    case fast
    /// Every page, and all parts of a segment against one another.
    case full
    /// The sources too: each is read again and its events compared.
    case deep

    package static func < (left: Depth, right: Depth) -> Bool { left.rawValue < right.rawValue }
  }

  /// What was found.
  package struct Summary: Sendable {
    package var generation: UInt64 = 0
    package var segments = 0
    package var sources = 0
    package var documents = 0
    /// Sources that were read again and gave the same events.
    package var compared = 0
    /// Sources that could not be compared because they are gone or were changed.
    package var absent = 0
    /// What is wrong, a sentence each.
    package var findings: [String] = []
  }

  private let directory: IndexDirectory
  private let path: String

  package init(storage: any IndexStorage, path: String) {
    directory = IndexDirectory(storage: storage, path: path)
    self.path = path
  }

  /// Checks.
  ///
  /// - Parameter progress: Called with the segments done and all of them.
  /// - Throws: `IndexError` when no manifest can be read.
  package func run(
    _ depth: Depth, progress: (Int, Int) -> Void = { _, _ in }
  ) throws(IndexError) -> Summary {
    guard let newest = try directory.newestManifest() else {
      throw IndexError(
        .notAnIndex, path: path, detail: "there is no index here; make one with `trailsift index`")
    }
    let manifest = newest.manifest
    var summary = Summary()
    summary.generation = manifest.generation
    summary.findings = newest.warnings.map(\.description)
    var documents: [String: Int] = [:]
    for segment in manifest.segments { documents[segment.id] = segment.documentCount }
    let comparison = SourceComparison(roots: manifest.roots)
    for (number, segment) in manifest.segments.enumerated() {
      progress(number, manifest.segments.count)
      summary.segments += 1
      do throws(IndexError) {
        let reader = try directory.open(segment)
        let exclusions = try directory.exclusions(of: segment)
        summary.documents += reader.documentCount
        try check(exclusions, of: reader, documents)
        try reader.sources().forEach { _, _ in summary.sources += 1 }
        if depth >= .full { try SegmentCheck(reader).run() }
        if depth >= .deep {
          try comparison.compare(reader, dropped: Set(exclusions.droppedSources), &summary)
        }
      } catch {
        summary.findings.append(error.description)
      }
    }
    return summary
  }

  /// Checks that exclusions speak of what exists, and that every link ends at a document that
  /// counts.
  private func check(
    _ exclusions: Exclusions, of reader: SegmentReader, _ documents: [String: Int]
  ) throws(IndexError) {
    func fault(_ detail: String) -> IndexError {
      IndexError(.corrupt, path: reader.path, detail: "its exclusions " + detail)
    }
    for source in exclusions.droppedSources where source >= reader.sourceCount {
      throw fault("drop an unknown source \(source)")
    }
    for links in [exclusions.copies, exclusions.conflicts] {
      for link in links {
        let target = link.canonical
        guard Int(link.document) < reader.documentCount,
          let count = documents[target.segment], Int(target.document) < count
        else { throw fault("name document \(link.document) and one that does not exist") }
      }
      guard zip(links, links.dropFirst()).allSatisfy({ $0.document < $1.document }) else {
        throw fault("are out of order")
      }
    }
  }
}
