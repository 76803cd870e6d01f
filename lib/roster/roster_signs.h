#pragma once

#include "roster_crowd.h"

/* Fills in what each was told by: keys, SPF, the foreign domains that passed. */
void	roster_signs(const struct roster_domain *, struct roster_senders *, struct arena *);
