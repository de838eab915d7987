internal import Glibc
internal import TrailBytes
internal import TrailEvents

/// The walk through the members of a record: one pass forward over the positions.
extension RecordExtractor {
  /// Steps over the identity of the record, most quickly over one that is remembered.
  ///
  /// - Returns: The position behind it, `nil` when it does not end.
  private func passIdentity(_ structure: StructureScanner.Structure, _ index: Int) -> Int? {
    // Of several members of this name the last one counts, object or not.
    state.pointee.rememberedIdentity = nil
    state.pointee.identity = nil
    let start = structure.offset(index)
    let (text, left) = (structure.text + start, structure.length &- start)
    let isLong = left >= RememberedIdentities.shortest
    if isLong, let known = identities.find(text, length: left) {
      // The same bytes have the same structure.
      let next = index &+ known.positions
      state.pointee.identity = (structure, index, next)
      state.pointee.rememberedIdentity = known.mark
      return next
    }
    guard let next = structure.skip(index) else { return nil }
    if structure.byte(index) == 0x7B {
      state.pointee.identity = (structure, index, next)
      if isLong {
        state.pointee.rememberedIdentity = identities.remember(
          text, length: structure.offset(next &- 1) &+ 1 &- start, positions: next &- index)
      }
    }
    return next
  }

  /// Notes broken grammar, or nothing when the positions are used up.
  private func broken(_ structure: StructureScanner.Structure, _ index: Int) -> Int? {
    if index < structure.count { state.pointee.brokenAt = index }
    return nil
  }

  /// Notes that there is no value, or nothing when it is one that the text cuts off.
  private func endless(_ structure: StructureScanner.Structure, _ index: Int) -> Int? {
    let byte = structure.byte(index)
    return byte == 0x7B || byte == 0x5B ? nil : broken(structure, index)
  }

  /// Whether the inside of a string has escapes.
  ///
  /// Most records have none at all: the text is searched in long stretches, since a search of each
  /// value costs more than all else that is done with it.
  @inline(__always)
  private func hasEscapes(
    _ raw: UnsafeRawBufferPointer, _ structure: StructureScanner.Structure
  ) -> Bool {
    let start = UInt(bitPattern: raw.baseAddress)
    if start >= plain.pointee.start, start &+ UInt(bitPattern: raw.count) <= plain.pointee.end {
      return false
    }
    return searchEscapes(raw, structure)
  }

  @inline(never)
  private func searchEscapes(
    _ raw: UnsafeRawBufferPointer, _ structure: StructureScanner.Structure
  ) -> Bool {
    guard let start = raw.baseAddress else { return false }
    let left = UnsafeRawPointer(structure.text) + structure.length - start
    let reach = max(raw.count, min(left, plain.pointee.reach))
    let found = memchr(start, 0x5C, reach).map { UnsafeRawPointer($0) }
    plain.pointee.start = UInt(bitPattern: start)
    plain.pointee.end = UInt(bitPattern: found ?? start + reach)
    return found.map { $0 < start + raw.count } ?? false
  }

  /// The text that the inside of a string of the record stands for.
  @inline(__always)
  private func unescaped(
    _ raw: UnsafeRawBufferPointer, _ structure: StructureScanner.Structure
  ) -> UnsafeRawBufferPointer {
    hasEscapes(raw, structure) ? text.unescaped(raw) : raw
  }

