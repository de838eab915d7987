/// What a file of the tz database holds (RFC 9636, version 2 and later; version 1 in 32 bits).
struct ZoneFile {
  var transitions: [Int64] = []
  var offsets: [ZoneRules.Offset] = []
  var first: ZoneRules.Offset?
  /// The POSIX rule for what follows the last transition.
  var footer = ""

  private struct Header {
    var version: UInt8
    var utcFlags: Int
    var standardFlags: Int
    var leaps: Int
    var times: Int
    var types: Int
    var characters: Int

    init?(_ bytes: [UInt8], at start: Int) {
      guard start + 44 <= bytes.count,
        bytes[start..<(start + 4)].elementsEqual([0x54, 0x5A, 0x69, 0x66])
      else { return nil }
      version = bytes[start + 4]
      let counts = (0..<6).map { ZoneFile.number(bytes, start + 20 + $0 * 4, 4) }
      guard counts.allSatisfy({ (0...100_000).contains($0) }), counts[4] > 0 else { return nil }
      utcFlags = Int(counts[0])
      standardFlags = Int(counts[1])
      leaps = Int(counts[2])
      times = Int(counts[3])
      types = Int(counts[4])
      characters = Int(counts[5])
    }

    /// Bytes of the data behind the header, with times of `size` bytes.
    func length(_ size: Int) -> Int {
      times * (size + 1) + types * 6 + characters + leaps * (size + 4) + standardFlags + utcFlags
    }
  }

  init?(_ bytes: [UInt8]) {
    guard var header = Header(bytes, at: 0) else { return nil }
    var start = 44
    var size = 4
    if header.version >= 0x32 {
      start += header.length(4)
      guard let wide = Header(bytes, at: start) else { return nil }
      header = wide
      start += 44
      size = 8
    }
    guard start + header.length(size) <= bytes.count else { return nil }
    let indexes = start + header.times * size
    let types = indexes + header.times
    let names = types + header.types * 6
    var table: [ZoneRules.Offset] = []
    for type in 0..<header.types {
      let place = types + type * 6
      let seconds = Int(ZoneFile.number(bytes, place, 4))
      let name = names + Int(bytes[place + 5])
      guard abs(seconds) < 86_400, name < names + header.characters else { return nil }
      let text = bytes[name..<(names + header.characters)].prefix { $0 != 0 }
      table.append(
        ZoneRules.Offset(seconds: seconds, abbreviation: String(decoding: text, as: UTF8.self)))
    }
    for index in 0..<header.times {
      let time = ZoneFile.number(bytes, start + index * size, size)
      let type = Int(bytes[indexes + index])
      guard type < table.count, transitions.last.map({ $0 < time }) ?? true else { return nil }
      transitions.append(time)
      offsets.append(table[type])
    }
    first = table[0]
    let end = start + header.length(size)
    if size == 8, end < bytes.count, bytes[end] == 0x0A {
      footer = String(decoding: bytes[(end + 1)...].prefix { $0 != 0x0A }, as: UTF8.self)
    }
  }

  /// A signed big-endian number of 4 or 8 bytes.
  private static func number(_ bytes: [UInt8], _ start: Int, _ size: Int) -> Int64 {
    var value: UInt64 = 0
    for byte in bytes[start..<(start + size)] { value = value << 8 | UInt64(byte) }
    return size == 8
      ? Int64(bitPattern: value) : Int64(Int32(bitPattern: UInt32(truncatingIfNeeded: value)))
  }
}
