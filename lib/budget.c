#include "budget.h"
#include "err.h"
#include "text.h"

void
budget_begin(struct budget *b, const struct limits *limits)
{
	*b = (struct budget){ .limits = limits };
}

size_t
budget_left(const struct budget *b)
{
	return b->limits->unpacked - b->unpacked;
}

int
budget_take(struct budget *b, size_t n)
{
	if (n > budget_left(b)) {
		b->unpacked = b->limits->unpacked;
		return fail(ERR_LIMIT, "more than %s when unpacked",
		    text_size(b->limits->unpacked).text);
	}
	b->unpacked += n;
	return 0;
}
