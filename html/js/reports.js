// Reports: one row an imported report; opened, all that it holds.

import {
	bar, cell, change, chips, count, counted, cut, date, domainCell, domainText, emptyStore, fromStart,
	getJson, h, instead, link, listFrom, noMatch, notice, numberLink, oneLine, pager, PAST, periodText, policyShort, query, run, search,
	shortDay, table,
} from './common.js';
import { openReport } from './report.js';

/** @import { Changes, Place, ReportRow, Reports, State, Store } from './types.d.ts' */
/** @import { Opened } from './report.js' */
/** @typedef {{page: Reports, past: boolean, store?: Store}} Listed */

/** @type {(keyof Place)[]} */
const LISTED = ['sort', 'limit', 'after', 'before'];
const SORT = '-day';
const RECORDS = 50;

const COLUMNS = [
	{ name: 'Day', key: 'day', cls: 'p-day' },
	{ name: 'Reporter', key: 'org', az: true, cls: 'p-org' },
	{ name: 'Domain', key: 'domain', az: true, cls: 'p-dom' },
	{ name: 'Policy then', cls: 'p-pol' },
	{ name: 'Records', key: 'records', cls: 'r p-n' },
	{ name: 'Messages', key: 'messages', cls: 'r p-n' },
	{ name: 'Share', hide: true, cls: 'p-bar' },
	{ name: 'Failed', key: 'fail', cls: 'r p-n' },
	{ name: 'Report ID', cls: 'p-id' },
	{ name: 'Imported', key: 'imported', cls: 'p-imp' },
];

/** @param {State} state @param {string} id */
const opened = (state, id) => search(change(state, { open: id }));

/** @param {ReportRow} row @param {State} state @param {number} max */
function rowOf(row, state, max) {
	/** @param {Changes} more */
	const records = (more) => link('records.html', state, { report: String(row.id), ...more });
	const share = bar(row.messages - row.fail, row.fail, max);
	const marks = [row.conflict_of !== null && h('span', { class: 'd2 warnt' }, 'in conflict, not counted'),
		row.repaired && h('span', { class: 'd2' }, 'repaired')];

	share.classList.add('p-bar');
	share.setAttribute('role', 'cell');
	return h('tr', { role: 'row' },
		cell('Day', 'p-day nw', h('a', { href: opened(state, String(row.id)),
			'aria-label': `${shortDay(row.day)}, open the report` }, shortDay(row.day))),
		cell('Reporter', 'p-org', oneLine(row.org ?? 'no name')),
		h('td', { class: 'p-dom', role: 'cell' }, domainCell(row.domain, row.domain_idn, opened(state, String(row.id)))),
		cell('Policy then', 'p-pol', policyShort(row.policy)),
		cell('Records', 'r p-n', numberLink(row.records, records({}))),
		cell('Messages', 'r p-n', numberLink(row.messages, records({}))),
		share,
		cell('Failed', 'r p-n', numberLink(row.fail, records({ dmarc: 'fail' }))),
		cell('Report ID', 'p-id', oneLine(row.report_id ?? 'not given', opened(state, String(row.id))), marks),
		cell('Imported', 'p-imp', `${date(row.imported)}, ${row.via}`));
}

/** @param {Listed} data @param {State} asked */
function listed({ page, past, store }, asked) {
	const state = past ? fromStart(asked) : asked;
	if (store?.reports === 0)
		return [emptyStore()];
	const { total, rows, prev, next } = page;
	const top = [h('div', { class: 'head' }, h('h1', null, 'Reports'), h('span', { class: 'per' }, periodText(state))),
		h('div', { class: 'sumline' }, h('span', null, h('b', null, count(total.reports)),
			` ${total.reports === 1 ? 'report' : 'reports'}, `,
			numberLink(total.messages, link('records.html', state)), ' messages'), chips(state))];
	if (store)
		return [...top, noMatch(state, store)];
	const max = Math.max(1, ...rows.map((row) => row.messages));
	return [past && notice(PAST), ...top,
		table({ caption: 'Reports', cls: 'grp rep', columns: COLUMNS, opens: true, state, sort: state.sort ?? SORT,
			rows: rows.map((row) => rowOf(row, state, max)) }),
		pager({ state, total: total.reports, shown: rows.length, what: 'report',
			prev: prev ? { before: prev } : null, next: next ? { after: next } : null })];
}

/** @param {State} state @param {AbortSignal} signal */
async function loadOne(state, signal) {
	const id = state.open;
	const of = query({ report: id, range: 'all', limit: String(RECORDS), sort: '-messages' }, 'limit', 'sort');
	const [report, records, record] = await Promise.all([
		getJson(`api/reports/${id}`, signal),
		getJson(`api/records${of}`, signal),
		state.record ? getJson(`api/records/${state.record}`, signal).catch(() => null) : null]);
	return { report, records, record };
}

/** @param {State} state @param {AbortSignal} signal @returns {Promise<Listed>} */
async function loadList(state, signal) {
	const list = await listFrom(state, (at) => getJson(`api/reports${query(at, ...LISTED)}`, signal));
	return list.page.total.reports > 0 ? list : { ...list, store: await instead(state, signal) };
}

run({
	places: [...LISTED, 'open', 'record'],
	sorts: COLUMNS.flatMap(({ key }) => key ?? []),
	/** @returns {Promise<Opened|Listed>} */
	load: (state, signal) => state.open ? loadOne(state, signal) : loadList(state, signal),
	render(data, state) {
		if (!('report' in data))
			return { title: `Reports, ${periodText(state)}`,
				count: counted(data.page.total.reports, 'report'), nodes: listed(data, state) };
		const { org, domain, domain_idn: idn, records } = data.report;
		return { title: `Report of ${cut(org ?? 'no name')} about ${domainText(domain, idn)}`,
			count: counted(records, 'record'), nodes: openReport(data, state) };
	},
});
