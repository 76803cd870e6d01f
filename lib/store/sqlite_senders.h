#pragma once

#include "question.h"
#include "senders.h"
#include "store_db.h"

/* engine.h's senders() */
int	senders_tell(struct store *, struct question *, struct senders_told *, struct arena *);
