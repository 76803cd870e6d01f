#pragma once

#include "request.h"

int	sender_get_list(struct req *);
int	sender_get(struct req *);
int	sender_get_own(struct req *);	/* mail by whose it is */
int	sender_post(struct req *);	/* the user's mark */
