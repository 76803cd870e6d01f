// Records as rows, and one of them opened: the same on Records and Reports.

import { getJson } from './api.js';
import { copyButton, fill, filled, h } from './dom.js';
import { count, counted, cut, instant, shortDay, span } from './format.js';
import { disposition, failed, icon, status } from './icons.js';
import { oneStop } from './keys.js';
import { domainCell, domainText, oneLine, table } from './table.js';
import { askable, link, search } from './url.js';
import { cell, verdict } from './verdict.js';

/** @import { Changes, PolicyPublished, RecordDetail, RecordRow, Reporter, Result, State } from './types.d.ts' */

/**
 * @typedef {object} How
 * @property {string} caption
 * @property {(more: Changes) => string} href where a name in a row leads
 * @property {(id: string|null) => string} opened the address with that row open
 * @property {string} [sort] in force; without it the heads do not sort
 */

const COLUMNS = [
	{ name: 'Details', hide: true, cls: 'tog' },
	{ name: 'Day', key: 'day', cls: 'k-date' },
	{ name: 'From domain', key: 'from', az: true, cls: 'k-dom' },
	{ name: 'Source IP and host', key: 'ip', az: true, cls: 'k-ip' },
	{ name: 'Messages', key: 'messages', cls: 'k-msg r' },
	{ name: 'DMARC', key: 'dmarc', cls: 'k-res' },
	{ name: 'DKIM', key: 'dkim', cls: 'k-dkim' },
	{ name: 'SPF', key: 'spf', cls: 'k-spf' },
	{ name: 'Disposition', key: 'disp', az: true, cls: 'k-disp' },
	{ name: 'Reporter', key: 'org', az: true, cls: 'k-rep' },
];

/** What records can be sorted by. */
export const SORTS = COLUMNS.flatMap(({ key }) => key ?? []);

/** DKIM or SPF: how it went, and the domain that it was for. @param {string} cls @param {Result} part */
function resultCell(cls, part) {
	const [shape, word] = cell(part);
	const name = part.domain && domainText(part.domain, part.domain_idn);
	return h('td', { class: cls, role: 'cell' }, status(shape, word),
		name && h('span', { class: 'd2', title: part.domain }, name));
}

/** @param {RecordRow} row @param {How['href']} href */
function sourceCell(row, href) {
	const text = row.ip ?? cut(row.ip_raw || 'no address');
	const host = row.name ?? row.ptr;
	return h('td', { class: 'k-ip', role: 'cell' },
		row.ip ? h('a', { href: href({ ip: row.ip }) }, text) : text,
		host && h('span', { class: 'd2', title: row.ptr }, cut(host)));
}

/** The days of a report that spans more than one. @param {RecordRow} row */
function dayCell(row) {
	const long = row.day_from !== row.day_to && (Date.parse(row.day_to) - Date.parse(row.day_from)) / 864e5 > 1;
	return h('td', { class: 'k-date nw', role: 'cell' }, shortDay(row.day),
		long && h('span', { class: 'd2' }, `${shortDay(row.day_from)} to ${shortDay(row.day_to)}`));
}

/** @param {RecordRow} row @param {State} state @param {How} how */
function rowOf(row, state, { href, opened }) {
	const open = String(row.id) === state.open;
	const to = opened(open ? null : String(row.id)) || '?';
	return h('tr', { class: open ? 'row0 open' : 'row0', role: 'row' },
		h('td', { class: 'tog', role: 'cell' }, h('a', { href: to, role: 'button',
			'aria-expanded': String(open), 'data-key': `open-${row.id}`,
			'aria-label': `Details, ${row.ip ?? 'no address'}, ${counted(row.messages, 'message')}` }, icon('chev'))),
		dayCell(row),
		h('td', { class: 'k-dom', role: 'cell' }, domainCell(row.from, row.from_idn,
			href({ header_from: row.from }))),
		sourceCell(row, href),
		h('td', { class: 'k-msg r', role: 'cell' }, count(row.messages)),
		h('td', { class: 'k-res', role: 'cell' }, row.dmarc === 'fail' ? failed('Fail') : status('pass', 'Pass')),
		resultCell('k-dkim', row.dkim), resultCell('k-spf', row.spf),
		h('td', { class: 'k-disp', role: 'cell' }, disposition(row.disp)),
		h('td', { class: 'k-rep', role: 'cell' }, oneLine(row.org ?? 'no name')));
}

