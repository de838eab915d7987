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

  private static func process(_ arguments: [String], in directory: String) throws -> Process {
    let process = Process()
    process.executableURL = try CommandRun.program()
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    return process
  }

  /// Starts the command and kills it.
  ///
  /// - Parameter microseconds: How long it may run.
  /// - Returns: Whether it was killed before it ended.
  static func killed(
    _ arguments: [String], in directory: String, after microseconds: Int
  ) throws -> Bool {
    let process = try process(arguments, in: directory)
    try process.run()
    usleep(UInt32(microseconds))
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal
  }

  /// Starts the command and interrupts it as soon as it reports progress.
  static func interrupted(
    _ arguments: [String], in directory: String
  ) throws -> (status: Int32, output: String, errors: String) {
    let process = try process(arguments, in: directory)
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    var text = errors.fileHandleForReading.availableData
    kill(process.processIdentifier, SIGINT)
    text += errors.fileHandleForReading.readDataToEndOfFile()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (
      process.terminationStatus, String(decoding: data, as: UTF8.self),
      String(decoding: text, as: UTF8.self)
    )
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
