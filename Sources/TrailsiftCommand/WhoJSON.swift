internal import Trailsift

/// The answer of `who` as one object: every member is always there.
enum WhoJSON {
  static func line(_ key: String, _ answer: WhoAnswer) -> String {
    var line = JSONLine()
    line.add("key", key)
    line.add("cards", answer.cards.map(card))
    line.add(
      "candidates",
      answer.candidates.map { candidate in
        var item = JSONLine()
        item.add("key", candidate.key)
        item.add("text", candidate.text)
        item.add("events", candidate.events)
        return item
      })
    line.add("notes", answer.notes)
    if !Completeness.isComplete { line.add("complete", false) }
    return line.finished
  }

  private static func card(_ card: WhoAnswer.Card) -> JSONLine {
    var line = JSONLine()
    line.add("kind", card.kind)
    line.add("title", card.title)
    line.add("home", card.home)
    line.add("key", card.key)
    line.add("events", card.events)
    line.add("first", card.period.from)
    line.add("last", card.period.to)
    for section in card.sections { line.add(section.name, section.values.map(value)) }
    line.add(
      "sign_ins",
      card.signIns.map { kind in
        var item = JSONLine()
        item.add("kind", kind.kind)
        item.add("success", kind.success)
        item.add("failure", kind.failure)
        item.add("open", kind.open)
        return item
      })
    line.add("sign_in_events", card.signInEvents.map(value))
    line.add("evidence", card.links.map(link))
    line.add(
      "conflicts",
      card.conflicts.map { conflict in
        var item = JSONLine()
        item.add("text", conflict.text)
        item.add("links", conflict.links.map(link))
        return item
      })
    line.add("same_name_not_proved", card.namesakes.map(value))
    return line
  }

  private static func value(_ value: WhoAnswer.Value) -> JSONLine {
    var line = JSONLine()
    line.add("value", value.text)
    line.add("count", value.count)
    line.add("first", value.period.from)
    line.add("last", value.period.to)
    line.add("note", value.note)
    return line
  }

  private static func link(_ link: WhoAnswer.Link) -> JSONLine {
    var line = JSONLine()
    line.add("one", link.one)
    line.add("other", link.other)
    line.add("proof", link.proof)
    line.add("source", link.source)
    line.add("count", link.count)
    line.add("first", link.period.from)
    line.add("last", link.period.to)
    line.add("file", link.file)
    if let record = link.record {
      line.add("record", record)
    } else {
      line.addJSON("record", "null")
    }
    return line
  }
}
