// An alarm about a sender: what happened, what to do, whose it is, and the records that it counts.

import {
	ago, announce, askable, cell, change, count, counted, cut, date, dayOf, domainText, failed, getJson, h, link,
	moment, nearDay, order, run, severityOf, shortDay, status, table,
} from './common.js';
import { Asked } from './ask.js';
import { classStatus, isOthers } from './classes.js';
import { command, dnsTable } from './dns.js';
import { legsChart, legsLegend, slotsOf } from './legs.js';
import { ACTIONS, actionsOf, stateOf } from './standing.js';

/** @import { Alarm, Records, State } from './types.d.ts' */
/** @import { SenderDetail, Senders } from './whose.d.ts' */
/**
 * @typedef {{alarm: Alarm, one: SenderDetail|null, others: Senders|null, records: Records|null}} Data
 *   one: who it is about, or else others, who forge; null: they sent nothing in the time that is drawn
 */

/** As many days as the chart has, and rows the lists. */
const DAYS = 30, MOST = 10;

let refused = '';
let busy = false;

const clock = () => Date.now() / 1000;

/** What an address answers; null where there is nothing there any more. @template T @param {Promise<T>} asked */
const orNull = (asked) => asked.catch((/** @type {any} */ error) => {
	if (error.status === 404)
		return null;
	throw error;
});

/** @param {Alarm} alarm @param {AbortSignal} signal @returns {Promise<Data>} */
async function about(alarm, signal) {
	const asked = alarm.records?.split('?')[1] ?? '';
	const who = alarm.sender && alarm.kind !== 'forgery' ? orNull(getJson(
		`api/senders/${encodeURIComponent(alarm.sender)}?range=${DAYS}d`, signal)) : null;
	const forgers = alarm.kind === 'forgery' ? getJson(`api/senders?${asked}&sort=-messages`, signal) : null;
	const [one, others, records] = await Promise.all([who, forgers,
		asked ? getJson(`api/records?${asked}&sort=-messages&limit=25`, signal) : null]);
	return { alarm, one, others, records };
}

/** @param {keyof typeof ACTIONS} action */
async function act(action) {
	const { data } = shown;
	if (!data || busy)
		return;
	busy = true;
	let told = ACTIONS[action].done;
	refused = '';
	try {
		data.alarm = await order('POST', `api/alarms/${data.alarm.id}?action=${action}`);
	} catch (/** @type {any} */ error) {
		refused = told = `${ACTIONS[action].label}: not done, ${error.message}`;
	}
	busy = false;
	shown.draw();
	announce(told);
}

/** @param {string} id @param {string} title @param {any} beside @param {...any} nodes */
function section(id, title, beside, ...nodes) {
	return h('section', { 'aria-labelledby': `h-${id}` },
		h('div', { class: 'h' }, h('h2', { id: `h-${id}` }, title), beside), nodes);
}

/** @param {Alarm} alarm */
function buttons(alarm) {
	return h('div', { class: 'acts' }, actionsOf(alarm, clock()).map((action) => h('button', { type: 'button', class: 'btn',
		'data-key': action, on: { click: () => act(action) } }, ACTIONS[action].label)));
}

/** @param {Data} data */
function head({ alarm, one }) {
	const { subject, subject_idn: idn, title, message, todo, since, value, href } = alarm;
	const { shape, tone, word } = severityOf(alarm), sender = one?.sender;
	/** @param {string} name @param {...any} nodes */
	const fact = (name, ...nodes) => h('div', null, h('dt', null, name), h('dd', null, nodes));
	return [h('p', { class: 'back' }, h('a', { href: 'alarms.html' }, 'All alarms'), subject && [' · ',
		askable(subject) ? h('a', { href: link('alarms.html', { domain: [subject] }) }, domainText(subject, idn)) : domainText(subject, idn)]),
	h('div', { class: 'head' },
		h('div', { class: 'title' }, h('h1', null, cut(title)),
			h('span', { class: `verd is-${tone}` }, status(shape, `${word} since ${nearDay(dayOf(since))}`, tone))),
		h('p', { class: 'tells' }, cut(message)),
		todo && h('p', { class: 'tells' }, h('b', null, 'To do: '), one?.dns.length ? h('a', { href: '#todo' }, todo) : todo),
		sender && h('div', { class: 'answer', on: { keydown: asked.keys(sender) } }, h('span', { class: 'lab' }, 'Is it yours?'),
			asked.buttons(sender), h('div', { class: 'lab' }, asked.said(sender))),
		h('dl', { class: 'meta' },
			fact(sender && !isOthers(sender) && alarm.kind === 'mine_broken' ? 'Failed' : 'Messages',
				alarm.records ? h('a', { href: alarm.records }, count(value)) : count(value)),
			fact('Since', shortDay(dayOf(since))), sender && fact('Verdict', classStatus(sender)),
			fact('State', stateOf(alarm, clock())), fact('Noticed', moment(alarm.opened, ago)),
			alarm.pushed !== null && fact('Pushed', moment(alarm.pushed, date))),
		h('div', { class: 'answer' }, buttons(alarm), refused && h('p', { class: 'failt' }, cut(refused))),
		!alarm.sender && askable(href) && h('p', { class: 'tells' }, h('a', { href: /** @type {string} */ (href) }, 'What it is about')))];
}

