// Senders: who sends in one's name, whose each is, and what to do about it.

import {
	cell, change, chips, count, counted, csvLink, cut, domainCell, emptyStore, getJson, h, instead, link,
	nearDay, noMatch, notice, numberLink, pager, percent, periodText, query, run, search, table,
} from './common.js';
import { Asked } from './ask.js';
import { CLASSES, classStatus, GROUPS, isOthers, pageOf, setUp, stopped as stoppedOf } from './classes.js';
import { volume } from './spark.js';

/** @import { Changes, Place, State, Store } from './types.d.ts' */
/** @import { Class, Sender, Senders } from './whose.d.ts' */
/** @typedef {keyof typeof GROUPS} Group */
/** @typedef {{list: Senders, at: Map<string, Group>, page: number, store?: Store}} Data  at: where each was when it was asked for */

/** @type {(keyof Place)[]} */
const PLACES = ['sort', 'page'];
const ROWS = 25;

const COLUMNS = [
	{ name: 'Sender, and what names or proves it', key: 'name', az: true, cls: 's-name' },
	{ name: 'Domain', key: 'domain', az: true, cls: 's-dom' },
	{ name: 'Verdict', cls: 's-v' },
	{ name: '12 weeks', cls: 's-spark' },
	{ name: 'Messages', key: 'messages', cls: 'r s-n' },
	{ name: 'Failed %', key: 'rate', cls: 'r s-p' },
	{ name: 'Stopped', key: 'stopped', cls: 'r s-n' },
	{ name: 'Last seen', key: 'last', cls: 's-seen' },
	{ name: 'What to do', hide: true, cls: 's-act' },
];

const classes = /** @type {Class[]} */ (Object.keys(CLASSES));
const groups = /** @type {Group[]} */ (Object.keys(GROUPS));

/** @param {State} state @param {Senders} list */
function tabs(state, { total }) {
	/** @param {Class|null} to @param {...any} words */
	const tab = (to, ...words) => h('li', null, h('a', { href: search(change(state, { class: to })) || '?', 'data-key': `tab-${to}`,
		'aria-current': (state.class ?? null) === to ? 'page' : null }, words));
	const all = state.class ? null : h('span', { class: 'dim' }, ` ${count(total)}`);
	return h('nav', { class: 'tabs', 'aria-label': 'Verdict' }, h('ul', null, tab(null, 'All', all),
		classes.map((one) => tab(one, CLASSES[one].word))));
}

/** What wants doing with it, or what was said of it. @param {Sender} sender @param {State} state */
function doing(sender, state) {
	const { class: of, id, kind, mark, title } = sender;
	const said = asked.said(sender);
	if (mark)
		return said;
	if (of === 'undecided')
		return [asked.buttons(sender), said];
	if (of === 'mine-broken')
		return [h('div', { class: 'acts' }, setUp(sender, state), asked.buttons(sender, ['not-mine'])), said];
	return [kind === 'crowd' && h('a', { class: 'more', href: link('domains.html', state, { sender: id, by: 'ip' }) },
		'By address', h('span', { class: 'vh' }, `: ${title}`)), said];
}

/** @param {Sender} sender @param {State} state */
function rowOf(sender, state) {
	const { id, domain, domain_idn: idn, class: of, messages, failed, stopped } = sender;
	/** @param {Changes} more */
	const to = (more) => link('records.html', state, { sender: id, ...more });
	const { group } = CLASSES[of];
	const rate = percent(failed, messages) ?? 'no data';
	return h('tr', { role: 'row', on: { keydown: asked.keys(sender) } },
		h('th', { scope: 'row', role: 'rowheader', class: 's-name' },
			h('a', { href: pageOf(sender, state), 'data-key': `name-${id}` }, cut(sender.title)),
			h('span', { class: 'd2' }, cut(sender.by)),
			group === 'needs' && h('p', { class: 'say' }, sender.sentence)),
		cell('Domain', 's-dom', h('span', null, domainCell(domain, idn, link('senders.html', state, { domain: [domain] })))),
		cell('Verdict', 's-v', classStatus(sender)),
		cell('12 weeks', 's-spark', volume(sender.weeks, isOthers(sender))),
		cell('Messages', 'r s-n', numberLink(messages, to({}))),
		cell('Failed %', 'r s-p', failed ? h('a', { href: to({ dmarc: 'fail' }), class: of === 'mine-broken' ? 'failt' : null }, rate)
			: h('span', { class: 'dim' }, rate)),
		cell('Stopped', 'r s-n', numberLink(stopped, to(stoppedOf(state)))),
		cell('Last seen', 's-seen', h('span', null, nearDay(sender.last),
			h('span', { class: 'd2' }, `since ${nearDay(sender.first)}`))),
		h('td', { role: 'cell', class: 's-act' }, doing(sender, state)));
}

