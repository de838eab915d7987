internal import TrailEvents

/// Log text made safe to show.
public enum VisibleText {
  /// The text with control characters, bidirectional controls and invisible spaces spelled out as
  /// `\u{1B}`.
  public static func of(_ text: String) -> String { UnsafeText.visible(text) }
}

/// Text as formats of output spell it.
public enum QuotedText {
  /// A JSON string (RFC 8259, section 7).
  public static func json(_ text: String) -> String { JSONSpelling.quoted(text) }

  /// A cell of CSV (RFC 4180); one that a spreadsheet would run as a formula begins with an apostrophe.
  public static func csv(_ text: String) -> String { DelimitedSpelling.comma(text) }

  /// A cell of TSV, guarded alike.
  public static func tsv(_ text: String) -> String { DelimitedSpelling.tab(text) }
}
