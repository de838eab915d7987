// swift-tools-version: 6.2
import PackageDescription

/// One list of settings for every Swift target: new language defaults on, every warning an error.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("ImmutableWeakCaptures"),
  .treatAllWarnings(as: .error),
]

/// The layers, bottom to top; `Tests/ArchitectureTests` compares the import lines with this order.
let targets: [Target] = [
  // Layer 0: system libraries and values.
  .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
  .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
  .systemLibrary(name: "CYaml", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
  .systemLibrary(name: "CMemory"),
  .target(
    name: "CSimdjson",
    linkerSettings: [.linkedLibrary("simdjson")]
  ),
  .target(name: "TrailBytes", dependencies: ["CMemory"], swiftSettings: settings),
  .target(name: "TrailEvents", dependencies: ["TrailBytes"], swiftSettings: settings),
  // Layer 1: files and formats.
  .target(
    name: "TrailFiles",
    dependencies: [
      "TrailBytes", "CZlib", "CDeflate", .product(name: "Crypto", package: "swift-crypto"),
    ],
    swiftSettings: settings
  ),
  .target(
    name: "TrailFormats",
    dependencies: ["TrailEvents", "TrailBytes", "CSimdjson"],
    swiftSettings: settings
  ),
  // Layer 2: the segment.
  .target(
    name: "TrailSegment", dependencies: ["TrailBytes", "TrailFiles", "CMemory"],
    swiftSettings: settings),
  // Layer 3: which records are one event.
  .target(
    name: "TrailCopies", dependencies: ["TrailSegment", "TrailFormats", "TrailFiles"],
    swiftSettings: settings),
  // Layer 4: writing and asking.
  .target(
    name: "TrailIndexing",
    dependencies: [
      "TrailCopies", "TrailSegment", "TrailFormats", "TrailEvents", "TrailFiles", "TrailBytes",
      "CMemory",
    ],
    swiftSettings: settings
  ),
  .target(
    name: "TrailSearch",
    dependencies: [
      "TrailCopies", "TrailSegment", "TrailFormats", "TrailEvents", "TrailFiles", "TrailBytes",
    ],
    swiftSettings: settings
  ),
  // Layer 5: joins over events, and the generator of demonstration archives.
  .target(
    name: "TrailPeople",
    dependencies: ["TrailSearch", "TrailSegment", "TrailFormats", "TrailEvents", "TrailFiles"],
    swiftSettings: settings
  ),
  .target(
    name: "TrailIntegrity",
    dependencies: [
      "TrailSearch", "TrailSegment", "TrailFormats", "TrailEvents", "TrailFiles", "TrailBytes",
      .product(name: "Crypto", package: "swift-crypto"),
      .product(name: "CryptoExtras", package: "swift-crypto"),
    ],
    swiftSettings: settings
  ),
  .target(
    name: "TrailReports",
    dependencies: [
      "TrailPeople", "TrailIntegrity", "TrailSearch", "TrailSegment", "TrailFormats",
      "TrailEvents", "TrailFiles", "TrailBytes", "CYaml",
    ],
    resources: [.embedInCode("Definitions")],
    swiftSettings: settings
  ),
  .target(
    name: "TrailDemo",
    dependencies: [
      "CDeflate", .product(name: "Crypto", package: "swift-crypto"),
      .product(name: "CryptoExtras", package: "swift-crypto"),
    ],
    swiftSettings: settings
  ),
  // Layer 6: the library face.
  .target(
    name: "Trailsift",
    dependencies: [
      "TrailIndexing", "TrailSearch", "TrailPeople", "TrailIntegrity", "TrailReports", "TrailDemo",
      "TrailSegment", "TrailFormats", "TrailFiles", "TrailEvents",
    ],
    swiftSettings: settings
  ),
  // Layer 7: the command.
  .executableTarget(
    name: "TrailsiftCommand",
    dependencies: [
      "Trailsift", .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ],
    swiftSettings: settings
  ),
]

let testSupport: [Target] = [
  .target(
    name: "TrailTestSupport", dependencies: ["TrailSegment", "TrailFiles", "TrailBytes", "CZlib"],
    swiftSettings: settings)
]

/// One test target a library target, so that a layer's tests build without the layers above.
let tests: [Target] = [
  .testTarget(name: "ArchitectureTests", swiftSettings: settings),
  .testTarget(
    name: "TrailBytesTests", dependencies: ["TrailBytes", "TrailTestSupport"],
    swiftSettings: settings),
  .testTarget(
    name: "TrailEventsTests", dependencies: ["TrailEvents", "TrailBytes", "TrailTestSupport"],
    swiftSettings: settings),
  .testTarget(
    name: "TrailFilesTests", dependencies: ["TrailFiles", "TrailTestSupport", "CZlib"],
    swiftSettings: settings),
  .testTarget(
    name: "TrailFormatsTests", dependencies: ["TrailFormats", "TrailTestSupport"],
    swiftSettings: settings),
  .testTarget(
    name: "TrailSegmentTests",
    dependencies: ["TrailSegment", "TrailFiles", "TrailBytes", "TrailTestSupport"],
    swiftSettings: settings),
  .testTarget(
    name: "TrailIndexingTests",
    dependencies: [
      "TrailIndexing", "TrailSearch", "TrailSegment", "TrailFormats", "TrailEvents", "TrailFiles",
      "TrailTestSupport",
    ],
    swiftSettings: settings),
  .testTarget(
    name: "TrailSearchTests",
    dependencies: [
      "TrailSearch", "TrailIndexing", "TrailSegment", "TrailFormats", "TrailEvents", "TrailFiles",
      "TrailDemo", "TrailTestSupport",
    ],
    exclude: ["Golden"],
    swiftSettings: settings),
  .testTarget(
    name: "TrailPeopleTests",
    dependencies: [
      "TrailPeople", "TrailSearch", "TrailIndexing", "TrailSegment", "TrailEvents", "TrailFiles",
      "TrailDemo", "TrailTestSupport",
    ],
    swiftSettings: settings),
  .testTarget(
    name: "TrailReportsTests",
    dependencies: ["TrailReports", "TrailSearch", "TrailEvents", "TrailTestSupport"],
    swiftSettings: settings),
  .testTarget(
    name: "CommandTests", dependencies: ["TrailsiftCommand", "TrailDemo", "TrailTestSupport"],
    exclude: ["Golden"],
    swiftSettings: settings),
]

/// The micro-benchmarks and what they need, only where they are asked for: an ordinary build does
/// not fetch the package.
let hasBenchmarks = Context.environment["TRAILSIFT_BENCHMARKS"] != nil

let benchmarkPackages: [Package.Dependency] = [
  .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: [])
]

