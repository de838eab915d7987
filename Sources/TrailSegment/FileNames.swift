/// Every name that occurs in an index directory.
package enum FileNames {
  /// Locked by the one writer.
  package static let lock = "LOCK"
  /// Immutable segments and the exclusions that go with them.
  package static let segments = "segments"
  /// The only place where partial files exist.
  package static let temporary = "tmp"
  /// What NFS names files that lost their name while they are open; it removes them itself, and nobody
  /// else can.
  static let openWithoutName = ".nfs"
  private static let manifestPrefix = "MANIFEST-"

  /// The manifest of a generation: `MANIFEST-` and ten digits.
  package static func manifest(_ generation: UInt64) -> String {
    let digits = String(generation)
    return manifestPrefix + String(repeating: "0", count: max(0, 10 - digits.count)) + digits
  }

  /// The generation that a manifest's name tells; `nil` for another name.
  package static func generation(ofManifest name: String) -> UInt64? {
    guard name.hasPrefix(manifestPrefix) else { return nil }
    return UInt64(name.dropFirst(manifestPrefix.count))
  }

  /// A segment, relative to the index.
  package static func segment(_ id: String) -> String { "\(segments)/\(id).seg" }

  /// The exclusions of a segment as of a generation, relative to the index.
  package static func exclusions(_ id: String, _ generation: UInt64) -> String {
    "\(segments)/\(id)-\(generation).excl"
  }
}
