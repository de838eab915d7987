internal import TrailFormats

/// Tells the elements of arrays in one cell.
///
/// Belongs to one thread.
final class ElementTexts {
  private let reader = RecordPathReader()
  /// The way to each element of an array.
  private static let elements = RecordPath(steps: [.anyElement])

  /// The elements, one behind another in their order, each once; `nil` when there are none.
  ///
  /// Of an element that is an object the values of members are told, with `:` between them; one that
  /// has none of them is passed over. What is no array is told as it stands.
  ///
  /// - Parameters:
  ///   - value: The JSON text of the array.
  ///   - members: Names of members.
  func text(of value: UnsafeRawBufferPointer, _ members: [String]) -> String? {
    guard value.first == 0x5B else {
      return value.isEmpty ? nil : String(decoding: value, as: UTF8.self)
    }
    var elements: [(isObject: Bool, text: [UInt8])] = []
    _ = reader.contains(ElementTexts.elements, in: value) { element in
      elements.append((element.kind == .object, Array(element.bytes)))
      return false
    }
    var known: Set<String> = []
    var texts: [String] = []
    for (isObject, text) in elements {
      let told = isObject ? self.text(of: text, members) : String(decoding: text, as: UTF8.self)
      if let told, !told.isEmpty, known.insert(told).inserted { texts.append(told) }
    }
    return texts.isEmpty ? nil : texts.joined(separator: " ")
  }

  /// The values of members of an object; services and their APIs begin the same names in small and
  /// in large letters.
  private func text(of object: [UInt8], _ members: [String]) -> String? {
    var found: [String: String] = [:]
    _ = object.withUnsafeBytes { object in
      reader.forEachMember(of: object) { name, value in
        guard let value else { return }
        let name = String(decoding: name, as: UTF8.self).lowercased()
        found[name] = String(decoding: value.bytes, as: UTF8.self)
      }
    }
    let values = members.compactMap { found[$0.lowercased()] }
    return values.isEmpty ? nil : values.joined(separator: ":")
  }
}
