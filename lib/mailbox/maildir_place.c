#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "clean.h"
#include "err.h"
#include "limit.h"
#include "maildir_place.h"
#include "setting.h"

#define SHUT	"the user that the programs run as must be able to read and write it, by its " \
    "owner or group, and their unit must let it (README: Maildir)"
#define NONE	"DMARC_MAILDIR must be a Maildir, a folder that has new, cur and tmp in it"

static const struct {
	int		 error;
	const char	*advice;
} known[] = {
	{ EACCES, SHUT }, { EPERM, SHUT }, { EROFS, SHUT }, { ENOENT, NONE }, { ENOTDIR, NONE },
	{ ELOOP, NONE },
};

int
maildir_place_fail(const struct maildir_place *p, const char *what)
{
	int error = errno;
	const char *why = strerror(error);
	size_t i;

	for (i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i].error == error)
			return fail(ERR_SETTING, "%s%s: %s; %s", p->shown, what, why,
			    known[i].advice);
	return fail(ERR_SYSTEM, "%s%s: %s", p->shown, what, why);
}

int
maildir_place_read(struct maildir_place *p, struct arena *mem)
{
	*p = (struct maildir_place){ .dir = setting_text(NULL, SETTING_DMARC_MAILDIR), .new = -1,
	    .cur = -1 };
	if (p->dir == NULL)
		return fail(ERR_FORBIDDEN, "there is no Maildir: DMARC_MAILDIR is not set");
	p->shown = clean_text(p->dir, MAX_NAME, mem);
	p->action_text = setting_text(NULL, SETTING_DMARC_MAILDIR_POST_ACTION);
	if (strcasecmp(p->action_text, "seen") == 0)
		p->action = MAILDIR_SEEN;
	else if (strcasecmp(p->action_text, "delete") == 0)
		p->action = MAILDIR_DELETE;
	else
		return fail(ERR_SETTING, "DMARC_MAILDIR_POST_ACTION is '%.60s'; it must be seen or "
		    "delete", p->action_text);
	return 0;
}

/* One of its folders; below it no link is followed. */
static int
open_folder(const struct maildir_place *p, int top, const char *name, struct arena *mem)
{
	int fd = openat(top, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd != -1 && faccessat(fd, ".", R_OK | W_OK | X_OK, 0) == 0)
		return fd;
	maildir_place_fail(p, arena_printf(mem, "/%s", name));
	if (fd != -1)
		close(fd);
	return -1;
}

int
maildir_place_open(struct maildir_place *p, struct arena *mem)
{
	int top = open(p->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (top == -1)
		return maildir_place_fail(p, "");
	if ((p->new = open_folder(p, top, "new", mem)) != -1 &&
	    (p->cur = open_folder(p, top, "cur", mem)) == -1)
		close(p->new);
	close(top);
	return p->cur != -1 ? 0 : -1;
}

void
maildir_place_close(const struct maildir_place *p)
{
	close(p->new);
	close(p->cur);
}
