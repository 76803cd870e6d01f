#pragma once

#include <stdint.h>

/* Milliseconds of a clock that only goes forward, to measure spans with. */
int64_t	clock_ms(void);
