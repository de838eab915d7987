internal import Glibc

/// The texts of the identities that records had lately, by their first bytes.
///
/// The calls of a session have the same 500 to 800 bytes of `userIdentity`, and some sessions take turns:
/// nine of ten records have an identity of the last few dozen. Comparing it as a whole replaces walking
/// it. Belongs to one thread; the owner frees it with ``deallocate()``.
struct RememberedIdentities {
  /// An identity while it is remembered.
  struct Mark: BitwiseCopyable, Equatable {
    /// In `0..<RememberedIdentities.count`.
    var place: Int
    /// Differs for every text that was at that place.
    var version: Int
  }

  private struct Entry: BitwiseCopyable {
    var length = 0
    /// Positions of structure from the `{` to the one behind the `}`.
    var positions = 0
    var version = 0
  }

  private let entries: UnsafeMutableBufferPointer<Entry>
  private let texts: UnsafeMutablePointer<UInt8>
  /// The newest version, and the place of the identity that was found or remembered last.
  private let latest: UnsafeMutablePointer<(version: Int, place: Int)>

  /// Sets of places, and the places of each: sessions of one principal share their first bytes.
  private static let setBits: UInt64 = 4
  private static let ways = 4
  static let count = ways << Int(setBits)
  /// Bytes of the longest text that is remembered.
  static let longest = 1_024
  /// Bytes that choose the place; shorter texts are not remembered.
  static let shortest = 80

  init() {
    entries = .allocate(capacity: RememberedIdentities.count)
    entries.initialize(repeating: Entry())
    texts = .allocate(capacity: RememberedIdentities.count * RememberedIdentities.longest)
    latest = .allocate(capacity: 1)
    latest.initialize(to: (0, 0))
  }

  func deallocate() {
    entries.deallocate()
    texts.deallocate()
    latest.deallocate()
  }

  /// The first of the places for a text: by the principal id in it, as AWS writes identities.
  @inline(__always)
  private func places(_ text: UnsafePointer<UInt8>) -> Int {
    let bytes = UnsafeRawPointer(text)
    var mixed: UInt64 = 0
    for offset in stride(from: 32, to: RememberedIdentities.shortest, by: 16) {
      let (one, other) = (
        bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self),
        bytes.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self)
      )
      mixed = ((mixed &<< 23 | mixed &>> 41) ^ one &+ other) &* 0x9E37_79B9_7F4A_7C15
    }
    return Int(truncatingIfNeeded: mixed &>> (64 &- RememberedIdentities.setBits))
      &* RememberedIdentities.ways
  }

  /// The identity that a text begins with, and its positions; `nil` when it is not remembered.
  ///
  /// - Parameter length: Bytes of the text and what follows it, at least ``shortest``.
  @inline(__always)
  func find(_ text: UnsafePointer<UInt8>, length: Int) -> (mark: Mark, positions: Int)? {
    // Three of four records have the identity of the one before.
    if let known = known(at: latest.pointee.place, text, length) { return known }
    let first = places(text)
    for place in first..<(first &+ RememberedIdentities.ways) {
      if let known = known(at: place, text, length) {
        latest.pointee.place = place
        return known
      }
    }
    return nil
  }

  @inline(__always)
  private func known(
    at place: Int, _ text: UnsafePointer<UInt8>, _ length: Int
  ) -> (mark: Mark, positions: Int)? {
    let entry = entries[place]
    guard entry.length > 0, entry.length <= length,
      memcmp(texts + place &* RememberedIdentities.longest, text, entry.length) == 0
    else { return nil }
    return (Mark(place: place, version: entry.version), entry.positions)
  }

  /// Remembers a text in the place of the one of its set that was remembered first.
  ///
  /// - Returns: `nil` when it is too long.
  func remember(_ text: UnsafePointer<UInt8>, length: Int, positions: Int) -> Mark? {
    guard length <= RememberedIdentities.longest else { return nil }
    let first = places(text)
    var place = first
    for other in first..<(first + RememberedIdentities.ways)
    where entries[other].version < entries[place].version {
      place = other
    }
    let version = latest.pointee.version + 1
    latest.pointee = (version, place)
    entries[place] = Entry(length: length, positions: positions, version: version)
    (texts + place * RememberedIdentities.longest).update(from: text, count: length)
    return Mark(place: place, version: version)
  }
}
