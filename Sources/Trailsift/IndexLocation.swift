internal import Glibc
internal import TrailFiles
internal import TrailSegment

/// Where the index of a command is.
public enum IndexLocation {
  /// The name of the variable that names an index, or several with `:` between them.
  public static let variable = "TRAILSIFT_INDEX"

  /// Finds the indexes to ask: the options, the variable, the nearest `.trailsift` upward.
  ///
  /// - Returns: At least one path.
  /// - Throws: `TrailsiftError` that names all three places when there is none.
  public static func find(options: [String]) throws(TrailsiftError) -> [String] {
    let named = named(options)
    if !named.isEmpty { return named }
    if let found = upward() { return [found] }
    throw TrailsiftError(
      "no index: give one with -I DIR, set $\(variable), or run where a directory "
        + "\(ArchiveWalk.indexDirectoryName) is found upward (make one with `trailsift index PATH`)"
    )
  }

  /// Finds the one index that a command is about.
  ///
  /// - Throws: `TrailsiftError` when there is none, or several are named.
  public static func findOne(options: [String]) throws(TrailsiftError) -> String {
    let found = try find(options: options)
    try requireOne(found, options)
    return found[0]
  }

  /// Finds the one index or tells where a new one goes: `./.trailsift`.
  ///
  /// - Throws: `TrailsiftError` when several are named.
  public static func findOrMake(options: [String]) throws(TrailsiftError) -> String {
    let named = named(options)
    try requireOne(named, options)
    return named.first ?? upward() ?? ArchiveWalk.indexDirectoryName
  }

  private static func requireOne(
    _ named: [String], _ options: [String]
  ) throws(TrailsiftError) {
    if named.count <= 1 { return }
    throw TrailsiftError(
      options.isEmpty
        ? "$\(variable) names \(named.count) indexes, and this command works on one: give it with -I"
        : "this command works on one index: give one -I")
  }

  /// The first of some directories that an index lies in, existing or not.
  public static func holder(of index: String, among paths: [String]) -> String? {
    let parent = index.split(separator: "/", omittingEmptySubsequences: true).dropLast()
    let start = index.hasPrefix("/") ? "/" : "./"
    var place = start + parent.joined(separator: "/")
    // The directory may not exist yet: the nearest one above it that does decides.
    while ArchivePath.identity(PathBytes(place.utf8)) == nil, let slash = place.lastIndex(of: "/") {
      place = slash == place.startIndex ? "/" : String(place[..<slash])
    }
    guard let real = try? ArchivePath.resolve(place).0 else { return nil }
    return paths.first { path in
      // A path that is not there is told by the run itself.
      guard let (root, kind) = try? ArchivePath.resolve(path), kind == .directory else {
        return false
      }
      return real == root || real.starts(with: root + [0x2F])
    }
  }

  private static func named(_ options: [String]) -> [String] {
    if !options.isEmpty { return options }
    guard let value = getenv(variable) else { return [] }
    return String(cString: value).split(separator: ":").map(String.init)
  }

  private static func upward() -> String? {
    guard let current = getcwd(nil, 0) else { return nil }
    defer { free(current) }
    var directory = String(cString: current)
    while true {
      let candidate =
        (directory == "/" ? "" : directory) + "/" + ArchiveWalk.indexDirectoryName
      if ArchivePath.identity(PathBytes(candidate.utf8)) != nil { return candidate }
      guard directory != "/", let slash = directory.lastIndex(of: "/") else { return nil }
      directory = slash == directory.startIndex ? "/" : String(directory[..<slash])
    }
  }
}
