#include "engine.h"
#include "sightings.h"

/* A scan and what makes words of it are of one moment; the rest goes on from there. */
struct sightings *
sightings_open(struct store *st, struct sightings_of *of)
{
	int began = store_begin_reading(st);
	struct sightings *s;

	if (began == -1)
		return NULL;
	s = st->engine->look(st, of);
	store_end_reading(st, began);
	return s;
}

int
sightings_each(struct store *st, struct sightings *s, each_sighting each, void *arg)
{
	return st->engine->look_each(s, each, arg);
}

int
sightings_keep(struct store *st, struct sightings *s, int64_t from, const uint32_t *identities)
{
	return st->engine->look_keep(s, from, identities);
}

void
sightings_close(struct store *st, struct sightings *s)
{
	if (s != NULL)
		st->engine->look_close(s);
}

int
sightings_fresh(struct store *st, int64_t *told, int (*each)(void *, const char *domain), void *arg)
{
	return st->engine->look_fresh(st, told, each, arg);
}
