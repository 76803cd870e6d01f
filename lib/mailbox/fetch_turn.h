#pragma once

#include "store.h"

#define FETCH_LOCK	"fetch"		/* see lock.h: of a mailbox, an account, a place */
#define FETCH_AT_ONCE	8		/* mailboxes; more wait for their turn */

/* A fetch's leave to ask the server: one at a time of an account, however many read it. */
struct fetch_turn {
	int	 account, place;	/* locks, or -1 */
};

/* Waits for it; 1: somebody wants the job to stop. */
int	fetch_turn_begin(struct fetch_turn *, struct store *, int64_t job, const char *account);
void	fetch_turn_end(struct fetch_turn *);
