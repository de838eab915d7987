internal import TrailEvents
package import TrailFormats
internal import TrailSegment

/// What only the record of an event tells.
package struct RecordValues: Sendable {
  /// The event id; `nil` when the record has none.
  package var id: String?
  /// The first value at each of the paths that were asked for; objects and lists as JSON.
  package var values: [String?]
}

extension Searcher {
  /// Reads values from the records of events, each record once and on all cores.
  ///
  /// - Parameters:
  ///   - hits: In any order; an event may stand in it several times.
  ///   - paths: By hit, which paths to read.
  /// - Returns: The values by hit; hits of segments that turn out to be damaged, and of sources that
  ///   cannot be read, are left out. And why sources could not be read.
  package func values(
    of hits: [Hit: [RecordPath]]
  ) throws -> (values: [Hit: RecordValues], failures: [RecordFetcher.Failure]) {
    var bySegment: [Int: [DocID: [RecordPath]]] = [:]
    for (hit, paths) in hits { bySegment[hit.segment, default: [:]][hit.document] = paths }
    var found: [Hit: RecordValues] = [:]
    var failures: [RecordFetcher.Failure] = []
    found.reserveCapacity(hits.count)
    var times: [Int: [DocID: Int64?]] = [:]
    for hit in hits.keys { times[hit.segment, default: [:]][hit.document] = hit.time }
    for (number, wanted) in bySegment.sorted(by: { $0.key < $1.key }) {
      let reading = RecordReading(
        segment: try snapshot.segment(number), roots: snapshot.roots, workers: recordWorkers,
        progress: progress)
      let part: RecordReading.Part<(document: DocID, values: RecordValues)>
      do {
        part = try reading.ask(wanted.keys.sorted(), passesOver: true) {
          let reader = RecordPathReader()
          return { document, record in
            let values = (wanted[document] ?? []).map { path in
              Searcher.value(at: path, in: record.recordText, reader)
            }
            let id = record[.eventID].map { String(decoding: $0, as: UTF8.self) }
            return (document, RecordValues(id: id, values: values))
          }
        }
      } catch {
        guard snapshot.exclude(error) else { throw error }
        continue
      }
      failures += part.failures
      for (document, values) in part.found {
        let time = times[number]?[document] ?? nil
        found[Hit(segment: number, document: document, time: time)] = values
      }
    }
    return (found, failures)
  }

  private static func value(
    at path: RecordPath, in json: UnsafeRawBufferPointer, _ reader: RecordPathReader
  ) -> String? {
    var text: String?
    _ = reader.contains(path, in: json) { value in
      text = String(decoding: value.bytes, as: UTF8.self)
      return true
    }
    return text
  }
}
