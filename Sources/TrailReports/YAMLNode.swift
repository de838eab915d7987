/// A value of a YAML document, with the line it stands on.
///
/// Only what definitions need: texts, lists and mappings. Plain words are texts as they stand, so
/// that `no` and account numbers with leading zeros stay what somebody wrote.
struct YAMLNode: Sendable {
  /// What a node is.
  indirect enum Value: Sendable {
    case text(String)
    case list([YAMLNode])
    /// Members in the order of the document; names are distinct.
    case mapping([(name: String, value: YAMLNode)])
  }

  var value: Value
  /// The line, from 1.
  var line: Int
}

/// What is wrong with a definition, and where.
package struct DefinitionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file, or the name of the definition.
  package var file: String
  /// The line, from 1; `nil` when the whole file is meant.
  package var line: Int?
  /// What is wrong, in words.
  package var reason: String

  package var description: String {
    line.map { "\(file):\($0): \(reason)" } ?? "\(file): \(reason)"
  }
}
