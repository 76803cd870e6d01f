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
