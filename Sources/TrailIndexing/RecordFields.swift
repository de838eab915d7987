internal import TrailFormats

/// The fields of the record that an extractor holds, read without a call.
struct RecordFields {
  private let values: UnsafePointer<UnsafeRawBufferPointer>

  init(_ record: RecordExtractor) { values = record.fieldValues }

  /// The value of a field; see `RecordExtractor`.
  @inline(__always)
  subscript(field: RecordField) -> UnsafeRawBufferPointer? {
    let value = values[field.rawValue]
    return value.baseAddress == nil ? nil : value
  }
}
