internal import TrailFiles

/// Contents that are known by their first bytes and are not read.
enum UnsupportedContent {
  private static let marks: [(bytes: [UInt8], reason: String)] = [
    ([0x28, 0xB5, 0x2F, 0xFD], "zstd compression is not supported: unpack it first"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "xz compression is not supported: unpack it first"),
    ([0x42, 0x5A, 0x68], "bzip2 compression is not supported: unpack it first"),
    ([0x50, 0x4B, 0x03, 0x04], "zip archives are not supported: unpack it first"),
    ([0x50, 0x41, 0x52, 0x31], "Parquet is not supported"),
    (
      [0xFF, 0x06, 0x00, 0x00, 0x73, 0x4E, 0x61, 0x50, 0x70, 0x59],
      "Snappy compression is not supported: unpack it first"
    ),
    ([0xFF, 0xFE], "UTF-16 text is not supported: convert it to UTF-8"),
    ([0xFE, 0xFF], "UTF-16 text is not supported: convert it to UTF-8"),
    (Array("Permission Check Successful".utf8), "the write test of a CloudWatch Logs export"),
    ([0x00, 0x00, 0x00, 0x01, 0x42, 0x75, 0x64, 0x31], "a folder view of macOS (.DS_Store)"),
  ]

  /// Why bytes are not read, `nil` when they may be.
  static func name(of bytes: UnsafeRawBufferPointer) -> String? {
    // Nothing of them starts as JSON or gzip do.
    if let first = bytes.first, first == 0x7B || first == 0x5B || first == 0x1F { return nil }
    return marks.first { bytes.starts(with: $0.bytes) }?.reason
  }
}

/// What the path of a source says.
enum SourcePath {
  /// The account of CloudTrail's and Cognito's key layouts; empty when the path names none.
  ///
  /// `AWSLogs/[o-…/]ACCOUNT/…`, `ACCOUNT/CloudTrail…/REGION/…`, and the name of a file of a flattened
  /// tree, `ACCOUNT_CloudTrail_…`. Only a hint: records carry the truth.
  static func account(of path: PathBytes) -> [UInt8] {
    let parts = path.split(separator: 0x2F)
    for (index, part) in parts.enumerated().reversed() {
      if index > 0, part.starts(with: "CloudTrail".utf8), isAccount(parts[index - 1]) {
        return Array(parts[index - 1])
      }
      guard part.elementsEqual("AWSLogs".utf8) else { continue }
      var next = index + 1
      if next < parts.count, parts[next].starts(with: "o-".utf8) { next += 1 }
      if next < parts.count, isAccount(parts[next]) { return Array(parts[next]) }
    }
    if let name = parts.last, name.count > 12, isAccount(name.prefix(12)),
      name.dropFirst(12).starts(with: "_CloudTrail".utf8)
    {
      return Array(name.prefix(12))
    }
    return []
  }

  private static func isAccount(_ part: ArraySlice<UInt8>) -> Bool {
    part.count == 12 && part.allSatisfy { $0 &- 0x30 < 10 }
  }

  /// Why a file is not read, because its content would say nothing; `nil` when it is.
  ///
  /// `aws s3 sync` downloads to the final name with a dot and eight hex digits behind it.
  static func skipReason(_ path: PathBytes) -> String? {
    // Names of logs end in z or n: nothing more to see.
    if let last = path.last, last == 0x7A || last == 0x6E { return nil }
    let name = path[(path.lastIndex(of: 0x2F).map { $0 + 1 } ?? 0)...]
    if name.elementsEqual(".DS_Store".utf8) { return "a folder view of macOS (.DS_Store)" }
    guard let dot = name.lastIndex(of: 0x2E), name.count - (dot - name.startIndex) == 9 else {
      return nil
    }
    let isHex = name[(dot + 1)...].allSatisfy {
      $0 &- 0x30 < 10 || $0 &- 0x61 < 6 || $0 &- 0x41 < 6
    }
    let stem = name[..<dot]
    let isLog =
      stem.suffix(3).elementsEqual(".gz".utf8) || stem.suffix(5).elementsEqual(".json".utf8)
    return isHex && isLog ? "an unfinished download of `aws s3 sync`" : nil
  }
}
