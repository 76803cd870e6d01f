#include <arpa/inet.h>

#include <string.h>

#include "resolve.h"

static int
prefix_bytes(const struct ip *ip)
{
	return ip->len == 4 ? 3 : 6;
}

int
network_same(const struct ip *a, const struct ip *b)
{
	return a->len == b->len && memcmp(a->bytes, b->bytes, prefix_bytes(a)) == 0;
}

const char *
network_prefix(const struct ip *ip, struct arena *mem)
{
	int bytes = prefix_bytes(ip);
	char text[INET6_ADDRSTRLEN];
	struct ip net = *ip;

	memset(net.bytes + bytes, 0, sizeof net.bytes - bytes);
	inet_ntop(ip->len == 4 ? AF_INET : AF_INET6, net.bytes, text, sizeof text);
	return arena_printf(mem, "%s/%d", text, bytes * 8);
}

/* As network_prefix() makes it: a holder may be an "A/S". */
int
network_nameless(const char *name)
{
	const char *slash = strchr(name, '/');
	char address[INET6_ADDRSTRLEN];
	struct ip ip;
	int64_t bits;

	if (slash == NULL || (size_t)(slash - name) >= sizeof address)
		return strcmp(name, "?") == 0;
	memcpy(address, name, slash - name);
	address[slash - name] = '\0';
	return text_number(&bits, slash + 1) == 0 && text_ip(&ip, address) == 0;
}

void
network_of_host(struct network *net, const char *host, const struct ip *ip,
    const struct network *holder, const struct names *names, struct arena *mem)
{
	net->service = service_of(names->services, SERVICE_HOSTS, host);
	net->owner = suffix_org(names->suffixes, host);
	if (net->service == NULL || net->service->kind != SERVICE_HOST)
		net->name = net->owner;
	else
		net->name = holder != NULL ? holder->name : network_prefix(ip, mem);
}
