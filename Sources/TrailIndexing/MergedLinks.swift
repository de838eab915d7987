internal import TrailSegment

/// The links between copies, and between events of one id, after a merge.
///
/// Links that pointed into a merged segment point into the result; those of the merged segments
/// become the result's. What the result knows of its own documents becomes its twins.
struct MergedLinks {
  /// Documents of the result that share their event id with an earlier one of it.
  let twins: [SegmentTwin]
  /// The exclusions of other segments that change, by segment.
  let others: [String: Exclusions]
  /// The exclusions of the result.
  let merged: Exclusions

  /// Stands for the name of the result, which is known only when it is written.
  private static let result = ""

  /// Moves the links of an index.
  ///
  /// - Parameter isWhole: Whether the result has all documents of the inputs that count, and takes
  ///   their place; otherwise only ``twins`` are wanted.
  init(
    _ manifest: Manifest, inputs: [Manifest.Segment], _ merger: SegmentMerger, _ open: OpenSegments,
    isWhole: Bool = true
  ) throws(IndexError) {
    var numbers: [String: Int] = [:]
    for (number, input) in inputs.enumerated() { numbers[input.id] = number }
    func moved(_ link: Exclusions.Copy, of segment: String) throws(IndexError) -> Exclusions.Copy? {
      var link = link
      if let input = numbers[segment] {
        guard let document = merger.document(link.document, of: input) else { return nil }
        link.document = document
      }
      if let input = numbers[link.canonical.segment] {
        guard let document = merger.document(link.canonical.document, of: input) else {
          if !isWhole { return link }
          throw IndexError(
            .corrupt, path: try open.reader(inputs[input]).path,
            detail: "a copy points to document \(link.canonical.document) of a dropped source")
        }
        link.canonical = Exclusions.Place(segment: MergedLinks.result, document: document)
      }
      return link
    }
    var merged = Exclusions()
    var others: [String: Exclusions] = [:]
    var heads: [Exclusions.Place: Exclusions.Place] = [:]
    for segment in manifest.segments {
      let known = try open.exclusions(segment)
      var found = Exclusions(droppedSources: known.droppedSources)
      for link in known.copies {
        if let link = try moved(link, of: segment.id) { found.copies.append(link) }
      }
      let isInput = numbers[segment.id] != nil
      for link in known.conflicts {
        guard let link = try moved(link, of: segment.id) else { continue }
        found.conflicts.append(link)
        let holder = isInput ? MergedLinks.result : segment.id
        heads[Exclusions.Place(segment: holder, document: link.document)] = link.canonical
      }
      if isInput {
        merged.copies += found.copies
        merged.conflicts += found.conflicts
      } else if found != known {
        others[segment.id] = found
      }
    }
    merged.copies.sort { $0.document < $1.document }
    merged.conflicts.sort { $0.document < $1.document }
    self.merged = merged
    self.others = others
    twins = MergedLinks.twins(merged, heads: heads)
  }

  /// What the builder of a segment with all these documents would have found.
  private static func twins(
    _ merged: Exclusions, heads: [Exclusions.Place: Exclusions.Place]
  ) -> [SegmentTwin] {
    // The documents of the result by event, named by its canonical document, wherever that is.
    var events: [Exclusions.Place: [DocID]] = [:]
    for copy in merged.copies { events[copy.canonical, default: []].append(copy.document) }
    for canonical in Array(events.keys) where canonical.segment == result {
      events[canonical]?.append(canonical.document)
    }
    for (event, head) in heads {
      for place in [event, head] where place.segment == result && events[place] == nil {
        events[place] = [place.document]
      }
    }
    var twins: [SegmentTwin] = []
    var ids: [Exclusions.Place: [DocID]] = [:]
    for (event, unsorted) in events {
      let documents = unsorted.sorted()
      for document in documents.dropFirst() {
        twins.append(SegmentTwin(document: document, first: documents[0], isCopy: true))
      }
      ids[heads[event] ?? event, default: []].append(documents[0])
    }
    for unsorted in ids.values {
      let firsts = unsorted.sorted()
      for document in firsts.dropFirst() {
        twins.append(SegmentTwin(document: document, first: firsts[0], isCopy: false))
      }
    }
    return twins.sorted { $0.document < $1.document }
  }

  /// Exclusions with the name of the result in them.
  func renamed(_ exclusions: Exclusions, to id: String) -> Exclusions {
    func named(_ links: [Exclusions.Copy]) -> [Exclusions.Copy] {
      links.map { link in
        var link = link
        if link.canonical.segment == MergedLinks.result { link.canonical.segment = id }
        return link
      }
    }
    return Exclusions(
      droppedSources: exclusions.droppedSources, copies: named(exclusions.copies),
      conflicts: named(exclusions.conflicts))
  }
}
