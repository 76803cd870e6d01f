#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "err.h"
#include "imap_answer.h"
#include "imap_folder.h"
#include "imap_mail.h"

/* The number behind a name in a status text: "[UIDNEXT 5]". */
static uint32_t
code_number(const char *text, const char *name)
{
	const char *p = strcasestr(text, name);
	unsigned long n = p != NULL ? strtoul(p + strlen(name), NULL, 10) : 0;

	return n <= UINT32_MAX ? (uint32_t)n : 0;
}

/* What the text of a status tells of the folder (RFC 3501, 7.1). */
static void
read_code(struct imap *im, const char *text)
{
	const char *p;
	uint32_t n;

	if (im->box == NULL || *text != '[')
		return;
	if ((n = code_number(text, "[UIDVALIDITY ")) != 0)
		im->box->validity = n;
	if ((n = code_number(text, "[UIDNEXT ")) != 0)
		im->box->next = n;
	if ((p = strcasestr(text, "[PERMANENTFLAGS (")) != NULL) {
		im->box->keywords = strstr(p, "\\*") != NULL;
		im->box->seen = im->box->keywords || strcasestr(p, "\\Seen") != NULL;
		im->box->deleted = im->box->keywords || strcasestr(p, "\\Deleted") != NULL;
	}
	if (strncasecmp(text, "[READ-ONLY]", 11) == 0)
		im->box->read_only = 1;
}

/* The rest of a line for people, unless it repeats what it must not. */
static int
told(struct imap *im)
{
	size_t i;

	if (reader_rest(&im->in) == -1)
		return -1;
	for (i = 0; i < sizeof im->secret / sizeof *im->secret; i++)
		if (im->secret[i] != NULL && strstr(im->in.text, im->secret[i]) != NULL)
			*im->in.text = '\0';
	return 0;
}

static int
status_text(struct imap *im)
{
	if (told(im) == -1)
		return -1;
	read_code(im, im->in.text);
	return 0;
}

static int
read_capabilities(struct imap *im)
{
	static const struct {
		const char	*name;
		enum imap_can	 can;
	} known[] = {
		{ "UIDPLUS", IMAP_UIDPLUS }, { "MOVE", IMAP_MOVE }, { "ESEARCH", IMAP_ESEARCH },
		{ "ACL", IMAP_ACL }, { "NAMESPACE", IMAP_NAMESPACE },
		{ "SASL-IR", IMAP_SASL_IR }, { "AUTH=PLAIN", IMAP_AUTH_PLAIN },
		{ "AUTH=LOGIN", IMAP_AUTH_LOGIN }, { "LOGINDISABLED", IMAP_LOGINDISABLED },
	};
	size_t i;
	int t;

	im->can = 0;
	while ((t = reader_next(&im->in)) != TOKEN_END) {
		if (t == -1)
			return -1;
		for (i = 0; i < sizeof known / sizeof *known; i++)
			if (reader_is(&im->in, known[i].name))
				im->can |= known[i].can;
	}
	return 0;
}

/* A number or a set of them. */
static int
add_found(struct imap *im)
{
	im->in.taken = 0;		/* a long list is no long line */
	if (im->found == NULL)
		return 0;
	if (uidset_parse(im->found, im->in.text) == -1)
		return -1;
	if (im->found->count > MAX_UID_RANGES)
		return fail(ERR_REMOTE, "the server finds more than %d mails", MAX_UID_RANGES);
	return 0;
}

static int
read_search(struct imap *im)
{
	int t;

	while ((t = reader_next(&im->in)) == TOKEN_WORD)
		if (add_found(im) == -1)
			return -1;
	if (t == TOKEN_OPEN)		/* (MODSEQ 5), RFC 7162 */
		return reader_skip(&im->in);
	if (t == TOKEN_END)
		return 0;
	return t == -1 ? -1 : fail(ERR_REMOTE, "the server finds no numbers: %.40s", im->in.text);
}