  /// Walks an object; returns the position behind it.
  ///
  /// - Parameters:
  ///   - level: How deep its members lie below `requestParameters` or `responseElements`, from 1;
  ///     0 outside of both.
  ///   - arns: The list that takes ARNs found when `level` is above 0.
  func object(
    _ structure: StructureScanner.Structure, _ start: Int, _ context: ObjectContext,
    level: Int, arns: RecordList
  ) -> Int? {
    let bit: UInt64 = 1 << UInt64(context.rawValue)
    if state.pointee.entered & bit != 0 { clear(context) }
    state.pointee.entered |= bit
    if context == .webIDAttributes { addSubjects(structure, start) }
    let table = tables[context.rawValue]
    let (positions, text, count) = (structure.positions, structure.text, structure.count)
    var index = start &+ 1
    if structure.byte(index) == 0x7D { return index &+ 1 }
    while true {
      let passed = usualMembers(structure, index, context, level: level)
      if passed < 0 { return ~passed }
      index = passed
      // A name, a colon and where the value starts: three positions, and one check for all of them.
      guard index &+ 2 < count, let name = structure.name(index) else {
        return cut(structure, index)
      }
      var action = table.value(name)
      if action == nil, hasEscapes(name, structure) { action = table.value(padded(name)) }
      if context == .record {
        state.pointee.members &+= 1
        if action != nil { state.pointee.knownMembers &+= 1 }
      }
      let start = Int(positions[index &+ 2])
      let next: Int
      switch (action, text[start]) {
      case (.field(let field)?, 0x22):
        guard let raw = structure.string(index &+ 2) else { return broken(structure, index &+ 2) }
        let value = unescaped(raw, structure)
        if isValue(value) {
          store(field, value)
          if level > 0, level <= RecordExtractor.deepestARN, isARN(value) { append(arns, value) }
        } else {
          empty(field)
        }
        next = index &+ 3
      case (nil, 0x22) where level == 0 || text[start &+ 1] != 0x61 && text[start &+ 1] != 0x5C:
        // No text that is looked for: ARNs start with an `a`, or its escape.
        next = index &+ 3
      default:
        guard let behind = value(structure, index &+ 2, action, level: level, arns: arns) else {
          return nil
        }
        next = behind
      }
      switch structure.byte(next) {
      case 0x2C: index = next &+ 1
      case 0x7D: return next &+ 1
      default: return broken(structure, next)
      }
    }
  }

  /// Notes that no name and colon stand at a position, or nothing when the text ends behind them.
  @inline(never)
  private func cut(_ structure: StructureScanner.Structure, _ index: Int) -> Int? {
    structure.byte(index) == 0x22 && structure.byte(index + 1) == 0x3A
      && structure.string(index) != nil ? nil : broken(structure, index)
  }

