internal import TrailEvents
internal import TrailFiles
internal import TrailFormats
internal import TrailIntegrity
package import TrailSearch

/// Replaces values of some keys by pseudonyms: the same value by the same one, as long as the key file
/// is the same.
///
/// A pseudonym is made of the HMAC-SHA-256 of the value, so that whoever lacks the key can neither turn it
/// back nor try out values. In cells of a key's column the whole value is replaced, everywhere else
/// (messages, ARNs, paths, conditions) the words that are values of the key in this index.
package struct Redactor: Sendable {
  /// What can be replaced.
  package enum Kind: String, CaseIterable, Sendable {
    case user, sub, ip, account, key, principal

    /// The keys of the index whose values it has.
    var keys: [EventKey] {
      switch self {
      case .user: [.user, .target]
      case .sub: [.sub]
      case .ip: [.ip]
      case .account: [.account, .recipient, .caller, .targetAccount]
      case .key: [.accessKey]
      case .principal: [.principal]
      }
    }
  }

  /// What is replaced, in the order of ``Kind``.
  package let kinds: [Kind]
  private let secret: [UInt8]
  /// Values without regard to letter case, by what they are.
  private var values: [String: Kind] = [:]
  /// Values with blanks or other signs that end words, by their first word, longest first.
  private var phrases: [String: [(text: [UInt8], kind: Kind)]] = [:]

  /// - Parameters:
  ///   - secret: The bytes of the key.
  ///   - searcher: The index whose values are looked for in texts.
  package init(_ kinds: Set<Kind>, secret: [UInt8], searcher: Searcher) throws {
    self.kinds = Kind.allCases.filter(kinds.contains)
    self.secret = secret
    for kind in self.kinds {
      for key in kind.keys {
        for term in try searcher.terms(of: key.name, startingWith: "", limit: Redactor.mostTerms) {
          add(term, kind)
        }
      }
    }
    for word in phrases.keys { phrases[word]?.sort { $0.text.count > $1.text.count } }
  }

  /// More values than any index has of a key.
  private static let mostTerms = 1 << 30

  /// What is no name of anybody.
  private static let kept: Set<String> = ["root", "(hidden by aws)"]

  private mutating func add(_ term: String, _ kind: Kind) {
    let text = term.lowercased()
    if Redactor.kept.contains(text) || values[text] != nil { return }
    values[text] = kind
    let bytes = Array(text.utf8)
    let first = bytes.prefix { Redactor.isOfWord($0) }
    if first.count < bytes.count, !first.isEmpty {
      phrases[String(decoding: first, as: UTF8.self), default: []].append((bytes, kind))
    }
  }

  /// Tells the key without giving it away.
  package var keyID: String {
    Hexadecimal.text(Array(Checksum.hmacSHA256(Array("key id".utf8), key: secret).prefix(4)))
  }

  /// The pseudonym of a value.
  package func pseudonym(_ value: String, _ kind: Kind) -> String {
    let hash = Checksum.hmacSHA256(
      Array("\(kind.rawValue)\0\(value.lowercased())".utf8), key: secret)
    // 60 bits: two of a million values are alike with a chance of one in two million.
    var text = "\(kind.rawValue)-"
    var bits: UInt64 = hash.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    for _ in 0..<12 {
      text.unicodeScalars.append(Redactor.signs[Int(bits & 31)])
      bits >>= 5
    }
    return text
  }

  private static let signs = Array("abcdefghijklmnopqrstuvwxyz234567".unicodeScalars)

  // MARK: Texts

  /// A text without the values in it.
  package func text(_ text: String) -> String {
    let bytes = Array(text.utf8)
    // Offsets stay those of the text where no letter changes its length.
    let lower = Array(text.lowercased().utf8)
    let folded = lower.count == bytes.count ? lower : bytes
    var result: [UInt8] = []
    var place = 0
    // What separates the parts that a session's name follows, and how many of these signs are still to come.
    var session: (sign: UInt8, left: Int)?
    while place < bytes.count {
      guard Redactor.isOfWord(folded[place]) else {
        session = session.flatMap { $0.sign == bytes[place] ? ($0.sign, $0.left - 1) : nil }
        if kinds.contains(.ip), let end = address(bytes, place, &result) {
          place = end
        } else {
          result.append(bytes[place])
          place += 1
        }
        continue
      }
      if kinds.contains(.ip), let end = address(bytes, place, &result) {
        place = end
        continue
      }
      let end = folded[place...].firstIndex { !Redactor.isOfWord($0) } ?? folded.count
      if let (length, kind) = phrase(folded, place, end) {
        result +=
          pseudonym(String(decoding: folded[place..<(place + length)], as: UTF8.self), kind)
          .utf8
        place += length
        continue
      }
      if session?.left == 0, kinds.contains(.user) {
        // A session that did nothing is no value of the index, and its name is a person's all the same.
        var stop = end
        while stop - 1 > place, folded[stop - 1] == 0x2E || folded[stop - 1] == 0x2C { stop -= 1 }
        let name = String(decoding: folded[place..<stop], as: UTF8.self)
        result += pseudonym(name, values[name] ?? .user).utf8
        result += bytes[stop..<end]
        session = nil
      } else {
        result += word(bytes[place..<end]).utf8
        session =
          Redactor.session(behind: String(decoding: folded[place..<end], as: UTF8.self)) ?? session
      }
      place = end
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Where the name of a session follows a word: in ARNs behind the role or at once, in principal ids of
  /// roles behind the id.
  private static func session(behind word: String) -> (sign: UInt8, left: Int)? {
    switch word {
    case "assumed-role": (0x2F, 2)
    case "federated-user": (0x2F, 1)
    default: word.hasPrefix("aroa") ? (0x3A, 1) : nil
    }
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF: true
    case 0x2B, 0x2C, 0x2D, 0x2E, 0x3D, 0x40, 0x5F: true
    default: false
    }
  }

  /// A value of several words that starts at a place.
  private func phrase(_ text: [UInt8], _ start: Int, _ end: Int) -> (Int, Kind)? {
    guard let found = phrases[String(decoding: text[start..<end], as: UTF8.self)] else {
      return nil
    }
    for (phrase, kind) in found where text[start...].starts(with: phrase) {
      var next = start + phrase.count
      // The end of a sentence, or of a part of one.
      if next < text.count, text[next] == 0x2E || text[next] == 0x2C { next += 1 }
      if next >= text.count || !Redactor.isOfWord(text[next]) { return (phrase.count, kind) }
    }
    return nil
  }

  /// A word without the values in it: itself, or a part between signs that names may have.
  private func word(_ bytes: ArraySlice<UInt8>) -> String {
    let word = String(decoding: bytes, as: UTF8.self)
    if let kind = values[word.lowercased()] { return pseudonym(word, kind) }
    // An address of mail is a name, known or not.
    if kinds.contains(.user), let at = bytes.firstIndex(of: 0x40), at > bytes.startIndex,
      at < bytes.endIndex - 1, !bytes.contains(0x2C), !bytes.contains(0x3D)
    {
      return pseudonym(word, .user)
    }
    // Parts of names of files and roles too: rather one word too many than one too few.
    for sign: UInt8 in [0x2C, 0x3D, 0x5F, 0x2B, 0x2D, 0x2E] where bytes.contains(sign) {
      return bytes.split(separator: sign, omittingEmptySubsequences: false)
        .map { self.word($0) }.joined(separator: String(UnicodeScalar(sign)))
    }
    if kinds.contains(.account), bytes.count == 12, bytes.allSatisfy({ $0 &- 0x30 < 10 }) {
      return pseudonym(word, .account)
    }
    return word
  }

  /// Replaces an address that starts at a place, when the index has it.
  private func address(_ bytes: [UInt8], _ start: Int, _ result: inout [UInt8]) -> Int? {
    func isOfAddress(_ byte: UInt8) -> Bool {
      switch byte {
      case 0x30...0x3A, 0x41...0x46, 0x61...0x66, 0x2E: true
      default: false
      }
    }
    func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 &- 0x61 < 26 || byte &- 0x30 < 10 }
    guard isOfAddress(bytes[start]), start == 0 || !isLetter(bytes[start - 1]) else { return nil }
    var end = bytes[start...].firstIndex { !isOfAddress($0) } ?? bytes.count
    while end > start, bytes[end - 1] == 0x2E { end -= 1 }
    guard end - start >= 3, end == bytes.count || !isLetter(bytes[end]),
      let address = IPAddress(String(decoding: bytes[start..<end], as: UTF8.self)),
      values[address.description.lowercased()] == .ip || isNetwork(bytes, end)
    else { return nil }
    result += pseudonym(address.description, .ip).utf8
    return end
  }

  /// Whether an address that ends at a place is of a network that some addresses alone are in.
  private func isNetwork(_ bytes: [UInt8], _ end: Int) -> Bool {
    end + 1 < bytes.count && bytes[end] == 0x2F && (0x31...0x39).contains(bytes[end + 1])
  }

  // MARK: Cells and questions

  private func kind(_ key: EventKey) -> Kind? { kinds.first { $0.keys.contains(key) } }

  /// A cell of a column without the values in it.
  func cell(_ text: String, _ column: ReportTable.Column) -> String {
    if column.namesPeople, kinds.contains(.user), !text.isEmpty {
      return Redactor.kept.contains(text.lowercased()) ? text : pseudonym(text, .user)
    }
    guard let key = column.key, let kind = kind(key) else { return self.text(text) }
    if Redactor.kept.contains(text.lowercased()) { return text }
    // Who acted, and the role that was worn.
    if column.name == "actor", let place = text.ranges(of: " via ").last {
      return cell(String(text[..<place.lowerBound]), column) + " via "
        + self.text(String(text[place.upperBound...]))
    }
    if kind == .ip, IPAddress(text) == nil, IPNetwork(text) == nil { return self.text(text) }
    return pseudonym(text, kind)
  }

  /// A query that tells what was asked without the values in it.
  func query(_ query: Query) -> Query {
    switch query {
    case .and(let parts): .and(parts.map { self.query($0) })
    case .or(let parts): .or(parts.map { self.query($0) })
    case .not(let part): .not(self.query(part))
    case .key(let key, let pattern):
      if pattern != .any, let kind = kind(key) {
        .key(key, .exact(pseudonym(Redactor.told(pattern), kind)))
      } else {
        .key(key, told(pattern))
      }
    case .path(let path, let pattern): .path(path, told(pattern))
    default: query
    }
  }

  /// A pattern without the values in it.
  private func told(_ pattern: ValuePattern) -> ValuePattern {
    switch pattern {
    case .equal(let text): .equal(self.text(text))
    case .exact(let text): .exact(self.text(text))
    case .prefix(let text): .prefix(self.text(text))
    case .regex(let text, let ignoresCase): .regex(self.text(text), ignoresCase: ignoresCase)
    case .between(let from, let to): .between(from.map { text($0) }, to.map { text($0) })
    case .wildcard(let parts):
      .wildcard(
        parts.map { part in
          if case .literal(let text) = part { .literal(self.text(text)) } else { part }
        })
    case .numbers, .times, .any: pattern
    }
  }

  /// A pattern in words; one that asks for a value says just that value.
  private static func told(_ pattern: ValuePattern) -> String {
    switch pattern {
    case .equal(let text), .exact(let text): text
    default: Query.key(.user, pattern).description
    }
  }

  /// A scope that tells what was asked without the values in it.
  package func scope(_ scope: ReportScope) -> ReportScope {
    var scope = scope
    if kinds.contains(.account) { scope.accounts = scope.accounts.map { pseudonym($0, .account) } }
    scope.condition = query(scope.condition)
    return scope
  }

  /// A definition of a user without the values in what pages show of it.
  func definition(_ definition: ReportDefinition) -> ReportDefinition {
    func both(_ text: Localized) -> Localized {
      Localized(self.text(text.english), self.text(text.japanese))
    }
    var definition = definition
    definition.title = both(definition.title)
    definition.question = both(definition.question)
    definition.notes = definition.notes.map(both)
    definition.published = definition.published.map { text($0) }
    return definition
  }

  /// Evidence without the values in paths and messages.
  package func evidence(_ evidence: ReportEvidence) -> ReportEvidence {
    var evidence = evidence
    for place in evidence.problems.indices {
      evidence.problems[place].path = text(evidence.problems[place].path)
      evidence.problems[place].reason = text(evidence.problems[place].reason)
    }
    evidence.damage = evidence.damage.map { text($0) }
    evidence.unreadable = evidence.unreadable.map { text($0) }
    if kinds.contains(.account) {
      evidence.coverage.accountsWithoutGlobalRegion =
        evidence.coverage.accountsWithoutGlobalRegion.map { pseudonym($0, .account) }.sorted()
      for place in evidence.coverage.rows.indices {
        evidence.coverage.rows[place].account = pseudonym(
          evidence.coverage.rows[place].account, .account)
      }
    }
    if var verification = evidence.verification {
      for place in verification.files.indices {
        let file = verification.files[place]
        verification.files[place].path = text(file.path)
        verification.files[place].reason = text(file.reason)
        verification.files[place].object = file.object.map { text($0) }
        verification.files[place].digest = file.digest.map { text($0) }
      }
      evidence.verification = verification
    }
    evidence.hashes = Array(text(String(decoding: evidence.hashes, as: UTF8.self)).utf8)
    return evidence
  }

  /// What was compared with, without the values in names of files.
  package func inputs(_ inputs: ReportInputs) -> ReportInputs {
    inputs.renamed { "\($0.rawValue).csv" }
  }
}
