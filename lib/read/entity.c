#include <string.h>
#include <strings.h>

#include "clean.h"
#include "entity.h"
#include "limit.h"
#include "mime.h"

/* A part of a digest is a message, unless it says otherwise (RFC 2046, 5.1.5). */
static const char *
read_type(const char *value, const struct entity *in, struct arena *mem)
{
	return value == NULL && in != NULL && in->digest ? "message/rfc822" : mime_type(value, mem);
}

int
entity_is_multipart(const struct entity *e)
{
	return strncmp(e->type, "multipart/", 10) == 0;
}

static const char *
read_boundary(const struct entity *e, const char *value, struct arena *mem)
{
	const char *boundary = NULL;

	if (entity_is_multipart(e))
		boundary = mime_param(value, "boundary", mem);
	return boundary != NULL && *boundary != '\0' ? boundary : NULL;
}

static const char *
read_name(const struct head *h, struct arena *mem)
{
	const char *name = NULL;

	if (h->value[HEAD_DISPOSITION] != NULL)
		name = mime_param(h->value[HEAD_DISPOSITION], "filename", mem);
	if (name == NULL && h->value[HEAD_TYPE] != NULL)
		name = mime_param(h->value[HEAD_TYPE], "name", mem);
	if (name == NULL || *name == '\0')
		return NULL;
	return clean_text(mime_words(name, mem), MAX_NAME, mem);
}

/* A multipart/report says what it is of (RFC 6522, 3); a part says what it is. */
static int
is_notice(const char *type, const char *value, struct arena *mem)
{
	static const char *const kinds[] = {
		"delivery-status", "disposition-notification", "global-delivery-status",
		"global-disposition-notification",
	};
	const char *kind = NULL;
	size_t i;

	if (strcmp(type, "multipart/report") == 0)
		kind = mime_param(value, "report-type", mem);
	else if (strncmp(type, "message/", 8) == 0)
		kind = type + 8;
	for (i = 0; kind != NULL && i < sizeof kinds / sizeof *kinds; i++)
		if (strcasecmp(kind, kinds[i]) == 0)
			return 1;
	return 0;
}

void
entity_read(struct entity *e, const struct head *h, const struct entity *in, struct arena *mem)
{
	const char *value = h->value[HEAD_TYPE], *disposition = h->value[HEAD_DISPOSITION];

	*e = (struct entity){ .type = read_type(value, in, mem) };
	e->boundary = read_boundary(e, value, mem);
	e->name = read_name(h, mem);
	e->attachment = e->name != NULL || (disposition != NULL &&
	    strncasecmp(disposition, "attachment", 10) == 0);
	e->report = strcmp(e->type, "multipart/report") == 0 ||
	    strcmp(e->type, "message/feedback-report") == 0 ||
	    (!entity_is_multipart(e) && in != NULL && in->report);
	e->notice = is_notice(e->type, value, mem) || (in != NULL && in->notice);
	e->digest = strcmp(e->type, "multipart/digest") == 0;
	e->encoding = decode_kind(h->value[HEAD_ENCODING]);
}
