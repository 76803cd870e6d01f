#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#define CARES_NO_DEPRECATED	/* what Debian 12 has, 1.18, is what we call */
#include <ares.h>

#include "clock.h"
#include "err.h"
#include "host.h"

#define AT_ONCE		32		/* addresses that are asked for */
#define SILENT		64		/* questions without any answer, after which none is sent */
#define NAMES		4		/* of an address that are tried */
#define ADDRESSES	256		/* of a name that are looked at */
#define TIMEOUT_MS	3000		/* of the first try; the second has longer */
#define DATAGRAM	1232		/* bytes that no network cuts; more comes by TCP */
#define ARPA_MAX	80		/* bytes of an address as a name of the reverse zone */

struct run {
	ares_channel	 channel;
	size_t		 open;		/* hosts that are asked for */
	size_t		 answered, silent;
	int		 over;
};

struct ask {				/* of one host */
	struct run	*run;
	struct host	*host;
	char		 name[NAMES][HOST_MAX_NAME + 1];	/* in order, each once */
	int		 n, at;
};

/* One label, of letters, digits and hyphens between them; where it ends, or NULL. */
static const char *
label_end(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return n == 0 || n > 63 || s[0] == '-' || s[n - 1] == '-' ? NULL : s + n;
}

static void
to_lower(char *to, const char *from, size_t n)
{
	for (; n > 0; n--, from++)
		*to++ = *from >= 'A' && *from <= 'Z' ? *from | 0x20 : *from;
	*to = '\0';
}

int
host_name(char to[HOST_MAX_NAME + 1], const char *said)
{
	size_t n = strlen(said);
	const char *at, *last;
	int labels = 0;

	if (n > 0 && said[n - 1] == '.')
		n--;
	if (n == 0 || n > HOST_MAX_NAME)
		return 0;
	to_lower(to, said, n);
	for (at = last = to; ; at++) {
		last = at;
		labels++;
		if ((at = label_end(last)) == NULL || (*at != '.' && *at != '\0'))
			return 0;
		if (*at == '\0')
			return labels > 1 && strspn(last, "0123456789") < strlen(last);
	}
}

static void
arpa_name(char to[ARPA_MAX], const struct ip *ip)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *b = ip->bytes;
	int i;

	if (ip->len == 4) {
		snprintf(to, ARPA_MAX, "%d.%d.%d.%d.in-addr.arpa", b[3], b[2], b[1], b[0]);
		return;
	}
	for (i = 15; i >= 0; i--) {
		*to++ = digits[b[i] & 15];
		*to++ = '.';
		*to++ = digits[b[i] >> 4];
		*to++ = '.';
	}
	memcpy(to, "ip6.arpa", sizeof "ip6.arpa");
}

/* Is there an answer?  None, for there is no such thing, is one. */
static int
is_answer(struct run *run, int status)
{
	if (status == ARES_SUCCESS || status == ARES_ENOTFOUND || status == ARES_ENODATA) {
		run->answered++;
		return 1;
	}
	run->silent++;
	return 0;
}

static void
ask_over(struct ask *a, int state)
{
	a->host->state = state;
	a->run->open--;
}

/* The names that sort first, whatever order they came in. */
static void
add_name(struct ask *a, const char *said)
{
	char name[HOST_MAX_NAME + 1];
	int at, order = 1;

	if (!host_name(name, said))
		return;
	for (at = 0; at < a->n && (order = strcmp(name, a->name[at])) > 0; at++)
		;
	if (at == NAMES || (at < a->n && order == 0))
		return;
	a->n += a->n < NAMES;
	memmove(a->name[at + 1], a->name[at], (a->n - 1 - at) * sizeof *a->name);
	memcpy(a->name[at], name, sizeof name);
}

static int
leads_back(const struct ip *ip, const unsigned char *buf, int len)
{
	struct ares_addr6ttl six[ADDRESSES];
	struct ares_addrttl four[ADDRESSES];
	int i, n = ADDRESSES;

	if (ip->len == 4) {
		if (ares_parse_a_reply(buf, len, NULL, four, &n) != ARES_SUCCESS)
			return 0;
		for (i = 0; i < n; i++)
			if (memcmp(&four[i].ipaddr, ip->bytes, 4) == 0)
				return 1;
		return 0;
	}
	if (ares_parse_aaaa_reply(buf, len, NULL, six, &n) != ARES_SUCCESS)
		return 0;
	for (i = 0; i < n; i++)
		if (memcmp(&six[i].ip6addr, ip->bytes, 16) == 0)
			return 1;
	return 0;
}

static void on_forward(void *, int, int, unsigned char *, int);

static void
ask_forward(struct ask *a)
{
	ares_query(a->run->channel, a->name[a->at], ns_c_in, a->host->ip.len == 4 ? ns_t_a :
	    ns_t_aaaa, on_forward, a);
}

static void
on_forward(void *arg, int status, int timeouts, unsigned char *buf, int len)
{
	struct ask *a = arg;
	int heard;

	(void)timeouts;
	if (a->run->over) {
		ask_over(a, HOST_UNASKED);
		return;
	}
	heard = is_answer(a->run, status);
	if (status == ARES_SUCCESS && leads_back(&a->host->ip, buf, len)) {
		memcpy(a->host->name, a->name[a->at], sizeof a->host->name);
		ask_over(a, HOST_CONFIRMED);
	} else if (!heard)
		ask_over(a, HOST_AWAY);
	else if (++a->at < a->n)
		ask_forward(a);
	else
		ask_over(a, HOST_NAMELESS);
}

