#include "clock.h"
#include "maildir_run.h"

int
maildir_run_over(struct maildir_run *r)
{
	if (fetch_job_stops(r->m->store, r->m->job) == 1)
		r->m->stopped = 1;
	return r->m->stopped || (!r->m->drain && clock_ms() > r->deadline);
}

void
maildir_run_note(struct maildir_run *r)
{
	if (r->troubles++ == 0)
		err_keep(&r->trouble);
}
