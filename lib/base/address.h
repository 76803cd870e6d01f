#pragma once

#include <netinet/in.h>

#include "text.h"

/* An IP address as 16 bytes, IPv4 as ::ffff:a.b.c.d; in its canonical text (RFC 5952). */
#define ADDRESS_BYTES	16

struct address {
	char	 text[INET6_ADDRSTRLEN];
};

struct address	address_text(const unsigned char bytes[ADDRESS_BYTES]);
struct address	address_of(const struct ip *);
struct ip	address_ip(const unsigned char bytes[ADDRESS_BYTES]);

/* IPv4 first, then by the bytes; one that is none before all. */
int		address_compare(const struct ip *, const struct ip *);

/* Is it in the network of so many bits of another?  None is in none. */
int		address_within(const struct ip *, const struct ip *network, unsigned int bits);

/* May a host of the public network have it?  Not one for special purposes (RFC 6890). */
int		address_is_public(const struct ip *);
