package import TrailFormats
package import TrailSegment

/// What only the records of some events tell: their ids, and values at paths.
package struct RecordTexts: Sendable {
  /// What is asked of some events.
  package struct Request: Sendable {
    /// Those of whom records still decide some.
    package var events: OpenHits
    package var paths: [RecordPath]

    package init(_ events: OpenHits, paths: [RecordPath]) {
      self.events = events
      self.paths = paths
    }
  }

  /// What was read of one segment, a row a document.
  fileprivate struct Rows: Sendable {
    /// Ascending.
    var documents: [DocID] = []
    /// Which list of paths was read.
    var sets: [Int] = []
    /// Where what was read of each document begins in ``texts``: the id and then the values, each its
    /// length + 1 in four bytes and its bytes; 0 for none.
    var places: [(part: Int, start: Int)] = []
    /// In parts, as they were read: an array a document would be a hundred megabytes of small pieces.
    var texts: [[UInt8]] = []
  }

  /// Paths that are read of the same documents, and where those of each request are among them.
  fileprivate struct PathSet: Sendable {
    var requests: [Int]
    var paths: [RecordPath] = []
    var places: [Int: [Int]] = [:]
  }

  fileprivate var segments: [Int: Rows] = [:]
  fileprivate var sets: [PathSet] = []

  /// Nothing was read.
  package init() {}

  /// Calls `body` with what was read of documents.
  ///
  /// - Parameters:
  ///   - documents: Ascending, of one segment; those whose records could not be read are passed over.
  ///   - request: The number of the request that asked for them.
  ///   - body: Called with the place of the document in the list, its event id, and the first value at
  ///     each path of the request; all valid for the call.
  package func forEach(
    _ documents: [DocID], segment: Int, request: Int,
    _ body: (Int, UnsafeRawBufferPointer?, [UnsafeRawBufferPointer?]) throws -> Void
  ) rethrows {
    guard let rows = segments[segment] else { return }
    var row = 0
    var fields: [UnsafeRawBufferPointer?] = []
    var values: [UnsafeRawBufferPointer?] = []
    let placesOfSet = sets.map { $0.places[request] ?? [] }
    for (place, document) in documents.enumerated() {
      while row < rows.documents.count, rows.documents[row] < document { row += 1 }
      guard row < rows.documents.count else { return }
      guard rows.documents[row] == document else { continue }
      let set = rows.sets[row]
      let (part, start) = rows.places[row]
      try rows.texts[part].withUnsafeBytes { bytes in
        fields.removeAll(keepingCapacity: true)
        var offset = start
        for _ in 0...sets[set].paths.count {
          let length = Int(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) - 1
          offset += 4
          guard length >= 0 else {
            fields.append(nil)
            continue
          }
          fields.append(UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + length)]))
          offset += length
        }
        values.removeAll(keepingCapacity: true)
        for place in placesOfSet[set] { values.append(fields[place + 1]) }
        try body(place, fields[0], values)
      }
    }
  }
}

extension Searcher {
  /// Reads the event ids and values at paths from the records of events, and decides by them what
  /// queries left open: each record once for all requests, on all cores.
  ///
  /// - Returns: What was found; of each request the events that satisfy its query, in the order of
  ///   documents; and why sources could not be read. Events of such sources do not satisfy what was
  ///   left open, and those of segments that turn out to be damaged are missing.
  package func recordTexts(
    _ requests: [RecordTexts.Request]
  ) throws -> (texts: RecordTexts, hits: [[Hit]], failures: [RecordFetcher.Failure]) {
    var texts = RecordTexts()
    var failures: [RecordFetcher.Failure] = []
    var setNumbers: [[Int]: Int] = [:]
    // Document and request in one word, by segment.
    var wanted = [[UInt64]](repeating: [], count: snapshot.segmentCount)
    for (number, request) in requests.enumerated() {
      for hit in request.events.hits {
        wanted[hit.segment].append(UInt64(hit.document) << 32 | UInt64(number))
      }
    }
    // Of each request, by segment, those of the open documents that satisfy it.
    var passed = [[Int: [DocID]]](repeating: [:], count: requests.count)
    for number in wanted.indices where !wanted[number].isEmpty {
      if snapshot.isExcluded(number) { continue }
      wanted[number].sort()
      var rows = RecordTexts.Rows()
      var next = 0
      while next < wanted[number].count {
        let document = DocID(wanted[number][next] >> 32)
        var asking: [Int] = []
        while next < wanted[number].count, wanted[number][next] >> 32 == UInt64(document) {
          let request = Int(wanted[number][next] & 0xFFFF_FFFF)
          if asking.last != request { asking.append(request) }
          next += 1
        }
        if setNumbers[asking] == nil {
          setNumbers[asking] = texts.sets.count
          texts.sets.append(RecordTexts.PathSet(asking, requests))
        }
        rows.documents.append(document)
        rows.sets.append(setNumbers[asking] ?? 0)
      }
      wanted[number] = []
      do {
        failures += try read(&rows, of: texts.sets, segment: number, requests, &passed)
      } catch {
        guard snapshot.exclude(error) else { throw error }
        continue
      }
      texts.segments[number] = rows
    }
    let hits = requests.indices.map { request in
      let open = requests[request].events.open
      if open.isEmpty { return requests[request].events.hits }
      let sets = open.map { number, condition in
        (
          number,
          DocumentSet(
            sorted: passed[request][number] ?? [], universe: condition.candidates.universe)
        )
      }
      let found = Dictionary(uniqueKeysWithValues: sets)
      return requests[request].events.hits.filter { hit in
        guard let condition = open[hit.segment], condition.candidates.contains(hit.document) else {
          return true
        }
        return found[hit.segment]?.contains(hit.document) ?? false
      }
    }
    return (texts, hits, failures)
  }

