/// A way into a record: names of members and places in arrays.
///
/// ```
/// requestParameters.bucketName      a member of a member
/// resources[*].ARN                  of each element; `resources.ARN` means the same
/// requestParameters.items[0].id     of the first element
/// requestParameters["aws:tag"]      a name with other signs than letters, digits, _ - $ @ /
/// ```
/// Names are compared as they are. An array where a name is asked for stands for its elements.
package struct RecordPath: Hashable, Sendable, CustomStringConvertible {
  /// A step of the way.
  package enum Step: Hashable, Sendable {
    case member(String)
    case element(Int)
    case anyElement
  }

  package var steps: [Step]

  package init(steps: [Step]) { self.steps = steps }

  /// The same in memory of its own: threads that use one value count its references in turns.
  package var copied: RecordPath {
    RecordPath(
      steps: steps.map { step in
        guard case .member(let name) = step else { return step }
        return .member(String(decoding: Array(name.utf8), as: UTF8.self))
      })
  }

  /// Members of a record that may be asked for without a dot, by their names in lower case.
  ///
  /// Source: "CloudTrail record contents" in the user guide.
  private static let plainMembers: [String: String] = {
    let names = [
      "errorMessage", "eventVersion", "eventType", "apiVersion", "managementEvent",
      "vpcEndpointId", "vpcEndpointAccountId", "serviceEventDetails", "requestParameters",
      "responseElements", "additionalEventData", "userIdentity", "tlsDetails", "addendum",
      "edgeDeviceDetails", "sessionCredentialFromConsole", "insightDetails", "eventContext",
      "resources",
    ]
    var table = ["message": "errorMessage"]
    for name in names { table[name.lowercased()] = name }
    return table
  }()

  /// Reads a path; `nil` when the text is none.
  ///
  /// A single name must be a known member of records, or have a dot before it: `.name`.
  package init?(_ text: some StringProtocol) {
    if let known = RecordPath.plainMembers[text.lowercased()] {
      steps = [.member(known)]
      return
    }
    var steps: [Step] = []
    var rest = Array(text)[...]
    let isForced = rest.first == "."
    if isForced { rest = rest.dropFirst() }
    var mayBeName = true
    while let first = rest.first {
      if mayBeName {
        let name = rest.prefix { RecordPath.isNameSign($0) }
        guard let start = name.first, steps.isEmpty ? !start.isNumber && start != "-" : true else {
          return nil
        }
        steps.append(.member(String(name)))
        rest = rest.dropFirst(name.count)
        mayBeName = false
      } else if first == "." {
        rest = rest.dropFirst()
        mayBeName = true
        guard !rest.isEmpty else { return nil }
      } else if first == "[" {
        guard let (step, length) = RecordPath.bracket(rest) else { return nil }
        steps.append(step)
        rest = rest.dropFirst(length)
      } else {
        return nil
      }
    }
    guard steps.count > 1 || (isForced && steps.count == 1) else { return nil }
    self.steps = steps
  }

  private static func isNameSign(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || "_-$@/".contains(character)
  }

  /// `[3]`, `[*]`, `["name"]` or `['name']`, and its length.
  private static func bracket(_ text: ArraySlice<Character>) -> (Step, Int)? {
    let inside = text.dropFirst()
    if let mark = inside.first, mark == "\"" || mark == "'" {
      guard let end = inside.dropFirst().firstIndex(of: mark), end + 1 < text.endIndex,
        text[end + 1] == "]"
      else { return nil }
      return (.member(String(text[(text.startIndex + 2)..<end])), end + 2 - text.startIndex)
    }
    guard let end = inside.firstIndex(of: "]") else { return nil }
    let body = String(text[inside.startIndex..<end])
    let length = end + 1 - text.startIndex
    if body == "*" { return (.anyElement, length) }
    guard body.utf8.allSatisfy({ $0 &- 0x30 < 10 }), let number = Int(body) else { return nil }
    return (.element(number), length)
  }

  package var description: String {
    var text = ""
    for (index, step) in steps.enumerated() {
      switch step {
      case .member(let name):
        let isPlain =
          name.allSatisfy(RecordPath.isNameSign) && !name.isEmpty
          && (index > 0 || name.first.map { !$0.isNumber && $0 != "-" } ?? false)
        if isPlain {
          text += (index == 0 ? "" : ".") + name
        } else {
          text += name.contains("\"") ? "['\(name)']" : "[\"\(name)\"]"
        }
      case .element(let number): text += "[\(number)]"
      case .anyElement: text += "[*]"
      }
    }
    guard steps.count == 1, case .member(let name) = steps[0],
      RecordPath.plainMembers[name.lowercased()] == nil
    else { return text }
    return "." + text
  }
}
