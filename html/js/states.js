// What is shown when there is nothing, not yet, or not now.

import { getJson } from './api.js';
import { h } from './dom.js';
import { addDays, cut, days, dayTime } from './format.js';
import { icon } from './icons.js';
import { active, change, query, search } from './url.js';
import { windowOf } from './window.js';

/** @import { Changes, Day, State, Store } from './types.d.ts' */

/** Grey blocks; the style sheet lets them appear only after a moment. */
export function skeleton() {
	return h('div', { class: 'skeleton' }, h('h1', { class: 'vh' }, 'Loading'),
		['w4', 'w6', 'big', 'w8', 'w8', 'w6'].map((w) => h('div', { class: w })));
}

/**
 * What of the address was ignored.
 * @param {{name: string, value: string}[]} bad
 */
export function notices(bad) {
	return bad.map(({ name, value }) => {
		const rest = [...new URLSearchParams(location.search)].filter((one) => one[0] !== name || one[1] !== value);
		return notice(`Ignored: ${cut(name)} = “${cut(value)}” is not something that can be asked for. `,
			h('a', { href: `?${new URLSearchParams(rest)}` }, 'Remove'));
	});
}

/** There is no more of a list where its address begins. */
export const PAST = 'There is nothing more after that place: this is the first page.';

/** @param {string} words @param {any} [link] */
export function notice(words, link) {
	return h('p', { class: 'notice' }, icon('warn', 'half'), h('span', null, words), link);
}

/** @type {Record<number, string>} */
const SENTENCES = {
	0: 'The server did not answer',
	401: 'You are not signed in',
	403: 'You may not see this',
	404: 'This is not here (any more)',
	429: 'Too many requests, try again in a minute',
	503: 'The server is busy or starting',
};

/**
 * @param {any} error
 * @param {State} state
 * @param {() => void} retry
 */
export function failure(error, state, retry) {
	const status = error.status;
	const told = status === undefined ? 'This page failed' : SENTENCES[status] ?? 'This could not be read';
	const blame = active(state).find((f) => f.name === error.field);
	return h('div', { class: 'state', role: 'alert' },
		h('h1', null, icon('fail'), ' ', told),
		h('p', null, `${cut(error.message)}`),
		status > 0 && h('p', { class: 'dim' },
			`Status ${status}`, error.request && `, request ${error.request}`),
		h('p', { class: 'acts' },
			status === 401 ? h('button', { type: 'button', class: 'btn main', on: { click: () => location.reload() } }, 'Sign in')
				: h('button', { type: 'button', class: 'btn', on: { click: retry } }, 'Retry'),
			blame && h('a', { class: 'btn', href: search(change(state, blame.off)) || '?' },
				`Remove ${blame.word}: ${cut(blame.value)}`),
			(error.field === 'after' || error.field === 'before') && h('a', { class: 'btn',
				href: search(change(state, { [error.field]: null })) || '?' }, 'The first page'),
			status === 404 && state.open && h('a', { class: 'btn',
				href: search(change(state, { open: null, record: null })) || '?' }, 'Back to the list'),
			!blame && query(state) && h('a', { class: 'btn', href: '?' }, 'Clear all filters')));
}

/** Nothing was imported yet: how to begin. */
export function emptyStore() {
	return h('div', { class: 'state nothing' }, h('h1', null, 'No reports yet'),
		h('p', null, 'Mail receivers send one report a day about who sends mail in your name. A few steps bring them here.'),
		h('p', { class: 'acts' }, h('a', { class: 'btn main', href: 'steps.html' }, 'First steps'), ' ',
			h('a', { class: 'btn', href: 'import.html' }, 'Import reports')));
}

/**
 * The day next to the period that has such records; none, when it cannot be asked for.
 * @param {State} state
 * @param {AbortSignal} signal
 * @returns {Promise<Day|null>}
 */
export async function nearestDay(state, signal) {
	const { from, to } = windowOf(state);
	/** @param {Changes} period @param {string} sort */
	const first = (period, sort) => {
		const asked = query({ ...change(state, period), sort, limit: '25' }, 'sort', 'limit');
		return getJson(`api/records${asked}`, signal).then(({ rows }) => rows[0]?.day ?? null, () => null);
	};
	const [before, after] = await Promise.all([from && first({ to: addDays(from, -1) }, '-day'),
		to && first({ from: addDays(to, 1) }, 'day')]);
	if (!from || !to || !before || !after)
		return before || after;
	return dayTime(from) - dayTime(before) <= dayTime(after) - dayTime(to) ? before : after;
}

/**
 * What there is where nothing was found.
 * @param {State} state
 * @param {AbortSignal} signal
 * @returns {Promise<Store>}
 */
export async function instead(state, signal) {
	const [{ store }, nearest] = await Promise.all([getJson(`api/summary${query(state)}`, signal), nearestDay(state, signal)]);
	return { ...store, nearest };
}

/**
 * Reports are here, but none that fits.
 * @param {State} state
 * @param {Store} store
 * @param {...'policy'} places that are filters too
 */
export function noMatch(state, store, ...places) {
	const filters = active(state, ...places), { nearest } = store;
	const held = store.first_day && { from: store.first_day, to: store.last_day };
	/** @param {Changes} period @param {string} words */
	const to = (period, words) => h('a', { href: search(change(state, period)) }, words);
	return h('div', { class: 'state' }, h('h2', null, 'No records match'),
		filters.length > 0 && h('ul', null, filters.map((f) => h('li', null,
			`${f.word}: `, h('b', null, cut(f.value)), ' ',
			h('a', { href: search(change(state, f.off)) || '?' }, 'Remove')))),
		nearest && h('p', null, 'The nearest day that has such records is ',
			to({ from: nearest, to: nearest }, days(nearest, nearest)), '.'),
		held && h('p', null, 'The store holds reports of ', to(held, days(held.from, held.to)),
			filters.length > 0 && !nearest && ', and no such record', '.'));
}

/**
 * The filters that are on, each with its way off.
 * @param {State} state
 * @param {...'policy'} places that are filters too
 */
export function chips(state, ...places) {
	const on = active(state, ...places);
	if (!on.length)
		return null;
	const none = Object.fromEntries(on.map((f) => [f.name, null]));
	return [
		on.map((f) => h('span', { class: 'chip' }, h('span', null, `${f.word}: ${cut(f.value)}`),
			h('a', { href: search(change(state, f.off)) || '?',
				'aria-label': `Remove filter ${f.word} ${cut(f.value)}` }, '×'))),
		h('a', { class: 'btn plain', href: search(change(state, none)) || '?' }, 'Clear'),
	];
}