/** Only what of a group is on the page; how many there are in all. @param {Data} data @param {State} state */
function groupsOf({ list, at }, state) {
	return groups.flatMap((group) => {
		const rows = list.rows.filter(({ id }) => at.get(id) === group);
		return rows.length ? { head: [h('span', null, GROUPS[group]), ' ', h('span', { class: 'gn' },
			counted(list.groups[group], 'sender'))], rows: rows.map((row) => rowOf(row, state)) } : [];
	});
}

/** @param {Data} data @param {State} state */
function head({ list }, state) {
	return h('div', { class: 'head' }, h('h1', null, 'Senders'), h('span', { class: 'per' }, periodText(state)),
		h('p', { class: 'facts' }, h('span', null, counted(list.total, 'sender')),
			list.pending && h('span', null, 'who sent what came just now is being worked out')));
}

/** No sender of one class is no lack of mail. @param {State} state */
function noneOf(state) {
	const { word } = CLASSES[/** @type {Class} */ (state.class)] ?? { word: 'Yours' };
	return h('div', { class: 'state' }, h('h2', null, `No sender is “${word}”`),
		h('p', null, h('a', { href: search(change(state, { class: null })) || '?' }, 'All senders')));
}

/** @param {Data} data @param {State} state */
function body(data, state) {
	const { list, page, store } = data, pages = Math.ceil(list.total / ROWS);
	if (store?.reports === 0)
		return [emptyStore()];
	const on = chips(state);
	const top = [head(data, state), on && h('div', { class: 'sumline' }, on), tabs(state, list)];
	if (store)
		return [...top, state.class ? noneOf(state) : noMatch(state, store)];
	return [state.page && Number(state.page) > pages && notice(`There is no page ${count(Number(state.page))}: this is the last.`),
		...top,
		table({ caption: 'Senders', cls: 'grp flow snd', columns: COLUMNS, opens: true, state, sort: state.sort, groups: groupsOf(data, state) }),
		pager({ state: { ...state, page: String(page) }, total: list.total, shown: list.rows.length, what: 'sender', rows: ROWS,
			prev: page > 1 ? {} : null, next: page < pages ? {} : null }),
		h('p', { class: 'dim note' }, !state.sort && 'Worst first in each group. ', '“Stopped” is refused or put into the spam folder. ',
			h('span', { class: 'by-key' }, 'Keys on a row: ', h('kbd', null, 'm'), ' mine, ', h('kbd', null, 'n'), ' not mine, ', h('kbd', null, 'e'), ' expected. '),
			csvLink(`api/senders.csv${query(state, 'sort')}`, 'senders'))];
}

/** @param {State} state @param {AbortSignal} signal @returns {Promise<{list: Senders, page: number}>} the last page, where there is no such page */
async function read(state, signal) {
	const list = await getJson(`api/senders${query(state, ...PLACES)}`, signal);
	const page = Number(state.page ?? 1), last = Math.max(1, Math.ceil(list.total / ROWS));
	return page > last ? read({ ...state, page: String(last) }, signal) : { list, page };
}

/** It stays where it is until it is asked for anew: nothing jumps away below a hand. @param {Sender|null} now */
function answered(now) {
	const rows = shown.data?.list.rows;
	if (!rows)
		return;
	const at = rows.findIndex((row) => row.id === now?.id);
	if (now && at >= 0)
		rows[at] = now;
	shown.draw();
}

const asked = new Asked(answered);

const shown = run({
	places: PLACES,
	sorts: COLUMNS.flatMap(({ key }) => key ?? []),
	/** @returns {Promise<Data>} */
	async load(state, signal) {
		const { list, page } = await read(state, signal);
		const at = new Map(list.rows.map((row) => [row.id, CLASSES[row.class].group]));
		return { list, at, page, store: list.total ? undefined : await instead(state, signal) };
	},
	render: (data, state) => ({
		title: `Senders, ${periodText(state)}`,
		count: counted(data.list.total, 'sender'),
		nodes: body(data, state),
	}),
});
