internal import TrailBytes
internal import TrailFiles
internal import TrailFormats

/// What verifying has read before: content hashes by the identity of the file, the digests among
/// them, and signatures that were found valid.
///
/// An entry counts for a file with the same path, size, times and inode alone. Nothing depends on the
/// cache: a missing, foreign, damaged or unwritable one costs time. It is the file `content-hashes` of
/// the index:
///
/// ```
/// 8 bytes  "TRAILHSH", fixed u32 version
/// varint   number of files; of each:
///          fixed u64 hash of its path, varint size, signed varint time of change of content (ns),
///          signed varint time of change of attributes less that, varint inode, varint bytes of text,
///          32 bytes SHA-256, one byte: 1 when 32 bytes for the first gzip member follow, and 2 when a
///          digest follows (counted bytes, see `append`)
/// varint   number of signatures; of each 16 bytes of the SHA-256 of key, signature and signed text
/// 32 bytes SHA-256 of all before
/// ```
struct ContentCache {
  /// What a file is known by.
  struct Key: Hashable {
    var path: UInt64
    var identity: FileIdentity
  }

  struct Entry {
    var hash: ContentHash
    /// The digest as it is stored; empty for other files.
    fileprivate var stored: [UInt8]

    init(hash: ContentHash, digest: DigestDocument?) {
      self.hash = hash
      var writer = ByteWriter()
      if let digest { ContentCache.append(digest, to: &writer) }
      stored = writer.bytes
    }

    fileprivate init(hash: ContentHash, stored: [UInt8]) {
      self.hash = hash
      self.stored = stored
    }

    /// The digest; `nil` for other files.
    func digest() throws(DecodingFailure) -> DigestDocument? {
      if stored.isEmpty { return nil }
      let result = stored.withUnsafeBytes { bytes in
        Result { () throws(DecodingFailure) in try ContentCache.digest(bytes) }
      }
      return try result.get()
    }
  }

  static let fileName = "content-hashes"
  private static let magic = Array("TRAILHSH".utf8)
  private static let version: UInt32 = 1

  private(set) var entries: [Key: Entry] = [:]
  /// The first 16 bytes of a SHA-256 each, see ``signatureKey(_:_:_:)``.
  var signatures: Set<[UInt8]> = []
  private(set) var hasChanged = false

  init() {}

  /// Reads the cache of an index; an empty one when there is none that can be used.
  init(_ storage: any IndexStorage) {
    do {
      let file = try storage.map(ContentCache.fileName)
      try read(file.bytes)
    } catch {
      // Not there, of another version, or damaged: all is read again.
      entries = [:]
      signatures = []
    }
  }

  /// What a valid signature is remembered by.
  ///
  /// - Parameters:
  ///   - signature: Its hexadecimal digits.
  ///   - hash: SHA-256 of the digest's content, which decides the text that is signed.
  static func signatureKey(_ key: SigningKey, _ signature: String, _ hash: [UInt8]) -> [UInt8] {
    var bytes = key.der
    bytes += hash
    bytes += signature.utf8
    return Array(bytes.withUnsafeBytes { Checksum.sha256($0) }.prefix(16))
  }

  /// Remembers a file that was read.
  ///
  /// - Parameter before: A file that was changed after this time, ns since 1970, is not kept: a later
  ///   change within the same tick of the clock would not show.
  mutating func keep(
    _ path: UInt64, _ hash: ContentHash, _ digest: DigestDocument?, changedBefore before: Int64
  ) {
    guard hash.damage == nil, hash.identity.changed < before else { return }
    entries[Key(path: path, identity: hash.identity)] = Entry(hash: hash, digest: digest)
    hasChanged = true
  }

  mutating func keep(signature key: [UInt8]) {
    if signatures.insert(key).inserted { hasChanged = true }
  }

  /// Forgets all files but those for which `isWanted` says so.
  mutating func removeAll(except isWanted: (Key) -> Bool) {
    let count = entries.count
    entries = entries.filter { isWanted($0.key) }
    if entries.count != count { hasChanged = true }
  }

