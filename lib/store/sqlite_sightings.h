#pragma once

#include "question.h"
#include "sightings.h"

/* engine.h's sightings() */
int	stream_sightings(struct store *, struct question *, int64_t first, each_sighting, void *);
