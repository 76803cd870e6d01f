#pragma once

#include "arena.h"

/* A form: names and values, as a body or a query (application/x-www-form-urlencoded). */
struct form_field {
	const char	*name;		/* NULL ends a list */
	const char	*value;		/* NULL: it is left out */
	int		 secret;	/* what an answer may not repeat to people */
};

const char	*form_text(const struct form_field *, struct arena *);

/* Has a text one of the form's secrets in it? */
int		 form_tells(const struct form_field *, const char *text);
