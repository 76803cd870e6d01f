#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * What made-up reports are of: messages, reporters and policies; and a crowd of reports
 * of any number and size.  What a report says follows from the seed and its number
 * alone.  Names and addresses are of documentation (RFC 2606, 5737, 3849) or benchmarks
 * (RFC 2544), but for those of reporters and mail services.
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
	char		 from[MODEL_TEXT * 2];
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
	const char	*reason, *comment;	/* for taking mail of a list; NULL: none */
};

struct made_policy {
	const char	*p, *sp;
	int		 pct;
};

struct step {				/* from so many days before the last one */
	int		 ago;
	struct made_policy policy;
};

struct place {
	const char	*domain;
	struct step	 steps[4];	/* oldest first; a domain begins with its first */
};

#define NONE		{ "none", NULL, 100 }
#define QUARANTINE(pct)	{ "quarantine", NULL, pct }
#define REJECT		{ "reject", NULL, 100 }
#define ALWAYS		1000000

struct made_report {
	const struct reporter *by;
	char		 org[MODEL_TEXT], host[MODEL_TEXT];
	char		 id[MODEL_TEXT * 2];
	char		 domain[MODEL_TEXT];
	int64_t		 begin, end;
	struct made_policy policy;
	int		 ago;			/* days before the last one */
};

/* What both the crowd and the stories are made of. */
#define MODEL_REPORTERS	14
#define MODEL_PLACES	14
extern const struct reporter model_reporters[MODEL_REPORTERS];	/* the largest first */
extern const struct place model_places[MODEL_PLACES];

/* Of a report, in this order: its reporter and id, its day, its domain with the day's policy. */
void	 model_name(struct made_report *, unsigned int by, struct rng *);
void	 model_day(struct made_report *, int64_t last, int ago);
void	 model_place(struct made_report *, const struct place *);

/* Of a record; sub: the subdomain that it is from, or NULL. */
void	 model_from(struct made_record *, const struct made_report *, const char *sub);
void	 model_sign(struct made_record *, const char *domain, const char *selector,
	    const char *result);
void	 model_envelope(struct made_record *, const char *domain, const char *result);

/* What the receiver did, and why when the policy said otherwise. */
void	 model_dispose(struct made_record *, const struct made_report *, int is_list,
	    struct rng *);

/* A report of the days days up to last (since 1970), of the crowd, and its records. */
void	 model_report(struct made_report *, struct rng *, int64_t last, int days);
void	 model_record(struct made_record *, const struct made_report *, struct rng *);