static void
on_reverse(void *arg, int status, int timeouts, unsigned char *buf, int len)
{
	struct ask *a = arg;
	const struct ip *ip = &a->host->ip;
	struct hostent *said;
	char **name;

	(void)timeouts;
	if (a->run->over) {
		ask_over(a, HOST_UNASKED);
		return;
	}
	if (!is_answer(a->run, status)) {
		ask_over(a, HOST_AWAY);
		return;
	}
	/* Names of odd letters are refused as a broken packet is: both are answers without any. */
	if (status == ARES_SUCCESS && ares_parse_ptr_reply(buf, len, ip->bytes, ip->len,
	    ip->len == 4 ? AF_INET : AF_INET6, &said) == ARES_SUCCESS) {
		add_name(a, said->h_name);
		for (name = said->h_aliases; *name != NULL; name++)
			add_name(a, *name);
		ares_free_hostent(said);
	}
	if (a->n > 0)
		ask_forward(a);
	else
		ask_over(a, HOST_NAMELESS);
}

static void
ask_reverse(struct run *run, struct ask *a, struct host *h)
{
	char name[ARPA_MAX];

	*a = (struct ask){ .run = run, .host = h };
	run->open++;
	arpa_name(name, &h->ip);
	ares_query(run->channel, name, ns_c_in, ns_t_ptr, on_reverse, a);
}

/* What came, or what came too late; at most so long. */
static int
hear(struct run *run, int64_t most)
{
	ares_socket_t socks[ARES_GETSOCK_MAXNUM];
	struct pollfd fds[ARES_GETSOCK_MAXNUM];
	struct timeval max = { most / 1000, most % 1000 * 1000 }, tv, *wait;
	int i, n, set = ares_getsock(run->channel, socks, ARES_GETSOCK_MAXNUM);

	for (n = 0; n < ARES_GETSOCK_MAXNUM && (ARES_GETSOCK_READABLE(set, n) ||
	    ARES_GETSOCK_WRITABLE(set, n)); n++)
		fds[n] = (struct pollfd){ socks[n], (ARES_GETSOCK_READABLE(set, n) ? POLLIN : 0) |
		    (ARES_GETSOCK_WRITABLE(set, n) ? POLLOUT : 0), 0 };
	wait = ares_timeout(run->channel, &max, &tv);
	if (poll(fds, n, wait->tv_sec * 1000 + wait->tv_usec / 1000 + 1) == -1)
		return failsys("poll");
	for (i = 0; i < n; i++)
		if (fds[i].revents != 0)
			ares_process_fd(run->channel,
			    fds[i].revents & ~POLLOUT ? fds[i].fd : ARES_SOCKET_BAD,
			    fds[i].revents & POLLOUT ? fds[i].fd : ARES_SOCKET_BAD);
	ares_process_fd(run->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	return 0;
}

static int
is_mute(const struct run *run)
{
	return run->answered == 0 && run->silent >= SILENT;
}

static int
ask_all(struct run *run, struct host *hosts, size_t n, int seconds, struct arena *mem)
{
	struct ask *asks = arena_alloc(mem, n * sizeof *asks);
	int64_t left, last = clock_ms() + seconds * INT64_C(1000);
	size_t next = 0;
	int rv = 0;

	while (rv == 0 && (next < n || run->open > 0) && (left = last - clock_ms()) > 0 &&
	    !is_mute(run)) {
		for (; next < n && run->open < AT_ONCE; next++)
			if (hosts[next].state == HOST_UNASKED)
				ask_reverse(run, &asks[next], &hosts[next]);
		if (run->open > 0)
			rv = hear(run, left);
	}
	run->over = 1;
	ares_cancel(run->channel);
	return rv;
}

static int
open_channel(struct run *run, const char *server)
{
	struct ares_options o = { .flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES |
	    ARES_FLAG_EDNS, .timeout = TIMEOUT_MS, .tries = 2, .ednspsz = DATAGRAM };
	int rc;

	if ((rc = ares_library_init(ARES_LIB_INIT_ALL)) != ARES_SUCCESS ||
	    (rc = ares_init_options(&run->channel, &o, ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS |
	    ARES_OPT_TRIES | ARES_OPT_EDNSPSZ)) != ARES_SUCCESS)
		return fail(ERR_SYSTEM, "DNS: %s", ares_strerror(rc));
	if (server != NULL && ares_set_servers_ports_csv(run->channel, server) != ARES_SUCCESS) {
		ares_destroy(run->channel);
		return fail(ERR_SETTING, "PTR_RESOLVER is %s: it must be an address, or "
		    "ADDRESS:PORT", server);
	}
	return 0;
}

int
host_ask(struct host *hosts, size_t n, const char *server, int seconds, struct arena *mem)
{
	struct run run = { .open = 0 };
	int rv;

	if (open_channel(&run, server) == -1)
		return -1;
	rv = ask_all(&run, hosts, n, seconds, mem);
	ares_destroy(run.channel);
	if (rv == 0 && run.answered == 0 && run.silent > 0)
		return fail(ERR_AWAY, "DNS: no resolver answers (%s)", server != NULL ? server :
		    "those of the system");
	return rv;
}
