#pragma once

#include "store_db.h"

/* A statement of a store: one text that a file of sql/ comes to with what is given. */
struct stmt {
	struct stmt	*next;
	const struct sql *sql;
	uint64_t	 given;		/* which of its guarded lines it has */
	sqlite3_stmt	*sqlite;
	int		 told;		/* facts */
	int		 binding;	/* the facts that it is told ask other statements */
	int		 nparam;
	int		 arg[];		/* where each parameter's argument was, the last time */
};

/* Lent until others are found and none of it is being bound or stepped; or NULL. */
struct stmt	*stmt_find(struct store *, const struct sql *, const struct arg *);

/* Its arguments, which are lent until it is reset, and the facts that it is told. */
int		 stmt_bind(struct store *, struct stmt *, const struct arg *);
