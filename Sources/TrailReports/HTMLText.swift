internal import TrailEvents

/// Text made fit for a page.
///
/// Names and user agents are chosen by whoever calls: nothing of them may become markup, and what
/// cannot be seen or turns the direction of writing is spelled out.
enum HTMLText {
  static func escaped(_ text: String) -> String {
    var text = text
    return text.withUTF8 { bytes in
      var escaped: [UInt8] = []
      append(UnsafeRawBufferPointer(bytes), to: &escaped)
      return String(decoding: escaped, as: UTF8.self)
    }
  }

  /// Appends a text made fit.
  static func append(_ text: UnsafeRawBufferPointer, to html: inout [UInt8]) {
    // Nearly all of what logs hold is printable ASCII, in which a few signs have names.
    guard text.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
      for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
        if let name = name(of: scalar) {
          append(name, to: &html)
        } else if UnsafeText.isUnsafe(scalar) {
          html += "<span class=\"ctl\">\(UnsafeText.spelled(scalar))</span>".utf8
        } else {
          html += UTF8.encode(scalar).map { Array($0) } ?? []
        }
      }
      return
    }
    var start = 0
    for (place, byte) in text.enumerated() {
      guard let name = name(of: Unicode.Scalar(byte)) else { continue }
      html.append(contentsOf: text[start..<place])
      append(name, to: &html)
      start = place + 1
    }
    html.append(contentsOf: text[start...])
  }

  /// Appends markup.
  static func append(_ markup: StaticString, to html: inout [UInt8]) {
    html.append(
      contentsOf: UnsafeBufferPointer(start: markup.utf8Start, count: markup.utf8CodeUnitCount))
  }

  @inline(__always)
  private static func name(of scalar: Unicode.Scalar) -> StaticString? {
    switch scalar {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    case "\"": "&quot;"
    case "'": "&#39;"
    default: nil
    }
  }
}