let benchmarks: [Target] = [
  .executableTarget(
    name: "TrailBenchmarks",
    dependencies: [
      "TrailFormats", "TrailSegment", "TrailBytes",
      .product(name: "Benchmark", package: "benchmark"),
    ],
    path: "Benchmarks/TrailBenchmarks",
    swiftSettings: settings,
    plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
  )
]

/// Programs that give made-up bytes to the readers; `make torture` builds them with libFuzzer and the
/// address sanitizer.
let hasFuzzing = Context.environment["TRAILSIFT_FUZZING"] != nil

let fuzzing: [Target] = [
  .systemLibrary(name: "CFuzzer", path: "Fuzzing/CFuzzer"),
  .executableTarget(
    name: "TrailFuzz",
    dependencies: [
      "TrailIndexing", "TrailSearch", "TrailSegment", "TrailEvents", "TrailFiles",
      "TrailTestSupport", "CFuzzer",
    ],
    path: "Fuzzing/TrailFuzz",
    swiftSettings: settings
  ),
]

let package = Package(
  name: "trailsift",
  products: [
    .library(name: "Trailsift", targets: ["Trailsift"]),
    .executable(name: "trailsift", targets: ["TrailsiftCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ] + (hasBenchmarks ? benchmarkPackages : []),
  targets: targets + testSupport + tests + (hasBenchmarks ? benchmarks : [])
    + (hasFuzzing ? fuzzing : []),
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
