// Domains, and every other "all of them": one list a kind.

import {
	addDays, askable, cell, change, chips, count, counted, csvLink, domainCell, emptyStore, getJson, h,
	instead, link, noMatch, notice, numberLink, oneLine, pager, percent, periodText, policyShort, query, run,
	search, shortDay, status, table, windowOf,
} from './common.js';
import { domainNeeds } from './needs.js';
import { sparkline, volume } from './spark.js';

/** @import { By, Changes, Filter, Group, GroupRow, Place, State, Store } from './types.d.ts' */
/** @import { Domains } from './whose.d.ts' */
/** @import { Column } from './common.js' */

/** @type {(keyof Place)[]} */
const PLACES = ['by', 'policy', 'sort', 'limit', 'page'];

/**
 * Each kind: its words, the filter that a key is put in, and what comes first.
 * @type {Record<By, {title: string, one: string, head: string, filter: keyof Filter, sort: string}>}
 */
const KINDS = {
	domain: { title: 'Domains', one: 'domain', head: 'Domain', filter: 'domain', sort: '-over' },
	from: { title: 'From domains', one: 'From domain', head: 'From domain', filter: 'header_from', sort: '-fail' },
	ip: { title: 'Source IPs', one: 'source IP', head: 'Source', filter: 'ip', sort: '-fail' },
	org: { title: 'Reporters', one: 'reporter', head: 'Organization', filter: 'org', sort: '-fail' },
	selector: { title: 'Selectors', one: 'selector', head: 'Selector', filter: 'selector', sort: '-fail' },
};

const BYS = /** @type {By[]} */ (Object.keys(KINDS));

/** @param {State} state @returns {By} */
const byOf = (state) => state.by ?? 'domain';

/** @param {State} state */
const kindOf = (state) => KINDS[byOf(state)];

/** By what they need, unless an order or a policy is asked for. @param {State} state */
const byNeed = (state) => byOf(state) === 'domain' && !state.sort && !state.policy;

/** @param {State} state */
function tabs(state) {
	const now = byOf(state);
	return h('nav', { class: 'tabs', 'aria-label': 'Lists' }, h('ul', null, BYS.map((by) =>
		h('li', null, h('a', { href: search(change(state, { by: by === 'domain' ? null : by, policy: null, sort: null })) || '?',
			'aria-current': by === now ? 'page' : null }, KINDS[by].title)))));
}

/** @param {State} state */
function columns(state) {
	const by = byOf(state), domains = by === 'domain';
	return /** @type {Column[]} */ ([{ name: kindOf(state).head, key: 'key', az: true, cls: 'g-name' },
		domains && { name: 'Policy', cls: 'g-pol' },
		{ name: by === 'ip' ? '12 weeks' : 'Failed, 12 weeks', cls: 'g-spark' },
		{ name: 'Messages', key: 'messages', cls: 'r g-n' },
		{ name: 'Aligned %', cls: 'r g-p' },
		{ name: 'Failed', key: 'fail', cls: 'r g-n' },
		!domains && { name: 'Failed %', key: 'rate', cls: 'r g-p' },
		by !== 'ip' && { name: 'Failing sources', cls: 'r g-s' },
		{ name: 'Last report', key: 'last', cls: 'g-last' },
		domains && { name: 'Ready for', cls: 'g-ready' }].filter(Boolean));
}

/**
 * Whether a domain may take the next step of its policy, and who stands in the way.
 * @param {GroupRow} row
 * @param {State} state
 */
function readiness({ key, ready, spark }, state) {
	if (!ready)
		return h('span', { class: 'dim' }, 'not under a filter');
	const { to, weeks, of, blocker } = ready;
	if (to === null)
		return h('span', { class: 'dim' }, 'at reject');
	if (spark.every((week) => week === null))
		return h('span', { class: 'dim' }, 'no mail in 12 weeks');
	if (weeks >= of)
		return status('pass', to === 'reject' ? 'Reject' : 'Quarantine');
	const last = windowOf(state).to;
	/** @type {Changes} */
	const period = last ? { from: addDays(last, 1 - 7 * of), to: last } : { range: 'all' };
	return [`${weeks} of ${of} weeks`, blocker && h('span', { class: 'd2' },
		blocker.ip === null ? 'no usable address'
			: h('a', { href: link('records.html', state, { ...period, domain: [/** @type {string} */ (key)], ip: blocker.ip, dmarc: 'fail' }) }, blocker.ip),
		` ${count(blocker.fail)} failed`)];
}

