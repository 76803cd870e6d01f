#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "arena.h"
#include "base64.h"
#include "clean.h"
#include "clock.h"
#include "err.h"
#include "loopback.h"
#include "passing.h"
#include "tls.h"
#include "wire.h"

#define SLICE		1000		/* milliseconds between questions whether to stop */
#define TLS_TEXT	"SSL connection using "	/* of libcurl's own messages */

struct wire {
	CURL			*curl;
	curl_socket_t		 fd;
	const struct wire_patience *patience;
	char			 why[CURL_ERROR_SIZE];
	int64_t			 looked;	/* when it was asked whether to stop, in ms */
	int			 heard;		/* anything from the server */
	int			 preauth;	/* it says that we are in already */
	char			 said[200];	/* the server's last refusal */
	char			 reason[200];	/* of a token's, as it tells it in a challenge */
	char			*sent;		/* the last word of what was said to it */
	char			 security[80];
};

/* It may be a password; not what calls a login off, "*" or "AQ==" (RFC 7628, 3.2.3). */
static void
note_sent(struct wire *w, const char *p, size_t n)
{
	const char *word = p + n;

	while (word > p && word[-1] != ' ')
		word--;
	if ((n = p + n - word) <= 4)
		return;
	w->sent = xrealloc(w->sent, n + 1);
	memcpy(w->sent, word, n);
	w->sent[n] = '\0';
}

/* "NO [X] why"; or NO alone, when it repeats what it was told. */
static void
note_refusal(struct wire *w, const char *p, size_t n)
{
	if (w->sent != NULL && memmem(p, n, w->sent, strlen(w->sent)) != NULL)
		n = strcspn(p, " ");
	snprintf(w->said, sizeof w->said, "%.*s", (int)n, p);
}

/* "+ eyJzdG...": JSON with the reason why a token is refused (RFC 7628, 3.2.2). */
static void
note_challenge(struct wire *w, const char *p, size_t n)
{
	struct arena *mem = arena_new();
	const char *text = base64_decode(p, n, mem);

	if (text != NULL && *text == '{')
		snprintf(w->reason, sizeof w->reason, "%s",
		    clean_text(text, sizeof w->reason - 1, mem));
	arena_free(mem);
}

/* What libcurl tells of itself: a refusal's text and the cipher are nowhere else. */
static int
overhear(CURL *curl, curl_infotype type, char *p, size_t n, void *arg)
{
	struct wire *w = arg;
	const char *text = memchr(p, ' ', n), *end = p + n;

	(void)curl;
	while (end > p && (end[-1] == '\n' || end[-1] == '\r'))
		end--;
	n = end - p;
	if (type == CURLINFO_TEXT && n > strlen(TLS_TEXT) &&
	    memcmp(p, TLS_TEXT, strlen(TLS_TEXT)) == 0)
		snprintf(w->security, sizeof w->security, "%.*s", (int)(n - strlen(TLS_TEXT)),
		    p + strlen(TLS_TEXT));
	w->heard |= type == CURLINFO_HEADER_IN;
	w->preauth |= type == CURLINFO_HEADER_IN && n > 9 &&
	    strncasecmp(p, "* PREAUTH", 9) == 0;
	if (type == CURLINFO_HEADER_IN && n > 2 && memcmp(p, "+ ", 2) == 0)
		note_challenge(w, p + 2, n - 2);
	if (type == CURLINFO_HEADER_IN && text != NULL && text < end && end - text > 4 &&
	    (strncasecmp(text, " NO ", 4) == 0 || strncasecmp(text, " BAD ", 4) == 0 ||
	    strncasecmp(text, " BYE ", 4) == 0))
		note_refusal(w, text + 1, end - text - 1);
	if (type == CURLINFO_HEADER_OUT)
		note_sent(w, p, n);
	return 0;
}

/* While it connects: is it to stop? */
static int
look_up(void *arg, curl_off_t down, curl_off_t had, curl_off_t up, curl_off_t sent)
{
	struct wire *w = arg;
	int64_t now = clock_ms();

	(void)down, (void)had, (void)up, (void)sent;
	if (w->patience->stop == NULL || now < w->looked + SLICE)
		return 0;
	w->looked = now;
	return w->patience->stop(w->patience->arg);
}

