internal import TrailFormats

/// What the manifest of a folder of reports tells, read back.
package struct ReportManifest: Sendable {
  /// A report of the folder.
  package struct Report: Sendable {
    package var id: String
    /// The hash of its definition.
    package var definition: String
    /// The condition that was evaluated, with the scope.
    package var condition: String
    /// Columns that tell its rows apart; empty when the manifest does not say.
    package var key: [String]
  }

  /// All members but reports and outputs, in the order of the manifest: texts as they are, the rest as
  /// it is spelled; `null` has no value.
  package private(set) var settings: [(name: String, value: String?)] = []
  package private(set) var reports: [Report] = []
  /// The files that it lists, with their hashes.
  package private(set) var files: [(name: String, hash: String)] = []
  /// The hash over all that stands before it: settings, reports, and the hashes of the files.
  package private(set) var root: String

  /// Reads a manifest; `nil` when the bytes are none.
  package init?(_ bytes: [UInt8]) {
    var settings: [(name: String, value: String?)] = []
    var reports: [Report] = []
    var files: [(name: String, hash: String)] = []
    let isObject = bytes.withUnsafeBytes { json in
      let reader = RecordPathReader()
      let isObject = reader.forEachMember(of: json) { name, value in
        let name = String(decoding: name, as: UTF8.self)
        switch value?.kind {
        case .array where name == "reports" || name == "outputs": break
        default: settings.append((name, value.map { String(decoding: $0.bytes, as: UTF8.self) }))
        }
      }
      for object in ReportManifest.objects("reports[*]", json, reader) {
        func text(_ path: String) -> String {
          ReportManifest.texts(path, object, reader).first ?? ""
        }
        reports.append(
          Report(
            id: text(".id"), definition: text(".definition_sha256"), condition: text(".condition"),
            key: ReportManifest.texts(".key[*]", object, reader)))
      }
      for object in ReportManifest.objects("outputs[*]", json, reader) {
        guard let name = ReportManifest.texts(".file", object, reader).first,
          let hash = ReportManifest.texts(".sha256", object, reader).first
        else { continue }
        files.append((name, hash))
      }
      return isObject
    }
    guard isObject, !files.isEmpty, let root = settings.first(where: { $0.name == "root" })?.value
    else { return nil }
    self.settings = settings.filter { $0.name != "root" }
    self.reports = reports
    self.files = files
    self.root = root
  }

  /// A plain member as text.
  package func setting(_ name: String) -> String? {
    settings.first { $0.name == name }?.value
  }

  private static func objects(
    _ path: String, _ json: UnsafeRawBufferPointer, _ reader: RecordPathReader
  ) -> [UnsafeRawBufferPointer] {
    var found: [UnsafeRawBufferPointer] = []
    guard let path = RecordPath(path) else { return found }
    _ = reader.contains(path, in: json) { value in
      if value.kind == .object { found.append(value.bytes) }
      return false
    }
    return found
  }

  private static func texts(
    _ path: String, _ json: UnsafeRawBufferPointer, _ reader: RecordPathReader
  ) -> [String] {
    var found: [String] = []
    guard let path = RecordPath(path) else { return found }
    _ = reader.contains(path, in: json) { value in
      if value.kind != .object, value.kind != .array {
        found.append(String(decoding: value.bytes, as: UTF8.self))
      }
      return false
    }
    return found
  }
}
