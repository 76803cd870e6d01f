// The period of a filter as days.  No DOM.

import { addDays, dayOf, days } from './format.js';

/** @import { State, Window } from './types.d.ts' */

const LENGTH = { '7d': 7, '30d': 30, '90d': 90, '12m': 365 };

/**
 * The first and the last day, as the API counts them: up to today.
 * @param {Partial<State>} state
 * @param {string} [today]
 * @returns {Window}
 */
export function windowOf(state, today = dayOf(Date.now() / 1000)) {
	if (state.from || state.to || state.range === 'all')
		return { from: state.from ?? null, to: state.to ?? null };
	return { from: addDays(today, 1 - LENGTH[state.range ?? '30d']), to: today };
}

/** @param {Partial<State>} state */
export function periodText(state) {
	const { from, to } = windowOf(state);
	return days(from, to);
}
