// Tables, bars in them, names and numbers that lead to their records.

import { h, s } from './dom.js';
import { count, counted, cut, percent } from './format.js';
import { oneStop } from './keys.js';
import { askable, change, search } from './url.js';

/** @import { Changes, State } from './types.d.ts' */

/**
 * A number; none is not worth following.
 * @param {number} n
 * @param {string} href
 * @param {string} [cls]
 */
export function numberLink(n, href, cls) {
	return n ? h('a', { href, class: cls }, count(n)) : h('span', { class: 'dim' }, '0');
}

/**
 * A domain as people read it.
 * @param {string|null} key
 * @param {string|null} [idn]
 */
export function domainText(key, idn = null) {
	return cut(idn ?? key ?? '') || 'no name';
}

/** Text from outside in a row: one line, and all of it for who points at it. @param {string} text @param {string} [href] */
export function oneLine(text, href) {
	return h(href ? 'a' : 'span', { class: 'cut', title: text, href }, cut(text));
}

/**
 * A name with what it stands for below it.
 * @param {string|null} key
 * @param {string|null} idn
 * @param {string} [href]
 */
export function domainCell(key, idn, href) {
	const name = domainText(key, idn);
	return [
		href && askable(key) ? h('a', { href, title: key }, name) : name,
		idn && h('span', { class: 'd2', title: key }, key),
	];
}

/**
 * A cell that says itself what its column is, where a row is a block.
 * @param {string} label
 * @param {string} cls
 * @param {...any} nodes
 */
export function cell(label, cls, ...nodes) {
	return h('td', { class: cls, role: 'cell', 'data-label': label }, nodes);
}

/**
 * Failed in percent of all, red from the limit on that alarms have.
 * @param {number} fail
 * @param {number} messages
 * @param {number} limit in percent
 */
export function failCell(fail, messages, limit) {
	const much = messages > 0 && fail / messages * 100 >= limit;
	return h('td', { class: much ? 'failt' : 'dim' }, percent(fail, messages) ?? 'no data');
}

/**
 * Passed and failed as one bar.
 * @param {number} pass
 * @param {number} fail
 * @param {number} max
 * @param {string} [cls] of what failed
 */
export function bar(pass, fail, max, cls = 'fx') {
	/** @param {number} n */
	const share = (n) => n ? Math.max(.8, n / max * 99.2) : 0;
	const p = share(pass), f = share(fail);
	return h('td', { class: 'bar' }, s('svg', { width: '100%', height: 8, 'aria-hidden': 'true' },
		p > 0 && s('rect', { class: 'fp', width: `${p.toFixed(2)}%`, height: 8 }),
		f > 0 && s('rect', { class: cls, x: `${p.toFixed(2)}%`, width: `${f.toFixed(2)}%`, height: 8 })));
}

/**
 * @typedef {{name: string, key?: string, az?: boolean, cls?: string, hide?: boolean}} Column
 *   key: it sorts by that; az: from A first; hide: its head is for listeners only
 */

/**
 * A head that sorts: numbers from most to least first, names from A; then the other way.
 * @param {Column} column
 * @param {State} state
 * @param {string|undefined} sort in force
 */
function sortHead(column, state, sort) {
	const down = sort === `-${column.key}`, up = sort === column.key;
	const first = column.az ? column.key : `-${column.key}`;
	const other = column.az ? `-${column.key}` : column.key;
	const to = search(change(state, { sort: sort === first ? other : first }));
	return h('th', { scope: 'col', class: column.cls,
		'aria-sort': down ? 'descending' : up ? 'ascending' : null },
	h('a', { href: to || '?', 'data-key': `sort-${column.key}` }, column.name,
		h('span', { 'aria-hidden': 'true' }, down ? ' ↓' : up ? ' ↑' : '')));
}

/** A click anywhere in a row is one on its first link, unless it marks text. @param {MouseEvent} event */
function openRow(event) {
	const target = /** @type {Element} */ (event.target);
	const link = target.closest('tr:not(.det)')?.querySelector('td a, th a');
	if (target.closest('a, button') || !link || !getSelection()?.isCollapsed)
		return;
	link.dispatchEvent(new MouseEvent('click', event));
}

/**
 * Rows below a head of their own, which spans all columns.
 * @typedef {{head: any[], rows: any[]}} RowGroup
 */

/** @param {RowGroup} group @param {number} columns */
function rowGroup({ head, rows }, columns) {
	return [h('tr', { role: 'row', class: 'gh' },
		h('th', { scope: 'rowgroup', role: 'rowheader', colspan: columns }, head)), rows];
}

/**
 * @param {object} t
 * @param {string} t.caption
 * @param {string} t.cls
 * @param {Column[]} t.columns
 * @param {any[]} [t.rows]
 * @param {RowGroup[]} [t.groups] instead of rows
 * @param {boolean} [t.opens] a row as a whole is its first link
 * @param {State} [t.state] with sort: the heads sort
 * @param {string} [t.sort]
 */
