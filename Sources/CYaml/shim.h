#ifndef TRAILSIFT_CYAML_H
#define TRAILSIFT_CYAML_H
#include <yaml.h>
#endif
