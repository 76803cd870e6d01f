// Alarms: what somebody should know of, what was said about it, and from when on it is told.

import {
	ago, announce, askable, byId, cell, change, chips, count, counted, csvLink, cut, date, days, domainText, failed,
	getJson, h, icon, moment, order, pager, run, search, severityOf, showAlarms, status, table,
} from './common.js';
import { ACTIONS, actionsOf, isOpen, stateOf } from './standing.js';

/** @import { Alarm, Alarms, State } from './types.d.ts' */

const ROWS = 50;

const COLUMNS = [
	{ name: 'Choose', hide: true, cls: 'a-ck' },
	{ name: 'Severity', cls: 'a-sev' },
	{ name: 'What happened', cls: 'a-what' },
	{ name: 'Since', cls: 'a-day' },
	{ name: 'How much', cls: 'r a-n' },
	{ name: 'State', cls: 'a-state' },
	{ name: 'What to do with it', hide: true, cls: 'a-acts' },
];

/** What could not be done, by the alarm it was about. @type {Map<number, string>} */
const refused = new Map();

/** Alarms that are chosen, for one answer to all of them. @type {Set<number>} */
const taken = new Set();

/** Alarms that an answer is awaited for. @type {Set<number>} */
const busy = new Set();

const clock = () => Date.now() / 1000;

/** The row of an alarm keeps the focus when its button is gone. @param {number} id */
function refocus(id) {
	const focused = document.activeElement;
	if (focused !== document.body && focused !== byId('main'))
		return;
	const row = byId(`alarm-${id}`);
	(row?.querySelector('button') ?? row)?.focus();
}

/**
 * @param {Alarm} alarm
 * @param {keyof typeof ACTIONS} action
 */
async function act(alarm, action) {
	const { id } = alarm;
	if (busy.has(id))
		return;
	busy.add(id);
	refused.delete(id);
	let told = ACTIONS[action].done;
	try {
		replace(await order('POST', `api/alarms/${id}?action=${action}`));
	} catch (/** @type {any} */ error) {
		told = `${ACTIONS[action].label}: not done, ${error.message}`;
		refused.set(id, told);
	}
	busy.delete(id);
	if (!shown.data)
		return;
	shown.draw();
	announce(told);
	refocus(id);
}

/** The same to all that are chosen and can take it. @param {keyof typeof ACTIONS} action */
async function actAll(action) {
	const ids = [...taken];
	taken.clear();
	for (const id of ids) {
		const alarm = shown.data?.rows.find((row) => row.id === id);
		if (alarm && actionsOf(alarm, clock()).includes(action))
			await act(alarm, action);
	}
	shown.draw();
	announce(`${ACTIONS[action].done}: ${counted(ids.length, 'alarm')}`);
}

/** With those that are chosen. */
function bulk() {
	/** @param {keyof typeof ACTIONS} action */
	const button = (action) => h('button', { type: 'button', class: 'btn', 'data-key': `all-${action}`, on: { click: () => actAll(action) } },
		ACTIONS[action].label);
	return taken.size > 0 && h('div', { class: 'bulk', role: 'group', 'aria-label': 'With the chosen alarms' },
		h('b', null, `${count(taken.size)} chosen`), button('seen'), button('mute'), button('close'),
		h('button', { type: 'button', class: 'linkish', 'data-key': 'all-none', on: { click() {
			taken.clear();
			shown.draw();
		} } }, 'Choose none'));
}

/** @param {Alarm} alarm */
function choice({ id, title }) {
	return h('input', { type: 'checkbox', checked: taken.has(id), 'aria-label': `Choose: ${title}`, 'data-key': `take-${id}`, on: { change() {
		if (!taken.delete(id))
			taken.add(id);
		shown.draw();
	} } });
}

/** The alarm as it is now, in its old place. @param {Alarm} alarm */
function replace(alarm) {
	const { data } = shown;
	const at = data ? data.rows.findIndex((row) => row.id === alarm.id) : -1;
	if (!data || at < 0)
		return;
	data.open += Number(isOpen(alarm)) - Number(isOpen(data.rows[at]));
	data.rows[at] = alarm;
	showAlarms(data.open);
}

/** @param {Alarm} alarm */
function buttons(alarm) {
	return actionsOf(alarm, clock()).map((action) => h('button', { type: 'button', class: 'btn',
		'data-key': `${action === 'unmute' ? 'mute' : action}-${alarm.id}`, on: { click: () => act(alarm, action) } },
	ACTIONS[action].label, h('span', { class: 'vh' }, `: ${alarm.title}`)));
}

/** @param {Alarm} alarm */
function whatOf(alarm) {
	const { id, href, title, message, subject, subject_idn: idn, todo, sender } = alarm;
	return [askable(href) ? h('a', { href, 'data-key': `what-${id}` }, title) : h('b', null, title),
		h('p', null, message), sender && todo && h('p', null, h('b', null, 'To do: '), todo),
		idn && !sender && h('span', { class: 'd2' }, cut(subject ?? ''))];
}

