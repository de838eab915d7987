internal import TrailEvents

/// Text made fit for a page.
///
/// Names and user agents are chosen by whoever calls: nothing of them may become markup, and what
/// cannot be seen or turns the direction of writing is spelled out.
enum HTMLText {
  static func escaped(_ text: String) -> String {
    // Letters, digits and most signs of ASCII are what most cells are made of.
    let isPlain = text.utf8.allSatisfy { byte in
      byte >= 0x20 && byte < 0x7F && byte != 0x26 && byte != 0x3C && byte != 0x3E && byte != 0x22
        && byte != 0x27
    }
    if isPlain { return text }
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default:
        if UnsafeText.isUnsafe(scalar) {
          result += "<span class=\"ctl\">" + UnsafeText.spelled(scalar) + "</span>"
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result
  }
}
