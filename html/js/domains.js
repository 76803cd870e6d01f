// Domains, and every other "all of them": one list a kind.

import {
	change, chips, count, counted, domainCell, emptyStore, failCell, getJson, h, link, noMatch,
	numberLink, pager, percent, periodText, policyText, query, run, search, shortDay, sparkline,
	table,
} from './common.js';

/** @typedef {Record<string, any>} State */

const PLACES = ['by', 'sort', 'limit', 'page'];
const SORT = '-fail';

/** Each kind: its words, and the filter that a key is put in. */
const KINDS = {
	domain: { title: 'Domains', one: 'domain', head: 'Domain', filter: 'domain' },
	from: { title: 'From domains', one: 'From domain', head: 'From domain', filter: 'header_from' },
	ip: { title: 'Source IPs', one: 'source IP', head: 'Source', filter: 'ip' },
	org: { title: 'Reporters', one: 'reporter', head: 'Organization', filter: 'org' },
	selector: { title: 'Selectors', one: 'selector', head: 'Selector', filter: 'selector' },
};

/** @param {State} state */
const kindOf = (state) => KINDS[state.by ?? 'domain'];

/** @param {State} state */
function tabs(state) {
	const now = state.by ?? 'domain';
	return h('nav', { class: 'tabs', 'aria-label': 'Lists' }, h('ul', null, Object.entries(KINDS).map(([by, kind]) =>
		h('li', null, h('a', { href: search(change(state, { by: by === 'domain' ? null : by, sort: null })) || '?',
			'aria-current': by === now ? 'page' : null }, kind.title)))));
}

/** @param {State} state */
function columns(state) {
	const policy = (state.by ?? 'domain') === 'domain' ? [{ name: 'Policy', cls: 'g-pol' }] : [];
	const sources = state.by === 'ip' ? [] : [{ name: 'Failing sources', cls: 'r g-s' }];
	return [{ name: kindOf(state).head, key: 'key', az: true, cls: 'g-name' }, ...policy,
		{ name: 'Failed, 12 weeks', cls: 'g-spark' },
		{ name: 'Messages', key: 'messages', cls: 'r g-n' },
		{ name: 'Aligned %', cls: 'r g-p' },
		{ name: 'Failed', key: 'fail', cls: 'r g-n' },
		{ name: 'Failed %', key: 'rate', cls: 'r g-p' },
		...sources,
		{ name: 'Last report', key: 'last', cls: 'g-last' }];
}

/** @param {any} row @param {State} state */
function rowOf(row, state) {
	const by = state.by ?? 'domain', { filter } = kindOf(state);
	const one = /** @type {State} */ ({ [filter]: filter === 'domain' ? [row.key] : row.key });
	const to = (more) => row.key ? link('records.html', state, { ...one, ...more }) : null;
	const number = (n, more) => row.key ? numberLink(n, to(more)) : count(n);
	const sources = link('domains.html', state, { ...one, dmarc: 'fail', by: 'ip' });
	const name = row.key === null && by === 'ip' ? 'no usable address'
		: domainCell(row.key, row.key_idn, to({}));
	const cell = (label, cls, ...nodes) => h('td', { class: cls, role: 'cell', 'data-label': label }, nodes);
	const failed = failCell(row.fail, row.messages);

	failed.setAttribute('role', 'cell');
	failed.classList.add('r', 'g-p');
	failed.dataset.label = 'Failed %';
	return h('tr', { role: 'row' },
		h('th', { scope: 'row', role: 'rowheader', class: 'g-name' }, name,
			(row.name ?? row.ptr) && h('span', { class: 'd2' }, row.name ?? row.ptr)),
		by === 'domain' && cell('Policy', 'g-pol', policyText(row.policy) ?? h('span', { class: 'dim' }, 'not known')),
		cell('12 weeks', 'g-spark', sparkline(row.spark)),
		cell('Messages', 'r g-n', number(row.messages, {})),
		cell('Aligned %', 'r g-p', percent(row.messages - row.fail, row.messages) ?? 'no data'),
		cell('Failed', 'r g-n', number(row.fail, { dmarc: 'fail' })),
		failed,
		by !== 'ip' && cell('Failing sources', 'r g-s', row.key ? numberLink(row.fail_sources, sources)
			: count(row.fail_sources)),
		cell('Last report', 'g-last', row.last && shortDay(row.last)));
}

function body({ list, store }, state) {
	if (store?.reports === 0)
		return [emptyStore()];
	const { total, rows, page, pages } = list;
	const kind = kindOf(state);
	const top = [h('div', { class: 'head' }, h('h1', null, kind.title), h('span', { class: 'per' }, periodText(state))),
		tabs(state),
		h('div', { class: 'sumline' }, h('span', null, h('b', null, count(total.rows)),
			` ${counted(total.rows, kind.one).replace(/^\S+ /, '')}, `,
			numberLink(total.messages, link('records.html', state)), ' messages, ',
			numberLink(total.fail, link('records.html', state, { dmarc: 'fail' })), ' failed'), chips(state))];
	if (store)
		return [...top, noMatch(state, store)];
	return [...top,
		table({ caption: kind.title, cls: 'grp', columns: columns(state), state, sort: state.sort ?? SORT,
			rows: rows.map((row) => rowOf(row, state)) }),
		pager({ state, total: total.rows, shown: rows.length, what: kind.one,
			prev: page > 1 ? {} : null, next: page < pages ? {} : null })];
}

run({
	places: PLACES,
	async load(state, signal) {
		const list = await getJson(`api/group${query({ ...state, by: state.by ?? 'domain' }, ...PLACES)}`, signal);
		if (list.total.rows > 0)
			return { list };
		const { store } = await getJson(`api/summary${query(state)}`, signal);
		return { list, store };
	},
	render: (data, state) => ({
		title: `${kindOf(state).title}, ${periodText(state)}`,
		count: counted(data.list.total.rows, kindOf(state).one),
		nodes: body(data, state),
	}),
});
