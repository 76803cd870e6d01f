#include <arpa/inet.h>

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "err.h"
#include "loopback.h"
#include "ntfy.h"
#include "setting.h"
#include "text.h"

#define MAX_TOPIC	64		/* of ntfy */
#define MAX_HOST	253
#define MAX_URL		2048

struct address {			/* of http or https, in pieces */
	int		 tls;
	char		 host[MAX_HOST + 1];
	const char	*path;		/* from its '/' on, or "" */
};

static int
only(const char *s, size_t n, const char *more)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] >= 0x80 ||
		    (!isalnum((unsigned char)s[i]) && strchr(more, s[i]) == NULL))
			return 0;
	return n > 0;
}

static int
is_port(const char *s, size_t n)
{
	char text[6] = "";
	int64_t port;

	if (n == 0)
		return 1;
	if (*s != ':' || n - 1 >= sizeof text)
		return 0;
	memcpy(text, s + 1, n - 1);
	return text_number(&port, text) == 0 && port > 0 && port < 65536;
}

/* HOST, HOST:PORT or [IPv6]:PORT; what is wrong with it, or NULL. */
static const char *
split_host(struct address *a, const char *s, size_t n)
{
	int bracket = n > 0 && *s == '[';
	const char *end = bracket ? memchr(s, ']', n) : memchr(s, ':', n);
	struct in6_addr six;
	size_t len;

	if (memchr(s, '@', n) != NULL)
		return "names a user";
	if (end == NULL)
		end = bracket ? s : s + n;
	n -= end - s + bracket;
	s += bracket;
	len = end > s ? end - s : 0;
	if (len == 0 || len > MAX_HOST)
		return "names no server";
	memcpy(a->host, s, len);
	a->host[len] = '\0';
	if (bracket ? inet_pton(AF_INET6, a->host, &six) != 1 : !only(s, len, ".-_"))
		return "names no server";
	return is_port(end + bracket, n) ? NULL : "has a port that is none";
}

static const char *
split(struct address *a, const char *url)
{
	const char *s = strncasecmp(url, "https://", 8) == 0 ? url + 8 :
	    strncasecmp(url, "http://", 7) == 0 ? url + 7 : NULL;
	size_t n;

	if (s == NULL)
		return "does not begin with https://";
	if (strlen(url) > MAX_URL)
		return "is too long";
	if (strpbrk(s, "?#") != NULL)
		return "has a '?' or '#'";
	n = strcspn(s, "/");
	*a = (struct address){ .tls = s - url == 8, .path = s + n };
	return split_host(a, s, n);
}

/* The value may hold a password, so an error does not repeat it. */
static int
read_url(struct ntfy *to, const char *url, struct arena *mem)
{
	struct address a;
	const char *why = split(&a, url), *topic;

	if (why == NULL && !a.tls && !loopback_is(a.host))
		why = "would go in the clear to another machine";
	topic = why == NULL ? strrchr(a.path, '/') : NULL;
	if (why == NULL && (topic == NULL || strlen(topic) > MAX_TOPIC + 1 ||
	    !only(topic + 1, strlen(topic + 1), "-_")))
		why = "ends in no topic of letters, digits, '-' and '_'";
	if (why == NULL && (!only(a.path, strlen(a.path), "/._~-") ||
	    strstr(a.path, "//") != NULL || strstr(a.path, "/.") != NULL))
		why = "has an odd path";
	if (why != NULL)
		return fail(ERR_SETTING, "NTFY_URL %s; it must be https://SERVER/TOPIC, such as "
		    "https://ntfy.sh/my-topic (http:// only to this machine)", why);
	to->server = arena_strndup(mem, url, topic + 1 - url);
	to->topic = topic + 1;
	return 0;
}

static int
read_base(struct ntfy *to, struct arena *mem)
{
	const char *url = setting_text(NULL, SETTING_BASE_URL), *why, *s;
	struct address a;
	size_t n;

	if (url == NULL)
		return 0;
	why = split(&a, url);
	for (s = url; *s != '\0'; s++)
		if (!isgraph((unsigned char)*s) || strchr("\"'<>\\^`{|}", *s) != NULL)
			why = "has a character that no address has";
	if (why != NULL)
		return fail(ERR_SETTING, "BASE_URL %s; it must be the address of the pages, "
		    "such as https://dmarc.example.org", why);
	for (n = strlen(url); url[n - 1] == '/'; n--)
		;
	to->base = arena_strndup(mem, url, n);
	return 0;
}

int
ntfy_on(void)
{
	return setting_text(NULL, SETTING_NTFY_URL) != NULL;
}

int
ntfy_tls(const struct ntfy *to)
{
	return strncasecmp(to->server, "https:", 6) == 0;
}

int
ntfy_setting(struct ntfy *to, struct arena *mem)
{
	const char *s;

	*to = (struct ntfy){ .prefix = setting_text(NULL, SETTING_NTFY_PREFIX) };
	if (!ntfy_on())
		return 0;
	if (read_url(to, setting_text(NULL, SETTING_NTFY_URL), mem) == -1 ||
	    read_base(to, mem) == -1 ||
	    setting_secret(&to->token, NULL, SETTING_NTFY_TOKEN, mem) == -1)
		return -1;
	for (s = to->token; s != NULL && *s != '\0'; s++)
		if (!isgraph((unsigned char)*s))
			return fail(ERR_SETTING, "NTFY_TOKEN must be visible ASCII characters "
			    "only, such as tk_...");
	return 1;
}
