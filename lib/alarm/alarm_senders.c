#include <stdlib.h>
#include <string.h>

#include "alarm_senders.h"
#include "naming.h"
#include "sender_id.h"
#include "senders.h"
#include "sentence.h"

/* What its mail is to its owner. */
static const char *
what_of(const struct sentence_of *of, const struct sentence *said, struct arena *mem)
{
	if (of->service == NULL)
		return strcmp(of->sender->kind, "own") == 0 ? "Mail of your own server" :
		    arena_printf(mem, "Mail of %s", said->title);
	return of->service->kind == SERVICE_ESP ? "Your newsletter" :
	    arena_printf(mem, "Mail of %s", of->service->name);
}

static int
by_number(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* What failed and was delivered in a week that is like most, of those before the last. */
static uint64_t
usual_week(const struct sender *s)
{
	uint64_t slipped[STORE_WEEKS - 1];

	memcpy(slipped, s->slipped, sizeof slipped);
	qsort(slipped, STORE_WEEKS - 1, sizeof *slipped, by_number);
	return slipped[(STORE_WEEKS - 1) / 2];
}

static void
put_sender(struct fact *f, const struct sentence_of *of, const char *id, struct arena *mem)
{
	const struct sender *s = of->sender;
	const struct sentence said = sentence_of(of, mem);
	const char *const texts[] = { id, s->domain, s->kind, s->name, class_text(s->class),
	    s->rule, said.title, what_of(of, &said, mem), said.text, said.todo };
	const uint64_t numbers[] = { s->messages, s->failed, s->refused + s->spam, s->delivered };
	size_t i;

	fact_row(f, "sender");
	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		fact_string(f, texts[i]);
	for (i = 0; i < sizeof numbers / sizeof *numbers; i++)
		fact_int(f, numbers[i]);
	fact_int_if(f, s->since, s->since != -1);
	fact_int(f, s->first);
	fact_int(f, usual_week(s));
	fact_int(f, s->refused);
	fact_string(f, s->policy);
}

int
alarm_senders_tell(struct store *st, const struct arg *args, struct fact *f, struct arena *mem)
{
	int64_t from = args_number(args, "from", 0), to = args_number(args, "to", 0);
	struct senders_told told = { .of = NULL };
	struct sentence_of of = { .days = to - from + 1, .today = to };
	struct naming naming;
	const char *id;
	size_t i;
	int rv = naming_open(&naming, mem);

	if (rv == 0)
		rv = store_senders(st, args_join(mem, args, ARGS(INT("today", to))), &told, mem);
	for (i = 0; i < told.count; i++) {
		of.sender = &told.of[i];
		of.service = service_of_key(naming.names.services, told.of[i].service);
		id = sender_id_text(&(struct sender_id){ told.of[i].domain, told.of[i].kind,
		    told.of[i].name }, mem);
		if (id != NULL)
			put_sender(f, &of, id, mem);
	}
	fact_end(f);
	naming_close(&naming);
	return rv;
}
