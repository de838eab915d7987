@testable import TrailFormats

/// What the extractor finds in a text that is one record.
struct ExtractedRecord: Equatable {
  var fields: [RecordField: String] = [:]
  /// Values of lists in the order of the text, by list.
  var lists: [RecordList: [String]] = [:]

  init(fields: [RecordField: String] = [:], lists: [RecordList: [String]] = [:]) {
    self.fields = fields
    self.lists = lists
  }

  /// `nil` when the text is not one record.
  init?(_ text: String, by log: LogReader = LogReader()) {
    var found = ExtractedRecord()
    let isRecord = PaddedText(text).withBytes { bytes in
      log.readRecord(bytes) {
        log.record.loadIdentity()
        for field in RecordField.allCases {
          found.fields[field] = log.record[field].map { String(decoding: $0, as: UTF8.self) }
        }
        for item in log.record.items {
          found.lists[item.list, default: []].append(String(decoding: item.value, as: UTF8.self))
        }
      }
    }
    guard isRecord else { return nil }
    self = found
  }
}

/// Objects around a value, from the outermost name on.
func nested(_ names: [String], _ value: String) -> String {
  names.reversed().reduce(value) { "{\"\($1)\":\($0)}" }
}

func nested(_ path: String, _ value: String) -> String {
  nested(path.split(separator: ".").map(String.init), value)
}
