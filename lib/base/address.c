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

int
address_compare(const struct ip *a, const struct ip *b)
{
	return a->len != b->len ? (a->len < b->len ? -1 : 1) : memcmp(a->bytes, b->bytes, a->len);
}

int
address_within(const struct ip *ip, const struct ip *network, unsigned int bits)
{
	unsigned int whole = bits / 8, rest = bits % 8;

	return ip->len != 0 && ip->len == network->len && bits <= ip->len * 8 &&
	    memcmp(ip->bytes, network->bytes, whole) == 0 &&
	    (rest == 0 || (ip->bytes[whole] ^ network->bytes[whole]) >> (8 - rest) == 0);
}

/* Those of IANA's registries that are of no global reach, and multicast. */
static const struct {
	unsigned char	 len, bits, first[4];
} special[] = {
	{ 4, 8, { 0 } }, { 4, 8, { 10 } }, { 4, 10, { 100, 64 } }, { 4, 8, { 127 } },
	{ 4, 16, { 169, 254 } }, { 4, 12, { 172, 16 } }, { 4, 24, { 192, 0, 0 } },
	{ 4, 24, { 192, 0, 2 } }, { 4, 16, { 192, 168 } }, { 4, 15, { 198, 18 } },
	{ 4, 24, { 198, 51, 100 } }, { 4, 24, { 203, 0, 113 } }, { 4, 3, { 224 } },
	{ 16, 23, { 0x20, 0x01 } }, { 16, 32, { 0x20, 0x01, 0x0d, 0xb8 } },
	{ 16, 20, { 0x3f, 0xff } },
};

int
address_is_public(const struct ip *ip)
{
	uint32_t at, first;
	size_t i;

	if (ip->len == 0 || (ip->len == 16 && ip->bytes[0] >> 5 != 1))	/* RFC 4291, 2.4 */
		return 0;
	memcpy(&at, ip->bytes, sizeof at);
	for (i = 0; i < sizeof special / sizeof *special; i++) {
		memcpy(&first, special[i].first, sizeof first);
		if (special[i].len == ip->len && (ntohl(at ^ first) >> (32 - special[i].bits)) == 0)
			return 0;
	}
	return 1;
}