/** @param {GroupRow} row @param {State} state @param {number} limit percent failed that is much */
function rowOf(row, state, limit) {
	const by = byOf(state), domains = by === 'domain', { filter } = kindOf(state);
	const one = /** @type {Changes} */ ({ [filter]: filter === 'domain' ? [row.key] : row.key });
	/** @param {Changes} more */
	const to = (more) => link('records.html', state, { ...one, ...more });
	/** @param {number} n @param {Changes} more */
	const number = (n, more) => askable(row.key) ? numberLink(n, to(more)) : count(n);
	const sources = link('domains.html', state, { ...one, dmarc: 'fail', by: 'ip' });
	const name = row.key === null && by === 'ip' ? 'no usable address'
		: by === 'org' && row.key !== null && askable(row.key) ? oneLine(row.key, to({}))
			: domainCell(row.key, row.key_idn, to({}));
	const much = row.fail / row.messages * 100 >= limit && 'failt';
	return h('tr', { role: 'row' },
		h('th', { scope: 'row', role: 'rowheader', class: 'g-name' }, name,
			(row.name ?? row.ptr) && h('span', { class: 'd2' }, row.name ?? row.ptr)),
		domains && cell('Policy', 'g-pol', policyShort(row.policy) ?? h('span', { class: 'dim' }, 'not known')),
		cell('12 weeks', 'g-spark', by === 'ip' ? volume(row.weeks, false) : sparkline(row.spark, limit)),
		cell('Messages', 'r g-n', number(row.messages, {})),
		cell('Aligned %', ['r g-p', domains && much].filter(Boolean).join(' '), percent(row.messages - row.fail, row.messages) ?? 'no data'),
		cell('Failed', 'r g-n', number(row.fail, { dmarc: 'fail' })),
		!domains && cell('Failed %', ['r g-p', much || 'dim'].join(' '), percent(row.fail, row.messages) ?? 'no data'),
		by !== 'ip' && cell('Failing sources', 'r g-s', askable(row.key) ? numberLink(row.fail_sources, sources)
			: count(row.fail_sources)),
		cell('Last report', 'g-last', row.last && shortDay(row.last)),
		domains && cell('Ready for', 'g-ready', h('span', null, readiness(row, state))));
}

/** What it is all of; of domains that were chosen by their policy one can say which. @param {Group} list @param {State} state */
function summary({ total, rows, pages, fail_rate_warn: limit }, state) {
	const { title, one, sort } = kindOf(state);
	const chosen = state.policy ? { domain: rows.flatMap((row) => row.key ?? []) } : {};
	/** @param {number} n @param {Changes} more */
	const number = (n, more) => state.policy && pages > 1 ? count(n) : numberLink(n, link('records.html', state, { ...chosen, ...more }));
	return h('div', { class: 'sumline' }, h('span', null, h('b', null, count(total.rows)),
		` ${counted(total.rows, one).replace(/^\S+ /, '')}, `,
		number(total.messages, {}), ' messages, ', number(total.fail, { dmarc: 'fail' }), ' failed'),
	(state.sort ?? sort) === '-over' && total.rows > 1 && h('span', { class: 'dim' }, `Most above the limit of ${limit}\u00a0% first`),
	chips(state, 'policy'), h('span', { class: 'sp' }), csvLink(`api/group.csv${query({ ...state, by: byOf(state) }, 'by', 'policy', 'sort')}`,
		title.toLowerCase().replace(' ', '-')));
}

/** @param {State} state */
const headOf = (state) => [h('div', { class: 'head' }, h('h1', null, kindOf(state).title), h('span', { class: 'per' }, periodText(state))), tabs(state)];

/** @param {{list: Group, store?: Store}} data @param {State} state */
function body({ list, store }, state) {
	if (store?.reports === 0)
		return [emptyStore()];
	const { total, rows, page, pages, fail_rate_warn: limit } = list;
	const at = { ...state, page: String(page) };
	const kind = kindOf(state);
	const top = [...headOf(state), summary(list, state)];
	if (store)
		return [...top, noMatch(state, store, 'policy')];
	return [state.page && Number(state.page) > pages && notice(`There is no page ${count(Number(state.page))}: this is the last.`),
		...top,
		table({ caption: kind.title, cls: 'grp', columns: columns(state), opens: true, state, sort: state.sort ?? kind.sort,
			rows: rows.map((row) => rowOf(row, state, limit)) }),
		pager({ state: at, total: total.rows, shown: rows.length, what: kind.one,
			prev: page > 1 ? {} : null, next: page < pages ? {} : null }),
		rows[0].ready && h('p', { class: 'dim note' }, `Ready for the next step of its policy: ${rows[0].ready.of} weeks in a row with `
			+ `at least ${rows[0].ready.rate}\u00a0% aligned; until then, the address that fails most in these weeks.`)];
}

/** @param {State} state @param {AbortSignal} signal @returns {Promise<Group>} the last page, where there is no such page */
async function read(state, signal) {
	const asked = { ...state, by: byOf(state), sort: state.sort ?? kindOf(state).sort };
	const list = await getJson(`api/group${query(asked, ...PLACES)}`, signal);
	return list.page > list.pages ? read({ ...state, page: String(list.pages) }, signal) : list;
}

/** @param {State} state @param {AbortSignal} signal @returns {Promise<Domains>} the last page, where there is no such page */
async function readNeeds(state, signal) {
	const list = await getJson(`api/domains${query(state, 'page')}`, signal);
	return list.page > list.pages ? readNeeds({ ...state, page: String(list.pages) }, signal) : list;
}

run({
	places: PLACES,
	sorts: ['key', 'messages', 'fail', 'rate', 'last', 'over'],
	/** @returns {Promise<{list?: Group, needs?: Domains, store?: Store}>} */
	async load(state, signal) {
		if (byNeed(state)) {
			const needs = await readNeeds(state, signal);
			if (needs.total > 0)
				return { needs };
		}
		const list = await read(state, signal);
		if (list.total.rows > 0)
			return { list };
		return { list, store: await instead(state, signal) };
	},
	render: ({ list, needs, store }, state) => ({
		title: `${kindOf(state).title}, ${periodText(state)}`,
		count: counted(needs ? needs.total : /** @type {Group} */ (list).total.rows, kindOf(state).one),
		nodes: needs ? domainNeeds(needs, state, headOf(state)) : body({ list: /** @type {Group} */ (list), store }, state),
	}),
});
