/// A set of documents of one segment: a sorted list when small, a bitmap when dense.
package struct DocumentSet: Sendable {
  private enum Storage: Sendable {
    case sorted([DocID])
    case bitmap([UInt64], count: Int)
  }

  private var storage: Storage
  /// The number of documents of the segment.
  package let universe: Int

  /// The empty set.
  package init(universe: Int) {
    storage = .sorted([])
    self.universe = universe
  }

  /// A set from ascending, distinct doc ids below `universe`.
  package init(sorted documents: [DocID], universe: Int) {
    storage = .sorted(documents)
    self.universe = universe
  }

  /// All documents of some ranges.
  package init(ranges: [Range<Int>], universe: Int) {
    var words = [UInt64](repeating: 0, count: (universe + 63) / 64)
    for range in ranges { DocumentSet.fill(&words, range.clamped(to: 0..<universe)) }
    self.init(bitmap: words, universe: universe)
  }

  /// A set from a bitmap: bit `i` of word `i / 64` stands for document `i`.
  package init(bitmap words: [UInt64], universe: Int) {
    self.universe = universe
    storage = .bitmap(words, count: words.reduce(0) { $0 + $1.nonzeroBitCount })
  }

  private init(words: [UInt64], count: Int, universe: Int) {
    self.universe = universe
    storage = .bitmap(words, count: count)
  }

  /// Every document.
  package static func all(universe: Int) -> DocumentSet {
    DocumentSet(ranges: [0..<universe], universe: universe)
  }

  /// Sets the bits of a range.
  package static func fill(_ words: inout [UInt64], _ range: Range<Int>) {
    var index = range.lowerBound
    while index < range.upperBound {
      let bit = index & 63
      let length = min(64 - bit, range.upperBound - index)
      let mask = length == 64 ? UInt64.max : ((1 << UInt64(length)) - 1) << UInt64(bit)
      words[index >> 6] |= mask
      index += length
    }
  }

  /// The number of documents in the set.
  package var count: Int {
    switch storage {
    case .sorted(let documents): documents.count
    case .bitmap(_, let count): count
    }
  }

  package var isEmpty: Bool { count == 0 }

  /// Whether a document is in the set.
  package func contains(_ document: DocID) -> Bool {
    switch storage {
    case .sorted(let documents):
      var low = 0
      var high = documents.count
      while low < high {
        let middle = (low + high) / 2
        if documents[middle] < document { low = middle + 1 } else { high = middle }
      }
      return low < documents.count && documents[low] == document
    case .bitmap(let words, _):
      let word = Int(document >> 6)
      return word < words.count && words[word] & (1 << UInt64(document & 63)) != 0
    }
  }

  /// The documents as a bitmap.
  package var bitmap: [UInt64] {
    switch storage {
    case .bitmap(let words, _): return words
    case .sorted(let documents):
      var words = [UInt64](repeating: 0, count: (universe + 63) / 64)
      for document in documents { words[Int(document >> 6)] |= 1 << UInt64(document & 63) }
      return words
    }
  }

  /// The documents, ascending.
  package var sorted: [DocID] {
    switch storage {
    case .sorted(let documents): return documents
    case .bitmap(let words, let count):
      var documents: [DocID] = []
      documents.reserveCapacity(count)
      for (index, word) in words.enumerated() {
        var rest = word
        while rest != 0 {
          documents.append(DocID(index * 64 + rest.trailingZeroBitCount))
          rest &= rest - 1
        }
      }
      return documents
    }
  }

  /// Whether the set is small enough to be worth asking document by document.
  package var isSparse: Bool { count * 32 < universe }

  /// The documents in both sets.
  package func intersection(_ other: DocumentSet) -> DocumentSet {
    switch (storage, other.storage) {
    case (.bitmap(let left, _), .bitmap(let right, _)):
      return DocumentSet(bitmap: zip(left, right).map { $0 & $1 }, universe: universe)
    case (.sorted(let documents), .sorted(let others)) where others.count < documents.count:
      return DocumentSet(sorted: others.filter { contains($0) }, universe: universe)
    case (.sorted(let documents), _):
      return DocumentSet(sorted: documents.filter { other.contains($0) }, universe: universe)
    case (_, .sorted(let documents)):
      return DocumentSet(sorted: documents.filter { contains($0) }, universe: universe)
    }
  }

  /// The documents in either set.
  package func union(_ other: DocumentSet) -> DocumentSet {
    if isEmpty { return other }
    if other.isEmpty { return self }
    return DocumentSet(
      bitmap: zip(bitmap, other.bitmap).map { $0 | $1 }, universe: universe)
  }

  /// The documents of this set that are not in the other.
  package func subtracting(_ other: DocumentSet) -> DocumentSet {
    if isEmpty || other.isEmpty { return self }
    switch (storage, other.storage) {
    case (.sorted(let documents), .sorted(let removed)):
      return DocumentSet(
        sorted: DocumentSet.difference(documents, removed), universe: universe)
    case (.sorted(let documents), .bitmap):
      return DocumentSet(sorted: documents.filter { !other.contains($0) }, universe: universe)
    case (.bitmap(var words, var count), .sorted(let removed)):
      words.withUnsafeMutableBufferPointer { words in
        for document in removed {
          let word = Int(document >> 6)
          let bit = UInt64(1) << UInt64(document & 63)
          guard word < words.count, words[word] & bit != 0 else { continue }
          words[word] &= ~bit
          count -= 1
        }
      }
      return DocumentSet(words: words, count: count, universe: universe)
    case (.bitmap(let left, _), .bitmap(let right, _)):
      return DocumentSet(bitmap: zip(left, right).map { $0 & ~$1 }, universe: universe)
    }
  }

  /// The numbers of an ascending list that are not in another one.
  ///
  /// Both lists are walked once: in single steps as long as both are about as dense, then in doubling
  /// ones, so that a handful against many costs a search each.
  private static func difference(_ documents: [DocID], _ removed: [DocID]) -> [DocID] {
    [DocID](unsafeUninitializedCapacity: documents.count) { left, count in
      removed.withUnsafeBufferPointer { removed in
        var position = 0
        for document in documents {
          var singleSteps = 8
          while position < removed.count, removed[position] < document {
            position += 1
            singleSteps -= 1
            if singleSteps == 0 {
              position = firstPlace(of: document, in: removed, from: position)
              break
            }
          }
          if position < removed.count, removed[position] == document { continue }
          left.initializeElement(at: count, to: document)
          count += 1
        }
      }
    }
  }

  /// The first place at or behind `start` with a number that is not below `document`.
  private static func firstPlace(
    of document: DocID, in list: UnsafeBufferPointer<DocID>, from start: Int
  ) -> Int {
    var step = 1
    while start + step < list.count, list[start + step] < document { step *= 2 }
    var low = start + step / 2
    var high = min(start + step, list.count)
    while low < high {
      let middle = (low + high) / 2
      if list[middle] < document { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
