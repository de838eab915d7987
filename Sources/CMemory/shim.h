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

// string.h tells it only to those who ask for the extensions of GNU before anything else.
extern void *memmem(const void *bytes, size_t count, const void *wanted, size_t wanted_count);

/// Where bytes first occur in others; NULL when they do not.
static inline const void *trailsift_find(
    const void *bytes, size_t count, const void *wanted, size_t wanted_count) {
  return memmem(bytes, count, wanted, wanted_count);
}

/// Has threads that begin later allocate from so many pools.
static inline void trailsift_share_pools(int pools) { mallopt(M_ARENA_MAX, pools); }

#endif