static void
configure(struct wire *w, const struct wire_login *l)
{
	int64_t left = w->patience->deadline - clock_ms();
	const char *ip6 = strchr(l->host, ':');
	struct arena *mem = arena_new();

	if (left > w->patience->idle)
		left = w->patience->idle;
	curl_easy_setopt(w->curl, CURLOPT_URL, arena_printf(mem, "%s://%s%s%s:%d/",
	    l->tls ? "imaps" : "imap", ip6 ? "[" : "", l->host, ip6 ? "]" : "", (int)l->port));
	arena_free(mem);
	if (loopback_is(l->host))	/* what may go in the clear goes by no proxy */
		curl_easy_setopt(w->curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(w->curl, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(w->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(w->curl, CURLOPT_TIMEOUT_MS, left > 1 ? (long)left : 1L);
	curl_easy_setopt(w->curl, CURLOPT_ERRORBUFFER, w->why);
	curl_easy_setopt(w->curl, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(w->curl, CURLOPT_DEBUGFUNCTION, overhear);
	curl_easy_setopt(w->curl, CURLOPT_DEBUGDATA, w);
	curl_easy_setopt(w->curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(w->curl, CURLOPT_XFERINFOFUNCTION, look_up);
	curl_easy_setopt(w->curl, CURLOPT_XFERINFODATA, w);
	curl_easy_setopt(w->curl, CURLOPT_USE_SSL,
	    (long)(loopback_is(l->host) ? CURLUSESSL_TRY : CURLUSESSL_ALL));
	if (l->ca != NULL)
		curl_easy_setopt(w->curl, CURLOPT_CAINFO, l->ca);
	if (l->sasl == NULL)		/* without a user it does not log in */
		return;
	curl_easy_setopt(w->curl, CURLOPT_LOGIN_OPTIONS, l->sasl);
	curl_easy_setopt(w->curl, CURLOPT_USERNAME, l->user);
	if (l->token != NULL)
		curl_easy_setopt(w->curl, CURLOPT_XOAUTH2_BEARER, l->token);
	else
		curl_easy_setopt(w->curl, CURLOPT_PASSWORD, l->pass);
}

int
wire_refused(const struct wire_login *l, const char *said)
{
	if (passing_is(said))
		return fail(ERR_AWAY, "%s lets nobody in: %s", l->host, said);
	if (l->refused != NULL)
		*l->refused = 1;
	return fail(ERR_SETTING, "%s does not let %s in (IMAP_USER, %s): %s", l->host, l->user,
	    l->by, said);
}

/* With the reason, unless it tells the token itself. */
static int
explain_login(const struct wire *w, const struct wire_login *l, const char *why)
{
	struct arena *mem = arena_new();
	const char *said = *w->said != '\0' ? w->said : why;

	if (*w->reason != '\0' && (l->token == NULL || strstr(w->reason, l->token) == NULL))
		said = arena_printf(mem, "%s%s%s", w->said, *w->said != '\0' ? " " : "",
		    w->reason);
	wire_refused(l, said);
	arena_free(mem);
	return -1;
}

/* A port for TLS waits for it: who speaks plain text there hears nothing, or no text. */
static int
is_mute(const struct wire *w, const struct wire_login *l)
{
	curl_off_t connected = 0;

	curl_easy_getinfo(w->curl, CURLINFO_CONNECT_TIME_T, &connected);
	return !l->tls && !w->heard && connected > 0;
}

static int
explain_tls(const struct wire_login *l, const char *why, CURLcode rc)
{
	struct arena *mem = arena_new();
	int rv = tls_fault(rc, why, &(struct tls_blame){
	    .server = rc == CURLE_SSL_CONNECT_ERROR ?
	    arena_printf(mem, "port %d of %s", (int)l->port, l->host) : l->host,
	    .speaks = "IMAP_PORT, IMAP_SSL", .trusts = "IMAP_HOST, IMAP_CAINFO", .ca = l->ca });

	arena_free(mem);
	return rv;
}

/* Why the connection or the login failed, and which setting may be at fault. */
static int
explain(const struct wire *w, const struct wire_login *l, CURLcode rc)
{
	const char *why = *w->why != '\0' ? w->why : curl_easy_strerror(rc);

	if (explain_tls(l, why, rc) == -1)
		return -1;
	switch (rc) {
	case CURLE_ABORTED_BY_CALLBACK:
		return fail(ERR_FORBIDDEN, "stopped");
	case CURLE_LOGIN_DENIED:
		return explain_login(w, l, "it offers no login that could be used (IMAP_AUTH)");
	case CURLE_AUTH_ERROR:
		return explain_login(w, l, why);
	case CURLE_USE_SSL_FAILED:
		return fail(ERR_SETTING, "%s offers no STARTTLS, which IMAP_SSL=0 asks for",
		    l->host);
	default:
		return fail(ERR_AWAY, "%s, port %d: %s%s", l->host, (int)l->port,
		    *w->said != '\0' ? w->said : why, is_mute(w, l) ?
		    "; a port for TLS would want IMAP_SSL=1 (IMAP_PORT, IMAP_SSL)" : "");
	}
}

struct wire *
wire_open(const struct wire_login *l, const struct wire_patience *patience)
{
	struct wire *w = xrealloc(NULL, sizeof *w);
	CURLcode rc;

	*w = (struct wire){ .curl = curl_easy_init(), .patience = patience };
	if (w->curl == NULL) {
		fail(ERR_SYSTEM, "libcurl does not start");
		wire_close(w);
		return NULL;
	}
	configure(w, l);
	rc = curl_easy_perform(w->curl);
	if (rc == CURLE_OK)
		rc = curl_easy_getinfo(w->curl, CURLINFO_ACTIVESOCKET, &w->fd);
	if (rc != CURLE_OK) {
		explain(w, l, rc);
		wire_close(w);
		return NULL;
	}
	curl_easy_setopt(w->curl, CURLOPT_VERBOSE, 0L);
	return w;
}

/* Until the socket is ready; -1 when patience ends. */
static int
await(struct wire *w, short events)
{
	struct pollfd p = { .fd = w->fd, .events = events };
	int64_t now = clock_ms(), idle = now + w->patience->idle, until;
	int n;

	for (;; now = clock_ms()) {
		if (now >= w->patience->deadline)
			return fail(ERR_AWAY, "the time for this fetch is over; the next goes on");
		if (now >= idle)
			return fail(ERR_AWAY, "the server was silent for %d s",
			    (int)(w->patience->idle / 1000));
		if (w->patience->stop != NULL && w->patience->stop(w->patience->arg))
			return fail(ERR_FORBIDDEN, "stopped");
		until = idle < w->patience->deadline ? idle : w->patience->deadline;
		n = poll(&p, 1, until - now < SLICE ? (int)(until - now) : SLICE);
		if (n > 0)
			return 0;
		if (n == -1 && errno != EINTR)
			return failsys("poll");
	}
}

static int
broken(CURLcode rc)
{
	return fail(ERR_AWAY, "the connection broke: %s", rc == CURLE_OK ?
	    "the server closed it" : curl_easy_strerror(rc));
}

ssize_t
wire_read(struct wire *w, void *p, size_t n)
{
	size_t got = 0;
	CURLcode rc;

	if (clock_ms() >= w->patience->deadline)		/* a trickle never waits long */
		return await(w, POLLIN);
	while ((rc = curl_easy_recv(w->curl, p, n, &got)) == CURLE_AGAIN)
		if (await(w, POLLIN) == -1)
			return -1;
	return rc == CURLE_OK && got > 0 ? (ssize_t)got : broken(rc);
}

int
wire_write(struct wire *w, const void *p, size_t n)
{
	size_t put;
	CURLcode rc;

	for (; n > 0; p = (const char *)p + put, n -= put) {
		while ((rc = curl_easy_send(w->curl, p, n, &put)) == CURLE_AGAIN)
			if (await(w, POLLOUT) == -1)
				return -1;
		if (rc != CURLE_OK)
			return broken(rc);
	}
	return 0;
}

int
wire_preauth(const struct wire *w)
{
	return w->preauth;
}

const char *
wire_security(const struct wire *w)
{
	return *w->security != '\0' ? w->security : "plain text";
}

void
wire_close(struct wire *w)
{
	if (w == NULL)
		return;
	curl_easy_cleanup(w->curl);
	free(w->sent);
	free(w);
}
