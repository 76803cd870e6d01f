#pragma once

#include "request.h"

/* GET /healthz: the truth, whatever is broken; 503 unless all is well. */
int	health_get(struct req *);
