// A domain: what it needs, who sends as it, with which keys, and what receivers say and do.

import { attention } from './attention.js';
import { buckets, changeText, chart, chartTable } from './chart.js';
import { classStatus, CLASSES, GROUPS, isOthers } from './classes.js';
import {
	bar, cell, count, counted, cut, days, domainText, emptyStore, getJson, h, link, nearDay, noMatch, numberLink, percent,
	policyText, query, run, shortDay, swatch, table,
} from './common.js';
import { volume } from './spark.js';

/** @import { Changes, Span, State, Summary } from './types.d.ts' */
/** @import { DomainRow, Own, Parts, Sender, Senders } from './whose.d.ts' */
/** @typedef {{all: Summary, own: Own, senders: Senders, parts: Parts, row: DomainRow|null}} Data */

const groups = /** @type {(keyof typeof GROUPS)[]} */ (Object.keys(GROUPS));

/** The domain and the period: nothing else of a filter is shown here; what is below it belongs to it. @param {State} state @returns {State} */
function chosen({ domain: [name], range, from, to }) {
	const plain = name?.replace(/^\./, '');
	return { range, from, to, domain: plain ? [plain, `.${plain}`] : [] };
}

/** @param {State} state @param {Changes} [more] */
const records = (state, more) => link('records.html', state, more);

/** @param {string} id @param {string} title @param {any} beside @param {...any} nodes */
const section = (id, title, beside, ...nodes) => h('section', { 'aria-labelledby': `h-${id}` },
	h('div', { class: 'h' }, h('h2', { id: `h-${id}` }, title), beside), nodes);

/** What there is to say first. @param {Data} data */
function sentence({ row, own: { own, strangers } }) {
	const share = percent(own.messages - own.failed, own.messages);
	const mail = own.messages ? `${share}\u00a0% of your ${counted(own.messages, 'message')} are aligned. ` : 'Nothing of it has proved to be yours. ';
	const tried = strangers.messages ? `Strangers tried ${count(strangers.messages)}; receivers stopped ${count(strangers.refused + strangers.spam)}.` : '';
	return [row?.broken ? `${counted(row.broken, 'sender')} of yours ${row.broken === 1 ? 'fails' : 'fail'}. `
		: row?.undecided ? `${counted(row.undecided, 'sender')} ${row.undecided === 1 ? 'waits' : 'wait'} for your word. ` : 'Nothing needs you. ', mail, tried];
}

/** @param {Data} data @param {State} state @param {string} name */
function head(data, state, name) {
	const { all, own, row } = data;
	/** @param {string} word @param {...any} value */
	const fact = (word, ...value) => h('div', null, h('dt', null, word), h('dd', null, value));
	return [h('p', { class: 'back' }, h('a', { href: link('domains.html', { ...state, domain: [] }) }, 'All domains'), ` · ${days(all.window.from, all.window.to)}`),
		h('div', { class: 'head' }, h('div', { class: 'title' }, h('h1', null, domainText(name, row?.domain_idn)),
			h('span', { class: 'per' }, policyText(row?.policy ?? null) ?? 'policy not known')),
		h('p', { class: 'tells' }, sentence(data)),
		h('p', { class: 'made' }, `Made on ${shortDay(new Date().toISOString().slice(0, 10))}, of ${counted(all.totals.reports, 'report')}`),
		h('dl', { class: 'meta' },
			fact('Your messages', numberLink(own.own.messages, records(state, { class: 'mine' }))),
			fact('Failed', numberLink(own.own.failed, records(state, { class: 'mine', dmarc: 'fail' }))),
			fact('Undecided', numberLink(own.undecided.messages, records(state, { class: 'undecided' }))),
			fact('Passed on', numberLink(own.forwarded.messages, records(state, { class: 'forwarder' }))),
			fact('Strangers', numberLink(own.strangers.messages, records(state, { class: 'stranger' }))),
			fact('Reporters', numberLink(all.totals.orgs, link('domains.html', state, { by: 'org' })))))];
}

/** @param {Data} data @param {State} state */
function perDay({ all }, state) {
	const { series, window } = all, spans = buckets(series, window);
	/** @param {Span} span @param {Changes} [more] */
	const href = (span, more = {}) => records(state, { from: span.from, to: span.to, ...more });
	return section('day', `Messages per ${series.bucket}`, h('span', { class: 'legend' }, h('span', null, swatch('fp'), 'Passed'),
		h('span', null, swatch('fx'), 'Failed')),
	h('div', { class: 'screen' }, chart(series, spans, href, all.events, (span) => location.assign(href(span)))),
	h('details', { class: 'screen' }, h('summary', null, 'As table'), chartTable(series, spans, href)));
}

/** @param {Sender} sender @param {State} state */
function senderRow(sender, state) {
	const { id, title, by, class: of, sentence: text, todo, messages, failed, stopped } = sender, needs = CLASSES[of].group === 'needs';
	/** @param {Changes} more */
	const to = (more) => records(state, { domain: [], sender: id, ...more });
	return h('tr', { role: 'row' },
		h('th', { scope: 'row', role: 'rowheader', class: 's-name' }, h('a', { href: link('sender.html', { ...state, domain: [] }, { sender: id }) }, cut(title)),
			h('span', { class: 'd2' }, cut(by)), needs && h('p', { class: 'say' }, cut(text)), needs && todo && h('p', { class: 'say' }, h('b', null, 'To do: '), cut(todo))),
		cell('Verdict', 's-v', classStatus(sender)),
		cell('12 weeks', 's-spark', volume(sender.weeks, isOthers(sender))),
		cell('Messages', 'r s-n', numberLink(messages, to({}))),
		cell('Failed', 'r s-n', numberLink(failed, to({ dmarc: 'fail' }))),
		cell('Stopped', 'r s-n', numberLink(stopped, to({ disp: 'quarantine,reject' }))));
}

