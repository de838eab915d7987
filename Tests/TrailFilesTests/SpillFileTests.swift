import Foundation
import Testing
import TrailFiles
import TrailTestSupport

@Suite struct SpillFileTests {
  @Test func `what was appended comes back from its place, and the file has no name`() throws {
    let directory = try TemporaryDirectory()
    let file = try SpillFile("\(directory.path)/spill")
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
    let pieces: [[UInt8]] = [[1, 2, 3], [], Array(repeating: 7, count: 100_000), [9]]
    var places: [Int64] = []
    for piece in pieces { places.append(try piece.withUnsafeBytes { try file.append($0) }) }
    #expect(places == [0, 3, 3, 100_003])
    for (piece, place) in zip(pieces, places).reversed() {
      var bytes = [UInt8](repeating: 0, count: piece.count)
      try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: place) }
      #expect(bytes == piece)
    }
  }

  @Test func `reading behind the end is an error`() throws {
    let directory = try TemporaryDirectory()
    let file = try SpillFile("\(directory.path)/spill")
    _ = try [UInt8](repeating: 1, count: 10).withUnsafeBytes { try file.append($0) }
    var bytes = [UInt8](repeating: 0, count: 4)
    let error = #expect(throws: SystemCallError.self) {
      try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: 8) }
    }
    #expect(error?.code == EIO)
  }

  @Test func `threads append without overwriting each other`() throws {
    let directory = try TemporaryDirectory()
    let file = try SpillFile("\(directory.path)/spill")
    let places = (0..<64).map { _ in LockedPlace() }
    DispatchQueue.concurrentPerform(iterations: places.count) { number in
      let piece = [UInt8](repeating: UInt8(number), count: 1 + number * 37)
      places[number].set(piece.withUnsafeBytes { bytes in try? file.append(bytes) })
    }
    for (number, place) in places.enumerated() {
      var bytes = [UInt8](repeating: 255, count: 1 + number * 37)
      let start = try #require(place.value)
      try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: start) }
      #expect(bytes.allSatisfy { $0 == UInt8(number) })
    }
  }

  @Test func `a directory that is not there is an error`() throws {
    let directory = try TemporaryDirectory()
    #expect(throws: SystemCallError.self) { _ = try SpillFile("\(directory.path)/none/spill") }
  }
}

/// A place that one thread sets and another one reads.
private final class LockedPlace: @unchecked Sendable {
  private let lock = NSLock()
  private var place: Int64?
  var value: Int64? { lock.withLock { place } }
  func set(_ new: Int64?) { lock.withLock { place = new } }
}