  /// An unescaped name with readable bytes behind it.
  private func padded(_ name: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    let plain = text.unescaped(name)
    let memory = text.allocate(plain.count + 8)
    memory.copyMemory(from: plain)
    for index in plain.count..<(plain.count + 8) { memory[index] = 0 }
    return UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory)[..<plain.count])
  }

  private func clear(_ context: ObjectContext) {
    let contents = context.contents
    for field in contents.fields { empty(field) }
    values.keep { !contents.lists.contains($0.list) }
    for inner in contents.contexts { state.pointee.entered &= ~(1 << UInt64(inner.rawValue)) }
  }

  private func removeItems(_ test: (RecordList) -> Bool) {
    if values.count > 0 { values.keep { !test($0.list) } }
  }

  /// Takes the value of a member, or steps over it; returns the position behind it.
  @inline(never)
  private func value(
    _ structure: StructureScanner.Structure, _ index: Int, _ action: MemberAction?,
    level: Int, arns: RecordList
  ) -> Int? {
    switch action {
    case .field(let field), .number(let field):
      return self.scalar(structure, index, field, level: level, arns: arns)
    case .presence(let field):
      return notePresence(structure, index, field, level: level, arns: arns)
    case .object(let context):
      if context == .userIdentity {
        return passIdentity(structure, index) ?? endless(structure, index)
      }
      guard structure.byte(index) == 0x7B else {
        if state.pointee.entered & (1 << UInt64(context.rawValue)) != 0 { clear(context) }
        guard context == .requestParameters || context == .responseElements else {
          return other(structure, index, level: level, arns: arns)
        }
        // An array in their place: its elements are level one.
        guard let next = structure.skip(index) else { return endless(structure, index) }
        if structure.byte(index) == 0x5B {
          findARNs(
            structure, index..<next, level: 0,
            arns: context == .requestParameters ? .requestARN : .responseARN)
        }
        return next
      }
      // Inside requestParameters and responseElements ARNs are looked for.
      switch context {
      case .requestParameters:
        return object(structure, index, context, level: 1, arns: .requestARN)
      case .responseElements:
        return object(structure, index, context, level: 1, arns: .responseARN)
      default:
        return object(structure, index, context, level: level > 0 ? level + 1 : 0, arns: arns)
      }
    case .texts(let list):
      removeItems { $0 == list }
      structure.forEachElement(index) { add(structure, $0, to: list) }
      return other(structure, index, level: level, arns: arns)
    case .resources:
      removeItems {
        $0 == .resourceARN || $0 == .resourceARNPrefix || $0 == .resourceAccountID
      }
      if structure.byte(index) == 0x5B {
        structure.forEachElement(index) { resource(structure, $0) }
      }
      return structure.skip(index) ?? endless(structure, index)
    case .userAttributes:
      removeItems { $0 == .responseUserAttributeSub }
      if structure.byte(index) == 0x5B {
        structure.forEachElement(index) { userAttribute(structure, $0) }
      }
      return other(structure, index, level: level, arns: arns)
    case nil:
      return other(structure, index, level: level, arns: arns)
    }
  }

  /// Takes a number or a word; `null` and what is no value of a field leave it empty.
  @inline(__always)
  private func scalar(
    _ structure: StructureScanner.Structure, _ index: Int, _ field: RecordField,
    level: Int, arns: RecordList
  ) -> Int? {
    empty(field)
    switch structure.byte(index) {
    case 0x22 where structure.string(index) == nil: return broken(structure, index)
    case 0x22, 0x7B, 0x5B: return other(structure, index, level: level, arns: arns)
    case 0, 0x7D, 0x5D, 0x3A, 0x2C: return broken(structure, index)
    default:
      // Of the words only `null` starts with an n.
      let word = structure.scalar(index)
      if word.first != 0x6E { store(field, word) }
      return index + 1
    }
  }

  /// Notes that there is a value: an object, an array or a text that is not empty.
  private func notePresence(
    _ structure: StructureScanner.Structure, _ index: Int, _ field: RecordField,
    level: Int, arns: RecordList
  ) -> Int? {
    guard let next = scalar(structure, index, field, level: level, arns: arns) else { return nil }
    switch structure.byte(index) {
    case 0x7B, 0x5B: store(field, .constant("{}"))
    case 0x22 where structure.string(index)?.isEmpty == false: store(field, .constant("{}"))
    default: break
    }
    return next
  }

  /// Steps over a value, looking for ARNs where `level` says so.
  @inline(__always)
  private func other(
    _ structure: StructureScanner.Structure, _ index: Int, level: Int, arns: RecordList
  ) -> Int? {
    guard let next = structure.skip(index) else { return endless(structure, index) }
    if level > 0 { findARNs(structure, index..<next, level: level, arns: arns) }
    return next
  }

  private func findARNs(
    _ structure: StructureScanner.Structure, _ range: Range<Int>, level: Int, arns: RecordList
  ) {
    var depth = level
    for index in range {
      let offset = Int(structure.positions[index])
      switch structure.text[offset] {
      case 0x7B, 0x5B: depth += 1
      case 0x7D, 0x5D: depth -= 1
      case 0x22:
        let first = structure.text[offset + 1]
        guard first == 0x61 || first == 0x5C, depth <= RecordExtractor.deepestARN,
          structure.byte(index + 1) != 0x3A, let raw = structure.string(index)
        else { continue }
        let value = unescaped(raw, structure)
        if isARN(value), isValue(value) { append(arns, value) }
      default: break
      }
    }
  }

  @inline(__always)
  private func isARN(_ value: UnsafeRawBufferPointer) -> Bool {
    value.count >= 4 && value[0] == 0x61 && value[1] == 0x72 && value[2] == 0x6E
      && value[3] == 0x3A
  }

  /// Whether a text says anything: not empty, not `-`, not hidden by AWS.
  @inline(__always)
  func isValue(_ value: UnsafeRawBufferPointer) -> Bool {
    if value.count <= 1 { return value.count == 1 && value[0] != 0x2D }
    return value.count != RecordExtractor.hiddenCount || value[0] != 0x48 || !isHidden(value)
  }

  @inline(never)
  private func isHidden(_ value: UnsafeRawBufferPointer) -> Bool {
    value.elementsEqual(RecordExtractor.hiddenValue.utf8)
  }

  /// Adds a text, number or word to a list; other values give nothing.
  func add(
    _ structure: StructureScanner.Structure, _ index: Int, to list: RecordList
  ) {
    switch structure.byte(index) {
    case 0x22:
      guard let raw = structure.string(index) else { return }
      let value = unescaped(raw, structure)
      if isValue(value) { append(list, value) }
    case 0, 0x7B, 0x5B, 0x7D, 0x5D, 0x3A, 0x2C:
      return
    default:
      let word = structure.scalar(index)
      if word.first != 0x6E { append(list, word) }
    }
  }
}
