/// Reports about one scope with the evidence for them: what is written in each format.
package struct ReportDocument: Sendable {
  /// What the whole is called.
  package var title: Localized
  package var scope: ReportScope
  package var tables: [ReportTable]
  package var evidence: ReportEvidence
  package var language: ReportLanguage
  /// Lists that reports were compared with.
  package var inputs = ReportInputs()
  /// What was replaced by pseudonyms, in words of the command line, and which key made them; `nil` when
  /// nothing was.
  package var redaction: (kinds: [String], keyID: String)?
  /// Whether boxes for signatures stand at its head: made, checked, approved.
  package var hasApproval = false

  package init(
    title: Localized, scope: ReportScope, tables: [ReportTable], evidence: ReportEvidence,
    language: ReportLanguage
  ) {
    self.title = title
    self.scope = scope
    self.tables = tables
    self.evidence = evidence
    self.language = language
  }

  var words: ReportWords { ReportWords(language: language) }

  /// What a careful reader must not miss.
  package var warnings: [String] { words.warnings(evidence) }
}
