// How an alarm stands, what may be done with it, and the limits of them all.  No DOM.

import { ago, date } from './common.js';

/** @import { Alarm, Alarms } from './types.d.ts' */

/** Somebody should still look at it. @param {Alarm} a */
export const isOpen = (a) => a.state === 'open' && a.closed === null;

/**
 * Where it stands, the latest word first.
 * @param {Alarm} a
 * @param {number} now
 */
export function stateOf(a, now) {
	if (a.state === 'resolved')
		return `Resolved ${ago(a.resolved ?? a.changed, now)}`;
	if (a.closed !== null)
		return `Closed ${ago(a.closed, now)}`;
	if (a.muted !== null && a.muted > now)
		return `Muted until ${date(a.muted)}`;
	return a.seen === null ? 'Open' : `Seen ${ago(a.seen, now)}`;
}

/** What may be done with it: the API's word, ours, and how it is told. */
export const ACTIONS = {
	seen: { label: 'Mark seen', done: 'Marked as seen' },
	close: { label: 'Close', done: 'Closed' },
	mute: { label: 'Mute 7 days', done: 'Muted for 7 days' },
	unmute: { label: 'Unmute', done: 'No longer muted' },
};

/**
 * @param {Alarm} a
 * @param {number} now
 * @returns {(keyof typeof ACTIONS)[]}
 */
export function actionsOf(a, now) {
	if (!isOpen(a))
		return [];
	const muted = a.muted !== null && a.muted > now;
	return [...a.seen === null ? /** @type {const} */ (['seen']) : [], 'close', muted ? 'unmute' : 'mute'];
}

/**
 * The limits: their name in an answer, in the settings, and in words.
 * @type {{key: keyof Alarms['thresholds'], name: string, unit: string, what: string}[]}
 */
export const LIMITS = [
	{ key: 'fail_rate_warn', name: 'ALARM_FAIL_RATE_WARN', unit: '\u00a0%', what: 'Failing share of a domain: a warning' },
	{ key: 'fail_rate_crit', name: 'ALARM_FAIL_RATE_CRIT', unit: '\u00a0%', what: 'Failing share of a domain: critical' },
	{ key: 'min_volume', name: 'ALARM_MIN_VOLUME', unit: '', what: 'Messages of a domain before its share counts' },
	{ key: 'source_fail_min', name: 'ALARM_SOURCE_FAIL_MIN', unit: '', what: 'Failed messages of one address' },
	{ key: 'disposition_min', name: 'ALARM_DISPOSITION_MIN', unit: '', what: 'Messages of a domain quarantined or rejected' },
];
