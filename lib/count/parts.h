#pragma once

#include "bounds.h"
#include "scan.h"

/* Sums for each address, reporter and result of what is chosen, and by what held it. */
struct part {
	uint32_t	 id;
	uint32_t	 first, last;	/* days */
	uint64_t	 messages;	/* 0: nothing is here */
	uint64_t	 failed, stopped;
};

struct part_table {
	struct part	*of;		/* malloc'd: a hash table */
	size_t		 size, used;
};

struct parts {
	const struct bounds *bounds;	/* lent */
	struct part_table ips, orgs, auths;
	int		 first, last;	/* days; first > last: none */
	uint64_t	(*days)[3];	/* malloc'd: DKIM held it, SPF alone, nothing */
};

void	parts_open(struct parts *, const struct bounds *);
int	parts_block(void *parts, struct block);		/* of struct row2, too */
void	parts_close(struct parts *);

/* All of a table, most messages first, in place; then no more is added. */
struct part *parts_sorted(struct part_table *, size_t *n);
