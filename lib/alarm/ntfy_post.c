#include "err.h"
#include "ntfy.h"

/* In a file of its own: programs that only ask whether pushes are on do without libcurl. */
int
ntfy_post(const struct ntfy *to, const char *json, const struct limits *lim, struct arena *mem,
    struct post_answer *a)
{
	static const char setting[] = "NTFY_URL";

	if (post_json(&(struct post_to){ .url = to->server, .token = to->token,
	    .speaks = setting, .trusts = setting }, json, lim, mem, a) == -1)
		return -1;
	if (a->status >= 200 && a->status < 300)
		return 0;
	if (a->status >= 300 && a->status < 400)
		return fail(ERR_REMOTE, "the server answers %ld, a redirect; NTFY_URL must be "
		    "where it leads", a->status);
	return fail(ERR_REMOTE, "the server answers %ld", a->status);
}
