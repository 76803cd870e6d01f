// The dashboard: one request, and every number of it leads to its records.

import { attention } from './attention.js';
import { buckets, changeText, chart, chartTable } from './chart.js';
import { classStatus } from './classes.js';
import {
	askable, bar, change, chips, count, counted, cut, days, disposition, domainText, emptyStore, getJson,
	h, link, nearestDay, noMatch, numberLink, percent, query, run, s, shortDay, swatch, table,
} from './common.js';

/** @import { Changes, Disposition, Span, State, Summary } from './types.d.ts' */
/** @import { Own, Sender } from './whose.d.ts' */
/** @typedef {{all: Summary, mail: Summary, own: Own|null}} Data  mail: what the headline is of; own: null where nobody has told yet whose it is */

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

/** @param {State} state */
function titleOf(state) {
	const names = state.domain.map((d) => d.startsWith('.') ? `${d.slice(1)} and below` : d);
	if (names.length > 2)
		return counted(names.length, 'domain');
	return names.join(' and ') || 'All domains';
}

/** @param {Summary} data @param {State} state */
function head(data, state) {
	const { totals, window } = data;
	/** @param {number} n @param {string} href @param {string} one @param {string} many */
	const fact = (n, href, one, many) => h('span', null, numberLink(n, href), ` ${n === 1 ? one : many}`);
	return h('div', { class: 'head' }, h('h1', null, titleOf(state)),
		h('span', { class: 'per' }, days(window.from, window.to)),
		h('p', { class: 'facts' },
			fact(totals.messages, records(state), 'message', 'messages'),
			fact(totals.reports, link('reports.html', state), 'report', 'reports'),
			fact(totals.orgs, link('domains.html', state, { by: 'org' }), 'reporter', 'reporters'),
			fact(totals.ips, link('domains.html', state, { by: 'ip' }), 'source IP', 'source IPs'),
			fact(totals.froms, link('domains.html', state, { by: 'from' }), 'From domain', 'From domains')));
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

/** What strangers tried, and what came of it. @param {Own} own @param {State} state */
function strangers({ strangers: { messages, refused, spam, delivered } }, state) {
	/** @param {number} n @param {Changes} more */
	const to = (n, more) => numberLink(n, records(state, { class: 'stranger', ...more }));
	return messages > 0 && h('p', { class: 'lead' }, 'Strangers sent ', to(messages, {}), ' in your name; receivers stopped ',
		to(refused + spam, { disp: 'quarantine,reject' }), ' and delivered ', to(delivered, { disp: 'none' }), '.');
}

/** @param {Data} data @param {State} state */
function aligned({ mail: data, own }, state) {
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
		h('div', { class: 'h' }, h('h2', { id: 'h-al' }, own ? 'Your mail, aligned' : 'DMARC aligned'),
			own && h('a', { class: 'more', href: link('senders.html', change(state, { class: 'mine' })) }, 'Its senders')),
		h('p', { class: 'num' }, totals.pass
			? h('a', { href: records(state, { dmarc: 'pass' }) }, share, h('span', null, '%'))
			: [share, h('span', null, '%')]),
		lead(data, state),
		stack(rows.map(([cls, , n]) => [cls, n])),
		h('table', { class: 'kv' }, h('caption', { class: 'vh' }, 'How messages passed or failed'),
			h('tbody', null, rows.map(([cls, word, n, more]) => h('tr', null,
				h('th', { scope: 'row' }, swatch(cls), word),
				h('td', null, numberLink(n, records(state, more))),
				h('td', { class: 'dim' }, percent(n, totals.messages), ' %'))))),
		own && strangers(own, change(state, { class: null })));
}

/** @param {Data} data @param {State} state */
function perDay({ mail: data, own }, state) {
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
		h('div', { class: 'h' }, h('h2', { id: 'h-day' }, `${own ? 'Your messages' : 'Messages'} per ${series.bucket}`),
			h('span', { class: 'legend' }, h('span', null, swatch('fp'), 'Passed'),
				h('span', null, swatch('fx'), 'Failed'), toggle)), holder);
}

