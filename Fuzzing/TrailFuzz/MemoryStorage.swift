import TrailFiles

/// An index in memory, for reading.
final class MemoryStorage: IndexStorage {
  private let files: [String: [UInt8]]

  init(_ files: [String: [UInt8]]) { self.files = files }

  private func file(_ name: String) throws(SystemCallError) -> [UInt8] {
    guard let bytes = files[name] else {
      throw SystemCallError(call: "open", path: name, code: 2)
    }
    return bytes
  }

  private func refuse(_ call: String, _ name: String) -> SystemCallError {
    SystemCallError(call: call, path: name, code: 30)
  }

  func createDirectories(_ names: [String]) throws(SystemCallError) { throw refuse("mkdir", "") }
  func writeSynced(_ name: String, _ bytes: [UInt8]) throws(SystemCallError) {
    throw refuse("write", name)
  }
  func rename(_ name: String, to newName: String) throws(SystemCallError) {
    throw refuse("rename", name)
  }
  func link(_ name: String, to newName: String) throws(SystemCallError) {
    throw refuse("link", name)
  }
  func remove(_ name: String) throws(SystemCallError) { throw refuse("unlink", name) }
  func syncDirectory(_ name: String) throws(SystemCallError) { throw refuse("fsync", name) }
  func list(_ name: String) throws(SystemCallError) -> [String] {
    files.keys.compactMap { file in
      let parts = file.split(separator: "/")
      let directory = parts.dropLast().joined(separator: "/")
      return directory == name ? parts.last.map(String.init) : nil
    }.sorted()
  }
  func read(_ name: String) throws(SystemCallError) -> [UInt8] { try file(name) }
  func map(_ name: String) throws(SystemCallError) -> MappedFile {
    MappedFile(bytes: try file(name), path: name)
  }
  func modified(_ name: String) throws(SystemCallError) -> Int64 { 0 }
  func now() -> Int64 { 0 }
}