/** @param {any[][]} pairs  a name, and what is to say of it */
function list(pairs) {
	return h('dl', null, pairs.map(([name, value]) => [h('dt', null, name),
		value === null || value === undefined || value === '' ? h('dd', { class: 'dim' }, 'not reported')
			: h('dd', null, value)]));
}

/** @param {...(string|null)} parts */
const inBrackets = (...parts) => {
	const some = parts.filter(Boolean).join(', ');
	return some && ` (${some})`;
};

/** @param {RecordDetail} r */
function authentication(r) {
	const dkim = r.dkim_all.map((x) => [`DKIM`, `${x.result ?? 'no result'} for ${x.domain_idn ?? x.domain ?? 'no name'}`
		+ inBrackets(x.selector && `selector ${x.selector}`, x.human_result)]);
	const spf = r.spf_all.map((x) => ['SPF', `${x.result ?? 'no result'} for ${x.domain_idn ?? x.domain ?? 'no name'}`
		+ inBrackets(x.scope && `scope ${x.scope}`, x.human_result)]);
	return list([['Header From', r.header_from], ['Envelope from', r.envelope_from],
		['Envelope to', r.envelope_to], ...spf, ...dkim,
		...spf.length ? [] : [['SPF', 'no result']], ...dkim.length ? [] : [['DKIM', 'no signature']]]);
}

/** @type {Record<string, string>} */
export const MODES = { r: 'relaxed', s: 'strict' };

/** @type {(keyof PolicyPublished)[]} */
const TAGS = ['p', 'sp', 'np', 'pct', 'fo'];

/** The policy as published, as a line of its tags. @param {Partial<PolicyPublished>|null} p */
export function policyText(p) {
	return TAGS.map((tag) => [tag, p?.[tag] ?? '']).filter(([, value]) => value !== '')
		.map((pair) => pair.join('=')).join(' ') || null;
}

/** The same in a row: that it is for all of the mail goes without saying. @param {Partial<PolicyPublished>|null} p */
export const policyShort = (p) => policyText(p && { ...p, pct: Number(p.pct) === 100 ? undefined : p.pct });

/** @param {RecordDetail} r */
function policy(r) {
	/** @param {string|null} m */
	const mode = (m) => MODES[m ?? ''] ?? m ?? 'not given';
	const reasons = r.reasons.map((x) => `${x.type ?? 'no type'}${inBrackets(x.comment)}`);
	return list([['Domain', r.policy.domain], ['Published', policyText(r.policy)],
		['Alignment', `DKIM ${mode(r.policy.adkim)}, SPF ${mode(r.policy.aspf)}`],
		['Testing', r.policy.testing ?? undefined], ['Disposition', r.disp],
		['Override', reasons.join('; ') || 'none']]
		.filter(([name, value]) => name !== 'Testing' || value !== undefined));
}

const WAYS = { upload: 'by upload', webhook: 'by webhook', cli: 'from the shell', imap: 'from the mailbox', maildir: 'from the Maildir',
	alias: 'by mail alias' };

/** Who reported, when, and how it came here. @param {Reporter} rep */
export function reporter(rep) {
	/** @param {string} name @param {string[]} lines @returns {any[][]} */
	const said = (name, lines) => lines.length ? [[name, lines.map((line) => h('div', null, line))]] : [];
	return list([['Reporter', rep.org], ['E-mail', rep.email], ['Contact', rep.contact],
		['Period', span(rep.begin, rep.end)], ['Report ID', rep.report_id],
		['Imported', `${instant(rep.imported)}, ${WAYS[rep.via] ?? rep.via}`],
		['Software', rep.generator], ['Version', rep.version],
		...said('Errors', rep.errors), ...said('Repaired', rep.warnings)]
		.filter(([name, value]) => value || !['Contact', 'Software', 'Version'].includes(name)));
}

