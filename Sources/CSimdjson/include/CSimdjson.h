// A C face over the structural pass ("stage 1") of simdjson: bytes in, positions of structure out.
//
// The structural pass finds, at about 20 GB/s, the offset of every `{ } [ ] : ,` outside strings
// and of the first byte of every string and scalar. It also checks that the buffer is UTF-8.
// Grammar is *not* checked: the caller walks the positions and decides.
// See "Parsing Gigabytes of JSON per Second", Langdale and Lemire, VLDB Journal 28 (2019).
#ifndef TRAILSIFT_CSIMDJSON_H
#define TRAILSIFT_CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Bytes that must be readable (and need not be meaningful) after the end of a scanned buffer.
enum { trail_simdjson_padding = 64 };

typedef struct trail_structure_scanner trail_structure_scanner;

typedef enum trail_structure_status {
  /// Positions are complete and the buffer is UTF-8.
  trail_structure_ok = 0,
  /// Positions are complete; somewhere the buffer is not UTF-8.
  trail_structure_not_utf8 = 1,
  /// No usable positions: an unclosed string, a raw control character in a string, or nothing.
  trail_structure_unusable = 2,
  /// Memory could not be had.
  trail_structure_no_memory = 3,
} trail_structure_status;

/// Returns a new scanner, or NULL when memory is short. One thread at a time may use it.
trail_structure_scanner *trail_structure_scanner_create(void);

void trail_structure_scanner_destroy(trail_structure_scanner *scanner);

/// Scans `length` bytes (below 4 GiB), followed by `trail_simdjson_padding` readable ones.
///
/// On success `*positions` points to `*count` ascending byte offsets, valid until the next call.
trail_structure_status trail_structure_scan(
    trail_structure_scanner *scanner, const uint8_t *bytes, size_t length,
    const uint32_t **positions, size_t *count);

#ifdef __cplusplus
}
#endif
#endif