/** What was done with it besides: lines below its state. @param {Alarm} alarm @param {number} now */
function historyOf(alarm, now) {
	const { seen, muted, pushed } = alarm;
	const past = !isOpen(alarm) || (muted !== null && muted > now);
	return [seen !== null && past && ['seen ', moment(seen, ago)],
		pushed !== null && ['pushed ', moment(pushed, ago)]].filter(Boolean);
}

/** @param {Alarm} alarm */
function rowOf(alarm) {
	const now = clock(), { amount, limit_text: limit } = alarm;
	const { shape, tone, word } = severityOf(alarm);
	/** @param {...any} nodes */
	const line = (...nodes) => h('span', { class: 'd2' }, nodes);
	const standing = stateOf(alarm, now);

	return h('tr', { role: 'row', id: `alarm-${alarm.id}`, tabindex: -1, class: isOpen(alarm) ? null : 'past' },
		h('td', { role: 'cell', class: 'a-ck' }, isOpen(alarm) && choice(alarm)),
		cell('Severity', 'a-sev', shape === 'fail' ? failed(word) : status(shape, word, tone, 'warnt')),
		h('th', { scope: 'row', role: 'rowheader', class: 'a-what' }, whatOf(alarm)),
		cell('Since', 'a-day', h('span', null, moment(alarm.since, date),
			line(alarm.changed > alarm.opened ? 'changed ' : 'noticed ', moment(alarm.changed, ago)))),
		cell('How much', 'r a-n', h('span', null, amount, limit !== null && line(`limit ${limit}`))),
		cell('State', 'a-state', h('span', null, alarm.state === 'resolved' ? status('pass', standing) : standing,
			historyOf(alarm, now).map((words) => line(words)))),
		h('td', { role: 'cell', class: 'a-acts' }, h('div', { class: 'acts' }, buttons(alarm)),
			refused.has(alarm.id) && h('p', { class: 'failt' }, cut(refused.get(alarm.id) ?? ''))));
}

/** @param {State} state */
function tabs(state) {
	const all = state.state === 'all';
	/** @param {string} word @param {'all'|null} to @param {boolean} now */
	const tab = (word, to, now) => h('li', null, h('a', { href: search(change(state, { state: to })) || '?',
		'aria-current': now ? 'page' : null, 'data-key': `tab-${word}` }, word));
	return h('nav', { class: 'tabs', 'aria-label': 'Which alarms' },
		h('ul', null, tab('Open', null, !all), tab('All', 'all', all)));
}

/** What the list is of: domains, or everything. @param {State} state @returns {State} */
const chosen = ({ domain, state }) => ({ domain, state });

/** Alarms in which the text is. @param {Alarm[]} rows @param {State} state */
function found(rows, { q }) {
	const text = q?.toLowerCase();
	return text ? rows.filter(({ title, message, subject, subject_idn: idn }) =>
		[title, message, subject, idn].some((words) => words?.toLowerCase().includes(text))) : rows;
}

/** The domain an alarm is about, or nothing in particular. @param {Alarm} alarm */
const whose = ({ kind, sender, subject }) => sender || kind === 'fail_rate' || kind === 'disposition' ? subject : null;

/** By domain, in the order of the worst of each. @param {Alarm[]} rows */
function byDomain(rows) {
	const groups = /** @type {Map<string|null, Alarm[]>} */ (new Map());
	for (const row of rows)
		groups.set(whose(row), [...groups.get(whose(row)) ?? [], row]);
	return [...groups.values()];
}

/** One page of the list, in groups. @param {Alarm[]} rows @param {number} page */
function groupsOf(rows, page) {
	const sizes = new Map(byDomain(rows).map((group) => [whose(group[0]), group.filter(isOpen).length]));
	return byDomain(byDomain(rows).flat().slice((page - 1) * ROWS, page * ROWS)).map((group) => {
		const [{ subject, subject_idn: idn }] = group, domain = whose(group[0]), open = sizes.get(domain) ?? 0;
		return { head: [domain === null ? 'Mailboxes, imports and addresses' : askable(domain)
			? h('a', { href: search({ domain: [domain] }) }, domainText(subject, idn)) : domainText(subject, idn),
		' ', h('span', { class: 'gn' }, open ? counted(open, 'open', 'open') : 'none open')], rows: group.map(rowOf) };
	});
}

/** @param {State} state */
function finder(state) {
	const input = h('input', { type: 'search', value: state.q ?? '', placeholder: 'Domain or sender', 'data-key': 'find',
		on: { change: () => shown.go({ q: input.value.trim() || null, page: null }) } });
	return h('div', { class: 'finder', role: 'search', 'aria-label': 'Find alarms' },
		h('label', null, h('span', { class: 'vh' }, 'Domain or sender'), input));
}

