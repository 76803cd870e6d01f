#pragma once

#include <stdint.h>

/* A line on a terminal that shows how far a long work is, its rate and the time left. */
struct progress;

enum progress_of { PROGRESS_BYTES, PROGRESS_COUNT };

struct progress	*progress_new(int64_t total, enum progress_of);	/* 0: nobody knows */
void		 progress_total(struct progress *, int64_t);	/* it is another now */
void		 progress_add(struct progress *, int64_t bytes);
void		 progress_count(struct progress *);	/* one more was read */
void		 progress_hide(struct progress *);	/* to print something else */
void		 progress_free(struct progress *);	/* NULL is fine everywhere */
