/// Documents joined into events, and events joined by their id.
///
/// Two partitions of the same places, each a forest of parents: joining is nearly constant in
/// time, and does not depend on the order.
struct CopyGroups {
  typealias Place = CopyResolver.Place

  private var numbers: [Place: Int] = [:]
  private var all: [Place] = []
  private var event: [Int] = []
  private var id: [Int] = []

  /// Whether nothing was joined.
  var isEmpty: Bool { all.isEmpty }

  /// The places that were joined with another.
  var places: Set<Place> { Set(all) }

  /// Whether a place was joined with another.
  func contains(_ place: Place) -> Bool { numbers[place] != nil }

  /// Notes that two documents have one id and, if they are copies, are one event.
  mutating func join(_ left: Place, _ right: Place, isCopy: Bool) {
    let first = number(left)
    let second = number(right)
    CopyGroups.join(first, second, in: &id)
    if isCopy { CopyGroups.join(first, second, in: &event) }
  }

  private mutating func number(_ place: Place) -> Int {
    if let known = numbers[place] { return known }
    let number = all.count
    numbers[place] = number
    all.append(place)
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

  /// For each id the places of each of its events, in the order in which they were first joined.
  func idGroups() -> [[[Place]]] {
    var events = event
    var ids = id
    var eventNumbers: [Int: (id: Int, event: Int)] = [:]
    var idNumbers: [Int: Int] = [:]
    var groups: [[[Place]]] = []
    for number in all.indices {
      let event = CopyGroups.root(number, in: &events)
      if let known = eventNumbers[event] {
        groups[known.id][known.event].append(all[number])
        continue
      }
      let root = CopyGroups.root(number, in: &ids)
      let id = idNumbers[root] ?? groups.count
      if id == groups.count {
        idNumbers[root] = id
        groups.append([])
      }
      eventNumbers[event] = (id, groups[id].count)
      groups[id].append([all[number]])
    }
    return groups
  }
}
