// What Swift cannot call itself: functions of glibc alone, a variadic one, and an instruction.
#ifndef TRAILSIFT_CMEMORY_H
#define TRAILSIFT_CMEMORY_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <malloc.h>
#include <stddef.h>
#include <sys/mman.h>

/// Lets a mapping of `old_size` bytes grow to `new_size` where it stands; MAP_FAILED when what
/// follows it is taken.
static inline void *trailsift_grow_mapping(void *old, size_t old_size, size_t new_size) {
  return mremap(old, old_size, new_size, 0);
}

/// Moves the pages of a mapping to a place, whose mapping they replace, and lets it grow there.
static inline void *trailsift_move_mapping(
    void *old, size_t old_size, size_t new_size, void *place) {
  return mremap(old, old_size, new_size, MREMAP_MAYMOVE | MREMAP_FIXED, place);
}

/// Asks the processor to bring the line of an address into its cache; any address is allowed.
static inline void trailsift_prefetch(const void *address) { __builtin_prefetch(address); }

#endif
