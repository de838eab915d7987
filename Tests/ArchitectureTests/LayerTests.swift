import Testing

/// The import lines of all sources against the table of layers.
@Suite struct LayerTests {
  /// What a target may import beside the system modules.
  private static let layers: [String: Set<String>] = [
    "TrailBytes": ["CMemory"],
    "TrailEvents": ["TrailBytes"],
    "TrailFiles": ["TrailBytes", "CZlib", "CDeflate", "Crypto"],
    "TrailFormats": ["TrailEvents", "TrailBytes", "CSimdjson"],
    "TrailSegment": ["TrailBytes", "TrailFiles", "CMemory"],
    "TrailCopies": ["TrailSegment", "TrailFormats", "TrailFiles"],
    "TrailIndexing": [
      "TrailCopies", "TrailSegment", "TrailFormats", "TrailEvents", "TrailFiles", "TrailBytes",
      "CMemory",
    ],
    "TrailSearch": [
      "TrailCopies", "TrailSegment", "TrailFormats", "TrailEvents", "TrailFiles", "TrailBytes",
    ],
    "TrailPeople": ["TrailSearch", "TrailSegment", "TrailFormats", "TrailEvents", "TrailFiles"],
    "TrailIntegrity": [
      "TrailSearch", "TrailSegment", "TrailFormats", "TrailEvents", "TrailFiles", "TrailBytes",
      "Crypto", "CryptoExtras",
    ],
    "TrailReports": [
      "TrailPeople", "TrailIntegrity", "TrailSearch", "TrailSegment", "TrailFormats",
      "TrailEvents", "TrailFiles", "TrailBytes", "CYaml",
    ],
    "TrailDemo": ["CDeflate", "Crypto", "CryptoExtras"],
    "Trailsift": [
      "TrailIndexing", "TrailSearch", "TrailPeople", "TrailIntegrity", "TrailReports", "TrailDemo",
      "TrailSegment",
      "TrailFormats", "TrailFiles", "TrailEvents", "TrailBytes",
    ],
    "TrailsiftCommand": ["Trailsift", "ArgumentParser"],
  ]

  private static let systemModules: Set<String> = ["Glibc", "Dispatch", "Synchronization"]

  /// The only target that may import anything, Foundation too: no product is made of it.
  private static let testSupport = "TrailTestSupport"

  @Test(arguments: layers.keys.sorted())
  func `a target imports only what lies below it`(target: String) throws {
    let allowed = try #require(Self.layers[target]).union(Self.systemModules)
    let files = try Repository.files(under: "Sources/\(target)", withSuffix: ".swift")
    #expect(!files.isEmpty, "Sources/\(target) holds no Swift file")
    for file in files {
      for module in Self.imports(of: try Repository.text(of: file)) {
        #expect(allowed.contains(module), "\(file) imports \(module)")
      }
    }
  }

  @Test func `every directory of sources is in the table of layers`() throws {
    let cLanguage: Set<String> = ["CZlib", "CDeflate", "CMemory", "CSimdjson", "CYaml"]
    for target in try Repository.directories(under: "Sources") {
      let isKnown =
        Self.layers[target] != nil || cLanguage.contains(target) || target == Self.testSupport
      #expect(isKnown, "Sources/\(target) has no row in the table of layers")
    }
  }

  @Test func `the reader of import lines sees every form of import`() {
    let source = """
      internal import Glibc
      package import struct TrailEvents.Timestamp
      @testable import TrailBytes
      // import Foundation
      import Crypto
      let text = "import Dispatch"
      """
    #expect(Self.imports(of: source) == ["Glibc", "TrailEvents", "TrailBytes", "Crypto"])
  }

  /// The modules that import lines name: the first part of what follows the word `import` and an
  /// optional kind.
  private static func imports(of source: String) -> [String] {
    let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "let", "var"]
    return source.split(whereSeparator: \.isNewline).compactMap { line in
      let words = line.split(separator: " ")
      guard let place = words.firstIndex(of: "import"),
        words[..<place].allSatisfy({ $0.hasPrefix("@") || accessLevels.contains($0) })
      else { return nil }
      return words[(place + 1)...].first { !kinds.contains($0) }
        .flatMap { $0.split(separator: ".").first.map(String.init) }
    }
  }

  private static let accessLevels: Set<Substring> = [
    "public", "package", "internal", "fileprivate", "private",
  ]
}
