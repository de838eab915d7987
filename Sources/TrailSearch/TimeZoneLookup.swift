internal import Glibc
package import TrailEvents
internal import TrailFiles

/// Finds zones by their names, without any library for time zones.
package enum TimeZoneLookup {
  /// Where systems keep the tz database.
  private static let directories = [
    "/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo",
  ]

  /// The largest file of the tz database is below 4 KiB.
  private static let largest = 1 << 18

  /// The zone of a name: `UTC`, `+09:00`, `JST`, `Asia/Tokyo`, `local`; `nil` when there is none.
  package static func zone(_ name: String) -> ZoneRules? {
    if ["utc", "gmt", "z"].contains(name.lowercased()) { return .utc }
    if let fixed = ZoneRules(offset: name) { return fixed }
    if name.lowercased() == "local" { return local() }
    if name == "JST" { return ZoneRules(name: "JST", fixed: 32_400, abbreviation: "JST") }
    guard !name.isEmpty, !name.hasPrefix("/"), !name.contains(".."), name.utf8.count < 128,
      !name.utf8.contains(0)
    else { return nil }
    var roots = directories
    if let variable = getenv("TZDIR") { roots.insert(String(cString: variable), at: 0) }
    for root in roots {
      if let found = read(root + "/" + name, name: name) { return found }
    }
    return nil
  }

  /// The zone of the variable `TZ` or of the system; UTC when neither is known.
  package static func local() -> ZoneRules {
    if let variable = getenv("TZ") {
      var name = String(cString: variable)
      if name.hasPrefix(":") { name.removeFirst() }
      if name.isEmpty { return .utc }
      if name.hasPrefix("/") { return read(name, name: name) ?? .utc }
      return name.lowercased() == "local" ? .utc : zone(name) ?? ZoneRules(posix: name) ?? .utc
    }
    return read("/etc/localtime", name: systemName()) ?? .utc
  }

  /// The name behind the link `/etc/localtime`.
  private static func systemName() -> String {
    var buffer = [CChar](repeating: 0, count: 4_096)
    let count = readlink("/etc/localtime", &buffer, buffer.count - 1)
    guard count > 0 else { return "local" }
    let path = buffer[..<count].map { UInt8(bitPattern: $0) }
    let mark = Array("zoneinfo/".utf8)
    let start = path.indices.first { path[$0...].starts(with: mark) }
    return start.map { String(decoding: path[($0 + mark.count)...], as: UTF8.self) } ?? "local"
  }

  private static func read(_ path: String, name: String) -> ZoneRules? {
    // Zones are links often, and no part of an archive.
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    guard let file = try? OpenFile(PathBytes(String(cString: real).utf8)),
      let bytes = try? file.contents(limit: largest)
    else { return nil }
    return ZoneRules(name: name, tzif: bytes)
  }
}
