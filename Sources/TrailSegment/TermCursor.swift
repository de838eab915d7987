internal import TrailBytes

/// Walks the terms of a dictionary in order, a block at a time.
///
/// Belongs to one thread.
final class TermCursor {
  /// The number of the dictionary among those that are merged.
  let input: Int
  private let dictionary: TermDictionaryReader
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var found: [TermPostings] = []
  private var index = 0
  private var firstOrdinal: TermOrdinal = 0
  private var prefix: UInt64 = 0

  init(_ dictionary: TermDictionaryReader, input: Int) throws(IndexError) {
    self.dictionary = dictionary
    self.input = input
    try load(0)
  }

  private func load(_ ordinal: TermOrdinal) throws(IndexError) {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    found.removeAll(keepingCapacity: true)
    firstOrdinal = ordinal
    index = 0
    let end = min(ordinal + TermOrdinal(dictionary.blockSize), TermOrdinal(count))
    try dictionary.forEach(in: ordinal..<end) { _, term, postings in
      bytes.append(contentsOf: term)
      ends.append(bytes.count)
      found.append(postings)
    }
    if !isAtEnd { prefix = withTerm { dictionary.order.prefix($0) } }
  }

  private var count: Int { dictionary.count }

  /// Whether the cursor stands behind the last term.
  var isAtEnd: Bool { index >= found.count }

  /// The ordinal of the current term.
  var ordinal: TermOrdinal { firstOrdinal + TermOrdinal(index) }

  /// Where the postings of the current term are.
  var postings: TermPostings { found[index] }

  /// Calls `body` with the current term.
  func withTerm<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    bytes.withUnsafeBytes { all in
      body(UnsafeRawBufferPointer(rebasing: all[(index == 0 ? 0 : ends[index - 1])..<ends[index]]))
    }
  }

  /// Moves to the next term.
  func advance() throws(IndexError) {
    index += 1
    if index < found.count {
      prefix = withTerm { dictionary.order.prefix($0) }
    } else if Int(firstOrdinal) + index < count {
      try load(firstOrdinal + TermOrdinal(index))
    }
  }

  /// Compares the current terms of two cursors: negative when this one comes first.
  func compare(_ other: TermCursor) -> Int {
    if prefix != other.prefix { return prefix < other.prefix ? -1 : 1 }
    return withTerm { mine in other.withTerm { dictionary.order.compare(mine, $0) } }
  }
}

/// The terms of several dictionaries of one key, in order, each once.
///
/// Belongs to one thread.
struct TermMerge {
  /// Cursors as a heap: none stands before the one at half its place.
  private var heap: [TermCursor] = []

  init(_ dictionaries: [(input: Int, dictionary: TermDictionaryReader)]) throws(IndexError) {
    for (input, dictionary) in dictionaries {
      let cursor = try TermCursor(dictionary, input: input)
      if !cursor.isAtEnd { heap.append(cursor) }
    }
    for index in heap.indices.reversed() { sink(index) }
  }

  private mutating func sink(_ start: Int) {
    var index = start
    while true {
      var least = index
      for child in [index * 2 + 1, index * 2 + 2] where child < heap.count {
        if heap[child].compare(heap[least]) < 0 { least = child }
      }
      if least == index { return }
      heap.swapAt(index, least)
      index = least
    }
  }

  /// Takes the next term.
  ///
  /// - Parameter body: Called with each input that has the term: its number, the ordinal and the
  ///   postings there.
  /// - Returns: The term, `nil` behind the last.
  mutating func next(
    _ body: (Int, TermOrdinal, TermPostings) throws(IndexError) -> Void
  ) throws(IndexError) -> [UInt8]? {
    guard let first = heap.first else { return nil }
    let term = first.withTerm { Array($0) }
    while let cursor = heap.first {
      guard cursor.withTerm({ $0.elementsEqual(term) }) else { break }
      try body(cursor.input, cursor.ordinal, cursor.postings)
      try cursor.advance()
      if cursor.isAtEnd {
        heap[0] = heap[heap.count - 1]
        heap.removeLast()
      }
      if !heap.isEmpty { sink(0) }
    }
    return term
  }
}
