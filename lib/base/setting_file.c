#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "err.h"
#include "setting_file.h"
#include "setting_stray.h"
#include "text.h"

#define LETTERS	"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
#define BLANKS	" \t\r"

struct reading {
	struct settings	*set;
	const char	*path;
	int		 line;
	unsigned	 groups;
};

/* Its bytes, or NULL. */
static char *
load(const char *path, struct arena *mem)
{
	char *text = arena_alloc(mem, SETTING_FILE_MOST + 2);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = fd != -1 ? read(fd, text, SETTING_FILE_MOST + 1) : -1;

	if (n == -1)
		failsys_at(path);
	if (fd != -1)
		close(fd);
	if (n > SETTING_FILE_MOST)
		fail_at(path, ERR_SETTING, "more than %s", text_size(SETTING_FILE_MOST).text);
	if (n == -1 || n > SETTING_FILE_MOST)
		return NULL;
	text[n] = '\0';
	return text;
}

/* What a backslash makes of the letter behind it, within double quotes or without any. */
static int
escapes(char quote, char c)
{
	return c != '\0' && (quote == '\0' || strchr("\"\\$`", c) != NULL);
}

/* In its place, without quotes and the blanks at its end; -1: one that has no end. */
static int
unquote(char *value)
{
	char *from = value, *to = value, *end = value, quote = '\0';

	for (; *from != '\0'; from++) {
		if (*from == quote || (quote == '\0' && strchr("'\"", *from) != NULL)) {
			quote = quote == '\0' ? *from : '\0';
			end = to;
			continue;
		}
		if (*from == '\\' && quote != '\'' && escapes(quote, from[1]))
			from++;
		else if (quote == '\0' && strchr(BLANKS, *from) != NULL) {
			*to++ = *from;
			continue;
		}
		*to++ = *from;
		end = to;
	}
	*end = '\0';
	return quote == '\0' ? 0 : -1;
}

static enum setting
find(const char *name)
{
	enum setting s = 0;

	while (s < SETTING_END && strcmp(setting_rows[s].name, name) != 0)
		s++;
	return s;
}

static int
unknown(const struct reading *r, const char *name)
{
	const char *like = setting_similar(name);

	if (like != NULL)
		return fail_at(r->path, ERR_SETTING, "line %d: unknown setting %.40s: did you mean "
		    "%s?", r->line, name, like);
	return fail_at(r->path, ERR_SETTING, "line %d: unknown setting %.40s", r->line, name);
}

static int
read_line(const struct reading *r, char *line)
{
	char *name = line + strspn(line, BLANKS), *value = name + strspn(name, LETTERS);
	enum setting s;

	if (*name == '\0' || *name == '#' || *name == ';')
		return 0;
	if (value == name || *value != '=')
		return fail_at(r->path, ERR_SETTING, "line %d: it must be NAME=VALUE", r->line);
	*value++ = '\0';
	if ((s = find(name)) == SETTING_END || setting_rows[s].group == SETTINGS_TEST)
		return unknown(r, name);
	if ((setting_rows[s].group & r->groups) == 0)
		return fail_at(r->path, ERR_SETTING, "line %d: %s is no setting of a mailbox; its "
		    "place is dmarc.env", r->line, name);
	value += strspn(value, BLANKS);
	if (unquote(value) == -1)
		return fail_at(r->path, ERR_SETTING, "line %d: a quote of %s has no end", r->line,
		    name);
	r->set->value[s] = *value != '\0' ? value : NULL;
	return 0;
}

int
setting_file_read(struct settings *set, const char *path, unsigned groups, struct arena *mem)
{
	struct reading r = { set, path, 1, groups };
	char *text = load(path, mem), *end;

	memset(set, 0, sizeof *set);
	if (text == NULL)
		return -1;
	for (; *text != '\0'; text = end, r.line++) {
		end = text + strcspn(text, "\n");
		if (*end == '\n')
			*end++ = '\0';
		if (read_line(&r, text) == -1)
			return -1;
	}
	return 0;
}
