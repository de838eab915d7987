internal import TrailSegment

/// A condition on records that the events of a segment still have to satisfy.
struct DeferredCondition: Sendable {
  /// The id of the segment in the snapshot.
  var segment: String
  /// The documents it is asked of; all others are decided.
  var candidates: DocumentSet
  var condition: RecordCondition
}

/// Collects the conditions that reading records will decide.
final class DeferredConditions {
  var conditions: [DeferredCondition] = []
}

/// Events that satisfy a query as far as the index alone tells.
///
/// Reading records is what takes long. Where several questions read many of the same sources, each
/// answers what the index can answer, and ``Searcher/recordTexts(_:)`` reads the sources once for
/// all of them.
package struct OpenHits: Sendable {
  /// In the order of documents.
  package internal(set) var hits: [Hit]
  /// What is still to be asked, by number of the segment; at most one condition each.
  var open: [Int: DeferredCondition]

  /// Events of whom nothing is open.
  package init(decided hits: [Hit]) { self.init(hits: hits, open: [:]) }

  init(hits: [Hit], open: [Int: DeferredCondition]) {
    self.hits = hits
    self.open = open
  }

  /// No events.
  package static let none = OpenHits(hits: [], open: [:])
}

extension Searcher {
  /// The events that satisfy a query as far as the index alone tells.
  package func openHits(_ query: Query) throws -> OpenHits {
    let collected = DeferredConditions()
    deferred = collected
    defer { deferred = nil }
    // A negation on its own would take away all that is left open.
    let asked = if case .not = query { Query.and([query]) } else { query }
    let hits = try leavingDamageOut {
      collected.conditions = []
      return try unorderedHits(asked)
    }
    var numbers: [String: Int] = [:]
    for number in 0..<snapshot.segmentCount { numbers[try snapshot.segment(number).id] = number }
    var open: [Int: DeferredCondition] = [:]
    for condition in collected.conditions {
      guard let number = numbers[condition.segment] else { continue }
      // What reads records of a query is asked together, last of all.
      precondition(open[number] == nil, "a query reads the records of a segment once")
      open[number] = condition
    }
    return OpenHits(hits: hits, open: open)
  }
}
