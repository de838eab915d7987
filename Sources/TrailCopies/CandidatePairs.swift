/// Pairs of documents that may be copies of one event, their documents numbered.
struct CandidatePairs {
  typealias Place = CopyResolver.Place

  /// Numbers of two documents.
  struct Pair {
    var left: Int
    var right: Int
  }

  /// The documents of all pairs, ascending: what is kept of neighbours is read together.
  let places: [Place]
  let pairs: [Pair]

  /// - Parameter documents: Those of each pair one after another.
  init(_ documents: [Place]) {
    var order = documents.enumerated().map { (slot: $0.offset, place: $0.element) }
    order.sort { $0.place < $1.place }
    var places: [Place] = []
    var numbers = [Int](repeating: 0, count: documents.count)
    for (slot, place) in order {
      if places.last != place { places.append(place) }
      numbers[slot] = places.count - 1
    }
    self.places = places
    pairs = stride(from: 0, to: numbers.count - 1, by: 2).map {
      Pair(left: numbers[$0], right: numbers[$0 + 1])
    }
  }

  /// The number of a document; `nil` when it is in no pair.
  func number(of place: Place) -> Int? {
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if places[middle] < place { low = middle + 1 } else { high = middle }
    }
    return low < places.count && places[low] == place ? low : nil
  }

  /// The numbers in some of the pairs, ascending.
  func numbers(in pairs: [Pair]) -> [Int] {
    var isIn = [Bool](repeating: false, count: places.count)
    for pair in pairs {
      isIn[pair.left] = true
      isIn[pair.right] = true
    }
    return isIn.indices.filter { isIn[$0] }
  }
}
