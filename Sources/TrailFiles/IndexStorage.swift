/// The operations on the index directory that writing and committing are made of.
///
/// All names are relative to the directory. Several threads may map, write and rename files of different
/// names at once; everything else is for one at a time. There are two conformers: the file system
/// (``PosixStorage``), and one that fails at a chosen operation, for the tests of the commit.
package protocol IndexStorage: AnyObject {
  /// Creates the directory and the given subdirectories when they are missing, mode 0700.
  func createDirectories(_ names: [String]) throws(SystemCallError)
  /// Writes a new file, mode 0600, and syncs it to the disk.
  func writeSynced(_ name: String, _ bytes: [UInt8]) throws(SystemCallError)
  /// Renames a file.
  func rename(_ name: String, to newName: String) throws(SystemCallError)
  /// Gives a file a second name; fails with `EEXIST` when that exists.
  func link(_ name: String, to newName: String) throws(SystemCallError)
  /// Removes a file; not an error when it is missing.
  func remove(_ name: String) throws(SystemCallError)
  /// Syncs a directory (empty name: the index itself), which makes renames and links durable.
  func syncDirectory(_ name: String) throws(SystemCallError)
  /// The names in a directory; empty when it is missing.
  func list(_ name: String) throws(SystemCallError) -> [String]
  /// The whole content of a file.
  func read(_ name: String) throws(SystemCallError) -> [UInt8]
  /// The content of a file, mapped.
  func map(_ name: String) throws(SystemCallError) -> MappedFile
  /// When a file was last written, in seconds since 1970.
  func modified(_ name: String) throws(SystemCallError) -> Int64
  /// The time now, on the clock of ``modified(_:)``.
  func now() -> Int64
}
