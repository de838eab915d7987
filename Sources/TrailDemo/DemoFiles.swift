import CDeflate
import Glibc

/// Files and directories by the calls of the operating system.
enum DemoFiles {
  /// Makes a directory and those above it; one that is there already is kept.
  static func makeDirectory(_ path: String) throws(DemoError) {
    guard mkdir(path, 0o755) != 0 else { return }
    switch errno {
    case EEXIST: return
    case ENOENT:
      guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
        throw failure("could not make the directory", path)
      }
      try makeDirectory(String(path[..<slash]))
      guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
        throw failure("could not make the directory", path)
      }
    default: throw failure("could not make the directory", path)
    }
  }

  /// Checks that nothing is in the way: no such directory, or an empty one.
  static func checkEmpty(_ path: String) throws(DemoError) {
    guard let directory = opendir(path) else {
      switch errno {
      case ENOENT: return
      case ENOTDIR: throw DemoError(.notEmpty, path: path, "\(path) exists and is no directory")
      default: throw failure("could not read the directory", path)
      }
    }
    defer { closedir(directory) }
    errno = 0
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name == "." || name == ".." else {
        throw DemoError(
          .notEmpty,
          path: path,
          "the directory \(path) is not empty (it holds \(name)); name a new or an empty one"
        )
      }
    }
    if errno != 0 { throw failure("could not read the directory", path) }
  }

  /// Writes a file that must not exist yet.
  static func write(_ bytes: UnsafeRawBufferPointer, to path: String) throws(DemoError) {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw failure("could not create the file", path) }
    var rest = bytes
    while !rest.isEmpty {
      let written = Glibc.write(file, rest.baseAddress, rest.count)
      if written < 0 {
        if errno == EINTR { continue }
        let error = failure("could not write the file", path)
        close(file)
        throw error
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
    guard close(file) == 0 else { throw failure("could not write the file", path) }
  }

  private static func failure(_ what: String, _ path: String) -> DemoError {
    let code = errno
    return DemoError(.io, path: path, "\(what) \(path): \(String(cString: strerror(code)))")
  }
}

/// Compresses whole files with libdeflate at level 6, the level that zlib uses by default.
struct DemoCompressor: ~Copyable {
  private let handle: OpaquePointer
  private var output: [UInt8] = []

  init() throws(DemoError) {
    guard let made = libdeflate_alloc_compressor(6) else {
      throw DemoError(.compression, "could not allocate a compressor: out of memory")
    }
    handle = made
  }

  deinit { libdeflate_free_compressor(handle) }

  /// `bytes` as one gzip member.
  mutating func compressed(_ bytes: [UInt8]) throws(DemoError) -> [UInt8] {
    Array(output[..<(try compress(bytes))])
  }

  /// Compresses into `output`, and returns the size.
  private mutating func compress(_ bytes: [UInt8]) throws(DemoError) -> Int {
    let bound = libdeflate_gzip_compress_bound(handle, bytes.count)
    if output.count < bound { output = Array(repeating: 0, count: bound) }
    let size = libdeflate_gzip_compress(handle, bytes, bytes.count, &output, output.count)
    guard size > 0 else { throw DemoError(.compression, "could not compress a file") }
    return size
  }

  /// Writes `bytes` as a gzip file, and returns its size.
  mutating func write(_ bytes: [UInt8], to path: String) throws(DemoError) -> Int {
    let size = try compress(bytes)
    do {
      try output.withUnsafeBytes { buffer in
        try DemoFiles.write(UnsafeRawBufferPointer(rebasing: buffer[..<size]), to: path)
      }
    } catch let error as DemoError {
      throw error
    } catch {
      throw DemoError(.io, path: path, "could not write the file \(path): \(error)")
    }
    return size
  }
}
