internal import TrailFiles
internal import TrailFormats
internal import TrailSegment

/// A digest that is here and could be read.
final class DigestFile: Sendable {
  /// Its number among the files of the archive.
  let file: Int
  /// Its path as it is shown.
  let path: String
  let hash: ContentHash
  let document: DigestDocument
  /// What the name in its key says.
  let name: DeliveryName?
  /// Bucket and key: what other digests know it by.
  let place: String
  /// The same of the digest before it.
  let previousPlace: String?

  init(file: Int, path: String, hash: ContentHash, document: DigestDocument) {
    self.file = file
    self.path = path
    self.hash = hash
    self.document = document
    name = DeliveryName(ObjectKey.name(Array(document.object.utf8)))
    place = document.bucket + "/" + document.object
    previousPlace = document.previous.map { $0.bucket + "/" + $0.object }
  }

  /// What stands behind its one gzip member, or breaks it; `nil` for a file as it was delivered.
  var oddity: String? { hash.oddity }
}

extension ContentHash {
  /// What is wrong with a file whose first gzip member may be as it should; `nil` for nothing.
  var oddity: String? {
    if firstMember != nil { return "more follows the first gzip member" }
    return damage?.description
  }
}

/// All digests of an archive.
struct DigestFiles {
  /// A file that should be a digest and cannot be read as one.
  struct Broken {
    var file: Int
    var path: String
    var reason: String
  }

  private(set) var files: [DigestFile] = []
  private(set) var broken: [Broken] = []
  /// Bytes of text that were hashed.
  private(set) var hashedBytes: Int64 = 0
  /// Digests whose content the cache knew.
  private(set) var reused = 0

  private enum Reading: Sendable {
    case digest(ContentHash, DigestDocument)
    case broken(String)
    case noDigest
  }

  /// What a worker keeps.
  private final class Reader {
    let hasher = ContentHasher()
    let digests = DigestReader()
  }

  /// Reads the digests, and the files that the index does not know, which may be some.
  init(
    _ archive: LocalArchive, cache: inout ContentCache, jobs: Int, changedBefore: Int64
  ) {
    var toRead: [Int] = []
    for (number, file) in archive.files.enumerated() {
      let isNamed = file.name?.isDigest == true
      guard isNamed || file.state == .digest || file.state == nil else { continue }
      if file.state != .digest, !isNamed, file.name != nil { continue }
      let key = ContentCache.Key(path: file.pathHash, identity: file.identity)
      do {
        if let entry = cache.entries[key], let document = try entry.digest() {
          add(number, archive, entry.hash, document)
          reused += 1
          continue
        }
      } catch {
        // The entry is of no use: the file is read.
      }
      toRead.append(number)
    }
    let paths = toRead.map { archive.files[$0].absolutePath }
    let readings = ParallelWork.map(paths, jobs: jobs, state: { Reader() }) { reader, path in
      DigestFiles.read(path, reader)
    }
    for (number, reading) in zip(toRead, readings) {
      let file = archive.files[number]
      switch reading {
      case .digest(let hash, let document):
        cache.keep(file.pathHash, hash, document, changedBefore: changedBefore)
        hashedBytes += hash.length
        add(number, archive, hash, document)
      case .broken(let reason):
        // What is no digest by name was asked for nothing but its content.
        guard file.name?.isDigest == true || file.state == .digest else { continue }
        broken.append(Broken(file: number, path: Paths.display(file.path), reason: reason))
      case .noDigest:
        guard file.name?.isDigest == true else { continue }
        broken.append(
          Broken(file: number, path: Paths.display(file.path), reason: "not a digest"))
      }
    }
  }

  private mutating func add(
    _ number: Int, _ archive: LocalArchive, _ hash: ContentHash, _ document: DigestDocument
  ) {
    files.append(
      DigestFile(
        file: number, path: Paths.display(archive.files[number].path), hash: hash,
        document: document))
  }

  private static func read(_ path: PathBytes, _ reader: Reader) -> Reading {
    var found: Reading?
    do throws(SystemCallError) {
      var document: DigestDocument?
      let hash = try reader.hasher.hash(path) { text in
        guard DigestReader.isDigest(text) else {
          found = .noDigest
          return
        }
        do throws(DigestReader.Failure) {
          document = try reader.digests.digest(text)
        } catch {
          found = .broken(error.reason)
        }
      }
      if let document { return .digest(hash, document) }
      if let damage = hash.damage { return .broken(damage.description) }
      return found ?? .broken("too large for a digest")
    } catch {
      return .broken(error.reason)
    }
  }
}
