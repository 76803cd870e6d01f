#pragma once

#include <stdint.h>

/* Hand on each task of a schedule with its seconds (systemd/schedule); -1 from it ends this. */
int	schedule_read(const char *path, int (*task)(void *, const char *, int64_t), void *);
