import TrailTestSupport
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
  init?(_ text: String, by record: RecordExtractor = RecordExtractor()) {
    var found = ExtractedRecord()
    let scanner = StructureScanner()
    let isRecord = PaddedText(text).withBytes { bytes in
      guard let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return false }
      let structure = scanner.scan(base, length: bytes.count)
      guard structure.byte(0) == 0x7B,
        case .complete(let next) = record.extract(structure, at: 0), next == structure.count
      else { return false }
      record.loadIdentity()
      let present = record.valuePresence.pointee
      for field in RecordField.allCases {
        found.fields[field] = record[field].map { String(decoding: $0, as: UTF8.self) }
        // A field that is there and not told of would be passed over by whoever asks for several together.
        if found.fields[field] != nil, !present.hasAny(of: RecordPresence(fields: [field])) {
          found.fields[field] = "not told of"
        }
      }
      for item in record.items {
        if !present.has(item.list) { found.lists[item.list] = ["not told of"] }
        found.lists[item.list, default: []].append(String(decoding: item.value, as: UTF8.self))
      }
      return true
    }
    guard isRecord else { return nil }
    self = found
  }
}

extension LogReader {
  /// A reader of texts that hold nothing packed.
  static var plain: LogReader { LogReader { _ in nil } }

  /// A reader that undoes gzip.
  static func inflating(recordLimit: Int = LogReader.usualRecordLimit) -> LogReader {
    LogReader(recordLimit: recordLimit) { LogShape.unpacked(Array($0)) }
  }
}

/// Objects around a value, from the outermost name on.
func nested(_ names: [String], _ value: String) -> String {
  names.reversed().reduce(value) { "{\"\($1)\":\($0)}" }
}

func nested(_ path: String, _ value: String) -> String {
  nested(path.split(separator: ".").map(String.init), value)
}
