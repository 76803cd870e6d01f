// The dashboard: two requests, and every number of it leads to its records.

import { Asked } from './ask.js';
import { attention } from './attention.js';
import { buckets, changeText, chart, chartTable } from './chart.js';
import { CLASSES, classStatus, isOthers, pageOf, setUp, stopped } from './classes.js';
import {
	askable, bar, cell, change, chips, count, counted, cut, days, disposition, domainText, emptyStore, getJson,
	h, icon, link, nearestDay, noMatch, numberLink, percent, query, run, s, shortDay, swatch, table,
} from './common.js';

/** @import { Changes, Disposition, Span, State, Summary } from './types.d.ts' */
/** @import { Own, Sender } from './whose.d.ts' */
/** @typedef {{all: Summary, mail: Summary, own: Own, mine: boolean}} Data  mail: what the headline is of; mine: of one's own, for there is some */

/** Where the records are: the filter and one thing more. @param {State} state @param {Changes} [more] */
const records = (state, more) => link('records.html', state, more);

/** Policy changes that are listed, or alarms instead. */
const CHANGES = 4;

/** @type {Disposition[]} */
const DISPOSITIONS = ['none', 'quarantine', 'reject'];
const VERDICTS = /** @type {const} */ (['pass', 'fail']);

/** @type {[string, string, keyof Summary['policy']][]} */
const POLICIES = [['fr', 'Reject', 'reject'], ['fq', 'Quarantine', 'quarantine'], ['fn', 'None', 'none'],
	['fu', 'Not known', 'unknown']];

/** The chart's twin stays chosen while one filters. */
let asTable = false;

/** @param {Own['groups']} groups */
const sizeOf = ({ needs, works, strangers }) => needs + works + strangers;

/** @param {State} state */
function titleOf(state) {
	const names = state.domain.map((d) => d.startsWith('.') ? `${d.slice(1)} and below` : d);
	if (names.length > 2)
		return counted(names.length, 'domain');
	return names.join(' and ') || 'All domains';
}

/** The two shares that a phone has above everything. @param {Data} data */
function shares({ mail: { totals }, own: { strangers: { messages, refused, spam } }, mine }) {
	return h('p', { class: 'facts only-s' }, h('span', null, `${mine ? 'Your mail' : 'Mail'}: ${percent(totals.pass, totals.messages)} % aligned`),
		messages > 0 && h('span', null, `strangers: ${percent(refused + spam, messages)} % stopped`));
}

/** @param {Data} data @param {State} state */
function head(data, state) {
	const { all: { totals, window }, own: { groups } } = data;
	/** @param {number} n @param {string} href @param {string} one @param {string} many */
	const fact = (n, href, one, many) => h('span', null, numberLink(n, href), ` ${n === 1 ? one : many}`);
	return h('div', { class: 'head' }, h('h1', null, titleOf(state)),
		h('span', { class: 'per' }, days(window.from, window.to)), totals.messages > 0 && shares(data),
		h('p', { class: 'facts' },
			fact(totals.messages, records(state), 'message', 'messages'),
			fact(sizeOf(groups), link('senders.html', state), 'sender', 'senders'),
			fact(totals.reports, link('reports.html', state), 'report', 'reports'),
			fact(totals.orgs, link('domains.html', state, { by: 'org' }), 'reporter', 'reporters'),
			fact(totals.domains, link('domains.html', state), 'domain', 'domains')));
}

/** How it compares with the days before. @param {Summary} data */
function trend({ totals, prev, window }) {
	if (!prev?.messages || !totals.messages || !window.from || !window.to)
		return null;
	const points = (totals.pass / totals.messages - prev.pass / prev.messages) * 100;
	const span = Math.round((Date.parse(window.to) - Date.parse(window.from)) / 864e5) + 1;
	const size = Math.abs(points).toFixed(2);
	return size === '0.00' ? `As in the ${counted(span, 'day')} before. `
		: `${size} points ${points < 0 ? 'lower' : 'higher'} than the ${counted(span, 'day')} before. `;
}

