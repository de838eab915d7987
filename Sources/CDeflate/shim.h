#ifndef TRAILSIFT_CDEFLATE_H
#define TRAILSIFT_CDEFLATE_H
#include <libdeflate.h>
#endif
