// A sender: what it does, how that is known, what to set up, and whose it is.

import {
	bar, cell, change, count, counted, cut, domainText, failed, getJson, h, isNetwork, link,
	nearDay, numberLink, percent, periodText, query, run, shortDay, status, table, windowOf,
} from './common.js';
import { Asked } from './ask.js';
import { CLASSES, classStatus, isOthers, stopped as stoppedOf } from './classes.js';
import { command, dnsTable } from './dns.js';
import { legsChart, legsLegend, legsTable, slotsOf } from './legs.js';

/** @import { Changes, Span, State } from './types.d.ts' */
/** @import { Sender, SenderDetail } from './whose.d.ts' */

/** So many rows at once: of longer lists the rest is one click away. */
const MOST = 10;

let asTable = false;

/** The sender and the period: nothing else of a filter is shown here. @param {State} state @returns {State} */
const chosen = ({ sender, range, from, to }) => ({ sender, range, from, to, domain: [] });

/** @param {State} state @param {Changes} more */
const records = (state, more) => link('records.html', state, more);

/** @param {string} id @param {string} title @param {any} beside @param {...any} nodes */
function section(id, title, beside, ...nodes) {
	return h('section', { 'aria-labelledby': `h-${id}` },
		h('div', { class: 'h' }, h('h2', { id: `h-${id}` }, title), beside), nodes);
}

/** @param {Sender} one @param {State} state */
function facts({ messages, failed: n, stopped, delivered, first, last, addresses, reporters }, state) {
	/** @param {string} word @param {...any} value */
	const fact = (word, ...value) => h('div', null, h('dt', null, word), h('dd', null, value));
	const share = percent(messages - n, messages);
	return h('dl', { class: 'meta' },
		fact('Messages', numberLink(messages, records(state, {}))),
		fact('Passed', numberLink(messages - n, records(state, { dmarc: 'pass' })), share && h('span', { class: 'd2' }, `${share}\u00a0%`)),
		fact('Failed', numberLink(n, records(state, { dmarc: 'fail' })), n > 0 && h('span', { class: 'd2' }, `${count(delivered)} delivered`)),
		fact('Stopped', numberLink(stopped, records(state, stoppedOf(state)))),
		fact('First seen', shortDay(first)), fact('Last seen', shortDay(last)),
		fact('Addresses', numberLink(addresses, link('domains.html', state, { by: 'ip' }))),
		fact('Reporters', numberLink(reporters, link('domains.html', state, { by: 'org' }))));
}

/** @param {Sender} one @param {State} state */
function head(one, state) {
	const { domain, domain_idn: idn, class: of, since } = one;
	const { tone } = CLASSES[of], more = of === 'mine-broken' && since ? ` since ${nearDay(since)}` : '';
	return [h('p', { class: 'back' }, h('a', { href: link('senders.html', change(state, { sender: null })) }, 'All senders'), ' · ',
		h('a', { href: link('senders.html', change(state, { sender: null }), { domain: [domain] }) }, domainText(domain, idn)),
		` · ${periodText(state)}`),
	h('div', { class: 'head' },
		h('div', { class: 'title' }, h('h1', null, cut(one.title)), h('span', { class: 'per' }, `as ${domainText(domain, idn)}`),
			h('span', { class: `verd is-${tone}` }, classStatus(one, more))),
		h('p', { class: 'tells' }, one.sentence),
		one.todo && h('p', { class: 'tells' }, h('b', null, 'To do: '), h('a', { href: '#todo' }, one.todo)),
		h('div', { class: 'answer', on: { keydown: asked.keys(one) } }, h('span', { class: 'lab' }, 'Is it yours?'), asked.buttons(one, undefined, note),
			!one.mark && h('label', { class: 'lab' }, h('span', { class: 'vh' }, 'Note'),
				h('input', { id: 'note', type: 'text', maxlength: 200, autocomplete: 'off', placeholder: 'A note, for who comes after you' })),
			h('div', { class: 'lab' }, asked.said(one), !one.mark && 'Counts for all its addresses; one click undoes it.')),
		facts(one, state))];
}