  private mutating func read(_ bytes: UnsafeRawBufferPointer) throws {
    guard bytes.count > 44 else { throw DecodingFailure(offset: 0, reason: "too short") }
    let body = UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count - 32)])
    guard Checksum.sha256(body).elementsEqual(bytes[(bytes.count - 32)...]) else {
      throw DecodingFailure(offset: body.count, reason: "the checksum differs")
    }
    var cursor = ByteCursor(body)
    let magic = try cursor.take(8)
    let version: UInt32 = try cursor.fixed()
    guard magic.elementsEqual(ContentCache.magic), version == ContentCache.version else {
      throw DecodingFailure(offset: 0, reason: "another format")
    }
    let count = try cursor.varint(atMost: body.count)
    entries.reserveCapacity(count)
    for _ in 0..<count {
      let path: UInt64 = try cursor.fixed()
      let size = Int64(try cursor.varint(atMost: Int.max))
      let modified = try cursor.signedVarint()
      let changed = modified &+ (try cursor.signedVarint())
      let inode = try cursor.varint()
      let identity = FileIdentity(size: size, modified: modified, changed: changed, inode: inode)
      let length = Int64(try cursor.varint(atMost: Int.max))
      let whole = Array(try cursor.take(32))
      let flags = try cursor.byte()
      let first = flags & 1 != 0 ? Array(try cursor.take(32)) : nil
      let stored = flags & 2 != 0 ? Array(try cursor.counted()) : []
      entries[Key(path: path, identity: identity)] = Entry(
        hash: ContentHash(identity: identity, whole: whole, firstMember: first, length: length),
        stored: stored)
    }
    for _ in 0..<(try cursor.varint(atMost: body.count)) {
      signatures.insert(Array(try cursor.take(16)))
    }
  }

  /// Writes the cache: in `tmp/`, synced, then renamed.
  func write(_ storage: any IndexStorage, process: Int32) throws(SystemCallError) {
    var writer = ByteWriter(reservingCapacity: entries.count * 128)
    writer.append(contentsOf: ContentCache.magic)
    writer.appendFixed(ContentCache.version)
    writer.appendVarint(entries.count)
    // In an order of its own, so that equal caches are equal files.
    let sorted = entries.sorted {
      ($0.key.path, $0.key.identity.inode) < ($1.key.path, $1.key.identity.inode)
    }
    for (key, entry) in sorted {
      writer.appendFixed(key.path)
      writer.appendVarint(Int(key.identity.size))
      writer.appendSignedVarint(key.identity.modified)
      writer.appendSignedVarint(key.identity.changed &- key.identity.modified)
      writer.appendVarint(key.identity.inode)
      writer.appendVarint(Int(entry.hash.length))
      writer.append(contentsOf: entry.hash.whole)
      writer.append((entry.hash.firstMember == nil ? 0 : 1) | (entry.stored.isEmpty ? 0 : 2))
      if let first = entry.hash.firstMember { writer.append(contentsOf: first) }
      if !entry.stored.isEmpty { writer.appendCounted(entry.stored) }
    }
    writer.appendVarint(signatures.count)
    for key in signatures.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      writer.append(contentsOf: key)
    }
    let sum = writer.bytes.withUnsafeBytes { Checksum.sha256($0) }
    writer.append(contentsOf: sum)
    let temporary = "tmp/\(ContentCache.fileName)-\(process)"
    try storage.writeSynced(temporary, writer.bytes)
    try storage.rename(temporary, to: ContentCache.fileName)
  }
}

extension ContentCache {
  /// Appends a digest: texts share their first bytes with the text before, digits are packed.
  fileprivate static func append(_ digest: DigestDocument, to writer: inout ByteWriter) {
    var before: [UInt8] = []
    func text(_ text: String) {
      let bytes = Array(text.utf8)
      let shared = zip(before, bytes).prefix { $0 == $1 }.count
      writer.appendVarint(shared)
      writer.appendCounted(Array(bytes[shared...]))
      before = bytes
    }
    writer.appendCounted(digest.account)
    writer.appendSignedVarint(digest.start)
    writer.appendSignedVarint(digest.end - digest.start)
    writer.appendCounted(digest.endText)
    writer.appendCounted(digest.fingerprint)
    writer.appendCounted(digest.bucket)
    text(digest.object)
    writer.append(digest.previous == nil ? 0 : 1)
    if let previous = digest.previous {
      writer.appendCounted(previous.bucket == digest.bucket ? "" : previous.bucket)
      text(previous.object)
      writer.append(contentsOf: previous.hash)
      // Packed where that gives back the same digits.
      let packed = Hexadecimal.bytes(Array(previous.signature.utf8))
        .flatMap { Hexadecimal.text($0) == previous.signature ? $0 : nil }
      writer.append(packed == nil ? 0 : 1)
      writer.appendCounted(packed ?? Array(previous.signature.utf8))
    }
    writer.appendVarint(digest.logFiles.count)
    for file in digest.logFiles {
      writer.appendCounted(file.bucket == digest.bucket ? "" : file.bucket)
      text(file.object)
      writer.append(contentsOf: file.hash)
    }
  }

  fileprivate static func digest(
    _ bytes: UnsafeRawBufferPointer
  ) throws(DecodingFailure) -> DigestDocument {
    var cursor = ByteCursor(bytes)
    var before: [UInt8] = []
    func text(_ cursor: inout ByteCursor) throws(DecodingFailure) -> String {
      let shared = try cursor.varint(atMost: before.count)
      before.removeLast(before.count - shared)
      before.append(contentsOf: try cursor.counted())
      return String(decoding: before, as: UTF8.self)
    }
    let account = try cursor.countedText()
    let start = try cursor.signedVarint()
    let end = start &+ (try cursor.signedVarint())
    let endText = try cursor.countedText()
    let fingerprint = try cursor.countedText()
    let bucket = try cursor.countedText()
    let object = try text(&cursor)
    var previous: DigestDocument.Previous?
    if try cursor.byte() == 1 {
      let other = try cursor.countedText()
      let object = try text(&cursor)
      let hash = Array(try cursor.take(32))
      let isPacked = try cursor.byte() == 1
      let signature = Array(try cursor.counted())
      previous = DigestDocument.Previous(
        bucket: other.isEmpty ? bucket : other, object: object, hash: hash,
        signature: isPacked
          ? Hexadecimal.text(signature) : String(decoding: signature, as: UTF8.self))
    }
    var files: [DigestDocument.LogFile] = []
    for _ in 0..<(try cursor.varint(atMost: bytes.count)) {
      let other = try cursor.countedText()
      files.append(
        DigestDocument.LogFile(
          bucket: other.isEmpty ? bucket : other, object: try text(&cursor),
          hash: Array(try cursor.take(32))))
    }
    return DigestDocument(
      account: account, start: start, end: end, endText: endText, bucket: bucket, object: object,
      fingerprint: fingerprint, previous: previous, logFiles: files)
  }
}
