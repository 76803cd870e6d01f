# From the templates in this folder, a unit for each of PROGRAMS and for each line of schedule.
# A program's access (access-*.conf) is what it may do beside answering.
set(access_dashboard read)
set(access_records read)
set(access_import write)
set(access_webhook write)
set(access_cron network)

# Secrets of theirs: files that root alone can read.  One that is not there is an empty line.
set(secrets_webhook webhook_token)
set(secrets_cron imap_pass imap_oauth_client_secret imap_oauth_refresh_token imap_oauth_key
	ntfy_token)

include(GNUInstallDirs)
set(BIN ${CMAKE_INSTALL_FULL_BINDIR})
set(UNITS ${CMAKE_BINARY_DIR}/systemd)
file(READ systemd/hardening.conf HARDENING_IN)
foreach(PROGRAM ${PROGRAMS})
	set(EXEC ${BIN}/dmarc-${PROGRAM})
	string(CONFIGURE "${HARDENING_IN}" HARDENING @ONLY)
	file(READ systemd/access-${access_${PROGRAM}}.conf ACCESS)
	foreach(secret ${secrets_${PROGRAM}})
		string(APPEND ACCESS "SetCredential=${secret}:\\n\n"
			"LoadCredential=${secret}:/etc/dmarc-analyzer/${secret}\n")
	endforeach()
	configure_file(systemd/program.socket.in ${UNITS}/dmarc-${PROGRAM}.socket @ONLY)
	configure_file(systemd/program.service.in ${UNITS}/dmarc-${PROGRAM}.service @ONLY)
endforeach()
set(EXEC /usr/bin/curl)
string(CONFIGURE "${HARDENING_IN}" HARDENING @ONLY)
configure_file(systemd/dmarc-timer@.service.in ${UNITS}/dmarc-timer@.service @ONLY)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS systemd/schedule systemd/hardening.conf
	systemd/access-read.conf systemd/access-write.conf systemd/access-network.conf)
file(STRINGS systemd/schedule lines REGEX "^[a-z]")
foreach(line ${lines})
	string(REGEX REPLACE "[ \t]+" ";" fields "${line}")
	list(GET fields 0 TASK)
	list(GET fields 1 CALENDAR)
	configure_file(systemd/task.timer.in ${UNITS}/dmarc-${TASK}.timer @ONLY)
endforeach()
configure_file(systemd/dmarc-maildir@.path ${UNITS}/dmarc-maildir@.path COPYONLY)
install(DIRECTORY ${UNITS}/ DESTINATION lib/systemd/system)

# The site of the system's nginx, with the sockets of the units; and when nginx dies.
set(SHARE ${CMAKE_INSTALL_FULL_DATADIR}/dmarc-analyzer)
list(TRANSFORM PROGRAMS PREPEND dmarc- OUTPUT_VARIABLE targets)
list(TRANSFORM targets REPLACE "(.+)" "$<TARGET_FILE:\\1>" OUTPUT_VARIABLE binaries)
file(GLOB NGINX CONFIGURE_DEPENDS nginx/*)
add_custom_command(OUTPUT nginx/http.conf
	COMMAND ${CMAKE_SOURCE_DIR}/nginx/build ${CMAKE_BINARY_DIR}/nginx /run/dmarc-analyzer ${binaries}
	DEPENDS ${NGINX} ${targets} VERBATIM)
add_custom_target(nginx ALL DEPENDS nginx/http.conf)
install(DIRECTORY ${CMAKE_BINARY_DIR}/nginx DESTINATION share/dmarc-analyzer)
configure_file(nginx/installed.conf.in ${CMAKE_BINARY_DIR}/dmarc-analyzer.conf @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/dmarc-analyzer.conf DESTINATION share/dmarc-analyzer/nginx)
install(FILES systemd/nginx.conf DESTINATION lib/systemd/system/nginx.service.d
	RENAME dmarc-analyzer.conf)
install(FILES systemd/dmarc-analyzer.sysusers DESTINATION lib/sysusers.d RENAME dmarc-analyzer.conf)
install(FILES systemd/dmarc-analyzer.tmpfiles DESTINATION lib/tmpfiles.d RENAME dmarc-analyzer.conf)
install(FILES ${CMAKE_BINARY_DIR}/dmarc.env DESTINATION share/dmarc-analyzer)