/** @param {SenderDetail} one */
function chart({ legs, sender }) {
	const state = /** @type {State} */ ({ sender: sender.id, range: `${DAYS}d`, domain: [] });
	const grey = isOthers(sender), slots = slotsOf(legs, { from: null, to: null });
	if (!slots.length)
		return null;
	return section('legs', 'What held its mail', h('span', { class: 'legend' }, legsLegend(slots, grey)),
		legsChart(sender, slots, grey, (span, more = {}) => link('records.html', change(state, { range: null }), { ...span, ...more })));
}

/** @param {SenderDetail|null} one */
function setUp(one) {
	if (!one?.dns.length)
		return null;
	const names = [...new Map(one.dns.map((record) => [record.name, record])).values()];
	const node = section('todo', one.sender.class === 'undecided' ? 'If it is yours' : 'What to set up', null, h('ol', { class: 'todo' },
		h('li', null, h('h3', null, `Publish ${counted(one.dns.length, 'record')}`),
			h('p', null, 'Where the DNS of your domain is kept. What is there already stays as it is.'), dnsTable(one.dns)),
		h('li', null, h('h3', null, 'See that it is there'), names.map(({ name, type }) => command(`dig +short ${type} ${name}`)))));
	node.id = 'todo';
	node.classList.add('side');
	return node;
}

/** @param {{id: string, title: string, domain: string, domain_idn: string|null}} sender */
const pageOf = ({ id }) => link('sender.html', { domain: [] }, { sender: id });

/** Who it is about. @param {Data} data */
function senders({ one, others }) {
	const rows = one ? [one.sender] : others?.rows.slice(0, MOST) ?? [];
	return rows.length > 0 && section('who', rows.length === 1 ? 'Who sends it' : 'Who send it', null,
		table({ caption: 'Senders', cls: 'grp flow', columns: [{ name: 'Sender' }, { name: 'Verdict', cls: 'w-wide' }, { name: 'Messages', cls: 'r w-n' },
			{ name: 'Delivered', cls: 'r w-n' }],
		rows: rows.map((row) => h('tr', { role: 'row' },
			h('th', { scope: 'row', role: 'rowheader' }, h('a', { href: pageOf(row), 'data-key': `name-${row.id}` }, cut(row.title)),
				h('span', { class: 'd2' }, cut(row.by))),
			cell('Verdict', 'w-wide', classStatus(row)), cell('Messages', 'r w-n', count(row.messages)),
			cell('Delivered', 'r w-n', count(row.delivered)))) }));
}

/** What a receiver did. @param {string|null} disposition */
const done = (disposition) => disposition === 'reject' ? failed('Refused') : disposition === 'quarantine' ? failed('Spam folder')
	: status('none', 'Delivered');

/** Those of an address. @param {Alarm} alarm @param {string} ip */
const recordsOf = ({ records }, ip) => `${records}&ip=${encodeURIComponent(ip)}`;

/** The largest first. @param {Data} data */
function evidence({ alarm, records }) {
	return records !== null && records.rows.length > 0 && section('rec', 'Records, the largest first',
		h('a', { class: 'more', href: /** @type {string} */ (alarm.records) }, `All ${count(records.total.records)}`),
		table({ caption: 'Records', cls: 'grp flow', columns: [{ name: 'Address' }, { name: 'Messages', cls: 'r w-n' }, { name: 'Day', cls: 'w-day' },
			{ name: 'Reporter', cls: 'w-wide' }, { name: 'Receiver', cls: 'w-day' }],
		rows: records.rows.slice(0, MOST).map((row) => h('tr', { role: 'row' },
			h('th', { scope: 'row', role: 'rowheader' }, row.ip ? h('a', { href: recordsOf(alarm, row.ip) }, row.ip) : 'no address',
				row.ptr && h('span', { class: 'd2' }, cut(row.ptr))),
			cell('Messages', 'r w-n', count(row.messages)), cell('Day', 'w-day', nearDay(row.day)),
			cell('Reporter', 'w-wide', cut(row.org ?? 'no name')), cell('Receiver', 'w-day', done(row.disp)))) }));
}

/** @param {Data|null} data */
function body(data) {
	if (!data)
		return [h('div', { class: 'state' }, h('h1', null, 'No alarm is chosen'),
			h('p', null, 'Each has a page of its own: ', h('a', { href: 'alarms.html' }, 'all alarms'), '.'))];
	const { one } = data, main = one && chart(one), side = setUp(one);
	const lists = [senders(data), evidence(data)].filter(Boolean);
	return [head(data), (main || side) && h('div', { class: main && side ? 'two' : 'two alone' }, main, side),
		lists.length > 0 && h('div', { class: 'two alone lists' }, lists)];
}

const asked = new Asked((now) => {
	const one = shown.data?.one;
	if (one && now)
		one.sender = now;
	if (shown.data)
		shown.draw();
});

const shown = run({
	places: ['id'],
	/** @returns {Promise<Data|null>} */
	async load({ id }, signal) {
		refused = '';
		return id ? about(await getJson(`api/alarms/${id}`, signal), signal) : null;
	},
	render: (data) => ({
		title: data ? cut(data.alarm.title) : 'Alarm',
		count: data ? counted(data.alarm.value, 'message') : '',
		nodes: body(data),
	}),
});
