#include <netinet/in.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <maxminddb.h>

#include "clean.h"
#include "err.h"
#include "holder.h"
#include "host.h"

struct holder_file {
	MMDB_s		 db;
	char		 path[];
};

static int
broken(const char *path, int rc)
{
	return fail_at(path, ERR_SETTING, "%s (ASN_MMDB)", MMDB_strerror(rc));
}

struct holder_file *
holder_open(const char *path)
{
	struct holder_file *f;
	struct stat st;
	int rc;

	if (stat(path, &st) == -1) {		/* the library does not say why */
		failsys_at(path);
		return NULL;
	}
	f = xrealloc(NULL, sizeof *f + strlen(path) + 1);
	if ((rc = MMDB_open(path, MMDB_MODE_MMAP, &f->db)) != MMDB_SUCCESS) {
		free(f);
		broken(path, rc);
		return NULL;
	}
	memcpy(f->path, path, strlen(path) + 1);
	return f;
}

void
holder_close(struct holder_file *f)
{
	if (f == NULL)
		return;
	MMDB_close(&f->db);
	free(f);
}

/* A field of a record: 1; 0, it has none. */
static int
field(MMDB_entry_s *entry, const char *name, MMDB_entry_data_s *data)
{
	return MMDB_get_value(entry, data, name, NULL) == MMDB_SUCCESS && data->has_data;
}

static const char *
text_field(MMDB_entry_s *entry, const char *name, struct arena *mem)
{
	MMDB_entry_data_s data;

	return field(entry, name, &data) && data.type == MMDB_DATA_TYPE_UTF8_STRING ?
	    arena_strndup(mem, data.utf8_string, data.data_size) : "";
}

/* A number, or "AS64500". */
static int64_t
number_of(MMDB_entry_s *entry, struct arena *mem)
{
	MMDB_entry_data_s data;
	const char *text = text_field(entry, "asn", mem);
	int64_t n = 0;

	if (field(entry, "autonomous_system_number", &data) &&
	    data.type == MMDB_DATA_TYPE_UINT32)
		return data.uint32;
	return strncmp(text, "AS", 2) == 0 && text_number(&n, text + 2) == 0 ? n : 0;
}

static const char *
name_of(MMDB_entry_s *entry, struct arena *mem)
{
	const char *domain = text_field(entry, "as_domain", mem), *name;
	char host[HOST_MAX_NAME + 1];

	if (host_name(host, domain))
		return clean_text(host, HOLDER_MAX_NAME, mem);
	name = text_field(entry, "as_name", mem);
	if (*name == '\0')
		name = text_field(entry, "autonomous_system_organization", mem);
	return *name != '\0' ? clean_text(name, HOLDER_MAX_NAME, mem) : NULL;
}

static void
set_net(struct holder *h, const struct ip *ip, unsigned int bits)
{
	unsigned int i;

	h->net = *ip;
	h->bits = bits;
	for (i = bits; i < ip->len * 8; i++)
		h->net.bytes[i / 8] &= ~(0x80 >> i % 8);
}

static MMDB_lookup_result_s
look_up(struct holder_file *f, const struct ip *ip, int *rc)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
	struct sockaddr_in four = { .sin_family = AF_INET };

	if (ip->len == 4) {
		memcpy(&four.sin_addr, ip->bytes, 4);
		return MMDB_lookup_sockaddr(&f->db, (struct sockaddr *)&four, rc);
	}
	memcpy(&six.sin6_addr, ip->bytes, 16);
	return MMDB_lookup_sockaddr(&f->db, (struct sockaddr *)&six, rc);
}

int
holder_find(struct holder_file *f, const struct ip *ip, struct holder *h, struct arena *mem)
{
	MMDB_lookup_result_s found;
	unsigned int bits;
	int rc;

	if (ip->len == 0 || (ip->len == 16 && f->db.metadata.ip_version == 4))
		return 0;
	found = look_up(f, ip, &rc);
	if (rc != MMDB_SUCCESS)
		return broken(f->path, rc);
	if (!found.found_entry)
		return 0;
	bits = found.netmask;
	if (ip->len == 4 && f->db.metadata.ip_version == 6)
		bits = bits > 96 ? bits - 96 : 0;	/* as ::a.b.c.d */
	*h = (struct holder){ .number = number_of(&found.entry, mem),
	    .name = name_of(&found.entry, mem) };
	set_net(h, ip, bits);
	return h->name != NULL;
}
