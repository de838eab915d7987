/// The languages that reports are written in.
package enum ReportLanguage: String, CaseIterable, Sendable {
  case english = "en"
  case japanese = "ja"
}

/// A text in every language of reports.
package struct Localized: Hashable, Sendable {
  package var english: String
  package var japanese: String

  package init(_ english: String, _ japanese: String) {
    self.english = english
    self.japanese = japanese
  }

  /// The text in a language.
  package func text(_ language: ReportLanguage) -> String {
    language == .english ? english : japanese
  }
}
