// Records: all that was reported, searchable, one row a record.

import {
	change, chips, count, counted, csvLink, emptyStore, fromStart, getJson, h, instead, link, listFrom, noMatch, notice, pager,
	PAST, periodText, query, recordTable, run, search, SORTS,
} from './common.js';

/** @import { Place, Records, State, Store } from './types.d.ts' */
/** @typedef {{page: Records, past: boolean, store?: Store}} Data */

/** @type {(keyof Place)[]} */
const PLACES = ['sort', 'limit', 'after', 'before'];
const SORT = '-day';
const WORDS = { pass: 'Passing records', fail: 'Failing records' };

/** @param {State} state */
function titleOf(state) {
	const what = state.dmarc ? WORDS[state.dmarc] : 'Records';
	return `${what}, ${state.domain.join(' and ') || 'all domains'}`;
}

/** @param {Records} page @param {State} state */
function summary({ total }, state) {
	return h('div', { class: 'sumline' },
		h('span', null, h('b', null, count(total.records)), ` ${total.records === 1 ? 'record' : 'records'}, `,
			h('b', { id: 'total' }, count(total.messages)), ` ${total.messages === 1 ? 'message' : 'messages'}`),
		chips(state), h('span', { class: 'sp' }),
		csvLink(`api/records.csv${query(state)}`, 'records'));
}

/** @param {Data} data @param {State} asked */
function body({ page, past, store }, asked) {
	const state = past ? fromStart(asked) : asked;
	if (store?.reports === 0)
		return [emptyStore()];
	const top = [h('div', { class: 'head' }, h('h1', null, titleOf(state)),
		h('span', { class: 'per' }, periodText(state))), summary(page, state)];
	if (store)
		return [...top, noMatch(state, store)];
	return [past && notice(PAST), ...top,
		recordTable(page.rows, state, { caption: 'Records', sort: state.sort ?? SORT,
			href: (more) => link('records.html', state, more),
			opened: (id) => search(change(state, { open: id })) }),
		pager({ state, total: page.total.records, shown: page.rows.length, what: 'record',
			prev: page.prev ? { before: page.prev } : null, next: page.next ? { after: page.next } : null })];
}

run({
	places: PLACES,
	sorts: SORTS,
	/** @returns {Promise<Data>} */
	async load(state, signal) {
		const list = await listFrom(state, (at) => getJson(`api/records${query(at, ...PLACES)}`, signal));
		return list.page.total.records > 0 ? list : { ...list, store: await instead(state, signal) };
	},
	render: (data, state) => ({
		title: `${titleOf(state)}, ${periodText(state)}`,
		count: counted(data.page.total.records, 'record'),
		nodes: body(data, state),
	}),
});
