// How bad an alarm is.  No DOM.

/** @import { Situation } from './types.d.ts' */
/** @import { Shape } from './icons.js' */

/**
 * The shape, its tone and the word.
 * @param {Situation} a
 * @returns {{shape: Shape, tone: string, word: string}}
 */
export function severityOf(a) {
	return a.severity === 'crit' ? { shape: 'fail', tone: 'fail', word: 'Critical' }
		: { shape: 'warn', tone: 'half', word: 'Warning' };
}
