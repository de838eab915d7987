/* The one function of libFuzzer that is called: it tries bytes until the time is up. */
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(
    int *count, char ***arguments, int (*body)(const uint8_t *bytes, size_t count));
