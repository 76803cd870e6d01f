#pragma once

/*
 * The public suffixes (publicsuffix.org, by libpsl): what is above the domains that
 * somebody registers.
 */
struct suffixes;

/*
 * That of a file, as the project publishes it or compiled (DAFSA); NULL: the newest that
 * this machine has.  NULL: ERR_SETTING, ERR_SYSTEM.
 */
struct suffixes	*suffixes_open(const char *file);
void		 suffixes_close(struct suffixes *);		/* NULL is fine */
const char	*suffixes_which(const struct suffixes *);	/* another text: another list */

/*
 * The organizational domain of a domain in lower case, without a final dot: the part of
 * it that is one label below a public suffix, or all of it.
 */
const char	*suffix_org(const struct suffixes *, const char *domain);
