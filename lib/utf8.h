#pragma once

/*
 * Text from outside that is shown and kept but decides nothing, such as the
 * name of a file: each byte that is not UTF-8 (RFC 3629) and each control
 * character becomes a '?', in place.
 */
void	utf8_clean(char *);
