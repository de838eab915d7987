internal import Glibc
internal import TrailFiles
internal import TrailSearch

/// The user's file of settings, `$XDG_CONFIG_HOME/trailsift/config`: lines `name = value`.
///
/// An option comes before a variable, a variable before the file.
public struct Configuration: Sendable {
  /// A setting with its value and where it came from.
  public struct Setting: Sendable {
    /// Its name in the file.
    public let name: String
    /// The value in effect; `nil` when nothing is set.
    public let value: String?
    /// Where the value came from.
    public let origin: String
  }

  /// The names that the file may hold.
  public static let names = ["tz", "color", "pager", "fiscal-month"]

  /// The path of the file, existing or not; `nil` without a home.
  public let path: String?
  private let values: [String: String]

  /// Reads the file; a missing one is empty.
  ///
  /// - Throws: `TrailsiftError` with the line of what cannot be understood.
  public static func read() throws(TrailsiftError) -> Configuration {
    guard let path = location() else { return Configuration(path: nil, values: [:]) }
    guard access(path, F_OK) == 0 else { return Configuration(path: path, values: [:]) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    do {
      guard let real = realpath(path, nil) else {
        throw TrailsiftError("\(path): \(String(cString: strerror(errno)))")
      }
      defer { free(real) }
      let file = try OpenFile(PathBytes(String(cString: real).utf8))
      let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0) }
      bytes.removeSubrange(count...)
    } catch {
      throw .from(error)
    }
    var values: [String: String] = [:]
    let lines = String(decoding: bytes, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      let text = trimmed(line)
      if text.isEmpty || text.hasPrefix("#") { continue }
      guard let mark = text.firstIndex(where: { $0 == "=" || $0 == ":" }) else {
        throw TrailsiftError("\(path), line \(number + 1): write name = value")
      }
      let name = trimmed(text[..<mark])
      guard names.contains(name) else {
        let near = Spelling.nearest(to: name, among: names).map { "; did you mean `\($0)`?" }
        throw TrailsiftError("\(path), line \(number + 1): unknown setting `\(name)`\(near ?? "")")
      }
      values[name] = trimmed(text[text.index(after: mark)...])
    }
    if let month = values["fiscal-month"], !(1...12).contains(Int(month) ?? 0) {
      throw TrailsiftError("\(path): fiscal-month is a number from 1 to 12, not `\(month)`")
    }
    return Configuration(path: path, values: values)
  }

  private static func location() -> String? { directory().map { $0 + "/config" } }

  private static func directory() -> String? {
    if let base = variable("XDG_CONFIG_HOME") { return base + "/trailsift" }
    return variable("HOME").map { $0 + "/.config/trailsift" }
  }

  /// Where reports of the user's own are looked for; `nil` when there is no home.
  public static var reportDirectory: String? { directory().map { $0 + "/reports" } }

  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    guard let first = text.firstIndex(where: { !$0.isWhitespace }),
      let last = text.lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(text[first...last])
  }

  /// The value of a setting in the file.
  public subscript(name: String) -> String? { values[name] }

  /// The month in which a fiscal year starts: April where nothing is said.
  public var fiscalMonth: Int { values["fiscal-month"].flatMap { Int($0) } ?? 4 }

  /// The zone of times: the option, `$TRAILSIFT_TZ`, the file, `TZ`, the system.
  public func zone(option: String?) throws(TrailsiftError) -> DisplayZone {
    if let name = option ?? DisplayZone.variableValue ?? values["tz"] {
      return try DisplayZone(named: name)
    }
    return .local()
  }

  /// All settings in effect and where they came from.
  public func effective() -> [Setting] {
    let file = path ?? "no file"
    func setting(
      _ name: String, variables: [String], otherwise: (String?, String)
    ) -> Setting {
      for variable in variables {
        if let value = Configuration.variable(variable) {
          return Setting(name: name, value: value, origin: "$\(variable)")
        }
        if variable.hasPrefix("TRAILSIFT"), let value = values[name] {
          return Setting(name: name, value: value, origin: file)
        }
      }
      if let value = values[name] { return Setting(name: name, value: value, origin: file) }
      return Setting(name: name, value: otherwise.0, origin: otherwise.1)
    }
    let index = try? IndexLocation.find(options: []).joined(separator: ":")
    let indexOrigin =
      Configuration.variable(IndexLocation.variable) != nil
      ? "$\(IndexLocation.variable)" : index == nil ? "none found" : "nearest directory upward"
    return [
      Setting(name: "index", value: index, origin: indexOrigin),
      setting(
        "tz", variables: [DisplayZone.variable, "TZ"],
        otherwise: (DisplayZone.local().name, "system")),
      setting("color", variables: [], otherwise: ("auto", "default")),
      setting(
        "pager", variables: ["TRAILSIFT_PAGER", "PAGER"], otherwise: ("less -FRX", "default")),
      setting("fiscal-month", variables: [], otherwise: ("4", "default")),
    ]
  }
}
