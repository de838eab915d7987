internal import TrailEvents

/// Reads digest files of CloudTrail, the lists of keys that they are signed with, and saved answers
/// of S3 that hold a signature.
///
/// Belongs to one thread.
package final class DigestReader {
  /// Why a text is no digest, in words.
  package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    package var reason: String
    package var description: String { reason }
  }

  private let memory = JSONText()
  private let text = EmbeddedText()

  package init() {}

  /// Whether a text looks like a digest: an object that names its own key in S3.
  package static func isDigest(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let start = bytes.prefix(4_096)
    guard start.first(where: { !StructureScanner.isBlank($0) }) == 0x7B else { return false }
    return String(decoding: start, as: UTF8.self).contains("\"digestS3Object\"")
  }

  /// Reads the decompressed text of a digest.
  ///
  /// - Throws: ``Failure`` when it is broken or lacks a member that the chain needs.
  package func digest(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> DigestDocument {
    let node = try object(bytes)
    let endText = try required(node, "digestEndTime")
    return DigestDocument(
      account: string(node, "awsAccountId") ?? "",
      start: try time(try required(node, "digestStartTime"), "digestStartTime"),
      end: try time(endText, "digestEndTime"), endText: endText,
      bucket: try required(node, "digestS3Bucket"),
      object: try required(node, "digestS3Object"),
      fingerprint: try required(node, "digestPublicKeyFingerprint"),
      previous: try previous(node), logFiles: try logFiles(node))
  }

  private func object(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> JSONNode {
    memory.reset()
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard bytes.count < StructureScanner.longestText else { throw Failure(reason: "too long") }
    let structure = text.load(UnsafeRawBufferPointer(rebasing: bytes[start...]))
    guard structure.count > 0 else { throw Failure(reason: "no JSON") }
    let node = JSONNode(structure, 0)
    guard node.isObject, structure.skip(0) == structure.count else {
      throw Failure(reason: "not one whole JSON object")
    }
    return node
  }

  private func previous(_ node: JSONNode) throws(Failure) -> DigestDocument.Previous? {
    guard node.member("previousDigestSignature", memory) != nil else {
      throw Failure(reason: "no previousDigestSignature")
    }
    guard let object = string(node, "previousDigestS3Object") else {
      guard string(node, "previousDigestSignature") == nil else {
        throw Failure(reason: "previousDigestSignature without previousDigestS3Object")
      }
      return nil
    }
    try checkAlgorithm(node, "previousDigestHashAlgorithm")
    return DigestDocument.Previous(
      bucket: try required(node, "previousDigestS3Bucket"), object: object,
      hash: try hash(node, "previousDigestHashValue"),
      signature: try required(node, "previousDigestSignature"))
  }

  private func logFiles(_ node: JSONNode) throws(Failure) -> [DigestDocument.LogFile] {
    guard let list = node.member("logFiles", memory), list.isArray else {
      throw Failure(reason: "no list logFiles")
    }
    var files: [DigestDocument.LogFile] = []
    var failure: Failure?
    list.forEachElement { file in
      guard failure == nil else { return }
      do throws(Failure) {
        try checkAlgorithm(file, "hashAlgorithm")
        files.append(
          DigestDocument.LogFile(
            bucket: try required(file, "s3Bucket"), object: try required(file, "s3Object"),
            hash: try hash(file, "hashValue")))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return files
  }

  private func checkAlgorithm(_ node: JSONNode, _ name: StaticString) throws(Failure) {
    if let algorithm = string(node, name), algorithm != "SHA-256" {
      throw Failure(reason: "\(name) is \(algorithm), not SHA-256")
    }
  }

  private func hash(_ node: JSONNode, _ name: StaticString) throws(Failure) -> [UInt8] {
    guard let hash = Hexadecimal.hash(Array(try required(node, name).utf8)) else {
      throw Failure(reason: "\(name) is no SHA-256")
    }
    return hash
  }

  private func time(_ text: String, _ name: String) throws(Failure) -> Int64 {
    guard let time = Timestamp(text) else { throw Failure(reason: "\(name) is no time") }
    return time.milliseconds
  }

  private func required(_ node: JSONNode, _ name: StaticString) throws(Failure) -> String {
    guard let value = string(node, name) else { throw Failure(reason: "no \(name)") }
    return value
  }

  /// A member that is text and not empty.
  private func string(_ node: JSONNode, _ name: StaticString) -> String? {
    guard node.isObject, let member = node.member(name, memory), member.isString,
      let bytes = member.text(memory), !bytes.isEmpty
    else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension DigestReader {
  /// A key of a list, as it was saved.
  package struct KeyEntry: Hashable, Sendable {
    package var fingerprint: String
    /// The key, DER: PKCS#1 `RSAPublicKey`, or X.509 `SubjectPublicKeyInfo`.
    package var der: [UInt8]
  }

  /// The keys of a saved answer of `aws cloudtrail list-public-keys`.
  ///
  /// Source: "ListPublicKeys" of the CloudTrail API; documents spell the list `publicKeyList` too.
  package func keys(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> [KeyEntry] {
    let node = try object(bytes)
    guard
      let list = node.member("PublicKeyList", memory) ?? node.member("publicKeyList", memory),
      list.isArray
    else { throw Failure(reason: "no PublicKeyList: not an answer of list-public-keys") }
    var keys: [KeyEntry] = []
    var failure: Failure?
    list.forEachElement { entry in
      guard failure == nil else { return }
      let fingerprint = string(entry, "Fingerprint") ?? string(entry, "fingerprint")
      let value = string(entry, "Value") ?? string(entry, "value")
      guard let fingerprint, let value, let der = DigestReader.base64(value) else {
        failure = Failure(reason: "a key without Value or Fingerprint")
        return
      }
      keys.append(KeyEntry(fingerprint: fingerprint, der: der))
    }
    if let failure { throw failure }
    return keys
  }

  /// The bytes of base64 text; `nil` when it is none.
  package static func base64(_ text: String) -> [UInt8]? {
    var text = text
    return text.withUTF8 { Base64.decoded(UnsafeRawBufferPointer($0)) }
  }

  /// The signature in a saved answer of `aws s3api head-object` or `get-object`; `nil` when it has
  /// none.
  ///
  /// S3 stores it as the metadata `signature` of the digest, hexadecimal digits.
  package func signature(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> String? {
    let node = try object(bytes)
    guard let metadata = node.member("Metadata", memory) ?? node.member("metadata", memory) else {
      return nil
    }
    return string(metadata, "signature") ?? string(metadata, "Signature")
  }
}
