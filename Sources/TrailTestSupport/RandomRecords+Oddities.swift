/// Spoiling a record: members missing, emptied or of the wrong type; big values; another order.
extension RandomRecords {
  /// Changes one random member, at any depth, into something unexpected.
  mutating func spoil(_ tree: inout RandomJSON, keepsTopLevel: Bool) {
    spoil(&tree, path: "", keepsTopLevel: keepsTopLevel)
  }

  private mutating func spoil(_ tree: inout RandomJSON, path: String, keepsTopLevel: Bool) {
    guard let name = tree.names.randomElement(using: &random) else { return }
    let inside = path.isEmpty ? name : "\(path).\(name)"
    var child = tree[name]
    if !child.names.isEmpty, random.chance(70) {
      spoil(&child, path: inside, keepsTopLevel: false)
      tree[name] = child
    } else if !keepsTopLevel, let replacement = replacement(of: child, at: inside) {
      tree[name] = replacement
    }
  }

  /// Returns something to stand at `path`; `nil` when the value there had better stay.
  private mutating func replacement(of value: RandomJSON, at path: String) -> RandomJSON? {
    let nothing: [RandomJSON] = [.absent, .null, "", "-", "HIDDEN_DUE_TO_SECURITY_REASONS"]
    let numbers = ["0", "-0", "123", "1e3", "200.0", "12345678901234567890", "-1.5E-7", "1E+2"]
    switch path {
    // Readers may judge by the version; Keys.md leaves open what the rest mean in odd types.
    case "eventVersion", "requestParameters.principalType": return nil
    case "managementEvent": return random.pick([.absent, .null])
    case "userIdentity.sessionContext.attributes.mfaAuthenticated":
      return random.pick(nothing + [.raw("1"), "maybe", [:]])
    case "readOnly": return random.pick(nothing + [.raw("0"), "maybe", [], [:]])
    // Two records must not share an id by accident: those are written on purpose.
    case "eventID":
      return random.pick(
        nothing + [
          [], [:], .raw("9" + random.hex(15).map { "\($0.wholeNumberValue ?? 7)" }.joined()),
        ]
      )
    default: break
    }
    return switch random.below(6) {
    case 0, 1: random.pick(nothing)
    case 2: .raw(random.pick(numbers))
    case 3: random.pick([true, false])
    case 4: random.pick([[], [:], [[:]], ["a", .raw("1"), .null], ["type": "Root", "x": [:]]])
    default: random.chance(50) ? "text: \"quoted\" \\ and\ttab 日本" : .array([value])
    }
  }

  /// Makes the record big: one long value, or a request of more than 20 KB.
  ///
  /// The long values are ASCII: Keys.md cuts at a byte, and a cut character would be no text.
  mutating func enlarge(_ tree: inout RandomJSON) {
    let length = random.pick([8191, 8192, 8193, 9000, 20_000])
    let long = String(repeating: "Long", count: 5000).prefix(length)
    switch random.below(4) {
    case 0: tree["userAgent"] = .text(String(long))
    case 1: tree["requestParameters"] = ["userName": .text(String(long))]
    case 2: tree["requestParameters"] = ["roleArn": .text("arn:aws:iam::111122223333:role/\(long)")]
    default:
      tree["requestParameters"] = [
        "policyDocument": .text(String(repeating: "{\"Statement\":[]}\n", count: 1250)),
        "bucketName": "big",
      ]
    }
  }

  /// Puts the members of a record in another order.
  mutating func shuffleMembers(of tree: inout RandomJSON) {
    guard case .object(let members) = tree else { return }
    tree = .object(members.shuffled(using: &random))
  }

  /// Returns the record with another account, so that it shares only its id with the first.
  mutating func conflicting(with record: Record) -> Record {
    var tree = record.tree
    let now = tree["recipientAccountId"]
    var others = RandomPools.accountTable
    if case .text(let account) = now { others.removeAll { $0 == account } }
    tree["recipientAccountId"] = .text(random.pick(others))
    return Record(tree: tree, hasID: true)
  }

  /// Returns the same event as another region's file would show it.
  mutating func elsewhere(_ record: Record) -> Record {
    var tree = record.tree
    tree["awsRegion"] = .text(random.pick(["us-west-2", "eu-north-1"]))
    if random.chance(30) { tree["userAgent"] = "told differently" }
    return Record(tree: tree, hasID: record.hasID)
  }
}
