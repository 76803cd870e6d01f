// What is shown when there is nothing, not yet, or not now.

import { h } from './dom.js';
import { cut, days } from './format.js';
import { icon } from './icons.js';
import { active, change, query, search } from './url.js';

/** @typedef {Record<string, any>} State */

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
		const rest = new URLSearchParams(location.search);
		rest.delete(name, value);
		return h('p', { class: 'notice' }, icon('warn', 'half'),
			h('span', null, `Ignored: ${cut(name)} = “${cut(value)}” is not something that can be asked for. `),
			h('a', { href: `?${rest}` }, 'Remove'));
	});
}

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
			h('button', { type: 'button', class: 'btn', on: { click: retry } },
				status === 401 ? 'Sign in again' : 'Retry'),
			blame && h('a', { class: 'btn', href: search(change(state, blame.off)) || '?' },
				`Remove ${blame.word}: ${cut(blame.value)}`),
			!blame && query(state) && h('a', { class: 'btn', href: '?' }, 'Clear all filters')));
}

/** Nothing was imported yet: how to. */
export function emptyStore() {
	return h('div', { class: 'state' }, h('h1', null, 'No reports yet'),
		h('p', null, 'Mail receivers send one report a day about who sends mail in your name. Three steps bring them here:'),
		h('ol', { class: 'steps' },
			h('li', null, h('h2', null, 'Ask for reports'),
				h('p', null, 'Publish a DMARC record in DNS whose rua= names a mailbox of yours:'),
				h('pre', null, '_dmarc.example.org.  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.org"')),
			h('li', null, h('h2', null, 'Import what has come'),
				h('p', null, 'Drop report files, zip archives or saved mails on the Import page; whole folders too.'),
				h('p', null, h('a', { class: 'btn main', href: 'import.html' }, 'Import reports'))),
			h('li', null, h('h2', null, 'Let it run by itself'),
				h('p', null, 'Name the mailbox in the settings, and what comes is fetched every 15 minutes:'),
				h('pre', null, 'IMAP_HOST=imap.example.org', h('br'), 'IMAP_USER=dmarc@example.org', h('br'), 'IMAP_PASS=…'),
				h('p', null, 'Or hand each mail to dmarc-import, or post it to the webhook:'),
				h('pre', null, 'dmarc-import FILE|FOLDER|-'),
				h('pre', null, 'curl --data-binary @report.xml.gz -H "Authorization: Bearer TOKEN" '
					+ new URL('webhook/dmarc', document.baseURI).href))));
}

/**
 * Reports are here, but none that fits.
 * @param {State} state
 * @param {{first_day: string|null, last_day: string|null}} store
 */
export function noMatch(state, store) {
	const filters = active(state);
	const held = store.first_day && { from: store.first_day, to: store.last_day };
	return h('div', { class: 'state' }, h('h2', null, 'No records match'),
		filters.length > 0 && h('ul', null, filters.map((f) => h('li', null,
			`${f.word}: `, h('b', null, cut(f.value)), ' ',
			h('a', { href: search(change(state, f.off)) || '?' }, 'Remove')))),
		held && h('p', null, 'The store holds reports of ',
			h('a', { href: search(change(state, held)) }, days(held.from, held.to)), '.'));
}

/**
 * The filters that are on, each with its way off.
 * @param {State} state
 */
export function chips(state) {
	const on = active(state);
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