/** What was written beside the answer. */
const note = () => /** @type {HTMLInputElement|null} */ (document.getElementById('note'))?.value.trim() ?? '';

/** @param {SenderDetail} one @param {State} state */
function legs(one, state) {
	const slots = slotsOf(one.legs, windowOf(state)), { sender } = one, grey = isOthers(sender);
	if (!one.legs.length || !slots.length)
		return null;
	/** @param {Span} span @param {Changes} [more] */
	const href = (span, more = {}) => records(state, { ...span, ...more });
	const holder = h('div');
	const toggle = h('button', { type: 'button', class: 'more', 'data-key': 'twin' }, 'As table');
	const draw = () => {
		toggle.setAttribute('aria-pressed', String(asTable));
		holder.replaceChildren(asTable ? legsTable(slots, grey, href) : legsChart(sender, slots, grey, href));
	};
	toggle.addEventListener('click', () => {
		asTable = !asTable;
		draw();
	});
	draw();
	return section('legs', 'What held its mail', h('span', { class: 'legend' }, legsLegend(slots, grey), toggle), holder);
}

/** A number in a sentence is a link to what it counts; one that is not in it follows. @param {SenderDetail['why'][0]} line */
function told({ text, n, href }) {
	if (n === null || href === null)
		return text;
	const words = count(n), at = text.search(new RegExp(`(?<![\\d,.])${words}(?![\\d,]|\\.\\d)`));
	const a = h('a', { href }, words);
	return at < 0 ? [text, ' (', a, ')'] : [text.slice(0, at), a, text.slice(at + words.length)];
}

/** @param {SenderDetail} one */
function why({ why: lines, sender: { rule } }) {
	return lines.length > 0 && section('why', 'Why this verdict', h('span', { class: 'dim' }, `rule ${rule}`),
		h('ul', { class: 'why' }, lines.map((line) => h('li', null, told(line)))));
}

/** @param {string} text */
const sentenceCase = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** What to set up, step by step. @param {SenderDetail} one */
function todo({ dns, sender: { todo: what, class: of, stopped, title } }) {
	if (!what && !dns.length)
		return null;
	/** @param {string} head @param {...any} nodes */
	const step = (head, ...nodes) => h('li', null, h('h3', null, head), nodes);
	const one = dns.length === 1, names = [...new Map(dns.map((record) => [record.name, record])).values()];
	const node = section('todo', of === 'undecided' ? 'If it is yours' : 'What to set up', null,
		h('ol', { class: 'todo' },
			step(what ? sentenceCase(what) : one ? 'Publish this record' : `Publish these ${count(dns.length)} records`, dns.length > 0
				&& [h('p', null, 'Where the DNS of your domain is kept. What is there already stays as it is.'), dnsTable(dns)]),
			dns.length > 0 && step(one ? 'See that it is there' : 'See that they are there',
				names.map(({ name, type }) => command(`dig +short ${type} ${name}`))),
			of === 'mine-broken' && stopped > 0 && step('Send again what was lost',
				h('p', null, `${counted(stopped, 'message')} did not reach an inbox, and no receiver tries again.`))),
		of === 'mine-broken' && h('p', { class: 'dim note' },
			`The verdict turns to “${CLASSES['mine-ok'].word}” by itself, when reports come in which the mail of ${cut(title)} passes.`));
	node.id = 'todo';
	node.classList.add('side');
	return node;
}

/**
 * One of the lists at the foot; none, where there is nothing in it.
 * @template Row
 * @param {object} l
 * @param {string} l.id @param {string} l.title @param {string} [l.cls]
 * @param {import('./common.js').Column[]} l.columns
 * @param {Row[]} l.list
 * @param {(row: Row) => any[]} l.cells
 * @param {{href: string, words: string}|null} [l.all] where all of them are
 */