/** @param {Summary} data @param {State} state */
function lead(data, state) {
	const { fail } = data.totals, delivered = data.disp.fail.none;
	const failed = fail === 0 ? 'No message failed.'
		: [h('a', { class: 'failt', href: records(state, { dmarc: 'fail', sort: '-messages' }) },
			counted(fail, 'message')), ' failed; '];
	const through = fail === 0 ? null
		: delivered === 0 ? 'receivers delivered none of them.'
			: ['receivers still delivered ', h('a', { class: 'failt',
				href: records(state, { dmarc: 'fail', disp: 'none' }) }, count(delivered)), ' of them.'];
	return h('p', { class: 'lead' }, trend(data), failed, through);
}

/** The parts of a whole as one bar. @param {[string, number][]} parts class and size */
function stack(parts) {
	const whole = parts.reduce((sum, [, n]) => sum + n, 0);
	let x = 0;
	return s('svg', { class: 'stack', width: '100%', height: 12, 'aria-hidden': 'true' },
		parts.filter(([, n]) => n > 0).map(([cls, n]) => {
			const width = n / whole * 100, line = cls === 'fp3' ? .75 : 0;
			const rect = s('rect', { class: cls, x: `${x.toFixed(3)}%`, y: line,
				width: `${Math.max(.3, width - .35).toFixed(3)}%`, height: 12 - 2 * line });
			x += width;
			return rect;
		}));
}

/** @param {Data} data @param {State} state */
function aligned({ mail: data, mine }, state) {
	const { totals, align } = data;
	const share = percent(totals.pass, totals.messages);
	/** @type {[string, string, number, Changes][]} */
	const rows = [
		['fp', 'DKIM and SPF', align.both, { dkim: 'pass', spf: 'pass' }],
		['fp2', 'DKIM only', align.dkim, { dkim: 'pass', spf: 'fail' }],
		['fp3', 'SPF only', align.spf, { dkim: 'fail', spf: 'pass' }],
		['fx', 'Neither: fail', align.none, { dmarc: 'fail' }],
	];
	return h('section', { class: 'c4', 'aria-labelledby': 'h-al' },
		h('div', { class: 'h' }, h('h2', { id: 'h-al' }, mine ? 'Your mail, aligned' : 'DMARC aligned'),
			mine && h('a', { class: 'more', href: link('senders.html', state) }, 'Its senders')),
		h('p', { class: 'num' }, totals.pass
			? h('a', { href: records(state, { dmarc: 'pass' }) }, share, h('span', null, '%'))
			: [share, h('span', null, '%')]),
		lead(data, state),
		stack(rows.map(([cls, , n]) => [cls, n])),
		h('table', { class: 'kv' }, h('caption', { class: 'vh' }, 'How messages passed or failed'),
			h('tbody', null, rows.map(([cls, word, n, more]) => h('tr', null,
				h('th', { scope: 'row' }, swatch(cls), word),
				h('td', null, numberLink(n, records(state, more))),
				h('td', { class: 'dim' }, percent(n, totals.messages), ' %'))))));
}

/** @param {Data} data @param {State} state */
function perDay({ mail: data, mine }, state) {
	const { series, window } = data;
	const spans = buckets(series, window);
	/** @param {Span} span @param {Changes} [more] */
	const href = (span, more = {}) => records(state, { from: span.from, to: span.to, ...more });
	const holder = h('div');
	const toggle = h('button', { type: 'button', class: 'more', 'data-key': 'twin', 'aria-pressed': 'false' }, 'As table');
	const draw = () => {
		toggle.setAttribute('aria-pressed', String(asTable));
		holder.replaceChildren(asTable ? chartTable(series, spans, href)
			: chart(series, spans, href, data.events, (span) => shown.go(span)));
	};
	toggle.addEventListener('click', () => {
		asTable = !asTable;
		draw();
	});
	draw();
	return h('section', { class: 'c8', 'aria-labelledby': 'h-day' },
		h('div', { class: 'h' }, h('h2', { id: 'h-day' }, `${mine ? 'Your messages' : 'Messages'} per ${series.bucket}`),
			h('span', { class: 'legend' }, h('span', null, swatch('fp'), 'Passed'),
				h('span', null, swatch('fx'), 'Failed'), toggle)), holder);
}

