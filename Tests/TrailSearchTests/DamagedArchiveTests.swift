import Testing
import TrailEvents
import TrailFiles
import TrailIndexing
import TrailSearch
import TrailSegment
import TrailTestSupport

/// An archive with a file of each shape, of which some are damaged at random: indexing ends, the
/// others lose nothing, and what is lost has a name.
@Suite struct DamagedArchiveTests {
  /// What happens to a file.
  enum Damage: CaseIterable {
    case cut, flipped, noise

    func apply(to bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
      var bytes = bytes
      switch self {
      case .cut: return Array(bytes[..<random.below(bytes.count)])
      case .flipped:
        bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
        return bytes
      case .noise:
        let isKept = random.chance(50)
        return (isKept ? Array(bytes.prefix(16)) : [])
          + (0..<random.below(3_000)).map { _ in UInt8(random.below(256)) }
      }
    }
  }

  private static let files = LogShapes.whole.enumerated().map { number, shape in
    (name: "\(shape.isPacked ? "z" : "t")/\(number)", shape: shape)
  }

  /// Whether a cut cannot be told: the text ends between two values, two lines, or two rows, or in
  /// the time in front of a line.
  private func isHidden(_ shape: LogShape, cutAt length: Int) -> Bool {
    let rest = shape.bytes[length...]
    if shape.isPacked { return rest.starts(with: [0x1F, 0x8B]) }
    let head = shape.bytes[..<length]
    if head.isEmpty || head.allSatisfy({ $0 == 0x20 || $0 == 0xEF || $0 == 0xBB }) { return true }
    if shape.format == "csv" || shape.name.contains("as text") || shape.name.contains("tool") {
      return true
    }
    if shape.name.contains("lines") || shape.name.contains("entries of several") {
      let line = head.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
      if length - line < 26 { return true }
    }
    let depth = head.reduce(0) { depth, byte in
      // Good enough outside of strings, which hold brackets in pairs.
      depth + (byte == 0x7B || byte == 0x5B ? 1 : byte == 0x7D || byte == 0x5D ? -1 : 0)
    }
    return depth == 0 || rest.isEmpty
  }

  @Test(arguments: Damage.allCases, [0, 1, 2, 3, 4, 83] as [UInt64])
  func `damage at random is named and costs no other file`(damage: Damage, seed: UInt64) throws {
    var random = SplitMix64(seed: seed &* 31 &+ 7)
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    var damaged: [String: (shape: LogShape, bytes: [UInt8])] = [:]
    for (name, shape) in Self.files {
      var bytes = shape.bytes
      if random.chance(40) {
        bytes = damage.apply(to: bytes, &random)
        damaged[name] = (shape, bytes)
      }
      _ = try archive.write(bytes, to: name)
    }
    let indexed = try IndexedArchive(archive.path, index: index.path)
    let sources = try indexed.sources()
    #expect(sources.count == Self.files.count)
    for source in sources {
      let name = Paths.display(source.path)
      #expect(source.records == source.documents.count + source.rejected)
      if let (shape, bytes) = damaged[name] {
        let isLost = source.documents.count < shape.ids.count
        let isNamed = source.state.isDamage || source.rejected > 0 || !source.reason.isEmpty
        let isHidden =
          switch damage {
          case .cut: isHidden(shape, cutAt: bytes.count)
          // A record of a function says by one word that it is no record of CloudTrail.
          case .flipped: shape.name.hasPrefix("a function's")
          case .noise: bytes.isEmpty
          }
        #expect(
          !isLost || isNamed || isHidden,
          "\(shape.name), \(bytes.count) of \(shape.bytes.count) bytes: \(source.state.name) \(source.documents.count)"
        )
      } else {
        let shape = try #require(Self.files.first { $0.name == name }?.shape)
        #expect(source.state == .indexed && source.documents.count == shape.ids.count, "\(name)")
      }
    }
    let statistics = try indexed.searcher.statistics(checkingFiles: true)
    #expect(
      statistics.records == statistics.events + statistics.duplicates + statistics.rejected)
    let kept = Set(Self.files.filter { damaged[$0.name] == nil }.flatMap { $0.shape.ids })
    let found = try indexed.readBack()
    #expect(Set(kept.compactMap { $0 }).isSubset(of: found), "seed \(seed)")
  }
}
