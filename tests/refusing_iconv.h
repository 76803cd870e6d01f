#pragma once

#include <dlfcn.h>
#include <errno.h>
#include <iconv.h>

/* The C library's own, unless it is to fail with this. */
static int iconv_errno;

iconv_t
iconv_open(const char *to, const char *from)
{
	iconv_t (*own)(const char *, const char *) = dlsym(RTLD_NEXT, "iconv_open");

	errno = iconv_errno;
	return iconv_errno != 0 ? (iconv_t)-1 : own(to, from);
}
