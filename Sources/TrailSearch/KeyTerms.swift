internal import TrailEvents
internal import TrailSegment

/// Terms that are values of a key: those of its dictionary, or those of another key that it is widened
/// by (``EventKey/widened``).
struct KeyTerms {
  /// The key whose dictionary has the terms, and by which documents have them.
  let key: EventKey
  let dictionary: TermDictionaryReader
  /// The key that is asked for.
  private let asked: EventKey
  /// The ordinals of the terms.
  let within: Range<TermOrdinal>

  /// The terms of a key in a segment; empty for keys without a dictionary.
  static func of(_ key: EventKey, in reader: SegmentReader) throws -> [KeyTerms] {
    var terms: [KeyTerms] = []
    if let dictionary = try reader.dictionary(key.rawValue) {
      terms.append(
        KeyTerms(
          key: key, dictionary: dictionary, asked: key,
          within: 0..<TermOrdinal(dictionary.count)))
    }
    if let (other, prefix) = key.widened, let dictionary = try reader.dictionary(other.rawValue) {
      let within = try TermMatching(key: key, pattern: .prefix(prefix)).ranges(in: dictionary)
      terms += within.map {
        KeyTerms(key: other, dictionary: dictionary, asked: key, within: $0)
      }
    }
    return terms
  }

  /// The ordinals that match one of several patterns; ranges may overlap.
  func ranges(of patterns: [ValuePattern]) throws -> [Range<TermOrdinal>] {
    let ranges = try TermMatching.ranges(of: patterns, key: asked, in: dictionary)
    return key == asked ? ranges : ranges.map { $0.clamped(to: within) }.filter { !$0.isEmpty }
  }
}
