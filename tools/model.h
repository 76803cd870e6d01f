#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * A made-up world that sends mail: domains with a policy that changes, senders
 * good and bad, and reporters.  What a report says follows from the seed and
 * the report's number alone.  Every name and address is one of documentation
 * (RFC 2606, 5737, 3849) or benchmarks (RFC 2544).
 */
struct rng {
	uint64_t	 state;
};

void		 rng_seed(struct rng *, uint64_t seed, uint64_t number);
unsigned int	 rng_below(struct rng *, unsigned int);	/* evenly, 0 to n - 1 */
unsigned int	 rng_zipf(struct rng *, unsigned int);	/* the low ones more often */
double		 rng_lognormal(struct rng *, double median, double sigma);

#define MODEL_TEXT	64
#define MODEL_AUTHS	3

struct made_auth {
	char		 domain[MODEL_TEXT];
	const char	*selector, *result;
};

struct made_record {
	char		 ip[46];
	unsigned int	 count;
	const char	*disposition, *dkim, *spf;
	const char	*reason, *comment;	/* NULL: none */
	char		 from[MODEL_TEXT];
	char		 envelope_from[MODEL_TEXT];
	struct made_auth auth_dkim[MODEL_AUTHS];
	size_t		 dkims;
	struct made_auth auth_spf;
};

struct reporter {
	const char	*org, *host;
	int		 offset;		/* seconds its day begins after midnight */
	int		 style;			/* of its XML, enum xml_style */
	int		 wrapping;		/* enum wrapping */
	int		 envelope;		/* does it tell the envelope's domains? */
};

struct made_policy {
	const char	*p, *sp;
	int		 pct;
};

struct made_report {
	const struct reporter *by;
	char		 org[MODEL_TEXT], host[MODEL_TEXT];
	char		 id[MODEL_TEXT * 2];
	const char	*domain;
	int64_t		 begin, end;
	struct made_policy policy;
	int		 ago;			/* days before the last one */
	unsigned int	 place;			/* the domain's */
};

/* Report number n of the days days up to last (since 1970). */
void	 model_report(struct made_report *, struct rng *, int64_t last, int days);
void	 model_record(struct made_record *, const struct made_report *, struct rng *);

/*
 * The story for people to look at: each day, each domain, each reporter that
 * had mail from it.  Returns how many records the report holds, 0 for none.
 */
#define STORY_DAYS	90
size_t	 model_story(struct made_report *, struct rng *, int64_t last, size_t number);
size_t	 model_stories(void);			/* numbers are below this */
size_t	 model_scene(struct made_record *, size_t max, const struct made_report *, struct rng *);
