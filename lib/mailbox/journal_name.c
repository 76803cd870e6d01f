#include <stdlib.h>

#include "journal_name.h"
#include "sql.h"

struct each {
	int	(*tell)(void *, const struct journal_name *);
	void	*arg;
};

static int
tell(void *arg, const struct store_word *w, int n)
{
	const struct each *each = arg;
	struct journal_name j = { .name = w[0].text, .state = LETTER_MAX,
	    .uid = (uint32_t)strtoul(w[1].text, NULL, 10) };

	(void)n;
	if (w[2].text != NULL) {
		j.state = strtol(w[2].text, NULL, 10);
		j.attempts = (int)strtol(w[3].text, NULL, 10);
		j.tried = strtoll(w[4].text, NULL, 10);
	}
	return each->tell(each->arg, &j);
}

int
journal_name_each(const struct journal *j, int (*f)(void *, const struct journal_name *), void *arg)
{
	struct each each = { f, arg };

	return store_rows(j->store, &sql_letter_names, ARGS(INT("mailbox", j->box)), tell, &each);
}

int
journal_name_add(const struct journal *j, const char *name, uint32_t *uid)
{
	int64_t n = 0;

	if (store_query(j->store, &sql_number_letter, ARGS(INT("mailbox", j->box),
	    TEXT("name", name)), store_get_int, &n) == -1)
		return -1;
	*uid = (uint32_t)n;
	return 0;
}
