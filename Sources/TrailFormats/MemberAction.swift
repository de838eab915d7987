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
}
