import TrailFiles
import TrailSegment
import TrailTestSupport

/// A manifest or exclusions, damaged, or made up with a right checksum.
///
/// The first byte says whether the checksum is made right. Promises: decoding ends with an
/// `IndexError` or a value that encodes to bytes of the same value.
struct ManifestTarget: FuzzTarget {
  func run(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count > 1 else { return }
    var file = Array(bytes.dropFirst())
    if bytes[0] & 1 == 1, file.count >= 16 { file = Resealed.checkedFile(file) }
    do throws(IndexError) {
      let manifest = try Manifest(file, path: "manifest")
      let again = try Manifest(manifest.encoded, path: "manifest")
      precondition(again == manifest, "a manifest does not come back: \(manifest)")
    } catch {
      precondition(error.code == .corrupt || error.code == .formatTooNew, "\(error)")
    }
    do throws(IndexError) {
      let mapped = MappedFile(bytes: file, path: "exclusions")
      let exclusions = try Exclusions(mapped)
      let known = try ExclusionsFile(mapped)
      precondition(known.copies == exclusions.copies.map(\.document), "other copies are known")
      _ = exclusions.encoded
    } catch {
      precondition(error.code == .corrupt || error.code == .formatTooNew, "\(error)")
    }
  }
}
