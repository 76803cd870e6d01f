#pragma once

#include <stdint.h>

#include "source.h"

/*
 * XML that the parser refused, mended where the damage is known and harmless:
 * bytes of another encoding, control characters, a bare '&', a stray '<', junk
 * before or after the root, an end tag that never arrived.  What is cut inside
 * its data is refused (ERR_XML_TRUNCATED): a part would be counted as the whole.
 */
struct repair;

struct repair	*repair_open(struct source *);		/* borrowed */
struct source	*repair_source(struct repair *);	/* UTF-8, lent */
uint64_t	 repair_done(const struct repair *);	/* TERM_WARNING bits: what was mended */
void		 repair_close(struct repair *);
