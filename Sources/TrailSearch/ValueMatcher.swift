internal import TrailBytes
internal import TrailEvents
internal import TrailFormats

/// Tells whether values match a pattern, one by one.
///
/// Belongs to one thread.
final class ValueMatcher {
  private enum Test {
    case any
    case equal([UInt8])
    case exact([UInt8])
    case prefix([UInt8])
    case wildcard(Wildcard)
    case regex(ValueRegex)
    case between([UInt8]?, [UInt8]?)
    case numbers(NumberRange)
    case times(from: Int64?, to: Int64?)
  }

  private let test: Test
  private let isFolded: Bool
  private var scratch: [UInt8] = []

  /// - Parameters:
  ///   - isFolded: Whether case and width do not matter.
  ///   - isCut: Whether values longer than those of keys are cut, on both sides.
  init(_ pattern: ValuePattern, isFolded: Bool, isCut: Bool = false) throws(QueryError) {
    self.isFolded = isFolded
    func bytes(_ text: String) -> [UInt8] {
      let bytes = Array(text.utf8)
      let cut = isCut ? bytes.withUnsafeBytes { Array(KeyValue.cut($0)) } : bytes
      return isFolded ? cut.withUnsafeBytes { TextFolding.fold($0) } : cut
    }
    switch pattern {
    case .any: test = .any
    case .equal(let text): test = .equal(bytes(text))
    case .exact(let text):
      let all = Array(text.utf8)
      test = .exact(isCut ? all.withUnsafeBytes { Array(KeyValue.cut($0)) } : all)
    case .prefix(let text):
      test = .prefix(isFolded ? TextFolding.fold(text) : Array(text.utf8))
    case .wildcard(let parts): test = .wildcard(Wildcard(parts, isFolded: isFolded))
    case .regex(let pattern, let ignoresCase):
      test = .regex(try ValueRegex(pattern, ignoresCase: ignoresCase))
    case .between(let from, let to): test = .between(from.map(bytes), to.map(bytes))
    case .numbers(let range): test = .numbers(range)
    case .times(let from, let to): test = .times(from: from, to: to)
    }
  }

  /// Whether a value at a path matches.
  func matches(_ value: RecordValue) -> Bool {
    if case .any = test { return true }
    switch value.kind {
    case .text, .number, .boolean: return matches(value.bytes)
    case .object, .array: return false
    }
  }

  /// Whether a text matches.
  func matches(_ value: UnsafeRawBufferPointer) -> Bool {
    switch test {
    case .any: return true
    case .exact(let wanted): return value.elementsEqual(wanted)
    case .regex(let regex): return regex.matches(value)
    case .numbers(let range):
      let text = String(decoding: value, as: UTF8.self)
      return QueryValues.number(text).map { range.contains($0) } ?? false
    case .times(let from, let to):
      guard let time = Timestamp(value)?.milliseconds else { return false }
      return time >= from ?? .min && time < to ?? .max
    case .equal, .prefix, .wildcard, .between:
      guard isFolded else { return matchesFolded(value) }
      scratch.removeAll(keepingCapacity: true)
      if TextFolding.isASCII(value) {
        for byte in value { scratch.append(TextFolding.asciiLower(byte)) }
      } else {
        scratch = TextFolding.fold(value)
      }
      return scratch.withUnsafeBytes { matchesFolded($0) }
    }
  }

  private func matchesFolded(_ value: UnsafeRawBufferPointer) -> Bool {
    switch test {
    case .equal(let wanted): return value.elementsEqual(wanted)
    case .prefix(let prefix): return value.starts(with: prefix)
    case .wildcard(let wildcard): return wildcard.matches(value)
    case .between(let from, let to):
      if let from, from.withUnsafeBytes({ TermOrder.compareBytes(value, $0) < 0 }) { return false }
      if let to, to.withUnsafeBytes({ TermOrder.compareBytes(value, $0) > 0 }) { return false }
      return true
    default: return false
    }
  }
}
