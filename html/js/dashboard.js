// The dashboard: one request, and every number of it leads to its records.

import { attention } from './attention.js';
import { buckets, changeText, chart, chartTable } from './chart.js';
import {
	askable, bar, chips, count, counted, days, disposition, domainText, emptyStore, failCell,
	getJson, h, link, nearestDay, noMatch, numberLink, percent, query, run, s, shortDay, swatch,
	table,
} from './common.js';

/** @import { By, Changes, Disposition, Filter, Named, Span, State, Summary } from './types.d.ts' */

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

/** @param {Summary} data @param {State} state */
function aligned(data, state) {
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
		h('div', { class: 'h' }, h('h2', { id: 'h-al' }, 'DMARC aligned')),
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

/** @param {Summary} data @param {State} state */
function perDay(data, state) {
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
		h('div', { class: 'h' }, h('h2', { id: 'h-day' }, `Messages per ${series.bucket}`),
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

/** Alarms have the wide place when there are any; the policies then stand beside them. @param {Summary} data @param {State} state */
function second(data, state) {
	const alarms = data.attention ?? [];
	if (!alarms.length)
		return [receivers(data, state), h('section', { class: 'c8', 'aria-labelledby': 'h-pol' },
			published(data, state), changes(data, state, CHANGES))];
	return [receivers(data, state, h('section', { class: 'sec', 'aria-labelledby': 'h-pol' }, published(data, state))),
		attention(alarms, state, changes(data, state, CHANGES - alarms.length))];
}

/**
 * @typedef {object} Top
 * @property {string} title
 * @property {string} head
 * @property {By} by     the list of all of them
 * @property {Named[]} list
 * @property {number} all
 * @property {keyof Filter} name   the filter that a key is put in
 * @property {string} cls
 * @property {boolean} [failing] counts what failed, of all that failed
 */

/** @param {Top} top @param {Summary} data @param {State} state */
function topList(top, data, state) {
	const id = `h-${top.by}${top.failing ? '-fail' : ''}`;
	const failing = /** @type {Changes} */ (top.failing ? { dmarc: 'fail' } : {});
	/** @param {Named} row */
	const size = (row) => top.failing ? row.fail : row.messages;
	const max = Math.max(...top.list.map(size), 1);
	const all = link('domains.html', state, { ...failing, by: top.by });
	return h('section', { class: top.cls, 'aria-labelledby': id },
		h('div', { class: 'h' }, h('h2', { id }, top.title),
			top.all > 0 && h('a', { class: 'more', href: all }, `All ${count(top.all)}`)),
		top.list.length === 0 ? h('p', { class: 'dim' }, 'None.')
			: table({ caption: top.title, cls: 't10', opens: true, columns: [{ name: top.head },
				{ name: 'Share', hide: true, cls: 'k-b' },
				{ name: top.failing ? 'Failed' : 'Messages', cls: 'k-n' },
				{ name: top.failing ? '% of fails' : 'Failed %', cls: 'k-f' }],
			rows: top.list.map((row) => topRow(top, row, { max, data, state, failing })) }));
}

/**
 * @param {Top} top
 * @param {Named} row
 * @param {{max: number, data: Summary, state: State, failing: Changes}} of  what the list is of
 */
function topRow(top, row, { max, data, state, failing }) {
	const key = top.name === 'domain' ? [row.key] : row.key;
	const href = askable(row.key) ? records(state, { [top.name]: key, ...failing }) : null;
	const name = row.key === null && top.by === 'ip' ? 'no usable address'
		: domainText(row.key, row.key_idn);
	const host = row.name ?? row.ptr;
	const number = top.failing ? row.fail : row.messages;
	return h('tr', null,
		h('th', { scope: 'row', title: row.key }, href ? h('a', { href }, name) : name,
			host && h('span', { class: 'ptr' }, host)),
		top.failing ? bar(0, row.fail, max) : bar(row.messages - row.fail, row.fail, max),
		h('td', null, href ? numberLink(number, href) : count(number)),
		top.failing ? h('td', { class: 'dim' }, percent(row.fail, data.totals.fail, 1))
			: failCell(row.fail, row.messages, data.fail_rate_warn));
}

/** @param {Summary} data @returns {Top[]} */
function tops({ top, totals }) {
	return [
		{ title: 'Top source IPs', head: 'Source', by: 'ip', name: 'ip',
			list: top.ip, all: totals.ips, cls: 'c6' },
		{ title: 'Top failing source IPs', head: 'Source', by: 'ip', name: 'ip',
			list: top.ip_fail, all: totals.ips_failing, cls: 'c6', failing: true },
		{ title: 'Top sending domains', head: 'Domain', by: 'domain', name: 'domain',
			list: top.domain, all: totals.domains, cls: 'c4 half' },
		{ title: 'Top failing From domains', head: 'From domain', by: 'from', name: 'header_from',
			list: top.from_fail, all: totals.froms_failing, cls: 'c4 half', failing: true },
		{ title: 'Top reporters', head: 'Organization', by: 'org', name: 'org',
			list: top.org, all: totals.orgs, cls: 'c4 half' },
	];
}

/** @param {Summary} data @param {State} state */
function body(data, state) {
	if (data.store.reports === 0)
		return [emptyStore()];
	const on = chips(state);
	const top = [head(data, state), on && h('div', { class: 'sumline' }, on)];
	if (data.totals.messages === 0)
		return [...top, noMatch(state, data.store)];
	return [...top,
		h('div', { class: 'row' }, aligned(data, state), perDay(data, state)),
		h('div', { class: 'row' }, second(data, state)),
		h('div', { class: 'row tops' }, tops(data).map((top) => topList(top, data, state)))];
}

const shown = run({
	finds: 'records.html',
	async load(state, signal) {
		const data = await getJson(`api/summary${query(state)}`, signal);
		if (data.store.reports === 0)
			location.replace('steps.html');
		if (data.store.reports > 0 && data.totals.messages === 0)
			data.store.nearest = await nearestDay(state, signal);
		return data;
	},
	render: (data, state) => ({
		title: `${titleOf(state)}, ${days(data.window.from, data.window.to)}`,
		count: counted(data.totals.messages, 'message'),
		nodes: body(data, state),
	}),
});
