// The period of a filter as days.  No DOM.

import { addDays, dayOf, days } from './format.js';
import { DEFAULT_RANGE, RANGES } from './url.js';

/** @import { State, Window } from './types.d.ts' */

/**
 * The first and the last day, as the API counts them: up to today.
 * @param {Partial<State>} state
 * @param {string} [today]
 * @returns {Window}
 */
export function windowOf(state, today = dayOf(Date.now() / 1000)) {
	const length = RANGES[state.range ?? DEFAULT_RANGE];
	if (state.from || state.to || length === null)
		return { from: state.from ?? null, to: state.to ?? null };
	return { from: addDays(today, 1 - length), to: today };
}

/** @param {Partial<State>} state */
export function periodText(state) {
	const { from, to } = windowOf(state);
	return days(from, to);
}
