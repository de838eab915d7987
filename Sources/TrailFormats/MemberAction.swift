/// What is done with a member of an object.
enum MemberAction: Hashable {
  /// Its text, number or word is a field.
  case field(RecordField)
  /// Its number or word is a field; as text it says nothing.
  case number(RecordField)
  /// That it is there is a field: what it holds is hidden in records.
  case presence(RecordField)
  /// It is an object whose members are looked at.
  case object(ObjectContext)
  /// Its text, or each text of an array, is a value of a list.
  case texts(RecordList)
  /// `resources`.
  case resources
  /// `responseElements.user.attributes`.
  case userAttributes

  /// Added to the number of a field that takes numbers and words alone.
  static let wordsOnly = 128
  /// Added to the number of the context of an object.
  static let objects = 256
  /// The number of other actions.
  static let other = 512

  /// The number of the field, with ``wordsOnly`` when a text says nothing for it; the number of the
  /// context and ``objects``; above both for other actions.
  var number: Int16 {
    switch self {
    case .field(let field): Int16(field.rawValue)
    case .number(let field): Int16(field.rawValue + MemberAction.wordsOnly)
    // A `userIdentity` that is null takes away one before it.
    case .object(let context) where context != .userIdentity:
      Int16(context.rawValue + MemberAction.objects)
    default: Int16(MemberAction.other)
    }
  }
}
