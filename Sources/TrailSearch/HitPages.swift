internal import TrailFiles
internal import TrailSegment

/// Where a page of an answer starts: behind `skipped` hits of one time.
package struct PageStart: Hashable, Sendable {
  /// Milliseconds since 1970; `nil` for the hits without a time, which come last.
  package var time: Int64?
  /// Hits of that time that earlier pages gave.
  package var skipped: Int

  package init(time: Int64?, skipped: Int) {
    self.time = time
    self.skipped = skipped
  }

  /// Whether a hit stands at the time of the start or behind it.
  func precedes(_ hit: Hit, order: Searcher.Order) -> Bool {
    guard let other = hit.time else { return true }
    guard let time else { return false }
    return order == .newestFirst ? other <= time : other >= time
  }
}

/// An answer in pages, so that its first rows come before its last ones are looked for.
///
/// Belongs to one thread.
package final class HitPages {
  private let searcher: Searcher
  private let order: Searcher.Order
  private let documents: [DocumentSet]
  private var left: Int
  private var size: Int
  /// Where the next page starts; `nil` before the first.
  package private(set) var next: PageStart?
  /// The number of events that satisfy the query.
  package let total: Int

  /// Hits of the first page; later ones grow.
  private static let firstSize = 1_000
  private static let largestSize = 64_000

  /// - Parameters:
  ///   - limit: The most hits that are given, `nil` for all.
  ///   - start: Where to go on, `nil` for the beginning.
  package init(
    _ query: Query, order: Searcher.Order, limit: Int?, start: PageStart? = nil,
    searcher: Searcher
  ) throws {
    self.searcher = searcher
    self.order = order
    left = limit ?? .max
    size = HitPages.firstSize
    next = start
    var documents: [DocumentSet] = []
    for number in 0..<searcher.snapshot.segmentCount {
      documents.append(try searcher.documents(query, segment: number))
    }
    self.documents = documents
    total = documents.reduce(0) { $0 + $1.count }
  }

  /// The hits of the next page in order; empty behind the last one.
  package func page() throws -> [Hit] {
    guard left > 0 else { return [] }
    let wanted = min(left, size)
    let skipped = next?.skipped ?? 0
    var candidates: [Hit] = []
    for (number, found) in documents.enumerated() where !found.isEmpty {
      if searcher.snapshot.isExcluded(number) { continue }
      do {
        let reader = try searcher.snapshot.segment(number).reader
        candidates += try searcher.nearest(
          found, in: reader, number: number, order: order, limit: wanted + skipped, from: next)
      } catch {
        guard searcher.snapshot.exclude(error) else { throw error }
      }
    }
    let sorted = try searcher.sort(candidates, order: order)
    let page = Array(sorted.dropFirst(skipped).prefix(wanted))
    guard let last = page.last else { return [] }
    let same = page.reversed().prefix { $0.time == last.time }.count
    let goesOn = next.map { $0.time == last.time } ?? false
    next = PageStart(time: last.time, skipped: goesOn && same == page.count ? skipped + same : same)
    left -= page.count
    size = min(size * 4, HitPages.largestSize)
    return page
  }
}
