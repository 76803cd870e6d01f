#pragma once

#include <stddef.h>

/* A made-up report as the bytes that a reporter sends: XML, and what it comes in. */
enum xml_style { XML_PRETTY, XML_LINE, XML_CRLF, XML_SPACE, XML_MAX };
enum wrapping { WRAP_NONE, WRAP_GZIP, WRAP_ZIP, WRAP_MAIL, WRAP_MAX };

struct made_record;
struct made_report;

struct bytes {				/* { NULL, 0, 0 } is empty */
	char		*data;
	size_t		 len, size;
};

void		 bytes_add(struct bytes *, const void *, size_t);
void		 bytes_free(struct bytes *);

void		 xml_begin(struct bytes *, const struct made_report *);
void		 xml_record(struct bytes *, const struct made_report *, const struct made_record *);
void		 xml_end(struct bytes *, const struct made_report *);

/* stem: "google.com!example.org!1!2", to which the wrapping adds its ending. */
const char	*wrap_ending(enum wrapping);
int		 wrap(struct bytes *, enum wrapping, const struct bytes *xml, const char *stem,
		    const struct made_report *);	/* -1: the library would not */
