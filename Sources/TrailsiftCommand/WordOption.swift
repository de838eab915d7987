internal import ArgumentParser

/// The value of an option that is one of a few words, which are the names of its cases.
///
/// The parser asks every option for its words, in every command. What it does by itself for such a
/// type goes through key paths and casts for which the runtime walks all conformances of the program:
/// a twentieth of what a look-up takes.
protocol WordOption: ExpressibleByArgument, CaseIterable, RawRepresentable
where RawValue == String, AllCases == [Self] {}

extension WordOption {
  static var allValueStrings: [String] { allCases.map { $0.rawValue } }
  static var allValueDescriptions: [String: String] { [:] }
  static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
  var defaultValueDescription: String { rawValue }

  init?(argument: String) { self.init(rawValue: argument) }
}
