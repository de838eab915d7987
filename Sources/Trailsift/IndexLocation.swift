internal import Glibc
internal import TrailFiles
internal import TrailSegment

/// Where the index of a command is.
public enum IndexLocation {
  /// The name of the variable that names an index.
  public static let variable = "TRAILSIFT_INDEX"

  /// Finds the index: the option, the variable, the nearest `.trailsift` upward.
  ///
  /// - Throws: `TrailsiftError` that names all three places when there is none.
  public static func find(option: String?) throws(TrailsiftError) -> String {
    if let named = named(option: option) { return named }
    if let found = upward() { return found }
    throw TrailsiftError(
      "no index: give one with -I DIR, set $\(variable), or run where a directory "
        + "\(ArchiveWalk.indexDirectoryName) is found upward (make one with `trailsift index PATH`)"
    )
  }

  /// Finds the index or tells where a new one goes: `./.trailsift`.
  public static func findOrMake(option: String?) -> String {
    named(option: option) ?? upward() ?? ArchiveWalk.indexDirectoryName
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

  private static func named(option: String?) -> String? {
    if let option { return option }
    guard let value = getenv(variable), value.pointee != 0 else { return nil }
    return String(cString: value)
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