/**
 * What came of the mail that they could not tell to be yours.
 * @param {Own} own
 * @param {State} state
 */
function others({ own, undecided, forwarded, strangers }, state) {
	/** @type {[string, import('./whose.d.ts').Class, {messages: number, stopped: number, delivered: number}, Changes][]} */
	const rows = [
		['Yours, failed', 'mine-broken', { ...own, messages: own.failed }, { class: state.class ?? 'mine', dmarc: 'fail' }],
		['Undecided', 'undecided', undecided, { class: 'undecided' }],
		['Forwarded', 'forwarder', forwarded, { class: 'forwarder' }],
		['Strangers', 'stranger', { ...strangers, stopped: strangers.refused + strangers.spam }, { class: 'stranger' }],
	];
	return table({ caption: 'What receivers did with what failed of yours, and with what is not known to be yours', cls: 'kv',
		columns: [{ name: 'Whose' }, { name: 'Messages' }, { name: 'Stopped' }, { name: 'Delivered' }],
		rows: rows.map(([word, of, n, more]) => h('tr', null,
			h('th', { scope: 'row' }, h('span', { class: 'st' }, icon(CLASSES[of].shape, CLASSES[of].tone), word)),
			h('td', null, numberLink(n.messages, records(state, more))),
			h('td', null, numberLink(n.stopped, records(state, { ...more, ...stopped(state) }))),
			h('td', null, numberLink(n.delivered, records(state, { ...more, disp: 'none' }))))) });
}

/** Of all mail, whoever sent it. @param {Summary} data @param {State} state */
function dispositions(data, state) {
	return table({ caption: 'What receivers did with messages that passed and failed', cls: 'kv',
		columns: [{ name: 'Disposition' }, { name: 'Passed' }, { name: 'Failed' }],
		rows: DISPOSITIONS.map((disp) => h('tr', null,
			h('th', { scope: 'row' }, disposition(disp, 'None, delivered')),
			VERDICTS.map((dmarc) => h('td', null,
				numberLink(data.disp[dmarc][disp], records(state, { dmarc, disp })))))) });
}

/** @param {Data} data @param {State} state @param {any} [more] below it */
function receivers({ all, own, mine }, state, more = null) {
	return h('section', { class: 'c4', 'aria-labelledby': 'h-disp' },
		h('div', { class: 'h' }, h('h2', { id: 'h-disp' }, 'What receivers did')),
		mine ? others(own, state) : dispositions(all, state), more);
}

/** The policies of the domains, in a bar and in words. @param {Summary} data @param {State} state */
function published(data, state) {
	const rows = POLICIES.map(([cls, word, policy]) => ({ cls, word, policy, n: data.policy[policy] })).filter(({ n }) => n > 0);
	return [h('div', { class: 'h' }, h('h2', { id: 'h-pol' }, 'What your domains publish'),
		h('a', { class: 'more', href: link('domains.html', state) }, `All ${count(data.totals.domains)}`)),
	stack(rows.map(({ cls, n }) => [cls, n])),
	h('p', { class: 'pols' }, rows.map(({ cls, word, policy, n }) => h('span', null, swatch(cls), `${word}: `,
		h('a', { href: link('domains.html', state, { policy }) }, counted(n, 'domain')))))];
}

/** The latest changes of policies. @param {Summary} data @param {State} state @param {number} most */
function changes({ events }, state, most) {
	if (!events.length || most < 1)
		return null;
	return h('ul', { class: 'changes', 'aria-label': 'Policy changes seen in reports' },
		events.slice(-most).reverse().map((e) => h('li', null, h('time', { datetime: e.day }, shortDay(e.day)),
			askable(e.domain) ? h('a', { href: link('./', state, { domain: [e.domain] }) }, changeText(e)) : changeText(e))));
}

