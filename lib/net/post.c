#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "clean.h"
#include "err.h"
#include "form.h"
#include "post.h"
#include "tls.h"

#define MAX_ANSWER	(64 << 10)
#define CONNECT_SECONDS	10

struct post {
	CURL			*curl;
	const struct post_to	*to;
	struct curl_slist	*headers;
	struct arena		*mem;
	struct post_answer	*answer;
	char			*body;		/* MAX_ANSWER of it */
	char			 why[CURL_ERROR_SIZE];
};

/* What is too much ends the transfer; what it was about is known by then. */
static size_t
take(char *p, size_t size, size_t n, void *arg)
{
	struct post *post = arg;
	struct post_answer *a = post->answer;
	size_t room = MAX_ANSWER - a->len, part = n < room ? n : room;

	(void)size;
	memcpy(post->body + a->len, p, part);
	a->len += part;
	return part;
}

static int
add_header(struct post *post, const char *line)
{
	struct curl_slist *more = curl_slist_append(post->headers, line);

	if (more == NULL)
		return fail(ERR_SYSTEM, "libcurl: no memory");
	post->headers = more;
	return 0;
}

/* Text from outside is in the body alone, never in a header. */
static int
add_headers(struct post *post, const char *type)
{
	const char *token = post->to->token;

	if (add_header(post, arena_printf(post->mem, "Content-Type: %s", type)) == -1 ||
	    add_header(post, "Expect:") == -1)
		return -1;
	return token == NULL ? 0 :
	    add_header(post, arena_printf(post->mem, "Authorization: Bearer %s", token));
}

static int
set_up(struct post *post, const char *text, const struct limits *lim)
{
	const char *url = post->to->url;
	long connect = lim->idle < CONNECT_SECONDS ? lim->idle : CONNECT_SECONDS;
	CURL *c = post->curl;
	CURLcode rc = CURLE_OK;

	rc = rc ? rc : curl_easy_setopt(c, CURLOPT_URL, url);
	rc = rc ? rc : curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	if (strncasecmp(url, "https:", 6) != 0)	/* in the clear, whatever http_proxy says */
		rc = rc ? rc : curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
	rc = rc ? rc : curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	rc = rc ? rc : curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	rc = rc ? rc : curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	if (post->to->ca != NULL)
		rc = rc ? rc : curl_easy_setopt(c, CURLOPT_CAINFO, post->to->ca);
	rc = rc ? rc : curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	rc = rc ? rc : curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, connect);
	rc = rc ? rc : curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)lim->idle);
	rc = rc ? rc : curl_easy_setopt(c, CURLOPT_USERAGENT, "dmarc-analyzer/" VERSION);
	rc = rc ? rc : curl_easy_setopt(c, CURLOPT_HTTPHEADER, post->headers);
	rc = rc ? rc : curl_easy_setopt(c, CURLOPT_POSTFIELDS, text);
	rc = rc ? rc : curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(text));
	rc = rc ? rc : curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
	rc = rc ? rc : curl_easy_setopt(c, CURLOPT_WRITEDATA, post);
	rc = rc ? rc : curl_easy_setopt(c, CURLOPT_ERRORBUFFER, post->why);
	return rc == CURLE_OK ? 0 : fail(ERR_SYSTEM, "libcurl: %s", curl_easy_strerror(rc));
}

/* A status is an answer, whatever became of what follows it. */
static int
judge(const struct post *post, CURLcode rc)
{
	struct post_answer *a = post->answer;
	curl_off_t wait = 0;
	const char *why;
	long sent = 0;

	curl_easy_getinfo(post->curl, CURLINFO_RESPONSE_CODE, &a->status);
	curl_easy_getinfo(post->curl, CURLINFO_RETRY_AFTER, &wait);
	curl_easy_getinfo(post->curl, CURLINFO_REQUEST_SIZE, &sent);
	a->wait = wait;
	a->mute = a->status == 0 && sent > 0 && rc != CURLE_OPERATION_TIMEDOUT;
	if (a->status > 0)
		return 0;
	why = clean_text(*post->why != '\0' ? post->why : curl_easy_strerror(rc), MAX_NAME,
	    post->mem);
	if (tls_fault(rc, why, &(struct tls_blame){ .server = "the server",
	    .speaks = post->to->speaks, .trusts = post->to->trusts, .ca = post->to->ca }) == -1)
		return -1;
	return fail(ERR_AWAY, "no answer from the server: %s", why);
}

static int
send_text(const struct post_to *to, const char *type, const char *text, const struct limits *lim,
    struct arena *mem, struct post_answer *answer)
{
	struct post post = { .curl = curl_easy_init(), .to = to, .mem = mem, .answer = answer };
	int rv = -1;

	*answer = (struct post_answer){ .status = 0 };
	answer->body = post.body = arena_alloc(mem, MAX_ANSWER);
	if (post.curl == NULL)
		fail(ERR_SYSTEM, "libcurl does not start");
	else if (add_headers(&post, type) == 0 && set_up(&post, text, lim) == 0)
		rv = judge(&post, curl_easy_perform(post.curl));
	curl_slist_free_all(post.headers);
	curl_easy_cleanup(post.curl);
	return rv;
}

int
post_json(const struct post_to *to, const char *json, const struct limits *lim, struct arena *mem,
    struct post_answer *answer)
{
	return send_text(to, "application/json", json, lim, mem, answer);
}

int
post_form(const struct post_to *to, const struct form_field *fields, const struct limits *lim,
    struct arena *mem, struct post_answer *answer)
{
	return send_text(to, "application/x-www-form-urlencoded", form_text(fields, mem), lim, mem,
	    answer);
}