/** @param {Summary} data @param {State} state @param {any} [more] below it */
function receivers(data, state, more = null) {
	return h('section', { class: 'c4', 'aria-labelledby': 'h-disp' },
		h('div', { class: 'h' }, h('h2', { id: 'h-disp' }, 'What receivers did')),
		table({ caption: 'What receivers did with messages that passed and failed', cls: 'kv',
			columns: [{ name: 'Disposition' }, { name: 'Passed' }, { name: 'Failed' }],
			rows: DISPOSITIONS.map((disp) => h('tr', null,
				h('th', { scope: 'row' }, disposition(disp, 'None, delivered')),
				VERDICTS.map((dmarc) => h('td', null,
					numberLink(data.disp[dmarc][disp], records(state, { dmarc, disp })))))) }), more);
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

/** What needs somebody, beside the figure; where nothing does the chart is there. @param {Data} data @param {State} state */
function first(data, state) {
	const alarms = data.all.attention ?? [], mine = data.own ? change(state, { class: 'mine' }) : state;
	const chartOf = perDay(data, mine), headline = aligned(data, mine);
	if (!alarms.length)
		return [h('div', { class: 'row' }, headline, chartOf),
			h('div', { class: 'row' }, receivers(data.all, state), h('section', { class: 'c8', 'aria-labelledby': 'h-pol' },
				published(data.all, state), changes(data.all, state, CHANGES)))];
	return [h('div', { class: 'row needs' }, headline, attention(alarms, state)),
		h('div', { class: 'row' }, receivers(data.all, state, h('section', { class: 'sec', 'aria-labelledby': 'h-pol' },
			published(data.all, state), changes(data.all, state, CHANGES))), chartOf)];
}

/** @param {Sender} sender @param {State} state @param {number} max @param {boolean} failing */
function senderRow(sender, state, max, failing) {
	const { id, title, domain, domain_idn: idn, messages, failed } = sender;
	const page = link('sender.html', { range: state.range, from: state.from, to: state.to }, { sender: id });
	/** @param {Changes} more */
	const to = (more) => records(state, { sender: id, ...more });
	return h('tr', null,
		h('th', { scope: 'row' }, h('a', { href: page }, cut(title)), h('span', { class: 'ptr' }, domainText(domain, idn))),
		failing ? h('td', { class: 'k-v' }, classStatus(sender)) : bar(messages - failed, failed, max),
		h('td', null, failing ? numberLink(failed, to({ dmarc: 'fail' })) : numberLink(messages, to({}))),
		failing ? h('td', { class: 'dim' }, percent(failed, messages)) : h('td', { class: failed ? null : 'dim' },
			failed ? h('a', { href: to({ dmarc: 'fail' }) }, percent(failed, messages)) : '0.00'));
}

/** @param {string} id @param {string} title @param {Sender[]} list @param {number} all @param {Changes} which @param {State} state */
function senderList(id, title, list, all, which, state) {
	const failing = id === 'h-worst', max = Math.max(1, ...list.map(({ messages }) => messages));
	return h('section', { class: 'c6', 'aria-labelledby': id },
		h('div', { class: 'h' }, h('h2', { id }, title),
			h('a', { class: 'more', href: link('senders.html', change(state, which)) }, `All ${count(all)}`)),
		table({ caption: title, cls: 't10', opens: true, columns: [{ name: 'Sender' },
			failing ? { name: 'Verdict', cls: 'k-v' } : { name: 'Share', hide: true, cls: 'k-b' },
			{ name: failing ? 'Failed' : 'Messages', cls: 'k-n' }, { name: 'Failed %', cls: 'k-f' }],
		rows: list.map((sender) => senderRow(sender, state, max, failing)) }));
}

/** @param {Own} own @param {State} state */
function senders({ worst, largest, needs, works }, state) {
	return h('div', { class: 'row tops' },
		worst.length > 0 && senderList('h-worst', 'Senders that need you', worst, needs, {}, state),
		largest.length > 0 && senderList('h-large', 'Top senders of yours', largest, needs + works, { class: 'mine' }, state));
}

/** What else there is to list, one click below. @param {Summary} data @param {State} state */
function lists({ totals }, state) {
	/** @type {[string, number, Changes][]} */
	const all = [['Domains', totals.domains, { by: undefined }], ['Source IPs', totals.ips, { by: 'ip' }],
		['Failing source IPs', totals.ips_failing, { by: 'ip', dmarc: 'fail' }], ['Reporters', totals.orgs, { by: 'org' }],
		['From domains', totals.froms, { by: 'from' }], ['Failing From domains', totals.froms_failing, { by: 'from', dmarc: 'fail' }]];
	return h('nav', { class: 'lists', 'aria-label': 'Lists' }, h('h2', null, 'Lists'),
		h('ul', null, all.map(([word, n, more]) => h('li', null, h('a', { href: link('domains.html', state, more) }, word),
			h('span', { class: 'dim' }, ` ${count(n)}`))),
		h('li', null, h('a', { href: link('domains.html', state, { by: 'selector' }) }, 'Selectors'))));
}

/** @param {Data} data @param {State} state */
function body(data, state) {
	const { all, own } = data;
	if (all.store.reports === 0)
		return [emptyStore()];
	const on = chips(state);
	const top = [head(all, state), on && h('div', { class: 'sumline' }, on)];
	if (all.totals.messages === 0)
		return [...top, noMatch(state, all.store)];
	return [...top, own?.pending && h('p', { class: 'dim note' }, 'Who sent what came just now is being worked out.'),
		first(data, state), own && senders(own, state), lists(all, state)];
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

const shown = run({
	finds: 'records.html',
	/** @returns {Promise<Data>} */
	async load(state, signal) {
		const [all, own] = await Promise.all([getJson(`api/summary${query(state)}`, signal), getJson(`api/own${query(state)}`, signal)]);
		if (all.store.reports === 0)
			location.replace('steps.html');
		if (all.store.reports > 0 && all.totals.messages === 0)
			all.store.nearest = await nearestDay(state, signal);
		return own.own.messages ? { all, mail: ownMail(all, own), own } : { all, mail: all, own: null };
	},
	render: (data, state) => ({
		title: `${titleOf(state)}, ${days(data.all.window.from, data.all.window.to)}`,
		count: counted(data.all.totals.messages, 'message'),
		nodes: body(data, state),
	}),
});
