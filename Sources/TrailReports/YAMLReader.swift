internal import CYaml

/// Reads YAML documents through libyaml.
///
/// Anchors, tags and documents beyond the first are refused: nobody needs them to define a report,
/// and an alias can make a small file huge.
struct YAMLReader: ~Copyable {
  private var parser = yaml_parser_t()
  private let file: String

  /// Mappings and lists inside each other.
  private static let depthLimit = 32

  /// Reads the document of a file.
  ///
  /// - Parameter file: Its name, for errors.
  static func read(_ bytes: [UInt8], file: String) throws(DefinitionError) -> YAMLNode {
    var reader = YAMLReader(file: file)
    // libyaml keeps the pointer while it parses.
    let result = bytes.withUnsafeBufferPointer { text in
      Result { () throws(DefinitionError) -> YAMLNode in
        yaml_parser_set_input_string(&reader.parser, text.baseAddress, text.count)
        return try reader.document()
      }
    }
    return try result.get()
  }

  private init(file: String) {
    self.file = file
    // It fails only when there is no memory, which the first event then tells.
    _ = yaml_parser_initialize(&parser)
  }

  deinit {
    var parser = parser
    yaml_parser_delete(&parser)
  }

  private struct Event {
    var kind: yaml_event_type_t
    var text = ""
    var line: Int
    var isMarked = false
  }

  private mutating func next() throws(DefinitionError) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(&parser, &event) == 1 else {
      let problem = parser.problem.map { String(cString: $0) } ?? "it cannot be read"
      throw DefinitionError(
        file: file, line: Int(parser.problem_mark.line) + 1, reason: "no YAML: \(problem)")
    }
    defer { yaml_event_delete(&event) }
    var found = Event(kind: event.type, line: Int(event.start_mark.line) + 1)
    switch event.type {
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      found.text = String(
        decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      found.isMarked = scalar.anchor != nil || scalar.tag != nil
    case YAML_SEQUENCE_START_EVENT:
      found.isMarked =
        event.data.sequence_start.anchor != nil || event.data.sequence_start.tag != nil
    case YAML_MAPPING_START_EVENT:
      found.isMarked =
        event.data.mapping_start.anchor != nil || event.data.mapping_start.tag != nil
    default: break
    }
    return found
  }

  private func bad(_ line: Int, _ reason: String) -> DefinitionError {
    DefinitionError(file: file, line: line, reason: reason)
  }

  private mutating func document() throws(DefinitionError) -> YAMLNode {
    while true {
      let event = try next()
      switch event.kind {
      case YAML_STREAM_START_EVENT, YAML_DOCUMENT_START_EVENT: continue
      case YAML_STREAM_END_EVENT: throw bad(event.line, "it holds nothing")
      default: break
      }
      let node = try self.node(event, depth: 0)
      _ = try next()
      let end = try next()
      guard end.kind == YAML_STREAM_END_EVENT else {
        throw bad(end.line, "one document a file; a second one begins here")
      }
      return node
    }
  }

  private mutating func node(_ event: Event, depth: Int) throws(DefinitionError) -> YAMLNode {
    guard !event.isMarked else { throw bad(event.line, "anchors and tags have no meaning here") }
    guard depth < YAMLReader.depthLimit else { throw bad(event.line, "nested too deep") }
    switch event.kind {
    case YAML_SCALAR_EVENT: return YAMLNode(value: .text(event.text), line: event.line)
    case YAML_SEQUENCE_START_EVENT:
      var elements: [YAMLNode] = []
      while true {
        let element = try next()
        if element.kind == YAML_SEQUENCE_END_EVENT { break }
        elements.append(try node(element, depth: depth + 1))
      }
      return YAMLNode(value: .list(elements), line: event.line)
    case YAML_MAPPING_START_EVENT:
      var members: [(name: String, value: YAMLNode)] = []
      while true {
        let name = try next()
        if name.kind == YAML_MAPPING_END_EVENT { break }
        guard name.kind == YAML_SCALAR_EVENT, !name.isMarked else {
          throw bad(name.line, "the name of a member is a word")
        }
        guard !members.contains(where: { $0.name == name.text }) else {
          throw bad(name.line, "`\(name.text)` stands here twice")
        }
        members.append((name.text, try node(try next(), depth: depth + 1)))
      }
      return YAMLNode(value: .mapping(members), line: event.line)
    default: throw bad(event.line, "aliases have no meaning here")
    }
  }
}
