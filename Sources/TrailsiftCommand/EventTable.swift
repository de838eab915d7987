internal import Trailsift

/// The table of `search`.
struct EventTable {
  private let table: TextTable
  private let zone: DisplayZone

  init(out: Output, zone: DisplayZone) {
    self.zone = zone
    table = TextTable(
      out: out,
      columns: [
        TextTable.Column("TIME (\(zone.heading))", limit: 25),
        TextTable.Column("EVENT", limit: 34, least: 12), TextTable.Column("USER", limit: 30),
        TextTable.Column("RESULT", limit: 11), TextTable.Column("IP", limit: 39, least: 11),
        TextTable.Column("ACCOUNT", limit: 16, least: 12, isOptional: true),
        TextTable.Column("REGION", limit: 16, isOptional: true),
      ])
  }

  func add(_ event: Event) {
    var style: TextStyle.Look?
    var result = event[.result] ?? "-"
    if result == "success" {
      result = "ok"
    } else if result != "pending", result != "-" {
      result = "✗ " + result
      style = .bad
    }
    let user: String = event[.user] ?? event[.sub] ?? event[.via] ?? "-"
    let place: String = event[.ip] ?? event[.via] ?? "-"
    let cells: [String] = [
      event.tableTime(in: zone) ?? "-", event[.event] ?? "-", user, result, place,
      event[.account] ?? "-", event[.region] ?? "-",
    ]
    table.add(cells, styles: [3: style].compactMapValues { $0 })
  }

  /// Prints what is not printed yet; an empty table prints nothing.
  func finish() { table.finish() }
}

/// Events and records as text.
enum EventText {
  /// JSON without the line breaks between its parts.
  static func onOneLine(_ json: String) -> String {
    json.utf8.contains { $0 == 0x0A || $0 == 0x0D }
      ? String(decoding: json.utf8.filter { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self) : json
  }

  /// Writes a record on one line.
  ///
  /// JSON allows raw line breaks between its parts only, so leaving
  /// them out changes nothing. On a terminal control characters are made visible.
  static func writeRaw(_ text: [UInt8], to out: Output) {
    // In the row of a table and in a text line breaks are content.
    let isJSON = text.first == 0x7B || text.first == 0x5B
    let line = isJSON ? text.filter { $0 != 0x0A && $0 != 0x0D } : text
    if out.isTerminal {
      out.write(TerminalText.visible(String(decoding: line, as: UTF8.self)) + "\n")
    } else {
      out.write(line + [0x0A])
    }
  }

  /// A record with one member a line, its own bytes otherwise.
  static func pretty(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var depth = 0
    var isInString = false
    var isEscaped = false
    func breakLine() {
      result.append(0x0A)
      result.append(contentsOf: [UInt8](repeating: 0x20, count: depth * 2))
    }
    for (index, byte) in text.enumerated() {
      if isInString {
        result.append(byte)
        if isEscaped {
          isEscaped = false
        } else if byte == 0x5C {
          isEscaped = true
        } else if byte == 0x22 {
          isInString = false
        }
        continue
      }
      switch byte {
      case 0x22:
        isInString = true
        result.append(byte)
      case 0x7B, 0x5B:
        result.append(byte)
        depth = min(depth + 1, 128)
        let next = text[(index + 1)...].first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        if next != byte + 2 { breakLine() }
      case 0x7D, 0x5D:
        depth = max(depth - 1, 0)
        if result.last != byte - 2 { breakLine() }
        result.append(byte)
      case 0x2C:
        result.append(byte)
        breakLine()
      case 0x3A:
        result.append(contentsOf: [byte, 0x20])
      case 0x20, 0x09, 0x0A, 0x0D:
        break
      default:
        result.append(byte)
      }
    }
    return result
  }
}