function list({ id, title, cls = '', columns, list: all, cells, all: more = null }) {
	const rows = all.slice(0, MOST);
	return all.length > 0 && section(id, title, more && h('a', { class: 'more', href: more.href }, more.words),
		table({ caption: title, cls: `grp flow ${cls}`, columns, rows: rows.map((row) => h('tr', { role: 'row' }, cells(row))) }),
		!more && all.length > MOST && h('p', { class: 'dim note' }, `${count(MOST)} of ${count(all.length)}, the largest`));
}

/** What a row is about. @param {...any} nodes */
const name = (...nodes) => h('th', { scope: 'row', role: 'rowheader' }, nodes);
/** What failed; of others that is no bad news. @param {Sender} of @param {number} n @param {string} href */
const failing = (of, n, href) => numberLink(n, href, isOthers(of) ? undefined : 'failt');

/** A domain that the key or return path shares with the one it sends as. @param {string|null} a @param {string} b */
const alike = (a, b) => a !== null && (a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`));

/** @param {SenderDetail} one */
const keys = ({ keys: all, sender: { domain } }) => list({ id: 'keys', title: 'Keys', list: all,
	columns: [{ name: 'Selector' }, { name: 'Signs as', cls: 'w-wide' }, { name: 'Messages', cls: 'r w-n' }, { name: 'Passed', cls: 'r w-n' },
		{ name: 'First', cls: 'w-day' }, { name: 'Last pass', cls: 'w-day' }],
	cells: (key) => [name(h('code', null, cut(key.selector ?? 'no selector'))),
		cell('Signs as', 'w-wide', h('span', null, domainText(key.domain), h('span', { class: 'd2' },
			alike(key.domain, domain) ? 'yours: it counts' : 'not yours: it does not count'))),
		cell('Messages', 'r w-n', count(key.messages)), cell('Passed', 'r w-n', count(key.passed)),
		cell('First', 'w-day', nearDay(key.first)),
		cell('Last pass', 'w-day', key.last_pass ? h('b', null, nearDay(key.last_pass)) : 'never')] });

/** @param {SenderDetail} one */
const envelopes = ({ envelopes: all, sender: { domain } }) => list({ id: 'env', title: 'Return paths', list: all,
	columns: [{ name: 'Domain' }, { name: 'SPF', cls: 'w-day' }, { name: 'Counts', cls: 'w-day' }, { name: 'Messages', cls: 'r w-n' }],
	cells: (path) => [name(domainText(path.domain)),
		cell('SPF', 'w-day', path.result === 'pass' ? status('pass', 'pass') : path.result ? failed(cut(path.result)) : 'none'),
		cell('Counts', 'w-day', alike(path.domain, domain) ? 'yes, it is yours' : 'no, not yours'),
		cell('Messages', 'r w-n', count(path.messages))] });

/** @param {SenderDetail} one @param {State} state */
const networks = ({ networks: all, sender }, state) => list({ id: 'net', title: 'Networks', list: all,
	columns: [{ name: 'Network' }, { name: 'Messages', cls: 'r w-n' }, { name: 'Failed', cls: 'r w-n' }],
	cells({ name: called, prefix, messages, failed: n }) {
		const ip = isNetwork(prefix) ? prefix : undefined;
		return [name(ip ? h('a', { href: records(state, { ip }) }, prefix) : cut(prefix), called && h('span', { class: 'd2' }, cut(called))),
			cell('Messages', 'r w-n', ip ? numberLink(messages, records(state, { ip })) : count(messages)),
			cell('Failed', 'r w-n', ip ? failing(sender, n, records(state, { ip, dmarc: 'fail' })) : count(n))];
	} });

/** @param {SenderDetail} one @param {State} state */
const addresses = ({ addresses: all, sender }, state) => list({ id: 'ip', title: 'Addresses', list: all,
	all: Math.max(sender.addresses, all.length) > MOST ? { href: link('domains.html', state, { by: 'ip' }), words: `All ${count(sender.addresses)}` } : null,
	columns: [{ name: 'Address, host' }, { name: 'Messages', cls: 'r w-n' }, { name: 'Failed', cls: 'r w-n' }, { name: 'Seen', cls: 'w-seen' }],
	cells: ({ ip, host, messages, failed: n, first, last }) => [
		name(h('a', { href: records(state, { ip }) }, ip), host && h('span', { class: 'd2' }, cut(host))),
		cell('Messages', 'r w-n', numberLink(messages, records(state, { ip }))),
		cell('Failed', 'r w-n', failing(sender, n, records(state, { ip, dmarc: 'fail' }))),
		cell('Seen', 'w-seen', h('span', null, nearDay(last), first !== last && h('span', { class: 'd2' }, `since ${nearDay(first)}`)))] });

/** @param {SenderDetail} one @param {State} state */
function reporters({ reporters: all, sender }, state) {
	const max = Math.max(1, ...all.map(({ messages }) => messages));
	return list({ id: 'org', title: 'What receivers did', list: all, cls: 'orgs',
		columns: [{ name: 'Receiver' }, { name: 'Share', hide: true, cls: 'bar' }, { name: 'Messages', cls: 'r w-n' }, { name: 'Failed', cls: 'r w-n' },
			{ name: 'Stopped', cls: 'r w-n' }],
		cells({ org, messages, failed: n, stopped }) {
			/** @param {Changes} more */
			const to = (more) => records(state, { org: org ?? undefined, ...more });
			const share = bar(messages - n, n, max, isOthers(sender) ? 'fn' : 'fx');
			share.setAttribute('role', 'cell');
			return [name(org ? h('a', { href: to({}) }, cut(org)) : 'no name'), share,
				cell('Messages', 'r w-n', org ? numberLink(messages, to({})) : count(messages)),
				cell('Failed', 'r w-n', org ? failing(sender, n, to({ dmarc: 'fail' })) : count(n)),
				cell('Stopped', 'r w-n', org ? numberLink(stopped, to(stoppedOf(state))) : count(stopped))];
		} });
}

/** @param {SenderDetail} one */
const history = ({ history: all }) => list({ id: 'past', title: 'History', list: all,
	columns: [{ name: 'Since' }, { name: 'Verdict', cls: 'w-wide' }, { name: 'Rule', cls: 'w-day' }],
	cells: ({ day, class: of, rule }) => [name(shortDay(day)), cell('Verdict', 'w-wide', classStatus({ class: of })), cell('Rule', 'w-day', rule)] });

/** No sender is named. */
function nobody() {
	return [h('div', { class: 'state' }, h('h1', null, 'No sender is chosen'),
		h('p', null, 'Each has a page of its own: ', h('a', { href: 'senders.html' }, 'all senders'), '.'))];
}

/** @param {SenderDetail|null} one @param {State} asked */
function body(one, asked) {
	if (!one)
		return nobody();
	const state = chosen(asked), side = todo(one), main = [legs(one, state), why(one)].filter(Boolean);
	const lists = [[keys(one), envelopes(one), networks(one, state), addresses(one, state)], [reporters(one, state), history(one)]]
		.filter((some) => some.some(Boolean));
	return [head(one.sender, state),
		(main.length > 0 || side) && h('div', { class: side && main.length ? 'two' : 'two alone' }, main, side),
		lists.length > 0 && h('div', { class: 'two lists' }, lists.map((some) => h('div', null, some)))];
}

/** @param {Sender|null} now */
function answered(now) {
	if (shown.data && now)
		shown.data = { ...shown.data, sender: now };
	if (shown.data)
		shown.draw();
}

const asked = new Asked(answered);

const shown = run({
	/** @param {State} state @param {AbortSignal} signal @returns {Promise<SenderDetail|null>} */
	async load(state, signal) {
		const { sender, ...period } = chosen(state);
		return sender ? getJson(`api/senders/${encodeURIComponent(sender)}${query(period)}`, signal) : null;
	},
	render: (one, state) => ({
		title: one ? `${cut(one.sender.title)} as ${domainText(one.sender.domain, one.sender.domain_idn)}, ${periodText(chosen(state))}` : 'Sender',
		count: one ? counted(one.sender.messages, 'message') : '',
		nodes: body(one, state),
	}),
});
