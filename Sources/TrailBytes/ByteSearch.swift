internal import CMemory

extension UnsafeRawBufferPointer {
  /// Where other bytes, at least one, first occur; `nil` when they do not.
  package func firstOffset(of wanted: [UInt8]) -> Int? {
    guard let base = baseAddress else { return nil }
    return wanted.withUnsafeBytes { wanted in
      guard let start = wanted.baseAddress,
        let found = trailsift_find(base, count, start, wanted.count)
      else { return nil }
      return found - base
    }
  }
}
