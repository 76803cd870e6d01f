#pragma once

#include "report.h"
#include "service.h"
#include "suffix.h"

/*
 * What a record shows of who sent its messages, whatever address they came from: a
 * trace.  It depends on nothing but the record, the policy beside it, the public
 * suffixes and the services' names.  Names are in the arena.
 */
enum {
	TRACE_SPF	= 1 << 0,	/* SPF of a name of the domain's passed, and counted */
	TRACE_PROOF	= 1 << 1,	/* that, or a key of the domain's did */
	TRACE_PASSES	= 1 << 2,	/* DMARC passes, and its details do not say otherwise */
	TRACE_ODD	= 1 << 3,	/* a pass is claimed whose details are failures */
	TRACE_DENIED	= 1 << 4,	/* passes are listed, and it says fail */
	TRACE_SIGNED	= 1 << 5,	/* a signature of the domain's was there, good or bad */
	TRACE_LIST	= 1 << 6,	/* the return path is of what looks like a list's host */
	TRACE_OURS	= 1 << 7,	/* the tenant is called as this domain */
	TRACE_EXCUSED	= 1 << 8,	/* the receiver thinks that somebody passed it on */
	TRACE_VOUCHED	= 1 << 9	/* a list or one it trusts did, or ARC passes */
};

struct trace {
	const char	*domain;	/* organizational, of the policy domain */
	const char	*from;		/* organizational, of header_from */
	enum { KEY_NONE, KEY_PASSED, KEY_FAILED } state;
	const char	*key;		/* "d/family": what signed for the domain; or NULL */
	const char	*family;	/* of its selector */
	const char	*signer;	/* the foreign d that passed; or NULL */
	const struct service *signs;	/* whose that is; or NULL */
	const char	*kin;		/* another foreign d that passed, and is no service's */
	const char	*envelope;	/* the foreign return path that passed; or NULL */
	const struct service *returns;	/* whose that is; or NULL */
	const char	*tenant;	/* a service's name for its customer; or NULL */
	unsigned int	 flags;
};

struct names {				/* what is known of names */
	const struct suffixes *suffixes;
	const struct services *services;
};

/* excuses: trace_excuses() of the record's reasons, which are not looked at. */
void		 trace_read(struct trace *, const struct policy *, const struct record *,
		    unsigned int excuses, const struct names *, struct arena *);

/* TRACE_EXCUSED, TRACE_VOUCHED, by reasons (PolicyOverrideReason). */
unsigned int	 trace_excuses(const struct reason *);
int		 trace_is_list(const char *host);	/* does it look like a list's? */

/* Is the tenant called as this domain, by a service that names it so for certain? */
int		 trace_is_tenant(const struct trace *, const char *domain);