/** What needs somebody comes first; where nothing does, the figure. @param {Data} data @param {State} state */
function first(data, state) {
	const { all, mine } = data, alarms = all.attention ?? [];
	const its = mine ? change(state, { class: state.class ?? 'mine' }) : state;
	if (!alarms.length)
		return [h('div', { class: 'row' }, aligned(data, its), perDay(data, its)),
			h('div', { class: 'row' }, receivers(data, state), h('section', { class: 'c8', 'aria-labelledby': 'h-pol' },
				published(all, state), changes(all, state, CHANGES)))];
	return [h('div', { class: 'row' }, attention(alarms, state), aligned(data, its)),
		h('div', { class: 'row' }, perDay(data, its), receivers(data, state, h('section', { class: 'sec', 'aria-labelledby': 'h-pol' },
			published(all, state), changes(all, state, CHANGES))))];
}

/** @param {Sender} sender @param {State} state */
const named = (sender, state) => [h('a', { href: pageOf(sender, state), 'data-key': `name-${sender.id}` }, cut(sender.title)),
	h('span', { class: 'ptr' }, domainText(sender.domain, sender.domain_idn))];

/** @param {Sender} sender @param {State} state */
function needing(sender, state) {
	const { id, class: of, messages, failed, mark } = sender;
	const said = asked.said(sender);
	return h('tr', { role: 'row' },
		h('th', { scope: 'row', role: 'rowheader' }, named(sender, state)),
		cell('Verdict', 'k-v', classStatus(sender)),
		cell('Failed', 'k-n', h('span', null, numberLink(failed, records(state, { sender: id, dmarc: 'fail' })),
			h('span', { class: 'd2' }, `of ${count(messages)}`))),
		h('td', { role: 'cell', class: 'k-do' }, mark ? said
			: [of === 'undecided' ? asked.buttons(sender, ['mine', 'not-mine']) : setUp(sender, state), said]));
}

/** @param {Sender} sender @param {State} state @param {number} max */
function sending(sender, state, max) {
	const { id, class: of, sure, messages, failed } = sender, { shape, outline, tone, word } = CLASSES[of];
	/** @param {Changes} more */
	const to = (more) => records(state, { sender: id, ...more });
	const rate = percent(failed, messages);
	return h('tr', null,
		h('th', { scope: 'row' }, icon(sure ? shape : outline ?? shape, tone), h('span', { class: 'vh' }, `${word}: `), named(sender, state)),
		bar(messages - failed, failed, max, isOthers(sender) ? 'fn' : 'fx'),
		h('td', null, numberLink(messages, to({}))),
		h('td', { class: failed ? null : 'dim' }, failed ? h('a', { href: to({ dmarc: 'fail' }), class: of === 'mine-broken' ? 'failt' : null }, rate) : rate));
}

/** @param {string} id @param {string} title @param {number} all @param {State} state @param {any} list */
const senderList = (id, title, all, state, list) => h('section', { class: 'c6', 'aria-labelledby': id },
	h('div', { class: 'h' }, h('h2', { id }, title),
		h('a', { class: 'more', href: link('senders.html', state) }, `All ${count(all)}`)), list);

/** @param {Own} own @param {State} state */
function senders({ worst, largest, groups }, state) {
	const max = Math.max(1, ...largest.map(({ messages }) => messages));
	return h('div', { class: 'row tops' },
		worst.length > 0 && senderList('h-worst', 'Senders that need you', groups.needs, state,
			table({ caption: 'Senders that need you', cls: 't10 need', opens: true,
				columns: [{ name: 'Sender' }, { name: 'Verdict', cls: 'k-v' }, { name: 'Failed', cls: 'k-n' },
					{ name: 'What to do', hide: true, cls: 'k-do' }],
				rows: worst.map((sender) => needing(sender, state)) })),
		largest.length > 0 && senderList('h-large', 'Top senders', sizeOf(groups), state,
			table({ caption: 'Top senders', cls: 't10 large', opens: true,
				columns: [{ name: 'Sender' }, { name: 'Share', hide: true, cls: 'k-b' }, { name: 'Messages', cls: 'k-n' },
					{ name: 'Failed %', cls: 'k-f' }],
				rows: largest.map((sender) => sending(sender, state, max)) })));
}

