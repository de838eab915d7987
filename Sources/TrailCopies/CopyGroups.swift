/// Documents joined into events, and events joined by their id.
///
/// Two partitions of the same places, each a forest of parents: joining is nearly constant in
/// time, and does not depend on the order.
struct CopyGroups {
  typealias Place = CopyResolver.Place

  /// The numbers of all places, those of an event one after another, and events of one id too.
  struct Partition {
    var members: [Int]
    /// Where each event ends among the members, and whether no other one with its id follows.
    var events: [(end: Int, isLastOfID: Bool)]
  }

  private var numbers: [Place: Int] = [:]
  /// The places that were joined with another, by their numbers.
  private(set) var places: [Place] = []
  /// A place of the same event with a number that is not greater; its own stands at the root.
  private var event: [Int] = []
  /// The same for places with one id.
  private var id: [Int] = []

  /// Whether nothing was joined.
  var isEmpty: Bool { places.isEmpty }

  /// Whether a place was joined with another.
  func contains(_ place: Place) -> Bool { numbers[place] != nil }

  /// Makes room for places that are joined next.
  mutating func reserve(_ count: Int) { numbers.reserveCapacity(places.count + count) }

  /// Notes that two documents have one id and, if they are copies, are one event.
  mutating func join(_ left: Place, _ right: Place, isCopy: Bool) {
    let first = number(left)
    let second = number(right)
    CopyGroups.join(first, second, in: &id)
    if isCopy { CopyGroups.join(first, second, in: &event) }
  }

  private mutating func number(_ place: Place) -> Int {
    if let known = numbers[place] { return known }
    let number = places.count
    numbers[place] = number
    places.append(place)
    event.append(number)
    id.append(number)
    return number
  }

  private static func root(_ number: Int, in parents: inout [Int]) -> Int {
    var current = number
    while parents[current] != current {
      parents[current] = parents[parents[current]]
      current = parents[current]
    }
    return current
  }

  private static func join(_ left: Int, _ right: Int, in parents: inout [Int]) {
    let first = root(left, in: &parents)
    let second = root(right, in: &parents)
    parents[max(first, second)] = min(first, second)
  }

  /// All places by their events, and these by their ids.
  func partition() -> Partition {
    let (events, ids) = (CopyGroups.roots(event), CopyGroups.roots(id))
    let members = CopyGroups.ordered(
      CopyGroups.ordered(Array(places.indices), by: events), by: ids)
    var partition = Partition(members: members, events: [])
    for end in members.indices.map({ $0 + 1 }) {
      let (last, next) = (members[end - 1], end < members.count ? members[end] : nil)
      if let next, events[next] == events[last] { continue }
      partition.events.append((end, next.map { ids[$0] != ids[last] } ?? true))
    }
    return partition
  }

  /// The root of every number: parents come before their children.
  private static func roots(_ parents: [Int]) -> [Int] {
    var roots = parents
    for number in roots.indices { roots[number] = roots[roots[number]] }
    return roots
  }

  /// The numbers ascending by their roots, those of one root in the order given.
  private static func ordered(_ numbers: [Int], by roots: [Int]) -> [Int] {
    var places = [Int](repeating: 0, count: roots.count + 1)
    for number in numbers { places[roots[number] + 1] += 1 }
    for root in roots.indices { places[root + 1] += places[root] }
    var result = numbers
    for number in numbers {
      result[places[roots[number]]] = number
      places[roots[number]] += 1
    }
    return result
  }
}
