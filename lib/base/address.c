#include <arpa/inet.h>

#include <string.h>

#include "address.h"

static const unsigned char mapped[12] = { [10] = 0xff, 0xff };

struct address
address_text(const unsigned char bytes[ADDRESS_BYTES])
{
	struct address a;

	if (memcmp(bytes, mapped, sizeof mapped) == 0)
		inet_ntop(AF_INET, bytes + sizeof mapped, a.text, sizeof a.text);
	else
		inet_ntop(AF_INET6, bytes, a.text, sizeof a.text);
	return a;
}

struct address
address_of(const struct ip *ip)
{
	unsigned char bytes[ADDRESS_BYTES];

	memcpy(bytes, mapped, sizeof mapped);
	memcpy(bytes + ADDRESS_BYTES - ip->len, ip->bytes, ip->len);
	return address_text(bytes);
}

struct ip
address_ip(const unsigned char bytes[ADDRESS_BYTES])
{
	struct ip ip = { .len = ADDRESS_BYTES };
	size_t skip = memcmp(bytes, mapped, sizeof mapped) == 0 ? sizeof mapped : 0;

	ip.len -= skip;
	memcpy(ip.bytes, bytes + skip, ip.len);
	return ip;
}
