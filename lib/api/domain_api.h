#pragma once

#include "request.h"

int	domain_get_list(struct req *);
