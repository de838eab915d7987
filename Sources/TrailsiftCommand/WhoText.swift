internal import Trailsift

/// Writes the card of a person or a thing for people.
struct WhoText {
  let out: Output
  let zone: DisplayZone
  /// The most values of each sort.
  let top: Int

  /// The titles of sections, in the order in which they are shown.
  private static let titles: [(name: String, title: String)] = [
    ("names", "names"), ("emails", "e-mail"), ("ids", "ids"), ("principals", "principal ids"),
    ("keys", "access keys"), ("pools", "pools"), ("clients", "clients"), ("users", "users"),
    ("accounts", "accounts"), ("roles", "roles"), ("permission_sets", "permission sets"),
    ("addresses", "addresses"), ("regions", "regions"), ("events", "events"),
    ("results", "results"),
  ]
  /// Cells of the column of titles.
  private static let titleWidth = 17

  func write(_ card: WhoAnswer.Card) {
    let kind = TerminalText.padded(card.kind, to: WhoText.titleWidth + 1)
    let home = card.home.map { "   " + TerminalText.visible($0) } ?? ""
    out.write(
      out.style.apply(.heading, to: kind + " " + TerminalText.visible(card.title)) + home + "\n")
    let period = card.period.text(in: zone).map { "   \($0)" } ?? ""
    line("seen", NumberText.counted(card.events, "event") + period)
    for (name, title) in WhoText.titles {
      guard let section = card.sections.first(where: { $0.name == name }) else { continue }
      write(section, title)
    }
    writeSignIns(card.signIns)
    if card.signIns.isEmpty { rows(card.signInEvents, "sign-in events") }
    writeLinks(card)
  }

  private func write(_ section: WhoAnswer.Section, _ title: String) {
    var values = section.values
    if section.name == "keys" {
      // Keys of sessions change with every session: their number says more than their names.
      let sessions = values.filter { $0.text.hasPrefix("ASIA") }
      if sessions.count > 1 {
        values.removeAll { $0.text.hasPrefix("ASIA") }
        line(title, "\(NumberText.grouped(sessions.count)) keys of sessions (ASIA…)")
        rows(values, "")
        return
      }
    }
    rows(values, title)
  }

  /// Values one a line, aligned; counts to the right of them.
  private func rows(_ values: [WhoAnswer.Value], _ title: String) {
    let shown = values.prefix(top)
    let texts = shown.map { TerminalText.visible($0.text) }
    let width = min(texts.map { TerminalText.width($0) }.max() ?? 0, 60)
    let counts = shown.map { $0.count > 0 ? NumberText.grouped($0.count) : "-" }
    let countWidth = counts.map(\.count).max() ?? 0
    for (number, value) in shown.enumerated() {
      let count =
        String(repeating: " ", count: countWidth - counts[number].count) + counts[number]
      var text = TerminalText.padded(texts[number], to: width) + "  " + count
      if let note = value.note { text += "  " + TerminalText.visible(note) }
      line(number == 0 ? title : "", text)
    }
    if values.count > shown.count {
      line("", "… and \(NumberText.grouped(values.count - shown.count)) more")
    }
  }

  private func writeSignIns(_ signIns: [WhoAnswer.SignIns]) {
    for (number, kind) in signIns.enumerated() {
      let parts = [
        "\(NumberText.grouped(kind.success)) ok", "\(NumberText.grouped(kind.failure)) failed",
        kind.open > 0 ? "\(NumberText.grouped(kind.open)) not finished" : nil,
      ].compactMap { $0 }
      line(number == 0 ? "sign-ins" : "", "\(kind.kind): \(parts.joined(separator: " · "))")
    }
  }

  private func writeLinks(_ card: WhoAnswer.Card) {
    for (number, link) in card.links.prefix(top).enumerated() {
      line(number == 0 ? "evidence" : "", text(link))
    }
    if card.links.count > top {
      line("", "… and \(NumberText.grouped(card.links.count - top)) more")
    }
    for conflict in card.conflicts {
      line("conflict", conflict.text, .bad)
      for link in conflict.links { line("", text(link)) }
    }
    for (number, other) in card.namesakes.prefix(top).enumerated() {
      let home = other.note.map { " \($0)" } ?? ""
      let period = other.period.text(in: zone).map { ", \($0)" } ?? ""
      line(
        number == 0 ? "same name" : "",
        "\(other.text)\(home): \(NumberText.counted(other.count, "event"))\(period)"
          + " (not proved to be the same person)")
    }
    if card.namesakes.count > top {
      line("", "… and \(NumberText.grouped(card.namesakes.count - top)) more")
    }
  }

  private func text(_ link: WhoAnswer.Link) -> String {
    let both = "\(link.one) = \(link.other)"
    guard let file = link.file, let record = link.record else {
      return "\(both): file \(link.source)"
    }
    let period = link.period.text(in: zone).map { ", \($0)" } ?? ""
    return "\(both): \(NumberText.counted(link.count, "record")) of \(link.source)\(period)"
      + ", first \(file)#\(record)"
  }

  private func line(_ title: String, _ text: String, _ look: TextStyle.Look? = nil) {
    let safe = TerminalText.visible(text)
    let styled = look.map { out.style.apply($0, to: safe) } ?? safe
    out.write(
      "  " + TerminalText.padded(title, to: WhoText.titleWidth) + styled + "\n")
  }
}
