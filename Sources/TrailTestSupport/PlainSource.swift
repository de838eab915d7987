import Foundation

/// What became of one source file.
package enum PlainState: String, Sendable {
  /// CloudTrail records were found, and nothing was wrong with the file around them.
  case indexed
  /// No bytes, no text, or a `Records` without elements.
  case empty
  /// Some other kind of file.
  case skipped
  /// The file breaks off, fails a checksum, or holds something that is no JSON, and no record of it
  /// could be read.
  case damaged
  /// A digest of CloudTrail.
  case digest
  /// The file is damaged, and records were read.
  case partial
}

/// One source file as the plain scan saw it.
package struct PlainSource: Sendable {
  /// The path relative to the root.
  package let path: String
  /// What became of it.
  package let state: PlainState
  /// Elements of `Records`, also those that are not records.
  package let records: Int
  /// Elements that are not JSON objects.
  package let rejected: Int
}

/// The records of one source file.
struct PlainFile {
  let state: PlainState
  /// One entry an element of `Records`; `nil` for an element that is not a JSON object.
  let elements: [(bytes: [UInt8], value: PlainJSON?)]

  init(bytes: [UInt8]) {
    var text = bytes
    var damage: String?
    var layers = 0
    while PlainInflate.isGzip(text), layers < 3 {
      let inflated = PlainInflate.inflate(text)
      text = inflated.text
      damage = damage ?? inflated.damage
      layers += 1
    }

    let split = PlainSplitter(text)
    let values = split.elements.map { PlainJSON.parse($0) }
    let objects = values.compactMap { $0 }.filter(\.isObject)
    let isDamaged = damage != nil || split.damage != nil || values.contains { $0 == nil }
    if let first = objects.first, Self.isForeign(first) {
      state = .skipped
      elements = []
      return
    }
    elements = zip(split.elements, values).map { bytes, value in
      (Array(bytes), value.flatMap { $0.isObject ? $0 : nil })
    }
    state =
      switch split.shape {
      case .blank: isDamaged ? .damaged : .empty
      // Cut before `Records` could come: nobody can tell what it was.
      case .other: isDamaged && (damage != nil || split.damage == text.count) ? .damaged : .skipped
      case .records:
        if isDamaged {
          elements.contains { $0.value != nil } ? .partial : .damaged
        } else {
          elements.isEmpty ? .empty : .indexed
        }
      }
  }

  /// Tells a `Records` of something else by its first object: notifications of S3, SNS and Kinesis
  /// name their sender `aws:…`, and others have nothing that every CloudTrail version writes.
  private static func isForeign(_ record: PlainJSON) -> Bool {
    let senders = ["eventSource", "EventSource"].compactMap { record[$0]?.spelling }
    if senders.contains(where: { $0.startsWithBytes("aws:") }) { return true }
    let usual = ["eventVersion", "eventName", "eventID", "eventTime", "userIdentity"]
    return usual.allSatisfy { record[$0] == nil }
  }
}

extension PlainFile {
  /// The relative paths of all regular files below `root`, sorted by their bytes.
  ///
  /// Links are not followed; a directory named `.trailsift` is an index and not part of an archive.
  ///
  /// - Throws: Foundation's error when a directory cannot be listed.
  static func paths(below root: String) throws -> [String] {
    var files: [String] = []
    var directories = [""]
    while let directory = directories.popLast() {
      for name in try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(directory)") {
        let path = directory.isEmpty ? name : "\(directory)/\(name)"
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(root)/\(path)")
        switch attributes[.type] as? FileAttributeType {
        case .typeDirectory?:
          if name != ".trailsift" { directories.append(path) }
        case .typeRegular?: files.append(path)
        default: break
        }
      }
    }
    return files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
