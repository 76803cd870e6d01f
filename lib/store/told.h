#pragma once

#include "store.h"

/*
 * Makes told(:fact) known to SQL: the rows of a fact (fact.h), their place from 0,
 * and their words c0, c1, ...
 */
int	told_table(struct store *);
