#!/bin/sh
# ctest: LABELS fast
# The walls of the house: what may not stand where.
cd "$(dirname "$0")/.." || exit 1
passed=0 failed=0

# no NAME PATTERN FILE...: none of the files has a line like it.
no() {
	name=$1 pattern=$2
	shift 2
	if found=$(grep -nE -e "$pattern" "$@" /dev/null); then
		printf '%s:\n%s\n' "$name" "$found"
		failed=$((failed + 1))
	else
		passed=$((passed + 1))
	fi
}

# All files like the words given, but those named after "but".
files() {
	git ls-files --cached --others --exclude-standard -- "$1" | grep -vxF -e "${2:-}" ${3:+-e "$3"}
}

# A foreign library's header is included by one file.
while read -r header home; do
	no "only $home includes $header" "#include <$header" $(files 'lib/*.[ch]' "$home") \
	    $(files 'cgi/*.c')
done <<END
fcgiapp.h lib/http/app.c
sqlite3.h lib/store/store_db.h
expat.h lib/report/parse.c
archive lib/read/unpack.c
xxhash.h lib/base/hash.c
idn2.h lib/base/domain.c
END
no "only wire.c and push.c include curl/" '#include <curl' $(files 'lib/*.[ch]' lib/mailbox/wire.c lib/alarm/push.c) \
    $(files 'cgi/*.c')
no "only gzip.c includes zlib.h" '#include <zlib.h' $(files 'lib/*.[ch]' lib/read/gzip.c) $(files 'cgi/*.c')
no "only the store's files include store_db.h" '#include "store_db.h"' \
    $(files '*.[ch]' | grep -vE '^lib/(store|count)/')

# Who knows whom.
no "reading knows no store" '#include "(store|ingest|app)' \
    $(files 'lib/report/*') $(files 'lib/read/*')
no "the store knows neither parser nor programs" '#include "(parse|intake|app|upload)\.h"' \
    $(files 'lib/store/*') $(files 'lib/count/*')
no "only app.c, setting.c and cgi/ ask the environment" '\<(secure_)?getenv\(' \
    $(files 'lib/*.[ch]' lib/http/app.c lib/base/setting.c)

# SQL is in sql/.
sql='"[^"]*\<(SELECT [a-z(*]|INSERT INTO|UPDATE [a-z]+ SET|DELETE FROM|CREATE (TABLE|INDEX)|DROP TABLE)\>'
no "SQL is in sql/" "$sql" $(files '*.[ch]') $(files 'html/*')
no "transactions are the store's" '"(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA)\>' \
    $(files 'lib/*.[ch]' | grep -vE '^lib/(store|count)/') $(files 'cgi/*.c')
no "no value is written into SQL" '%[a-z]*' $(files 'sql/*.sql' | xargs grep -lE "printf *\\(" /dev/null)
for sql in $(files 'sql/*.sql' | xargs grep -liE '^ *(INSERT|UPDATE|DELETE)' /dev/null); do
	no "no optional line in a write" '--\?' "$sql"
done

# How C is written.
no "banned calls" '\<(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|gets|alloca)\(' \
    $(files '*.[ch]')
no "no shell" '\<(system|popen)\(' $(files 'lib/*.c') $(files 'cgi/*.c')
no "an error's path is for logs alone: fail_at()" '\<fail(sys)?\(.*, (path|dir|db)[,)]' \
    $(files 'lib/*.c' lib/base/err.c) $(files 'cgi/*.c')
no "memory comes from arena.c" '\<(malloc|strdup|strndup|realloc)\(' $(files 'lib/*.c' lib/base/arena.c) \
    $(files 'cgi/*.c')
no "no typedef of a struct" '^typedef (struct|enum|union)' $(files '*.[ch]')
no "no #ifdef" '^#[ \t]*if(def|ndef)?\>' $(files '*.[ch]')
no "no static buffer" '^	+static (char|unsigned char) [a-z_]+\[' $(files 'lib/*.c') $(files 'cgi/*.c')
no "no blank at a line's end" '[ 	]$' $(files '*.[ch]') $(files '*.sql') $(files '*.sh')
for c in $(files 'lib/*.[ch]') $(files 'cgi/*.c'); do
	awk -v f="$c" '{ n = 0; for (i = 1; i <= length($0); i++)
		n = substr($0, i, 1) == "\t" ? n + 8 - n % 8 : n + 1; if (n > 100) print f ":" NR ": " n }' "$c"
done >"${TMPDIR:-/tmp}/walls.$$"
no "no line is longer than 100" . "${TMPDIR:-/tmp}/walls.$$"
rm -f "${TMPDIR:-/tmp}/walls.$$"

# A page makes elements, it does not write markup.
no "no markup from text" \
    'innerHTML|outerHTML|insertAdjacentHTML|document\.write|\<eval\(|new Function|srcdoc|DOMParser' \
    $(files 'html/*.js') $(files 'html/*.html')
no "no inline script or style" '<script>|<style|[ ]style="|[ ]on[a-z]+="|javascript:' $(files 'html/*.html')
no "nothing from elsewhere" '(src|href)="(https?:)?//' $(files 'html/*.html')

# Nothing of the machine it was made on.
no "no path of a machine" '/(home|root|work|tmp/wt)/[a-z]' $(files '*' tests/walls.sh)
no "no registry's address" 'registry\.|"resolved"' $(files '*.json')

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
