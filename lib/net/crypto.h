#pragma once

#include "arena.h"

/* What shows an authorization server who asks; by libcrypto. */

/*
 * A JSON Web Token (RFC 7519) of these claims, signed with RS256 (RFC 7518, 3.3) by the
 * private key of a PEM text; or NULL, ERR_SETTING: that is no RSA key.
 */
const char	*crypto_jwt(const char *pem, const char *claims, struct arena *);

/* 43 letters that nobody guesses: a code verifier (RFC 7636, 4.1); NULL, ERR_SYSTEM. */
const char	*crypto_secret(struct arena *);

/* The code challenge of it, S256 (RFC 7636, 4.2). */
const char	*crypto_challenge(const char *verifier, struct arena *);
