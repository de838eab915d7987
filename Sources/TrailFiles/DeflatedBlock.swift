internal import CDeflate

/// Deflates small pieces of an index (RFC 1951, no header) through libdeflate.
///
/// Belongs to one thread.
package final class BlockDeflater {
  private let compressor: OpaquePointer
  private var room: [UInt8] = []

  /// Level 1: on front-coded terms the higher ones save two more of a hundred bytes and take twice
  /// the time.
  private static let level: Int32 = 1

  package init() {
    guard let made = libdeflate_alloc_compressor(BlockDeflater.level) else {
      fatalError("no memory for a compressor")
    }
    compressor = made
  }

  deinit { libdeflate_free_compressor(compressor) }

  /// Calls `body` with the deflated bytes.
  package func deflate(
    _ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void
  ) {
    let bound = libdeflate_deflate_compress_bound(compressor, bytes.count)
    if room.count < bound { room = [UInt8](repeating: 0, count: bound) }
    room.withUnsafeMutableBytes { output in
      // The bound is enough for any input.
      let count = libdeflate_deflate_compress(
        compressor, bytes.baseAddress, bytes.count, output.baseAddress, output.count)
      body(UnsafeRawBufferPointer(rebasing: output[..<count]))
    }
  }
}

/// Inflates what ``BlockDeflater`` made.
///
/// Belongs to one thread.
package final class BlockInflater {
  private let decompressor: OpaquePointer

  package init() {
    guard let made = libdeflate_alloc_decompressor() else {
      fatalError("no memory for a decompressor")
    }
    decompressor = made
  }

  deinit { libdeflate_free_decompressor(decompressor) }

  /// The `count` bytes that a piece stands for; `nil` when it stands for anything else.
  package func inflate(_ bytes: UnsafeRawBufferPointer, count: Int) -> [UInt8]? {
    var isWhole = false
    let inflated = [UInt8](unsafeUninitializedCapacity: count) { output, made in
      var used = 0
      // Without a place for the length made, another length than asked for is an error.
      isWhole =
        libdeflate_deflate_decompress_ex(
          decompressor, bytes.baseAddress, bytes.count, output.baseAddress, count, &used, nil)
        == LIBDEFLATE_SUCCESS && used == bytes.count
      made = isWhole ? count : 0
    }
    return isWhole ? inflated : nil
  }
}
