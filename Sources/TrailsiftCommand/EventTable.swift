internal import Glibc
internal import Trailsift

/// The table of `search`: columns as wide as their first rows need.
///
/// Rows are printed as they come, so a table of any length takes little memory: the first rows
/// decide the widths, later ones may stick out.
final class EventTable {
  private let out: Output
  private var rows: [[String]] = []
  private var widths: [Int] = []
  private let zone: DisplayZone
  private static let header = [
    "TIME", "EVENT", "USER", "RESULT", "IP", "ACCOUNT", "REGION",
  ]
  /// Cells a column may take on a terminal.
  private static let limits = [25, 34, 30, 11, 39, 16, 16]
  private static let measuredRows = 1_000

  init(out: Output, zone: DisplayZone) {
    self.out = out
    self.zone = zone
  }

  func add(_ event: Event) {
    var result = event[.result] ?? "-"
    if result == "success" { result = "ok" } else if result != "pending" { result = "✗ " + result }
    let row = [
      event.tableTime(in: zone) ?? "-", event[.event] ?? "-",
      event[.user] ?? event[.sub] ?? event[.via] ?? "-", result,
      event[.ip] ?? event[.via] ?? "-", event[.account] ?? "-", event[.region] ?? "-",
    ].enumerated().map { column, text in
      let safe = TerminalText.visible(text)
      return out.isTerminal ? TerminalText.cut(safe, to: EventTable.limits[column]) : safe
    }
    if widths.isEmpty {
      rows.append(row)
      if rows.count == EventTable.measuredRows { begin() }
    } else {
      write(row)
    }
  }

  private func begin() {
    var header = EventTable.header
    header[0] = "TIME (\(zone.heading))"
    widths = header.indices.map { column in
      rows.reduce(TerminalText.width(header[column])) {
        max($0, TerminalText.width($1[column]))
      }
    }
    write(header)
    for row in rows { write(row) }
    rows = []
  }

  private func write(_ row: [String]) {
    var line = ""
    for (column, text) in row.enumerated() {
      line += column == row.count - 1 ? text : TerminalText.padded(text, to: widths[column]) + "  "
    }
    out.write(line + "\n")
  }

  /// Prints what is not printed yet; an empty table prints nothing.
  func finish() {
    if widths.isEmpty, !rows.isEmpty { begin() }
  }
}

/// Events and records as text.
enum EventText {
  /// The event as one line of `-o jsonl`.
  static func json(_ event: Event) -> String {
    var line = JSONLine()
    for field in EventField.allCases {
      switch field {
      case .record: line.add(field.rawValue, event.record)
      case .copies: line.add(field.rawValue, event.copies)
      default: line.add(field.rawValue, event[field])
      }
    }
    return line.finished
  }

  /// Writes a record on one line.
  ///
  /// JSON allows raw line breaks between its parts only, so leaving
  /// them out changes nothing. On a terminal control characters are made visible.
  static func writeRaw(_ text: [UInt8], to out: Output) {
    let line = text.filter { $0 != 0x0A && $0 != 0x0D }
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
