#pragma once

#include "fact.h"
#include "store.h"

/*
 * What the days from..to of the arguments tell of each sender, as alarm_senders.sql takes
 * it; what of it is worth an alarm is said there.
 */
int	alarm_senders_tell(struct store *, const struct arg *, struct fact *, struct arena *);