/** What else there is to list, one click below. @param {Summary} data @param {State} state */
function lists({ totals }, state) {
	/** @type {[string, number, Changes][]} */
	const all = [['source IP', totals.ips, { by: 'ip' }], ['failing source IP', totals.ips_failing, { by: 'ip', dmarc: 'fail' }],
		['From domain', totals.froms, { by: 'from' }], ['failing From domain', totals.froms_failing, { by: 'from', dmarc: 'fail' }]];
	return h('nav', { class: 'lists', 'aria-labelledby': 'h-lists' }, h('h2', { id: 'h-lists' }, 'Also counted'),
		h('ul', null, all.map(([word, n, more]) => n > 0
			&& h('li', null, h('a', { href: link('domains.html', state, more) }, counted(n, word)))),
		h('li', null, h('a', { href: link('domains.html', state, { by: 'selector' }) }, 'Selectors'))));
}

/** @param {Data} data @param {State} state */
function body(data, state) {
	const { all, own } = data;
	if (all.store.reports === 0)
		return [emptyStore()];
	const on = chips(state);
	const top = [head(data, state), on && h('div', { class: 'sumline' }, on)];
	if (all.totals.messages === 0)
		return [...top, noMatch(state, all.store)];
	return [...top, own.pending && h('p', { class: 'dim note' }, 'Who sent what came just now is being worked out.'),
		first(data, state), senders(own, state), lists(all, state)];
}

/** The user's own mail, as a summary: of days the sums, in the summary's own steps. @param {Summary} all @param {Own} own @returns {Summary} */
function ownMail(all, { own, days: told }) {
	const { t } = all.series, pass = t.map(() => 0), fail = t.map(() => 0);
	let at = 0;
	for (const [day, good, bad] of told) {
		while (at + 1 < t.length && t[at + 1] <= day)
			at++;
		pass[at] += good;
		fail[at] += bad;
	}
	/** @param {{messages: number, failed: number}} sum */
	const totals = ({ messages, failed }) => ({ messages, pass: messages - failed, fail: failed });
	return { ...all, totals: { ...all.totals, ...totals(own) }, prev: all.prev && { ...all.prev, ...totals(own.before) },
		align: { both: own.both, dkim: own.dkim, spf: own.spf, none: own.failed }, series: { ...all.series, pass, fail },
		disp: { ...all.disp, fail: { ...all.disp.fail, none: own.delivered } } };
}

/** A sender as it is now, where it stands, until it is asked for anew. @param {Sender|null} now */
function answered(now) {
	const own = shown.data?.own;
	if (!own)
		return;
	for (const list of [own.worst, own.largest])
		list.forEach(({ id }, i) => id === now?.id && (list[i] = now));
	shown.draw();
}

const asked = new Asked(answered);

const shown = run({
	finds: 'records.html',
	/** @returns {Promise<Data>} */
	async load(state, signal) {
		const [all, own] = await Promise.all([getJson(`api/summary${query(state)}`, signal), getJson(`api/own${query(state)}`, signal)]);
		if (all.store.reports === 0)
			location.replace('steps.html');
		if (all.store.reports > 0 && all.totals.messages === 0)
			all.store.nearest = await nearestDay(state, signal);
		const mine = own.own.messages > 0;
		return { all, mail: mine ? ownMail(all, own) : all, own, mine };
	},
	render: (data, state) => ({
		title: `${titleOf(state)}, ${days(data.all.window.from, data.all.window.to)}`,
		count: counted(data.all.totals.messages, 'message'),
		nodes: body(data, state),
	}),
});