/* * ESEARCH (TAG "d5") UID ALL 1:3,7 (RFC 4731): without ALL nothing was found. */
static int
read_esearch(struct imap *im)
{
	int t, more;

	while ((t = reader_next(&im->in)) != TOKEN_END) {
		if (t == -1)
			return -1;
		for (more = t == TOKEN_WORD && reader_is(&im->in, "ALL"); more;)
			if ((more = reader_range(&im->in)) == -1 || add_found(im) == -1)
				return -1;
	}
	return 0;
}

static int
read_numbered(struct imap *im, uint64_t n)
{
	if (reader_next(&im->in) == -1)
		return -1;
	if (reader_is(&im->in, "FETCH"))
		return imap_mail_read(im);
	if (reader_is(&im->in, "EXISTS") && im->box != NULL)
		im->box->count = n <= UINT32_MAX ? n : 0;
	return reader_skip(&im->in);
}

static int
read_untagged(struct imap *im)
{
	static const struct {
		const char	*name;
		int		(*read)(struct imap *);
	} data[] = {
		{ "CAPABILITY", read_capabilities }, { "SEARCH", read_search },
		{ "ESEARCH", read_esearch }, { "LIST", imap_folder_list },
		{ "NAMESPACE", imap_folder_namespace }, { "MYRIGHTS", imap_folder_rights },
	};
	uint64_t n;
	size_t i;
	int t = reader_next(&im->in);

	if (t == -1 || t == TOKEN_END)
		return t == -1 ? -1 : 0;
	if (t == TOKEN_WORD && reader_number(&im->in, &n) == 0)
		return read_numbered(im, n);
	for (i = 0; t == TOKEN_WORD && i < sizeof data / sizeof *data; i++)
		if (reader_is(&im->in, data[i].name))
			return data[i].read(im);
	if (reader_is(&im->in, "BYE"))
		return told(im) == -1 ? -1 :
		    fail(ERR_AWAY, "the server says goodbye: %.150s", im->in.text);
	if (reader_is(&im->in, "OK") || reader_is(&im->in, "NO") || reader_is(&im->in, "BAD"))
		return status_text(im) == -1 ? -1 : reader_end(&im->in);
	return reader_skip(&im->in);
}

/* Of the command whose tag was read; NULL if nobody waits for it: libcurl's, or half a line. */
static struct imap_status *
status_of(struct imap *im)
{
	size_t n = strlen(IMAP_TAG);
	unsigned long tag = strtoul(im->in.text + n, NULL, 10);
	struct imap_status *s = &im->status[tag % IMAP_PENDING];

	if (strncmp(im->in.text, IMAP_TAG, n) != 0 || tag > im->asked || tag < im->awaited ||
	    s->is != STATUS_NONE)
		return NULL;
	return s;
}

/* d5 OK ... */
static int
read_tagged(struct imap *im)
{
	struct imap_status *s = status_of(im);
	size_t n;
	int t;

	if (s == NULL)
		return reader_rest(&im->in) == -1 ? -1 : reader_end(&im->in);
	if ((t = reader_next(&im->in)) != TOKEN_WORD)
		return t == -1 ? -1 : fail(ERR_REMOTE, "the server's answer is no status");
	s->is = reader_is(&im->in, "OK") ? STATUS_OK : STATUS_NO;
	snprintf(s->said, sizeof s->said, "%.20s ", im->in.text);
	if (status_text(im) == -1)
		return -1;
	n = strlen(s->said);
	snprintf(s->said + n, sizeof s->said - n, "%s", im->in.text);
	s->try_create = strcasestr(im->in.text, "[TRYCREATE]") != NULL;
	return reader_end(&im->in);
}

int
imap_answer(struct imap *im)
{
	int t = reader_next(&im->in);

	if (t == TOKEN_END)
		return 0;
	if (t == TOKEN_WORD && reader_is(&im->in, "*"))
		return read_untagged(im);
	if (t == TOKEN_WORD && !reader_is(&im->in, "+"))
		return read_tagged(im);
	im->prompts += t == TOKEN_WORD;
	return t == -1 || reader_rest(&im->in) == -1 ? -1 : reader_end(&im->in);
}