export function table({ caption, cls, columns, rows = [], groups, opens = false, state, sort }) {
	const props = { role: 'rowgroup', class: opens ? 'opens' : null, on: opens ? { click: openRow } : {} };
	const bodies = (groups?.map((group) => rowGroup(group, columns.length)) ?? [rows]).map((all) => h('tbody', props, all));
	const node = h('table', { class: cls, role: 'table' },
		h('caption', { class: 'vh' }, caption),
		h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, columns.map((column) =>
			column.key && state ? sortHead(column, state, sort)
				: h('th', { scope: 'col', class: column.cls },
					column.hide ? h('span', { class: 'vh' }, column.name) : column.name)))),
		bodies);

	oneStop(node);
	return node;
}

/**
 * Which page it is.  A number in the address is believed as far as the list has such a page;
 * null: a cursor without one.
 * @param {State} state @param {number} pages @param {Changes|null} prev @param {Changes|null} next
 */
function pageOf({ page }, pages, prev, next) {
	if (!prev)
		return 1;
	if (!next)
		return pages;
	return page ? Math.max(2, Math.min(Number(page), pages - 1)) : null;
}

/** The same list from its start. @param {State} state */
export function fromStart(state) {
	return change(state, { after: null, before: null, page: null });
}

/**
 * A list from its cursor on; past its end, from its start.
 * @template {{rows: any[]}} Page
 * @param {State} state
 * @param {(state: State) => Promise<Page>} ask
 * @returns {Promise<{page: Page, past: boolean}>}
 */
export async function listFrom(state, ask) {
	const page = await ask(state);
	const past = page.rows.length === 0 && Boolean(state.after ?? state.before);
	return { page: past ? await ask(fromStart(state)) : page, past };
}

/** All of a list, for a spreadsheet. @param {string} href @param {string} name */
export function csvLink(href, name) {
	return h('a', { class: 'btn', href, download: `dmarc-${name}.csv` }, 'CSV');
}

/** Any page of a list whose pages have numbers. @param {State} start @param {number} page @param {number} pages */
function jump(start, page, pages) {
	const input = h('input', { type: 'number', min: 1, max: pages, value: page, 'aria-label': `Page, 1 to ${pages}`, 'data-key': 'page-jump' });
	return h('form', { class: 'jump', on: { submit: (/** @type {Event} */ event) => {
		event.preventDefault();
		location.assign(search(change(start, { page: input.value === '1' ? null : input.value })) || '?');
	} } }, input, ` of ${count(pages)}`);
}

/**
 * First, previous, next; where the pages have numbers the last and any other; how many rows.
 * @param {object} p
 * @param {State} p.state
 * @param {number} p.total
 * @param {number} p.shown
 * @param {string} p.what "record"
 * @param {number} [p.rows] of a page, where it cannot be chosen
 * @param {Changes|null} p.prev the change that leads there
 * @param {Changes|null} p.next
 */
export function pager({ state, total, shown, what, rows, prev, next }) {
	const limit = rows ?? Number(state.limit ?? 50), pages = Math.ceil(total / limit);
	const page = pageOf(state, pages, prev, next);
	const first = prev && !next ? total - shown + 1 : page && (page - 1) * limit + 1;
	/** @param {number} by */
	const beside = (by) => page && page + by > 1 ? String(page + by) : null;
	const start = { ...fromStart(state), open: undefined };
	const numbered = [prev, next].every((to) => !to || Object.keys(to).length === 0);
	/** @param {string} label @param {string} text @param {Changes|null} to */
	const step = (label, text, to) => h('li', null, to
		? h('a', { href: search(change(start, to)) || '?', 'aria-label': label,
			'data-key': `page-${label}` }, text)
		: h('span', { class: 'dim', 'aria-hidden': 'true' }, text));

	return h('nav', { class: 'pager', 'aria-label': 'Pages' },
		h('span', null, shown === total ? counted(total, what)
			: `${first ? `${count(first)} to ${count(first + shown - 1)}` : count(shown)} of ${counted(total, what)}`),
		h('span', { class: 'sp' }),
		!rows && total > 25 && h('span', { class: 'sz' }, 'Rows: ', [25, 50, 100].map((n) =>
			[n === limit ? h('b', null, String(n)) : h('a', { 'aria-label': `${n} rows`,
				href: search(change(state, { limit: n === 50 ? null : String(n) })) || '?' }, String(n)), ' '])),
		(prev || next) && h('ul', null,
			step('First page', '«', prev && {}),
			step('Previous page', '‹', prev && { ...prev, page: beside(-1) }),
			page && h('li', null, h('span', { class: 'now', 'aria-current': 'page' }, count(page))),
			step('Next page', '›', next && { ...next, page: beside(1) }),
			numbered && step('Last page', '»', next && { page: String(pages) })),
		numbered && pages > 3 && page && jump(start, page, pages));
}
