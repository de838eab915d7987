package import TrailFormats
package import TrailSegment

/// What only the records of some events tell: their ids, and values at paths.
package struct RecordTexts: Sendable {
  /// What is asked of some events.
  package struct Request {
    package var hits: [Hit]
    package var paths: [RecordPath]

    package init(_ hits: [Hit], paths: [RecordPath]) {
      self.hits = hits
      self.paths = paths
    }
  }

  /// What was read of one segment, a row a document.
  fileprivate struct Rows: Sendable {
    /// Ascending.
    var documents: [DocID] = []
    /// Which list of paths was read.
    var sets: [Int] = []
    /// The id and then the values, each its length + 1 in four bytes and its bytes; 0 for none.
    var texts: [[UInt8]] = []
  }

  /// Paths that are read of the same documents, and where those of each request are among them.
  fileprivate struct PathSet: Sendable {
    var paths: [RecordPath] = []
    var places: [Int: [Int]] = [:]
  }

  fileprivate var segments: [Int: Rows] = [:]
  fileprivate var sets: [PathSet] = []

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
    for (place, document) in documents.enumerated() {
      while row < rows.documents.count, rows.documents[row] < document { row += 1 }
      guard row < rows.documents.count else { return }
      guard rows.documents[row] == document else { continue }
      let places = sets[rows.sets[row]].places[request] ?? []
      try rows.texts[row].withUnsafeBytes { bytes in
        fields.removeAll(keepingCapacity: true)
        var offset = 0
        while offset + 4 <= bytes.count {
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
        for place in places { values.append(fields[place + 1]) }
        try body(place, fields[0], values)
      }
    }
  }
}

extension Searcher {
  /// Reads the event ids and values at paths from the records of events, each record once for all
  /// requests and on all cores.
  ///
  /// - Returns: What was found, and why sources could not be read. Events of segments that turn out
  ///   to be damaged, and of such sources, are missing.
  package func recordTexts(
    _ requests: [RecordTexts.Request]
  ) throws -> (texts: RecordTexts, failures: [RecordFetcher.Failure]) {
    var texts = RecordTexts()
    var failures: [RecordFetcher.Failure] = []
    var setNumbers: [[Int]: Int] = [:]
    // Document and request in one word, by segment.
    var wanted = [[UInt64]](repeating: [], count: snapshot.segmentCount)
    for (number, request) in requests.enumerated() {
      for hit in request.hits {
        wanted[hit.segment].append(UInt64(hit.document) << 32 | UInt64(number))
      }
    }
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
        failures += try read(&rows, of: texts.sets, segment: number)
      } catch {
        guard snapshot.exclude(error) else { throw error }
        continue
      }
      texts.segments[number] = rows
    }
    return (texts, failures)
  }

  /// Reads the records of rows; rows whose records cannot be read go.
  private func read(
    _ rows: inout RecordTexts.Rows, of sets: [RecordTexts.PathSet], segment number: Int
  ) throws -> [RecordFetcher.Failure] {
    let reading = RecordReading(
      segment: try snapshot.segment(number), roots: snapshot.roots, workers: recordWorkers,
      progress: progress)
    let documents = rows.documents
    let setOfRow = rows.sets
    let part = try reading.ask(documents, passesOver: true) {
      let reader = RecordPathReader()
      return { document, record -> (row: Int, text: [UInt8])? in
        guard let row = documents.firstIndex(ofSorted: document) else { return nil }
        var text: [UInt8] = []
        text.reserveCapacity(128)
        RecordTexts.append(record[.eventID], to: &text)
        for path in sets[setOfRow[row]].paths {
          let isFound = reader.contains(path, in: record.recordText) { value in
            RecordTexts.append(value.bytes, to: &text)
            return true
          }
          if !isFound { RecordTexts.append(nil, to: &text) }
        }
        return (row, text)
      }
    }
    var found = RecordTexts.Rows()
    // Records of one element come in its order, which is not that of their documents.
    for (row, text) in part.found.sorted(by: { $0.row < $1.row }) {
      found.documents.append(rows.documents[row])
      found.sets.append(rows.sets[row])
      found.texts.append(text)
    }
    rows = found
    return part.failures
  }
}

extension RecordTexts {
  fileprivate static func append(_ value: UnsafeRawBufferPointer?, to text: inout [UInt8]) {
    let length = UInt32(clamping: value.map { $0.count + 1 } ?? 0)
    withUnsafeBytes(of: length) { text.append(contentsOf: $0) }
    if let value { text.append(contentsOf: value) }
  }
}

extension RecordTexts.PathSet {
  fileprivate init(_ asking: [Int], _ requests: [RecordTexts.Request]) {
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
