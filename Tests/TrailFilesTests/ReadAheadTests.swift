import Glibc
import Testing
import TrailFiles

@Suite struct ReadAheadTests {
  private static func path(_ number: Int) -> PathBytes { PathBytes("/nowhere/\(number)".utf8) }

  @Test func `nothing is asked for while reads come from memory`() {
    let ahead = ReadAhead()
    for number in 0..<100 {
      ahead.prepare(number, of: 100) { other in
        Issue.record("\(other) was asked for")
        return Self.path(other)
      }
      // A gigabyte may take a second.
      #expect(ahead.timed(1 << 30) { number } == number)
    }
  }

  @Test func `after a read that waited each file is asked for once, before its turn`() {
    let ahead = ReadAhead()
    var asked: [Int] = []
    for list in 0..<2 {
      ahead.begin()
      asked = []
      for number in 0..<60 {
        ahead.prepare(number, of: 60) { other in
          asked.append(other)
          return Self.path(other)
        }
        // The first read of all shows that reading waits.
        if number > 0 || list > 0 { #expect(number == 59 || asked.contains(number + 1)) }
        if number == 0 { ahead.timed(1) { _ = usleep(2_000) } }
      }
      #expect(asked == Array((list == 0 ? 2 : 1)..<60))
    }
  }

  @Test func `it ends when reads wait no more`() {
    let ahead = ReadAhead()
    ahead.timed(1) { _ = usleep(2_000) }
    var asked = 0
    for number in 0..<1_000 {
      ahead.prepare(number, of: 1_000) { other in
        asked += 1
        return Self.path(other)
      }
    }
    #expect(asked > 16 && asked < 200)
  }
}
