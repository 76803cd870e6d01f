#pragma once

#include "store_db.h"

/* How a report's rows are written, new or in the place of others; in the open batch. */
struct head_ids {			/* of its head: their ids */
	int64_t	 org, domain, policy, sender;
	int64_t	 day;
};

struct rival {				/* another report of the same key */
	int64_t	 id;			/* 0: there is none */
	int64_t	 counted;		/* the one of them that is counted */
	int	 same;			/* it says the same */
};

int	write_words(struct store *, const struct report *, struct head_ids *);
int	write_rival(struct store *, const struct report *, const struct head_ids *, int64_t but,
	    struct rival *);

/* sql adds the row, or changes that of id; conflict is 0 for one that is counted. */
int	write_row(struct store *, const struct sql *, int64_t id, const struct entry *,
	    const struct head_ids *, int64_t conflict, int64_t rec0);
int	write_record(struct store *, int64_t id, const struct record *);
int	write_records(struct store *, const struct entry *, int64_t rec0);	/* all of them */
int	write_errors(struct store *, int64_t report, const struct text *);
int	write_mail(struct store *, int64_t report, const struct mail_head *);	/* may be NULL */
int	write_original(struct store *, int64_t report, const struct slice *gz);
