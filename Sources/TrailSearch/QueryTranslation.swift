internal import TrailBytes
internal import TrailEvents
internal import TrailFormats

/// A query in the language of another tool, for teaching: fields are those of CloudTrail records.
package struct QueryTranslation {
  /// The languages.
  package enum Language: String, CaseIterable, Sendable {
    case athena, insights
    case lookupEvents = "lookup-events"
  }

  private let language: Language

  /// What cannot be said, and what is said less exactly.
  package private(set) var remarks: [String] = []

  package init(_ language: Language) { self.language = language }

  /// The whole query.
  ///
  /// - Throws: ``QueryError`` when the language cannot say it at all.
  package mutating func text(_ query: Query) throws(QueryError) -> String {
    switch language {
    case .athena:
      let condition = try condition(query)
      return "SELECT * FROM cloudtrail_logs\nWHERE \(condition)\nORDER BY eventtime DESC;"
    case .insights:
      let condition = try condition(query)
      return "fields @timestamp, eventName, userIdentity.userName, sourceIPAddress\n"
        + "| filter \(condition)\n| sort @timestamp desc"
    case .lookupEvents: return try lookUp(query)
    }
  }

  private mutating func remark(_ text: String) {
    if !remarks.contains(text) { remarks.append(text) }
  }

  private mutating func condition(_ query: Query) throws(QueryError) -> String {
    switch query {
    case .all: return language == .athena ? "TRUE" : "ispresent(eventName)"
    case .and(let parts): return try joined(parts, language == .athena ? " AND " : " and ")
    case .or(let parts): return try joined(parts, language == .athena ? " OR " : " or ")
    case .not(let part):
      return (language == .athena ? "NOT (" : "not (") + (try condition(part)) + ")"
    case .time(let from, let to): return time(from, to)
    case .path(let path, let pattern):
      guard language == .insights else {
        throw QueryError(
          "Athena's table keeps `\(path)` as JSON text: use json_extract_scalar by hand")
      }
      return try comparison(path.description, pattern, isFolded: true)
    case .key(let key, let pattern):
      let fields = try fields(of: key)
      var parts: [String] = []
      for field in fields {
        parts.append(try comparison(field, pattern, isFolded: key.order == .folded))
      }
      return parts.count == 1
        ? parts[0] : "(" + parts.joined(separator: language == .athena ? " OR " : " or ") + ")"
    }
  }

  private mutating func joined(
    _ parts: [Query], _ separator: String
  ) throws(QueryError) -> String {
    var texts: [String] = []
    for part in parts { texts.append(try condition(part)) }
    if texts.isEmpty { return "TRUE" }
    return texts.count == 1 ? texts[0] : "(" + texts.joined(separator: separator) + ")"
  }

  private func time(_ from: Int64?, _ to: Int64?) -> String {
    let field = language == .athena ? "eventtime" : "eventTime"
    let quote = language == .athena ? "'" : "\""
    var parts: [String] = []
    if let from { parts.append("\(field) >= \(quote)\(Timestamp(milliseconds: from))\(quote)") }
    if let to { parts.append("\(field) < \(quote)\(Timestamp(milliseconds: to))\(quote)") }
    return parts.isEmpty
      ? "\(field) is not null" : parts.joined(separator: language == .athena ? " AND " : " and ")
  }

  /// The fields that stand for a key; fewer than the key has.
  private mutating func fields(of key: EventKey) throws(QueryError) -> [String] {
    let known: [EventKey: [String]] = [
      .user: ["userIdentity.userName", "userIdentity.arn"], .ip: ["sourceIPAddress"],
      .via: ["sourceIPAddress"], .event: ["eventName"], .source: ["eventSource"],
      .region: ["awsRegion"], .error: ["errorCode"], .account: ["recipientAccountId"],
      .recipient: ["recipientAccountId"], .caller: ["userIdentity.accountId"],
      .accessKey: ["userIdentity.accessKeyId"], .arn: ["userIdentity.arn"],
      .principal: ["userIdentity.principalId"], .type: ["userIdentity.type"],
      .agent: ["userAgent"], .id: ["eventID"], .request: ["requestID"],
      .shared: ["sharedEventID"], .readOnly: ["readOnly"], .category: ["eventCategory"],
      .role: ["userIdentity.sessionContext.sessionIssuer.userName"],
    ]
    guard let fields = known[key] else {
      throw QueryError("`\(key.name)` is worked out by Trailsift; no single field stands for it")
    }
    if [.user, .account, .role, .arn, .accessKey, .principal, .error, .event, .source].contains(key)
    {
      remark("`\(key.name)` finds more fields here than `\(fields.joined(separator: "`, `"))`")
    }
    return language == .athena ? fields.map { $0.lowercased() } : fields
  }

  private mutating func comparison(
    _ field: String, _ pattern: ValuePattern, isFolded: Bool
  ) throws(QueryError) -> String {
    if isFolded { remark("letter case counts there as `=` does here") }
    switch pattern {
    case .any: return language == .athena ? "\(field) IS NOT NULL" : "ispresent(\(field))"
    case .equal(let text) where field.lowercased() == "sourceipaddress" && text.contains("/"):
      if language == .insights { return "isIpInSubnet(\(field), \(quoted(text)))" }
      return "contains(\(quoted(text)), TRY(CAST(\(field) AS ipaddress)))"
    case .equal(let text) where field.lowercased() == "eventsource" && !text.contains("."):
      return "\(field) = \(quoted(text + ".amazonaws.com"))"
    case .equal(let text), .exact(let text): return "\(field) = \(quoted(text))"
    case .prefix(let text): return try like(field, [.literal(text), .many])
    case .wildcard(let parts): return try like(field, parts)
    case .regex(let pattern, let ignoresCase):
      let flag = ignoresCase ? "(?i)" : ""
      return language == .athena
        ? "regexp_like(\(field), \(quoted(flag + pattern)))" : "\(field) like /\(flag)\(pattern)/"
    case .between(let from, let to):
      let low = from.map { "\(field) >= \(quoted($0))" }
      let high = to.map { "\(field) <= \(quoted($0))" }
      let parts = [low, high].compactMap { $0 }
      return parts.joined(separator: language == .athena ? " AND " : " and ")
    case .numbers(let range):
      let low = range.from.map { "\(field) \(range.hasFrom ? ">=" : ">") \($0)" }
      let high = range.to.map { "\(field) \(range.hasTo ? "<=" : "<") \($0)" }
      return [low, high].compactMap { $0 }.joined(separator: " and ")
    case .times(let from, let to):
      return time(from, to).replacingField(with: field)
    }
  }

  private func like(
    _ field: String, _ parts: [WildcardPart]
  ) throws(QueryError) -> String {
    var text = ""
    for part in parts {
      switch part {
      case .literal(let literal): text += language == .athena ? literal : Self.escaped(literal)
      case .one: text += language == .athena ? "_" : "."
      case .many: text += language == .athena ? "%" : ".*"
      }
    }
    return language == .athena ? "\(field) LIKE \(quoted(text))" : "\(field) like /^\(text)$/"
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, sign in
      if "\\/.*+?()[]{}|^$".contains(sign) { result.append("\\") }
      result.append(sign)
    }
  }

  private func quoted(_ text: String) -> String {
    language == .athena
      ? "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
        + "'"
      : "\"" + text.reduce(into: "") { $0 += $1 == "\"" || $1 == "\\" ? "\\\($1)" : "\($1)" } + "\""
  }

  // MARK: lookup-events

  /// One attribute, and a span of time.
  private mutating func lookUp(_ query: Query) throws(QueryError) -> String {
    let names: [EventKey: String] = [
      .id: "EventId", .event: "EventName", .readOnly: "ReadOnly", .user: "Username",
      .source: "EventSource", .accessKey: "AccessKeyId", .resource: "ResourceName",
    ]
    var command = "aws cloudtrail lookup-events"
    var parts: [Query] = []
    if case .and(let all) = query { parts = all } else if query != .all { parts = [query] }
    var hasAttribute = false
    for part in parts {
      switch part {
      case .time(let from, let to):
        if let from { command += " --start-time \(Timestamp(milliseconds: from))" }
        if let to { command += " --end-time \(Timestamp(milliseconds: to - 1))" }
      case .key(let key, .equal(let text)), .key(let key, .exact(let text)):
        guard let name = names[key] else { throw QueryError("lookup-events knows no \(key.name)") }
        guard !hasAttribute else {
          throw QueryError("lookup-events takes one attribute: a second one is ignored by it")
        }
        hasAttribute = true
        let value = key == .source && !text.contains(".") ? text + ".amazonaws.com" : text
        let quoted = value.split(separator: "'", omittingEmptySubsequences: false)
          .joined(separator: "'\\''")
        command += " --lookup-attributes 'AttributeKey=\(name),AttributeValue=\(quoted)'"
        remark("values must be equal with their letter case")
      default:
        throw QueryError("lookup-events takes one attribute with one value, and a span of time")
      }
    }
    remark("it looks back 90 days, in one account and one region")
    return command
  }
}

extension String {
  /// The comparison of times with the name of another field.
  fileprivate func replacingField(with field: String) -> String {
    split(separator: " ", omittingEmptySubsequences: false)
      .map { $0 == "eventtime" || $0 == "eventTime" ? Substring(field) : $0 }
      .joined(separator: " ")
  }
}
