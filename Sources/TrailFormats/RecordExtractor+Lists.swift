internal import Glibc

/// Elements of lists: resources, attributes of a user, subjects of a federation.
extension RecordExtractor {
  /// Adds what an element of `resources` names.
  func resource(_ structure: StructureScanner.Structure, _ index: Int) {
    // Of several members of a name the last one counts.
    var arn: Int?
    var prefix: Int?
    var account: Int?
    structure.forEachMember(index, text) { name, value in
      switch name.count {
      case 3 where name[0] == 0x41 && name[1] == 0x52 && name[2] == 0x4E: arn = value
      case 9 where RecordExtractor.isName(name, "ARNPrefix"): prefix = value
      case 9 where RecordExtractor.isName(name, "accountId"): account = value
      default: return
      }
    }
    if let arn { add(structure, arn, to: .resourceARN) }
    if let prefix { add(structure, prefix, to: .resourceARNPrefix) }
    if let account { add(structure, account, to: .resourceAccountID) }
  }

  private static func isName(_ name: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
    guard let start = name.baseAddress, name.count == word.utf8CodeUnitCount else { return false }
    return memcmp(start, word.utf8Start, name.count) == 0
  }

  /// Adds the `sub` when an element of `user.attributes` is it.
  func userAttribute(_ structure: StructureScanner.Structure, _ index: Int) {
    var isSub = false
    var position: Int?
    structure.forEachMember(index, text) { name, value in
      if RecordExtractor.isName(name, "name") {
        isSub =
          structure.byte(value) == 0x22
          && structure.string(value).map { text.unescaped($0).elementsEqual("sub".utf8) } ?? false
      } else if RecordExtractor.isName(name, "value") {
        position = value
      }
    }
    if isSub, let position { add(structure, position, to: .responseUserAttributeSub) }
  }

  /// The members of `webIdFederationData.attributes` whose names end in `:sub` or `:user_id`; of
  /// several of one name the last one counts.
  func addSubjects(_ structure: StructureScanner.Structure, _ index: Int) {
    func ends(_ name: UnsafeRawBufferPointer, _ suffix: StaticString) -> Bool {
      name.count >= suffix.utf8CodeUnitCount
        && name.suffix(suffix.utf8CodeUnitCount).elementsEqual(
          UnsafeBufferPointer(start: suffix.utf8Start, count: suffix.utf8CodeUnitCount))
    }
    var found: [(name: UnsafeRawBufferPointer, value: Int)] = []
    structure.forEachMember(index, text) { name, value in
      guard ends(name, ":sub") || ends(name, ":user_id") else { return }
      found.removeAll { $0.name.elementsEqual(name) }
      found.append((name, value))
    }
    for (_, value) in found { add(structure, value, to: .federatedSubject) }
  }
}
