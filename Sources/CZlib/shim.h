#ifndef TRAILSIFT_CZLIB_H
#define TRAILSIFT_CZLIB_H
#include <zlib.h>
#endif
