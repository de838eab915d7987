internal import TrailFormats

/// The fields of the record that an extractor holds, read without a call.
struct RecordFields {
  private let values: UnsafePointer<UnsafeRawBufferPointer>
  private let presence: UnsafePointer<RecordPresence>

  init(_ record: RecordExtractor) {
    values = record.fieldValues
    presence = record.valuePresence
  }

  /// Which fields and lists of the record may have values.
  var present: RecordPresence {
    @inline(__always) get { presence.pointee }
  }

  /// The value of a field; see `RecordExtractor`.
  @inline(__always)
  subscript(field: RecordField) -> UnsafeRawBufferPointer? {
    let value = values[field.rawValue]
    return value.baseAddress == nil ? nil : value
  }
}
