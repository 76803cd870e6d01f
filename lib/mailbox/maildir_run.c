#include <time.h>

#include "clock.h"
#include "maildir_run.h"

int
maildir_run_over(struct maildir_run *r)
{
	if (fetch_job_stops(r->m->store, r->m->job) == 1)
		r->m->stopped = 1;
	return r->m->stopped || (!r->m->drain && clock_ms() > r->deadline);
}

int
maildir_run_wants(const struct maildir_file *f)
{
	return f->state == LETTER_MAX || f->state == LETTER_BEGUN ||
	    (f->state == LETTER_ASIDE && journal_aside_due(f->tried, time(NULL)));
}

void
maildir_run_note(struct maildir_run *r)
{
	if (r->troubles++ == 0)
		err_keep(&r->trouble);
}
