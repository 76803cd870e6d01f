#pragma once

#include <string.h>

#include "source.h"

/* A source that hands out a few bytes at a time, as sockets do. */
struct drip {
	const char	*p;
	size_t		 left, step;
};

static ssize_t
drip_fill(void *arg, void *to, size_t max)
{
	struct drip *d = arg;
	size_t n = d->left < d->step ? d->left : d->step;

	n = n < max ? n : max;
	memcpy(to, d->p, n);
	d->p += n;
	d->left -= n;
	return n;
}
