#pragma once

#include "keyed.h"
#include "pairs.h"

/*
 * Of some keys the number of failing addresses in the days asked for, and the sums
 * of each of the weeks that end on the day until.
 *
 * Of the last weeks with messages, how many in a row reached the rate (what passed,
 * in hundredths of a percent), at most run; and, when one of the last run weeks did
 * not, the addresses that failed in these, and how often.
 */
#define TREND_WEEKS	12

struct trend_line {			/* of one key */
	uint64_t	 weeks[TREND_WEEKS][2];	/* messages, failed */
	unsigned char	*ips;			/* bit i: address i failed */
	size_t		 size;
	uint64_t	 sources;
	uint64_t	 worst;			/* messages of the address that failed most */
	uint32_t	 worst_ip;
	int		 tied;			/* others failed as often */
};

struct trend {
	struct keyed	*keyed;		/* lent */
	int		 from;		/* days, of sources */
	int		 until, rate, run;
	uint32_t	*ids;		/* ascending */
	struct trend_line *lines;	/* of each */
	size_t		 n;
	struct pairs	 failed;	/* line, address: messages of the last run weeks */
};

/* ids: n of them, each once; rows of days before from count for the weeks alone. */
void	trend_open(struct trend *, struct keyed *, const uint32_t *ids, size_t n, int from);
int	trend_block(void *trend, struct block);
void	trend_close(struct trend *);

struct trend_line *trend_line(struct trend *, uint32_t id);	/* or NULL */

/* Weeks in a row that reached the rate; and did one of the last run weeks not? */
int	trend_run(const struct trend *, const struct trend_line *, int *missed);

/* Fills worst of each line, once all blocks are seen. */
void	trend_find_worst(struct trend *);
