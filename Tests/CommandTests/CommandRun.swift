import Foundation
import Testing

/// A run of the built command: what it printed and how it ended.
struct CommandRun {
  let output: String
  let errors: String
  let status: Int32

  var lines: [String] { output.split(separator: "\n").map(String.init) }

  init(_ arguments: [String], in directory: String, environment: [String: String] = [:]) throws {
    let process = Process()
    process.executableURL = try CommandRun.program()
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    var variables = ProcessInfo.processInfo.environment
    variables["TRAILSIFT_INDEX"] = nil
    process.environment = variables.merging(environment) { $1 }
    let out = Pipe()
    let err = Pipe()
    process.standardOutput = out
    process.standardError = err
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // Standard error stays far below a pipe's buffer in these tests.
    output = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    errors = String(decoding: err.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationStatus
  }

  /// The command that was built together with the tests.
  private static func program() throws -> URL {
    var directory = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    for _ in 0..<6 {
      let candidate = directory.appendingPathComponent("trailsift")
      var isDirectory: ObjCBool = false
      if FileManager.default.fileExists(atPath: candidate.path, isDirectory: &isDirectory),
        !isDirectory.boolValue
      {
        return candidate
      }
      directory.deleteLastPathComponent()
    }
    // The test runner may be elsewhere: look where SwiftPM builds.
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let built = root.appendingPathComponent(".build/debug/trailsift")
    return try #require(
      FileManager.default.isExecutableFile(atPath: built.path) ? built : nil,
      "the command is not built")
  }
}