  /// Reads the records of rows; rows whose records cannot be read, or satisfy nothing, go.
  ///
  /// - Parameter passed: By request and segment, takes in the open documents that satisfy it.
  private func read(
    _ rows: inout RecordTexts.Rows, of sets: [RecordTexts.PathSet], segment: Int,
    _ requests: [RecordTexts.Request], _ passed: inout [[Int: [DocID]]]
  ) throws -> [RecordFetcher.Failure] {
    let reading = RecordReading(
      segment: try snapshot.segment(segment), roots: snapshot.roots, workers: recordWorkers,
      progress: progress)
    let documents = rows.documents
    let setOfRow = rows.sets
    let open = requests.map { $0.events.open[segment] }
    let parts = try reading.ask(documents, passesOver: true) {
      let reader = RecordPathReader()
      let tests = try open.map { try $0.map { try OpenTest($0, reader) } }
      let sets = RecordTexts.PathSet.copies(sets)
      return { document, record, texts -> ReadRow? in
        guard let row = documents.firstIndex(ofSorted: document) else { return nil }
        let set = sets[setOfRow[row]]
        return reader.withRecord(record) {
          var read = ReadRow(row: row, passed: texts.count)
          var isWanted = false
          for request in set.requests {
            guard let test = tests[request], test.candidates.contains(document) else {
              isWanted = true
              continue
            }
            if test.test.holds(document, record) {
              withUnsafeBytes(of: UInt32(request)) { texts.append(contentsOf: $0) }
              isWanted = true
            }
          }
          read.start = texts.count
          read.isWanted = isWanted
          if isWanted { RecordTexts.append(record, set.paths, reader, to: &texts) }
          return read
        }
      }
    }
    var found = RecordTexts.Rows()
    found.texts = parts.map(\.texts)
    for (number, part) in parts.enumerated() {
      // Records of one element come in its order, which is not that of their documents.
      let isAscending = zip(part.found, part.found.dropFirst()).allSatisfy { $0.row <= $1.row }
      for read in isAscending ? part.found : part.found.sorted(by: { $0.row < $1.row }) {
        let document = rows.documents[read.row]
        part.texts.withUnsafeBytes { texts in
          for place in stride(from: read.passed, to: read.start, by: 4) {
            let request = Int(texts.loadUnaligned(fromByteOffset: place, as: UInt32.self))
            passed[request][segment, default: []].append(document)
          }
        }
        guard read.isWanted else { continue }
        found.documents.append(document)
        found.sets.append(rows.sets[read.row])
        found.places.append((number, read.start))
      }
    }
    rows = found
    return parts.flatMap(\.failures)
  }
}

/// What was found of a document.
private struct ReadRow {
  /// The place of the document in the list.
  var row: Int
  /// Where the numbers of the requests begin whose open conditions it satisfies, each in four bytes.
  var passed: Int
  /// Where these end, and what was read of it begins.
  var start = 0
  /// Whether any request wants it.
  var isWanted = false
}

/// What was left open of a query, as one worker asks it of records.
private final class OpenTest {
  let candidates: DocumentSet
  let test: RecordTest

  init(_ condition: DeferredCondition, _ reader: RecordPathReader) throws(QueryError) {
    candidates = condition.candidates
    test = try RecordTest(condition.condition, paths: reader)
  }
}

extension RecordTexts {
  /// Appends what is kept of a record: its id, and the first value at each path.
  fileprivate static func append(
    _ record: RecordExtractor, _ paths: [RecordPath], _ reader: RecordPathReader,
    to texts: inout [UInt8]
  ) {
    append(record[.eventID], to: &texts)
    for path in paths {
      let isFound = reader.contains(path, in: record.recordText) { value in
        append(value.bytes, to: &texts)
        return true
      }
      if !isFound { append(nil, to: &texts) }
    }
  }

  fileprivate static func append(_ value: UnsafeRawBufferPointer?, to text: inout [UInt8]) {
    let length = UInt32(clamping: value.map { $0.count + 1 } ?? 0)
    withUnsafeBytes(of: length) { text.append(contentsOf: $0) }
    if let value { text.append(contentsOf: value) }
  }
}

extension RecordTexts.PathSet {
  /// What is read of documents, in memory of its own; see ``RecordPath/copied``.
  fileprivate static func copies(
    _ sets: [RecordTexts.PathSet]
  ) -> [(requests: [Int], paths: [RecordPath])] {
    var known: [RecordPath: RecordPath] = [:]
    return sets.map { set in
      let paths = set.paths.map { path in
        if let copy = known[path] { return copy }
        let copy = path.copied
        known[path] = copy
        return copy
      }
      return (set.requests.map { $0 }, paths)
    }
  }

  fileprivate init(_ asking: [Int], _ requests: [RecordTexts.Request]) {
    self.requests = asking
    for request in asking {
      places[request] = requests[request].paths.map { path in
        if let known = paths.firstIndex(of: path) { return known }
        paths.append(path)
        return paths.count - 1
      }
    }
  }
}

extension Array where Element: Comparable {
  /// The place of an element of an ascending list.
  fileprivate func firstIndex(ofSorted element: Element) -> Int? {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < element { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low] == element ? low : nil
  }
}
