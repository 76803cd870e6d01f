// How an alarm stands, and what may be done with it.  No DOM.

import { ago, date } from './common.js';

/** @import { Alarm } from './types.d.ts' */

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
	reopen: { label: 'Open again', done: 'Open again' },
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
		return a.state === 'open' ? ['reopen'] : [];
	const muted = a.muted !== null && a.muted > now;
	return [...a.seen === null ? /** @type {const} */ (['seen']) : [], 'close', muted ? 'unmute' : 'mute'];
}
