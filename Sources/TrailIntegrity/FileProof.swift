package import TrailFiles
internal import TrailFormats
package import TrailSearch
internal import TrailSegment

/// What the digests of an archive say of one log file, found without reading all of them.
package enum FileProof {
  /// The answer.
  package struct Answer: Sendable {
    /// `valid`, `changed`, `unreadable`, or `unproved` when no digest here names the file.
    package var verdict: Verdict
    package var reason: String
    /// The end of the digest's hour, ms since 1970.
    package var digestEnd: Int64?
  }

  /// A file is named by a digest that ends within this time after the file's own, ms.
  private static let reach: Int64 = 2 * 3_600_000

  /// Asks the digests of the hours after a file was delivered.
  ///
  /// Whether these digests are themselves proved, the chain tells: see ``ArchiveVerification``.
  /// - Returns: `nil` when the name of the file tells no time, or the index has no digest of it.
  package static func find(_ path: PathBytes, _ snapshot: Snapshot) throws -> Answer? {
    let ownName = ObjectKey.unpacked(ObjectKey.name(path))
    guard let name = DeliveryName(ObjectKey.name(path)), !name.isDigest else { return nil }
    var digests: [PathBytes] = []
    for number in 0..<snapshot.segmentCount where !snapshot.isExcluded(number) {
      let segment = try snapshot.segment(number)
      let dropped = Set(segment.droppedSources)
      try segment.reader.sources().forEachIdentity { index, bytes, source in
        guard source.state == .digest, let root = segment.snapshotRoot(source.root),
          !dropped.contains(index), let digest = DeliveryName(ObjectKey.name(Array(bytes))),
          digest.account == name.account, digest.region == name.region,
          digest.time > name.time, digest.time <= name.time + reach
        else { return }
        digests.append(Paths.join(snapshot.roots.paths[root], Array(bytes)))
      }
    }
    if digests.isEmpty { return nil }
    let hasher = ContentHasher()
    let reader = DigestReader()
    for digest in digests {
      var document: DigestDocument?
      do {
        _ = try hasher.hash(digest) { text in
          do throws(DigestReader.Failure) {
            document = try reader.digest(text)
          } catch {
            document = nil
          }
        }
      } catch {
        // It says nothing; `verify` tells that it cannot be read.
        continue
      }
      let entry = document?.logFiles.first {
        ObjectKey.unpacked(ObjectKey.name(Array($0.object.utf8))).elementsEqual(ownName)
      }
      guard let entry else { continue }
      do throws(SystemCallError) {
        let hash = try hasher.hash(path)
        let (verdict, reason) = ArchiveVerification.difference(hash, entry.hash) ?? (.valid, "")
        return Answer(verdict: verdict, reason: reason, digestEnd: document?.end)
      } catch {
        return Answer(verdict: .unreadable, reason: error.reason, digestEnd: document?.end)
      }
    }
    return Answer(verdict: .unproved, reason: "no digest here names it", digestEnd: nil)
  }
}
