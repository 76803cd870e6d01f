#pragma once

int	oauth_login_command(const char *db, int argc, char **argv);	/* oauth-login */
