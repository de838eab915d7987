internal import Glibc
internal import TrailFiles
internal import TrailFormats

/// What became of the check of a digest's signature.
enum SignatureState: Sendable {
  case verified
  /// It was not made over this text by a key that was given.
  case failed
  /// Keys were given, none with the fingerprint.
  case noKey
  /// No key was given.
  case unchecked
}

/// The signatures that digests carry for those before them, and saved ones, checked in parallel.
struct SignatureChecks {
  /// A signature and what it should be over.
  struct Claim: Sendable {
    /// Number of the digest that is signed.
    var digest: Int
    /// Hexadecimal digits.
    var signature: String
  }

  /// The number of signatures by fingerprint, where the key verified none of at least two.
  ///
  /// A wrong key is more likely than as many altered digests.
  private(set) var wrongKeys: [String: Int] = [:]
  private var states: [Int: [String: SignatureState]] = [:]

  init(
    _ claims: [Claim], of files: [DigestFile], keys: SigningKeys, cache: inout ContentCache,
    jobs: Int
  ) {
    if keys.isEmpty { return }
    var work: [(claim: Int, key: SigningKey, signature: [UInt8], text: [UInt8], memo: [UInt8])] = []
    var attempts: [String: (all: Int, verified: Int)] = [:]
    for (number, claim) in claims.enumerated() {
      let file = files[claim.digest]
      let fingerprint = file.document.fingerprint
      let candidates = keys.keys(fingerprint)
      if candidates.isEmpty {
        states[claim.digest, default: [:]][claim.signature] = .noKey
        continue
      }
      attempts[fingerprint, default: (0, 0)].all += 1
      let memos = candidates.map {
        ContentCache.signatureKey($0, claim.signature, file.hash.whole)
      }
      if memos.contains(where: { cache.signatures.contains($0) }) {
        states[claim.digest, default: [:]][claim.signature] = .verified
        attempts[fingerprint]?.verified += 1
        continue
      }
      guard let signature = Hexadecimal.bytes(Array(claim.signature.utf8)) else {
        states[claim.digest, default: [:]][claim.signature] = .failed
        continue
      }
      let text = Array(file.document.signedText(hash: file.hash.whole).utf8)
      for (key, memo) in zip(candidates, memos) {
        work.append((number, key, signature, text, memo))
      }
    }
    let verdicts = ParallelWork.map(work, jobs: jobs, state: {}) { _, item in
      item.key.isValid(item.signature, of: item.text)
    }
    for (item, isValid) in zip(work, verdicts) {
      let claim = claims[item.claim]
      let known = states[claim.digest]?[claim.signature]
      if case .verified = known { continue }
      states[claim.digest, default: [:]][claim.signature] = isValid ? .verified : .failed
      if isValid {
        cache.keep(signature: item.memo)
        attempts[files[claim.digest].document.fingerprint]?.verified += 1
      }
    }
    for (fingerprint, count) in attempts where count.all >= 2 && count.verified == 0 {
      wrongKeys[fingerprint] = count.all
    }
  }

  /// What became of a signature of a digest.
  func state(_ digest: Int, _ signature: String) -> SignatureState {
    states[digest]?[signature] ?? .unchecked
  }
}

/// Signatures that somebody saved beside digests, since S3 alone has that of the newest.
enum SavedSignature {
  /// What may follow the name of the digest: hexadecimal digits, or JSON with S3's metadata.
  private static let endings = [".sig", ".json", ".head-object.json", ".get-object.json"]
  private static let longestFile: Int64 = 1 << 20

  /// The signature saved beside a digest; `nil` when there is none.
  static func find(beside path: PathBytes) -> String? {
    for ending in endings {
      let side = path + Array(ending.utf8)
      guard ArchivePath.probe(side)?.kind == .file else { continue }
      do {
        let bytes = try WholeFile.read(side, limit: longestFile)
        if bytes.first == 0x7B {
          let found = try bytes.withUnsafeBytes { try DigestReader().signature($0) }
          if let found { return found }
        } else {
          let digits = bytes.filter { !" \r\n\t".utf8.contains($0) }
          if Hexadecimal.bytes(digits) != nil { return String(decoding: digits, as: UTF8.self) }
        }
      } catch {
        // Not a signature: another ending may be.
        continue
      }
    }
    return nil
  }
}

/// Small files of an archive that are read at once.
enum WholeFile {
  /// Reads a file of at most `limit` bytes.
  ///
  /// - Throws: `SystemCallError`; `EFBIG` for a larger one.
  static func read(_ path: PathBytes, limit: Int64) throws(SystemCallError) -> [UInt8] {
    let file = try OpenFile(path)
    let size = try file.identity().size
    guard size <= limit else {
      throw SystemCallError(call: "read", path: Paths.display(path), code: EFBIG)
    }
    let buffer = GrowingBuffer(capacity: max(Int(size), 1))
    let count = try file.read(
      into: UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[..<Int(size)]))
    return Array(buffer.prefix(count))
  }
}