/** @param {RecordDetail} r @param {State} state */
function actions(r, state) {
	const { range, from, to } = state, id = String(r.report), inReport = { open: id, record: String(r.id) };
	return h('p', { class: 'acts' },
		r.ip && h('a', { href: link('records.html', { domain: [], range, from, to, ip: r.ip }) }, 'All mail from this IP'),
		r.ip && askable(r.domain) && h('a', { href: link('./', { range: '12m', domain: [r.domain], ip: r.ip }) }, 'This domain and IP over time'),
		h('a', { href: `reports.html${search({ open: id })}` }, 'Open report'),
		h('a', { href: `reports.html${search(inReport)}#xml` }, 'Raw XML'),
		copyButton('Copy as JSON', () => JSON.stringify(r, null, '\t'), 'linkish'));
}

/** @param {RecordDetail} r @param {State} state */
function detail(r, state) {
	return h('div', null, h('p', { class: 'why' }, verdict(r)),
		h('div', { class: 'cols' },
			h('section', null, h('h2', null, 'Authentication'), authentication(r)),
			h('section', null, h('h2', null, 'Policy applied'), policy(r)),
			h('section', null, h('h2', null, 'Report'), reporter(r.reporter))),
		actions(r, state));
}

/** What was asked once is kept: a drawing may come again. @type {Map<string, Promise<RecordDetail>>} */
const known = new Map();

/**
 * The row below an opened one; it fills itself.
 * @param {string} id
 * @param {State} state
 */
function detailRow(id, state) {
	const holder = h('td', { colspan: COLUMNS.length, role: 'cell' }, h('p', { class: 'dim' }, 'Reading the record'));
	const asked = known.get(id) ?? getJson(`api/records/${id}`);
	known.set(id, asked);
	asked.then((r) => {
		holder.replaceChildren(detail(r, state));
		filled(holder);
	}, (error) => {
		known.delete(id);
		holder.replaceChildren(h('p', { class: 'failt', role: 'alert' }, `The record could not be read: ${error.message}`));
	});
	return h('tr', { class: 'det', role: 'row' }, holder);
}

/**
 * Rows stay as they are while others open and close: only what changes is made anew.
 * @typedef {object} Drawn
 * @property {RecordRow[]} rows
 * @property {string} address  of the page, but for what is open
 * @property {HTMLTableSectionElement} body
 * @property {string|null} open
 * @property {Map<RecordRow, Node>} lines
 */

/** What was drawn last. @type {Drawn|null} */
let drawn = null;

/** @param {Drawn} now @param {State} state @param {How} how */
function draw({ rows, body, lines, open: was }, state, how) {
	const open = state.open ?? null;
	const turned = (/** @type {RecordRow} */ row) => (String(row.id) === was) !== (String(row.id) === open);
	for (const row of rows)
		if (!lines.has(row) || turned(row))
			lines.set(row, rowOf(row, state, how));
	const one = open && detailRow(open, state);
	const lost = one && how.sort && !rows.some((row) => String(row.id) === open) && one;
	fill(body, [lost, ...rows.flatMap((row) => [lines.get(row), String(row.id) === open && one])].filter((node) => node));
	oneStop(body);
}

/**
 * @param {RecordRow[]} rows
 * @param {State} state open: the one that is opened
 * @param {How} how
 * @returns {HTMLTableElement}
 */
export function recordTable(rows, state, how) {
	const { caption, sort } = how;
	const address = JSON.stringify([caption, sort, search({ ...state, open: undefined })]);
	if (drawn?.rows !== rows || drawn.address !== address) {
		const node = table({ caption, cls: 'rec', columns: COLUMNS, rows: [], opens: true, state: sort ? state : undefined, sort });
		drawn = { rows, address, body: node.tBodies[0], open: null, lines: new Map() };
	}
	draw(drawn, state, how);
	drawn.open = state.open ?? null;
	return /** @type {HTMLTableElement} */ (drawn.body.parentElement);
}
