#include <string.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

#include "base64.h"
#include "crypto.h"
#include "err.h"

#define HEAD	"{\"alg\":\"RS256\",\"typ\":\"JWT\"}"
#define SECRET	32		/* bytes */

/* base64url without its padding (RFC 7515, 2). */
static char *
encode(const void *p, size_t n, struct arena *mem)
{
	char *text = base64_encode(p, n, mem), *c;

	for (c = text; *c != '\0' && *c != '='; c++)
		if (*c == '+' || *c == '/')
			*c = *c == '+' ? '-' : '_';
	*c = '\0';
	return text;
}

/* One with a passphrase is none: nobody is there to be asked for it. */
static int
no_passphrase(char *p, int size, int writes, void *arg)
{
	(void)p, (void)size, (void)writes, (void)arg;
	return -1;
}

static EVP_PKEY *
read_key(const char *pem)
{
	BIO *in = BIO_new_mem_buf(pem, -1);
	EVP_PKEY *key = in == NULL ? NULL : PEM_read_bio_PrivateKey(in, NULL, no_passphrase, NULL);

	BIO_free(in);
	if (key == NULL || EVP_PKEY_is_a(key, "RSA"))
		return key;
	EVP_PKEY_free(key);
	return NULL;
}

/* The signature of a text, or NULL. */
static const char *
sign(EVP_PKEY *key, const char *text, struct arena *mem)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	const unsigned char *p = (const unsigned char *)text;
	size_t len = strlen(text), n = EVP_PKEY_get_size(key);
	unsigned char *out = arena_alloc(mem, n);
	const char *rv = NULL;

	if (ctx != NULL && EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
	    EVP_DigestSign(ctx, out, &n, p, len) == 1)
		rv = encode(out, n, mem);
	EVP_MD_CTX_free(ctx);
	return rv;
}

const char *
crypto_jwt(const char *pem, const char *claims, struct arena *mem)
{
	EVP_PKEY *key = read_key(pem);
	const char *text, *signature = NULL;

	text = arena_printf(mem, "%s.%s", encode(HEAD, strlen(HEAD), mem),
	    encode(claims, strlen(claims), mem));
	if (key != NULL)
		signature = sign(key, text, mem);
	EVP_PKEY_free(key);
	if (signature != NULL)
		return arena_printf(mem, "%s.%s", text, signature);
	fail(ERR_SETTING, "no RSA key that could sign");
	return NULL;
}

const char *
crypto_secret(struct arena *mem)
{
	unsigned char bytes[SECRET];

	if (RAND_bytes(bytes, sizeof bytes) == 1)
		return encode(bytes, sizeof bytes, mem);
	fail(ERR_SYSTEM, "libcrypto has no random numbers");
	return NULL;
}

const char *
crypto_challenge(const char *verifier, struct arena *mem)
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned int n = 0;

	EVP_Digest(verifier, strlen(verifier), hash, &n, EVP_sha256(), NULL);
	return encode(hash, n, mem);
}
