internal import TrailEvents

/// Text made fit for a page.
///
/// Names and user agents are chosen by whoever calls: nothing of them may become markup, and what
/// cannot be seen or turns the direction of writing is spelled out.
enum HTMLText {
  static func escaped(_ text: String) -> String {
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
