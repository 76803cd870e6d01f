// What an alarm is about, in plain words.  A fixed table of kinds.  No DOM.

import { count, counted, cut, percent } from './format.js';

/** @import { Situation } from './types.d.ts' */
/** @import { Shape } from './icons.js' */

/** @param {Situation} a */
const subject = (a) => cut(a.subject_idn ?? a.subject ?? '') || 'no name';
/** @param {Situation} a */
const share = (a) => `${percent(a.value, a.total ?? 0) ?? '0.00'}\u00a0%`;

/** A sentence's end that another program wrote: with one full stop. @param {string} s */
const ended = (s) => /[.?!…]$/.test(s) ? s : `${s}.`;
/** @param {Situation} a */
const because = (a) => a.detail ? `: ${ended(cut(a.detail))}` : '.';

/** The messages it is about, of how many. @param {Situation} a */
const part = (a) => a.total === null ? counted(a.value, 'message') : `${count(a.value)} of ${counted(a.total, 'message')}`;

/**
 * @typedef {object} Kind
 * @property {(a: Situation) => string} title
 * @property {(a: Situation) => string} says    a whole sentence, below the title
 * @property {(a: Situation) => string} amount
 * @property {(a: Situation) => string|null} limit  null: there is none to set
 */

/** @type {Record<string, Kind>} */
export const KINDS = {
	fail_rate: {
		title: (a) => `Mail of ${subject(a)} fails`,
		says: (a) => `${part(a)} fail DMARC, ${share(a)}; the limit is ${a.limit}\u00a0%.`,
		amount: share,
		limit: (a) => `${a.limit}\u00a0%`,
	},
	source_fail: {
		title: (a) => `Failing source ${subject(a)}`,
		says: (a) => `${part(a)} fail DMARC; the limit is ${count(a.limit)}.`,
		amount: (a) => counted(a.value, 'message'),
		limit: (a) => count(a.limit),
	},
	disposition: {
		title: (a) => `Mail of ${subject(a)} is quarantined or rejected`,
		says: (a) => `${part(a)} were quarantined or rejected; the limit is ${count(a.limit)}.`,
		amount: (a) => counted(a.value, 'message'),
		limit: (a) => count(a.limit),
	},
	fetch_failed: {
		title: () => 'The mailbox cannot be fetched',
		says: (a) => `${a.value === 1 ? 'A fetch' : `${count(a.value)} fetches in a row`} failed${because(a)}`,
		amount: (a) => counted(a.value, 'failure'),
		limit: () => null,
	},
	import_failed: {
		title: () => 'Reports could not be imported',
		says: (a) => `${counted(a.value, 'report')} by mail or webhook could not be imported.${
			a.detail ? ` The last: ${ended(cut(a.detail))}` : ''}`,
		amount: (a) => counted(a.value, 'report'),
		limit: () => null,
	},
	no_reports: {
		title: () => 'No new reports',
		says: (a) => `No new report came for ${counted(a.value, 'hour')}, after some on each of several days; the limit is ${
			counted(a.limit, 'hour')}.`,
		amount: (a) => `${count(a.value)} h`,
		limit: (a) => `${count(a.limit)} h`,
	},
};

/** A kind these pages do not know yet. @type {Kind} */
const UNKNOWN = {
	title: (a) => cut(a.kind),
	says: (a) => a.detail ? ended(cut(a.detail)) : `${count(a.value)}; the limit is ${count(a.limit)}.`,
	amount: (a) => count(a.value),
	limit: (a) => count(a.limit),
};

/** @param {Situation} a @returns {Kind} */
const kindOf = (a) => Object.hasOwn(KINDS, a.kind) ? KINDS[a.kind] : UNKNOWN;

/** @param {Situation} a */
export const titleOf = (a) => kindOf(a).title(a);

/** @param {Situation} a */
export const says = (a) => kindOf(a).says(a);

/** @param {Situation} a */
export const amountOf = (a) => kindOf(a).amount(a);

/** @param {Situation} a */
export const limitOf = (a) => kindOf(a).limit(a);

/**
 * How bad: the shape, its tone and the word.
 * @param {Situation} a
 * @returns {{shape: Shape, tone: string, word: string}}
 */
export function severityOf(a) {
	return a.severity === 'crit' ? { shape: 'fail', tone: 'fail', word: 'Critical' }
		: { shape: 'warn', tone: 'half', word: 'Warning' };
}