/** @param {Data} data @param {State} state */
function senders({ senders: list }, state) {
	const rows = groups.flatMap((group) => {
		const some = list.rows.filter(({ class: of }) => CLASSES[of].group === group);
		return some.length ? { head: [h('span', null, GROUPS[group]), ' ', h('span', { class: 'gn' }, counted(list.groups[group], 'sender'))],
			rows: some.map((sender) => senderRow(sender, state)) } : [];
	});
	return section('senders', 'Who sends', h('a', { class: 'more', href: link('senders.html', state) }, `All ${count(list.total)}`),
		table({ caption: 'Senders', cls: 'grp flow snd', columns: [{ name: 'Sender', cls: 's-name' }, { name: 'Verdict', cls: 's-v' },
			{ name: '12 weeks', cls: 's-spark' }, { name: 'Messages', cls: 'r s-n' }, { name: 'Failed', cls: 'r s-n' }, { name: 'Stopped', cls: 'r s-n' }],
		opens: true, groups: rows }));
}

/** @param {Data} data @param {State} state */
function keys({ parts: { keys: all } }, state) {
	return all.length > 0 && section('keys', 'Keys', h('a', { class: 'more', href: link('domains.html', state, { by: 'selector' }) }, 'All selectors'),
		table({ caption: 'Keys', cls: 'grp flow', columns: [{ name: 'Selector' }, { name: 'Signs as', cls: 'w-wide' }, { name: 'Messages', cls: 'r w-n' },
			{ name: 'Passed', cls: 'r w-n' }, { name: 'Last pass', cls: 'w-day' }],
		rows: all.slice(0, 12).map(({ domain, selector, messages, passed, last_pass: last }) => h('tr', { role: 'row' },
			h('th', { scope: 'row', role: 'rowheader' }, selector ? h('a', { href: records(state, { selector }) }, h('code', null, cut(selector))) : 'no selector'),
			cell('Signs as', 'w-wide', domainText(domain)), cell('Messages', 'r w-n', count(messages)), cell('Passed', 'r w-n', count(passed)),
			cell('Last pass', 'w-day', last ? nearDay(last) : 'never'))) }));
}

/** @param {Data} data @param {State} state */
function reporters({ parts: { reporters: all } }, state) {
	const max = Math.max(1, ...all.map(({ messages }) => messages));
	return all.length > 0 && section('orgs', 'Reporters', h('a', { class: 'more', href: link('domains.html', state, { by: 'org' }) }, 'All'),
		table({ caption: 'Reporters', cls: 'grp flow orgs', columns: [{ name: 'Reporter' }, { name: 'Share', hide: true, cls: 'bar' }, { name: 'Messages', cls: 'r w-n' },
			{ name: 'Failed', cls: 'r w-n' }, { name: 'Stopped', cls: 'r w-n' }],
		rows: all.slice(0, 12).map(({ org, messages, failed, stopped }) => {
			/** @param {Changes} more */
			const to = (more) => records(state, { org: org ?? undefined, ...more });
			const share = bar(messages - failed, failed, max);
			share.setAttribute('role', 'cell');
			return h('tr', { role: 'row' }, h('th', { scope: 'row', role: 'rowheader' }, org ? h('a', { href: to({}) }, cut(org)) : 'no name'), share,
				cell('Messages', 'r w-n', numberLink(messages, to({}))), cell('Failed', 'r w-n', numberLink(failed, to({ dmarc: 'fail' }))),
				cell('Stopped', 'r w-n', numberLink(stopped, to({ disp: 'quarantine,reject' }))));
		}) }));
}

/** What its policy became. @param {Data} data */
function history({ all: { events } }) {
	return events.length > 0 && section('past', 'Policy changes seen in reports', null,
		h('ul', { class: 'changes' }, events.toReversed().map((e) => h('li', null, h('time', { datetime: e.day }, shortDay(e.day)), changeText(e)))));
}

/** @param {Data} data @param {State} asked */
function body(data, asked) {
	const state = chosen(asked), [name] = state.domain;
	if (!name)
		return [h('div', { class: 'state' }, h('h1', null, 'No domain is chosen'),
			h('p', null, 'Each has a page of its own: ', h('a', { href: 'domains.html' }, 'all domains'), '.'))];
	if (data.all.store.reports === 0)
		return [emptyStore()];
	if (data.all.totals.messages === 0)
		return [h('div', { class: 'head' }, h('h1', null, domainText(name))), noMatch(state, data.all.store)];
	const alarms = data.all.attention ?? [];
	return [head(data, state, name), alarms.length > 0 && h('div', { class: 'row needs' }, attention(alarms, state)),
		perDay(data, state), senders(data, state),
		h('div', { class: 'two lists' }, h('div', null, keys(data, state), history(data)), h('div', null, reporters(data, state)))];
}

run({
	/** @returns {Promise<Data>} */
	async load(asked, signal) {
		const state = chosen(asked), [name] = state.domain;
		const [all, own, senders, parts, list] = await Promise.all([getJson(`api/summary${query(state)}`, signal), getJson(`api/own${query(state)}`, signal),
			getJson(`api/senders${query(state)}`, signal), getJson(`api/parts${query(state)}`, signal), getJson(`api/domains${query(state)}`, signal)]);
		return { all, own, senders, parts, row: list.rows.find(({ domain }) => domain === name) ?? null };
	},
	render: (data, state) => ({
		title: `${chosen(state).domain[0] ?? 'Domain'}, ${days(data.all.window.from, data.all.window.to)}`,
		count: counted(data.all.totals.messages, 'message'),
		nodes: body(data, state),
	}),
});
