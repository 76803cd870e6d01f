#pragma once

#include "bounds.h"
#include "cells.h"
#include "scan.h"

/* Everything the dashboard counts, in one pass. */
#define TALLY_DAYS	65536

enum panel { PANEL_IP, PANEL_DOMAIN, PANEL_ORG, PANEL_FROM, PANEL_MAX };

struct tally {
	uint64_t	 records, reports;
	uint64_t	 outcomes[OUTCOME_MAX];
	int		 counted;	/* the current report is among them */
	int		 first, last;	/* days; first > last: none */
	uint64_t	(*days)[2];	/* TALLY_DAYS of them: passed, failed */
	struct cells	 cells[PANEL_MAX];
};

/* bounds NULL: only the outcomes count. */
void	tally_open(struct tally *, const struct bounds *);
int	tally_block(void *tally, struct block);
void	tally_close(struct tally *);
