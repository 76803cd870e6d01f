#include <stdio.h>
#include <string.h>

#include "box.h"
#include "err.h"
#include "imap_login.h"

/* Those of passwords, where there is neither PLAIN nor LOGIN; libcurl takes the strongest. */
#define OTHERS	"AUTH=SCRAM-SHA-256;AUTH=SCRAM-SHA-1;AUTH=DIGEST-MD5;AUTH=CRAM-MD5;AUTH=NTLM"

static int
open_both(const struct account *a, const struct wire_login *l, const struct limits *limits,
    const struct wire_patience *patience, struct wire **w, struct imap **im)
{
	if ((*w = account_connect(a, l, patience)) == NULL)
		return -1;
	return (*im = imap_open(*w, limits)) != NULL ? 0 : -1;
}

int
box_connect(const struct account *a, const struct limits *limits,
    const struct wire_patience *patience, struct wire **w, struct imap **im)
{
	struct wire_login l = a->login;
	int rv;

	*im = NULL;
	if (open_both(a, &l, limits, patience, w, im) == -1)
		return -1;
	if (l.sasl != NULL || wire_preauth(*w))
		return 0;
	rv = imap_login(*im, l.auth, l.user, l.pass);
	if (rv == -1 && !imap_broken(*im))
		return wire_refused(&l, imap_said(*im));
	if (rv != 1)
		return rv;
	if (l.auth != NULL)
		return fail(ERR_SETTING, "%s offers no login by %s, which IMAP_AUTH asks for",
		    l.host, l.auth);
	imap_close(*im);
	wire_close(*w);
	*im = NULL;
	l.sasl = OTHERS;
	return open_both(a, &l, limits, patience, w, im);
}

struct listing {
	const char	*name;
	int		 there;		/* it is among them, and can be opened */
	const char	*text;
	struct arena	*mem;
};

static int
list_folder(void *arg, const struct imap_folder *f)
{
	struct listing *l = arg;

	l->there |= f->selectable && folder_same(f->name, l->name);
	if (strlen(l->text) < MAX_LINE / 4)
		l->text = arena_printf(l->mem, "%s%s%s", l->text, *l->text != '\0' ? ", " : "",
		    f->name);
	return 0;
}

/* With the folders that are there, for who wrote the setting. */
static int
no_folder(struct imap *im, struct folders *f, struct source_folder *one, const char *said)
{
	struct listing l = { one->name, 0, "", f->mem };
	int rv = imap_list(im, "*", list_folder, &l);

	if (rv == -1 && !imap_refused(im))
		return -1;
	one->gone = rv == 0 && one->listed && !l.there;
	return fail(ERR_SETTING, "the folder '%s' (IMAP_FOLDER) cannot be opened: the server says "
	    "%s; it has %s", one->name, said, l.text);
}

/* BAD is no answer of a folder's: Exchange says it where the mailbox is not connected. */
static int
open_folder(struct imap *im, struct folders *f, struct source_folder *one, struct imap_box *box,
    int (*way)(struct imap *, const char *, struct imap_box *))
{
	int rv = way(im, one->name, box);
	char said[IMAP_SAID];

	if (rv == 0 || !imap_refused(im))
		return rv;
	snprintf(said, sizeof said, "%s", imap_said(im));
	if (strncmp(said, "BAD", 3) == 0)
		return fail(ERR_AWAY, "the mailbox cannot be opened: the server says %s", said);
	if ((rv = folders_rename(f, one, im)) == 1)
		return open_folder(im, f, one, box, way);
	return rv == -1 ? -1 : no_folder(im, f, one, said);
}

int
box_select(struct imap *im, struct folders *f, struct source_folder *one, struct imap_box *box)
{
	if (open_folder(im, f, one, box, imap_select) == -1)
		return -1;
	return !box->read_only ? 0 : fail(ERR_SETTING, "the folder '%s' (IMAP_FOLDER) is read-only "
	    "for %s", one->name, f->account->login.user);
}