/** No alarm is good news, unless nothing was looked at. @param {Alarms} data @param {State} state */
function nothing({ window: { from, to } }, state) {
	const all = state.state === 'all', of = state.domain.length ? ' about these domains' : '';
	return h('div', { class: 'state' },
		h('h2', null, icon('pass'), ' ', all ? 'No alarm yet' : 'Nothing to see to'),
		h('p', null, all ? `Nothing${of} has reached one of the limits below so far.`
			: `Nothing${of} in the reports of ${days(from, to)} reaches one of the limits below.`),
		!all && h('p', null, h('a', { href: search(change(state, { state: 'all' })) }, 'All alarms there have been')));
}

/** @param {Alarms} data */
function inForce({ limits }) {
	return h('section', { class: 'c7', 'aria-labelledby': 'h-lim' },
		h('div', { class: 'h' }, h('h2', { id: 'h-lim' }, 'Limits in force')),
		table({ caption: 'Limits in force', cls: 'kv fit limits', columns: [{ name: 'What, and the name of its setting' },
			{ name: 'Limit' }], rows: limits.map(({ what, setting, value }) => h('tr', { role: 'row' },
			h('th', { scope: 'row', role: 'rowheader' }, h('span', { class: 'set' }, what, h('code', null, setting))),
			h('td', { role: 'cell' }, value))) }),
		h('p', { class: 'dim note' }, 'Always told: a mailbox that cannot be fetched, reports by mail or webhook that '
			+ 'cannot be imported, and no new report for 48 hours where they used to come.'));
}

/** @param {Alarms} data */
function pushed({ push: { on, waiting, last, error } }) {
	/** @param {string} word @param {...any} value */
	const row = (word, ...value) => h('tr', null, h('th', { scope: 'row' }, word), h('td', null, value));
	return h('section', { class: 'c5', 'aria-labelledby': 'h-push' },
		h('div', { class: 'h' }, h('h2', { id: 'h-push' }, 'Push')),
		h('table', { class: 'kv fit' }, h('caption', { class: 'vh' }, 'Push'), h('tbody', null,
			row('Alarms are pushed', on ? status('pass', 'Yes') : status('none', 'No')),
			(on || waiting > 0) && row('Waiting', count(waiting)),
			(on || last !== null) && row('Last push', last === null ? 'never' : moment(last, ago)),
			(on || error !== null) && row('Last error', error === null ? 'none' : failed(h('span', null, cut(error)))))),
		!on && h('div', { class: 'hint' }, h('p', null, 'Name a topic of an ntfy server, and alarms come to your phone when they '
			+ 'open and when they grow worse:'), h('pre', null, 'NTFY_URL=https://ntfy.example.org/dmarc'),
		h('p', null, h('code', null, 'NTFY_TOKEN'), ' if the server asks for one, and ', h('code', null, 'BASE_URL'),
			' for links that lead back here.')));
}

/** How many of what is listed are open. @param {Alarms} data @param {State} state */
function openOf({ open, rows }, state) {
	return state.domain.length ? rows.filter(isOpen).length : open;
}

/** @param {Alarms} data @param {State} state */
function body(data, state) {
	const { window: { from, to } } = data, open = openOf(data, state), rows = found(data.rows, state);
	const on = chips({ ...chosen(state), q: state.q }), pages = Math.max(1, Math.ceil(rows.length / ROWS));
	const page = Math.min(Number(state.page ?? 1), pages);
	return [
		h('div', { class: 'head' }, h('h1', null, 'Alarms'), h('span', { class: 'per' }, open ? counted(open, 'open', 'open') : 'none open'),
			h('p', { class: 'facts' }, h('span', null, 'Looked at: ', days(from, to)))),
		(on || rows.length > 0) && h('div', { class: 'sumline' }, on, h('span', { class: 'sp' }),
			rows.length > 0 && csvLink(`api/alarms.csv${search(chosen(state))}`, 'alarms')),
		tabs(state),
		(data.rows.length > ROWS || state.q) && finder(state),
		bulk(),
		rows.length ? table({ caption: state.state === 'all' ? 'All alarms' : 'Open alarms', cls: 'grp alarms',
			columns: COLUMNS, groups: groupsOf(rows, page) }) : nothing(data, state),
		pages > 1 && pager({ state: { ...state, page: String(page) }, total: rows.length, shown: Math.min(ROWS, rows.length - (page - 1) * ROWS),
			what: 'alarm', rows: ROWS, prev: page > 1 ? {} : null, next: page < pages ? {} : null }),
		h('div', { class: 'row below' }, inForce(data), pushed(data)),
	];
}

const shown = run({
	places: ['state'],
	load(state, signal) {
		refused.clear();
		taken.clear();
		return getJson(`api/alarms${search(chosen(state))}`, signal);
	},
	render: (data, state) => ({
		title: openOf(data, state) ? `Alarms, ${counted(openOf(data, state), 'open', 'open')}` : 'Alarms',
		count: counted(data.rows.length, 'alarm'),
		nodes: body(data, state),
	}),
});
