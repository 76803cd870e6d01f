#pragma once

#include "scan.h"

/* Sums for each class of identities, a small number that the caller gives them. */
#define CLASSES		8

struct classes {
	const uint8_t	*of;		/* by identity, max of them and 0; lent */
	uint32_t	 max;

	uint64_t	 outcomes[CLASSES][OUTCOME_MAX];
	int		 first, last;	/* days; first > last: none */
	uint64_t	(*days)[CLASSES][2];	/* passed, failed; malloc'd */
};

void	classes_open(struct classes *);	/* what stands above is set */
int	classes_block(void *classes, struct block);
void	classes_close(struct classes *);
