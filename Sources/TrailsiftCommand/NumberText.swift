/// Numbers for people.
enum NumberText {
  /// `2147` as `2,147`.
  static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return (number < 0 ? "-" : "") + result
  }

  /// `1 event`, `2 events`.
  static func counted(_ number: Int, _ noun: String) -> String {
    "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  /// Bytes in KiB, MiB or GiB.
  static func bytes(_ count: Int64) -> String {
    var value = Double(count)
    var unit = "B"
    for next in ["KiB", "MiB", "GiB", "TiB"] where value >= 1_024 {
      value /= 1_024
      unit = next
    }
    return unit == "B" ? "\(count) B" : "\(oneDecimal(value)) \(unit)"
  }

  /// A number with one decimal below 100, without above.
  static func oneDecimal(_ value: Double) -> String {
    if value >= 100 { return grouped(Int(value.rounded())) }
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// A span of time: `3 m 04 s`, `12.3 s`, `4.2 ms`.
  static func seconds(_ seconds: Double) -> String {
    if seconds < 1 { return "\(oneDecimal(seconds * 1_000)) ms" }
    if seconds < 60 { return "\(oneDecimal(seconds)) s" }
    let whole = Int(seconds.rounded())
    if whole < 3_600 { return "\(whole / 60) m \(two(whole % 60)) s" }
    return "\(whole / 3_600) h \(two(whole % 3_600 / 60)) m"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// Reads a size: bytes, or a number followed by K, M or G (powers of 1,024).
  static func size(_ text: String) -> Int? {
    let upper = text.uppercased().replacingSuffix("IB", with: "").replacingSuffix("B", with: "")
    let factors: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
    guard let last = upper.last else { return nil }
    let factor = factors[last] ?? 1
    guard let number = Int(factors[last] == nil ? upper[...] : upper.dropLast()), number > 0 else {
      return nil
    }
    let (product, overflow) = number.multipliedReportingOverflow(by: factor)
    return overflow ? nil : product
  }
}

extension String {
  fileprivate func replacingSuffix(_ suffix: String, with other: String) -> String {
    hasSuffix(suffix) ? dropLast(suffix.count) + other : self
  }
}
