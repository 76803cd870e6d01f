#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <curl/curl.h>

/*
 * What tests/bench_imap compares with: a mail after the other by libcurl's own
 * URLs, over one connection.  Prints the bytes.
 *
 *   bench_fetch PORT USER PASSWORD MAILS
 */

static size_t
count(char *p, size_t size, size_t n, void *bytes)
{
	(void)p;
	*(uint64_t *)bytes += size * n;
	return size * n;
}

int
main(int argc, char **argv)
{
	uint64_t bytes = 0;
	char url[128];
	CURL *curl;
	long uid, mails;

	if (argc != 5 || (curl = curl_easy_init()) == NULL)
		return 2;
	mails = strtol(argv[4], NULL, 10);
	curl_easy_setopt(curl, CURLOPT_USERNAME, argv[2]);
	curl_easy_setopt(curl, CURLOPT_PASSWORD, argv[3]);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, count);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &bytes);
	for (uid = 1; uid <= mails; uid++) {
		snprintf(url, sizeof url, "imap://127.0.0.1:%s/INBOX;UID=%ld", argv[1], uid);
		curl_easy_setopt(curl, CURLOPT_URL, url);
		if (curl_easy_perform(curl) != CURLE_OK) {
			fprintf(stderr, "bench_fetch: uid %ld\n", uid);
			return 1;
		}
	}
	curl_easy_cleanup(curl);
	printf("%" PRIu64 "\n", bytes);
	return 0;
}
