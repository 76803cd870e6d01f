#pragma once

#include "arena.h"

/* Mail services by the names that they leave on a message: services.tsv. */
enum service_kind {
	SERVICE_ESP, SERVICE_APP, SERVICE_MAILBOX, SERVICE_GATEWAY, SERVICE_LIST,
	SERVICE_FORWARD, SERVICE_HOST, SERVICE_KINDS
};

enum service_name {			/* which of its names */
	SERVICE_SIGNS,			/* d= of its own signatures */
	SERVICE_RETURNS,		/* domains of return paths */
	SERVICE_HOSTS,			/* domains of its hosts */
	SERVICE_NAMES
};

struct service {
	const char	*key;
	const char	*name;
	enum service_kind kind;
	int		 verifies;	/* who sends as an address there proved it his */
	const char	*selectors;	/* that customers are told to use, "k1,k2" */
	const char	*set_up;	/* what to set up, and where */
};

struct services;

/*
 * The table that is built in, and over it that of a file, if it is not NULL, whose rows
 * add or replace by their key.  NULL: ERR_SETTING, which names the row.
 */
struct services	*services_open(const char *file, struct arena *);	/* which it lives in */
void		 services_close(struct services *);
const char	*services_which(const struct services *);	/* another text: other rows */

/* Whose name this is, or is below, in lower case; or NULL. */
const struct service *service_of(const struct services *, enum service_name, const char *domain);

/* By its key; or NULL, as for NULL. */
const struct service *service_of_key(const struct services *, const char *key);

/* The one service whose customers are told to use selectors of this family; or NULL. */
const struct service *service_of_family(const struct services *, const char *family);

/* Does one of these kinds send mail for others: newsletters, or as a program? */
int	service_sends(const struct service *);		/* NULL: no */

/*
 * A selector without what changes when keys are rolled: in lower case, "#" for digits,
 * "*" for a long one of letters and digits, "-" for none.
 */
const char *service_family(const char *selector, struct arena *);