int
box_examine(struct imap *im, struct folders *f, struct source_folder *one, struct imap_box *box)
{
	if (open_folder(im, f, one, box, imap_examine) == -1)
		return -1;
	box->seen = box->deleted = 1;	/* no flag is kept of who only looks, by RFC 3501, 6.3.2 */
	return 0;
}

/* The rights in a folder, or NULL where the server does not tell. */
static int
ask_rights(struct imap *im, const char *folder, const char **rights, struct arena *mem)
{
	*rights = NULL;
	if ((imap_can(im) & IMAP_ACL) == 0)
		return 0;
	return imap_rights(im, folder, rights, mem) == 0 || imap_refused(im) ? 0 : -1;
}

/* Those of RFC 2086 had one for both ways to delete, which still stands beside them. */
static int
has_right(const char *rights, char right)
{
	if (strchr("te", right) != NULL && strpbrk(rights, "texk") == NULL)
		right = 'd';
	return strchr(rights, right) != NULL;
}

/* What each action needs in the folder that mail is fetched from. */
static const struct need {
	int		 action;
	char		 right;
	unsigned int	 with, without;	/* of enum imap_can: of such a server alone */
	const char	*flag, *what;
} needs[] = {
	{ ACTION_SEEN, 's', 0, 0, "\\Seen", "marked as read" },
	{ ACTION_DELETE, 't', 0, 0, "\\Deleted", "deleted" },
	{ ACTION_DELETE, 'e', IMAP_UIDPLUS, 0, NULL, "removed" },
	{ ACTION_MOVE, 't', IMAP_MOVE, 0, NULL, "moved away" },
	{ ACTION_MOVE, 't', 0, IMAP_MOVE, "\\Deleted", "moved away" },
	{ ACTION_MOVE, 'e', IMAP_UIDPLUS, 0, NULL, "moved away" },
};

static int
lacks_right(const struct account *a, const char *folder, const char *what, char right)
{
	return fail(ERR_SETTING, "IMAP_POST_ACTION is '%s', but mail cannot be %s: %s has no right "
	    "'%c' in %s", a->action_text, what, a->login.user, right, folder);
}

static int
lacks_flag(const struct account *a, const char *folder, const struct need *n)
{
	return fail(ERR_SETTING, "IMAP_POST_ACTION is '%s', but mail cannot be %s: the server "
	    "keeps no %s in %s (PERMANENTFLAGS)", a->action_text, n->what, n->flag, folder);
}

int
box_allows(struct imap *im, const struct folders *f, const struct source_folder *one,
    const struct imap_box *box)
{
	const struct need *n, *end = needs + sizeof needs / sizeof *needs;
	const struct account *a = f->account;
	unsigned int can = imap_can(im);
	const char *rights, *there = NULL;

	if (ask_rights(im, one->name, &rights, f->mem) == -1 || (a->target != NULL &&
	    f->target.there && ask_rights(im, f->target.name, &there, f->mem) == -1))
		return -1;
	for (n = needs; n < end; n++) {
		if ((int)a->action != n->action || (can & n->with) != n->with ||
		    (can & n->without) != 0)
			continue;
		if (rights != NULL && !has_right(rights, n->right))
			return lacks_right(a, one->name, n->what, n->right);
		if (n->flag != NULL && !(a->action == ACTION_SEEN ? box->seen : box->deleted))
			return lacks_flag(a, one->name, n);
	}
	return there == NULL || has_right(there, 'i') ? 0 :
	    lacks_right(a, f->target.name, "moved there", 'i');
}

int
box_search(struct imap *im, const struct account *a, const char *key, struct uidset *found)
{
	struct arena *mem = arena_new();
	int rv = imap_search(im, arena_printf(mem, "UNDELETED %s", key), found);

	arena_free(mem);
	if (rv == -1 && imap_refused(im))
		return fail(ERR_SETTING, "IMAP_SEARCH is '%.60s'; the server says %s", a->search,
		    imap_said(im));
	return rv;
}
