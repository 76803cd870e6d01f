# From lines of program, method, path and flags: the maps that say which program answers and what
# of it is special (part=http), and a location for each path (part=server).  Those of /cron/ are
# for timer.conf alone.
BEGIN {
	small = 64 * 1024		# bytes of a body that is no report
}

{
	if (!($3 in pattern))
		paths[++count] = $3
	pattern[$3] = as_pattern($3)
	by_method[NR] = sprintf("~^%s %s$", $2 == "GET" ? "(GET|HEAD)" : $2, pattern[$3])
	program[NR] = $1
	if ($2 == "GET" || !($3 in first))
		first[$3] = $1		# says which methods it has
	for (i = 4; i <= NF; i++) {
		split($i, word, "=")
		flag[$3, word[1]] = word[2] != "" ? word[2] : 1
	}
}

END {
	if (part == "http")
		print_maps()
	else
		print_locations()
}

function as_pattern(path) {
	gsub(/\./, "\\.", path)
	gsub(/#/, "[0-9]+", path)
	gsub(/\*/, "[A-Za-z0-9._-]+", path)
	return path
}

function print_row(key, value) {
	printf "\t\"%s\"\t%s;\n", key, value
}

function print_maps(   i) {
	print "map \"$request_method $uri\" $dmarc_program {"
	for (i = 1; i <= NR; i++)
		print_row(by_method[i], program[i])
	for (i = 1; i <= count; i++)
		print_row("~^[^ ]+ " pattern[paths[i]] "$", first[paths[i]])
	print "}\nmap $uri $dmarc_open {"
	for (i = 1; i <= count; i++)
		if ((paths[i], "open") in flag)
			print_row("~^" pattern[paths[i]] "$", 1)
	print "}\nmap $uri $body_limit {"
	for (i = 1; i <= count; i++)
		if ((paths[i], "body") in flag)
			print_row("~^" pattern[paths[i]] "$", "\"" flag[paths[i], "body"] / 1024 / 1024 " MiB\"")
	printf "\tdefault\t\"%d KiB\";\n}\n\n", small / 1024
}

function print_locations(   i, p) {
	printf "client_max_body_size %d;\n\n", small
	for (i = 1; i <= count; i++)
		if ((p = paths[i]) !~ "^/cron/") {
			printf p ~ /[#*]/ ? "location ~ ^%s$ {\n" : "location = %s {\n", p ~ /[#*]/ ? pattern[p] : p
			if ((p, "body") in flag)
				printf "\tclient_max_body_size %d;\n", flag[p, "body"]
			if ((p, "token") in flag)
				print_token()
			print "\tfastcgi_pass $dmarc_program;\n}\n"
		}
}

# Of those who have no right token @denied counts how many.
function print_token() {
	print "\tfastcgi_intercept_errors on;"
	print "\trecursive_error_pages on;"
	print "\terror_page 401 @denied;"
	print "\terror_page 413 @too_large;"
	print "\terror_page 502 504 =503 @away;"
}
