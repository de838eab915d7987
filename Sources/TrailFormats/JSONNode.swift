/// A value in the structure of a JSON text, looked up by name: for envelopes and for records that
/// are not CloudTrail's own, which are too rare or too varied for tables of members.
struct JSONNode {
  typealias Bytes = UnsafeRawBufferPointer

  let structure: StructureScanner.Structure
  /// Number of the position at which the value starts.
  let index: Int

  init(_ structure: StructureScanner.Structure, _ index: Int) {
    self.structure = structure
    self.index = index
  }

  var isObject: Bool { structure.byte(index) == 0x7B }
  var isArray: Bool { structure.byte(index) == 0x5B }
  var isString: Bool { structure.byte(index) == 0x22 }

  /// Whether it is a number, `true` or `false`, as far as its bytes tell.
  var isScalar: Bool {
    let word = structure.scalar(index)
    return word.elementsEqual("true".utf8) || word.elementsEqual("false".utf8)
      || word.allSatisfy { $0 &- 0x30 < 10 || "+-.eE".utf8.contains($0) }
  }

  /// Whether it says nothing: `null`, zeros that a torn copy leaves, or the byte order mark of a file
  /// that was put behind another.
  var isNothing: Bool {
    let word = structure.scalar(index)
    return word.elementsEqual("null".utf8) || word.allSatisfy { $0 == 0 }
      || word.elementsEqual([0xEF, 0xBB, 0xBF])
  }

  /// The inside of a string with its escapes; `nil` for other values.
  var rawString: Bytes? { isString ? structure.string(index) : nil }

  /// The value's text from its first to its last byte; `nil` when it does not end.
  var bytes: Bytes? {
    guard let next = structure.skip(index) else { return nil }
    let start = structure.offset(index)
    switch structure.byte(index) {
    case 0x22:
      guard let inside = structure.string(index) else { return nil }
      return Bytes(start: structure.text + start, count: inside.count + 2)
    case 0x7B, 0x5B:
      return Bytes(
        start: structure.text + start, count: structure.offset(next - 1) + 1 - start)
    default: return structure.scalar(index)
    }
  }

  /// The text of a string without escapes, or a number or word; `nil` for `null` and containers.
  ///
  /// - Parameter memory: Holds what had escapes.
  func text(_ memory: JSONText) -> Bytes? {
    switch structure.byte(index) {
    case 0x22: return structure.string(index).map { memory.unescaped($0) }
    case 0, 0x7B, 0x5B, 0x7D, 0x5D, 0x3A, 0x2C: return nil
    default:
      let word = structure.scalar(index)
      return word.elementsEqual("null".utf8) ? nil : word
    }
  }

  /// The member of an object with a name; of several the last one.
  func member(_ name: StaticString, _ memory: JSONText) -> JSONNode? {
    var found: JSONNode?
    structure.forEachMember(index, memory) { candidate, position in
      if candidate.count == name.utf8CodeUnitCount,
        candidate.elementsEqual(
          UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
      {
        found = JSONNode(structure, position)
      }
    }
    return found
  }

  /// The text of a member; `nil` when there is none.
  func text(_ name: StaticString, _ memory: JSONText) -> Bytes? {
    member(name, memory)?.text(memory)
  }

  /// Calls `body` with each element of an array; with nothing for other values.
  func forEachElement(_ body: (JSONNode) -> Void) {
    guard isArray else { return }
    structure.forEachElement(index) { body(JSONNode(structure, $0)) }
  }
}
