// First steps: what is left to set up, until reports come by themselves.  What can be seen to be done is ticked.

import {
	announce, count, counted, cut, date, failed, getJson, h, icon, link, order, run, shortDay,
} from './common.js';
import { command, dnsTable } from './dns.js';

/** @import { Settings, MailboxAnswer, Tried } from './fetches.d.ts' */
/** @import { Senders } from './whose.d.ts' */
/** @import { Summary } from './types.d.ts' */
/** @typedef {{settings: Settings, box: MailboxAnswer, store: Summary['store'], senders: Senders|null}} Data */
/**
 * @typedef {object} Step
 * @property {boolean} done
 * @property {string} title
 * @property {any} [when]  in the margin: when it is done, or will be
 * @property {boolean} [waits]  for others, or for days
 * @property {any[]} body
 */

const LOOK = 60_000;
const DAY = 86400;
/** Days of reports after which most senders have shown themselves. */
const SHOWN = 14;

/** What was tried on this page, and what of it is not over. @type {Map<string, Tried>} */
const tried = new Map();
const trying = new Set();

/**
 * @param {string} what
 * @param {() => Promise<Tried>} ask
 */
async function attempt(what, ask) {
	if (trying.has(what))
		return;
	trying.add(what);
	shown.draw();
	try {
		tried.set(what, await ask());
	} catch (/** @type {any} */ error) {
		tried.set(what, { ok: false, said: [], error });
	}
	trying.delete(what);
	shown.draw();
	announce(tried.get(what)?.ok ? 'The test went well' : 'The test failed');
}

/**
 * A button that tries something, and what came of it.
 * @param {string} what
 * @param {string} label
 * @param {() => Promise<Tried>} ask
 */
function trial(what, label, ask) {
	const test = tried.get(what), busy = trying.has(what);
	return [test && test.said.length > 0 && h('pre', null, test.said.map((line, i) => [i > 0 && h('br'), line])),
		test?.error && h('p', { class: 'res' }, failed(h('span', null, cut(test.error.message)))),
		h('p', { class: 'acts' }, h('button', { type: 'button', class: 'btn', 'data-key': `try-${what}`, 'aria-disabled': busy ? 'true' : null,
			on: { click: () => attempt(what, ask) } }, busy ? 'Testing' : test ? `${label} again` : label))];
}

/** @param {Data} data @returns {Step} */
function settingsStep({ settings: { file, count: n, unknown } }) {
	const where = file ? h('code', null, file) : 'The environment';
	return { done: unknown.length === 0, title: unknown.length ? 'Look at the settings' : 'Settings are read', body: [
		h('p', null, where, `, ${counted(n, 'setting')}, `, unknown.length ? 'and what is none:' : 'none of them unknown.'),
		unknown.length > 0 && h('ul', null, unknown.map((line) => h('li', null, failed(h('span', null, cut(line))))))] };
}

/** @param {Data} data @returns {Step} */
function mailboxStep({ box, store }) {
	const test = ({ mailboxes: names, on, name } = box) => (on ? names : [name]).map((one) => [
		names.length > 1 && h('h3', null, cut(one)),
		trial(one, 'Test', () => order('POST', `api/mailbox/test?mailbox=${one}`))]);
	if (!box.on)
		return { done: store.reports > 0, title: store.reports > 0 ? 'Reports come without a mailbox' : 'Name the mailbox', body: [
			h('p', null, 'Reports can be fetched from the mailbox that they are sent to, every 15 minutes, once the settings name it: ',
				h('code', null, 'IMAP_HOST'), ', ', h('code', null, 'IMAP_USER'), ', ', h('code', null, 'IMAP_PASS'), '. ',
				h('a', { href: 'import.html' }, 'Other ways in'), '.'),
			box.problem && h('p', { class: 'res' }, failed(h('span', null, cut(box.problem.message))))] };
	const went = box.mailboxes.map((one) => tried.get(one));
	const done = went.some(Boolean) ? went.every((one) => one?.ok !== false) : box.job?.state === 'done' && !box.problem;
	return { done, title: done ? 'The mailbox answers' : 'Test the mailbox',
		when: box.job?.state === 'done' && box.job.ended && date(box.job.ended), body: [
			h('p', null, h('code', null, cut(box.account ?? 'not named')), box.folder && [', ', cut(box.folder)], '.'),
			box.problem && !went.some(Boolean) && h('p', { class: 'res' }, failed(h('span', null, cut(box.problem.message)))),
			test()] };
}

/** The address that reports are sent to, as far as the mailbox tells. @param {Data} data */
function addressOf({ box }) {
	const [user] = (box.account ?? '').split(' on ');
	return /^[^\s@;,!]+@[a-z0-9.-]+$/i.test(user) ? user : 'dmarc@example.org';
}

/** @param {Data} data @returns {Step} */
function askStep(data) {
	const rua = addressOf(data), domain = rua.slice(rua.indexOf('@') + 1).toLowerCase();
	const done = data.store.reports > 0;
	return { done, title: done ? 'Receivers send reports' : 'Ask receivers for reports', body: [
		h('p', null, 'Publish this for each domain, at whoever serves its DNS. It changes nothing about how your mail is treated.'),
		dnsTable([{ name: `_dmarc.${domain}`, type: 'TXT', value: `v=DMARC1; p=none; rua=mailto:${rua}` }]),
		h('p', { class: 'res' }, `A domain that is not below ${domain} needs the permission of ${domain} as well, or receivers will not write `
			+ '(RFC 9990; RFC 7489, 7.1). For other.example:'),
		dnsTable([{ name: `other.example._report._dmarc.${domain}`, type: 'TXT', value: 'v=DMARC1' }]),
		h('p', { class: 'res' }, 'This page does not ask DNS. To look for yourself:'), command(`dig +short TXT _dmarc.${domain}`)] };
}

/** @param {Data} data @returns {Step} */
function reportStep({ box, store }) {
	const tomorrow = new Date(Date.now() + DAY * 1000).toISOString().slice(0, 10);
	const fetch = async () => {
		await order('POST', 'api/fetch').catch(() => null);
		location.assign('import.html');
	};
	if (store.reports > 0)
		return { done: true, title: 'The first report came', body: [h('p', null,
			h('a', { href: 'reports.html?range=all' }, counted(store.reports, 'report')), store.first_day && `, the first of ${shortDay(store.first_day)}`, '.')] };
	return { done: false, waits: true, title: 'The first report comes', when: 'ticks itself', body: [
		h('p', null, 'Receivers write once a day, most of them between 00:00 and 12:00 UTC, and only if mail of yours reached them the day before. '
			+ `Once the record is there, expect the first tomorrow, ${shortDay(tomorrow)}.`, box.on && ' The mailbox is looked at every 15 minutes.'),
		h('p', { class: 'acts' }, box.on && h('button', { type: 'button', class: 'btn', on: { click: fetch } }, 'Look now'), ' ',
			h('a', { class: 'btn', href: 'import.html' }, 'Import old reports'))] };
}

/** @param {Data} data @returns {Step} */
function sendersStep({ store: { first_day: first, last_day: last }, senders }) {
	const held = first && last ? (Date.parse(last) - Date.parse(first)) / 1000 / DAY + 1 : 0;
	const needs = senders?.groups.needs ?? 0, done = held >= SHOWN && needs === 0;
	return { done, waits: held < SHOWN, title: done ? 'It is known who sends for you' : 'Say who sends for you',
		when: held < SHOWN && `after ${SHOWN} days of reports`, body: [h('p', null,
			'Most senders prove themselves. You are asked about the rest, one question each: mine, or not mine. ',
			senders && needs > 0 && h('a', { href: link('senders.html', { range: 'all' }) }, `${counted(needs, 'sender')} ${needs === 1 ? 'needs' : 'need'} you`))] };
}

/** @param {Data} data @returns {Step} */
function pushStep({ settings: { push } }) {
	const test = tried.get('push'), done = push.on && (test ? test.ok : push.last !== null);
	return { done, waits: !push.on, title: done ? 'Alarms reach your phone' : 'Let alarms reach your phone', when: !push.on && 'when you like', body: push.on
		? [h('p', null, 'Alarms are pushed. A test shows whether they arrive.'), trial('push', 'Send a test', () => order('POST', 'api/push/test'))]
		: [h('p', null, 'Name a topic of an ntfy server in the settings: ', h('code', null, 'NTFY_URL=https://ntfy.example.org/dmarc'))] };
}

const STEPS = [settingsStep, mailboxStep, askStep, reportStep, sendersStep, pushStep];

/** @param {Step} step @param {boolean} now the first that somebody can do */
function item({ done, title, when, waits, body }, now) {
	const [word, shape] = done ? ['Done: ', icon('pass')] : waits ? ['Waiting: ', icon('none')] : ['To do: ', icon(now ? 'warn' : 'none', now ? 'half' : 'none')];
	return h('li', { class: done ? 'done' : now ? 'now' : null }, shape,
		h('h2', null, h('span', { class: 'vh' }, word), title), h('p', { class: 'when' }, when || (now && 'you are here')),
		h('div', { class: 'body' }, body));
}

/** @param {Step[]} steps */
function head(steps) {
	const done = steps.filter((step) => step.done).length, of = steps.length;
	return h('div', { class: 'head' }, h('h1', null, 'First steps'), h('span', { class: 'per' }, `${count(done)} of ${count(of)} done`),
		h('div', { class: 'prog' }, h('progress', { max: of, value: done, 'aria-label': `${done} of ${of} steps done` })),
		h('p', { class: 'tells' }, done === of ? 'All of it is set up, and reports come by themselves.'
			: steps[3].done ? 'Reports come. Steps tick themselves when the program sees that they are done.'
				: 'Publish one DNS record, and the first report is here tomorrow. Steps tick themselves when the program sees that they are done.'));
}

/** @param {AbortSignal} [signal] @returns {Promise<Data>} */
async function load(signal) {
	const [settings, box, { store }] = await Promise.all([getJson('api/settings', signal), getJson('api/mailbox', signal),
		getJson('api/summary?range=all', signal)]);
	return { settings, box, store, senders: store.reports > 0 ? await getJson('api/senders?range=all', signal) : null };
}

const shown = run({
	load: (_, signal) => load(signal),
	render(data) {
		const steps = STEPS.map((step) => step(data));
		const now = steps.findIndex(({ done, waits }) => !done && !waits), done = steps.filter((step) => step.done).length;
		return { title: 'First steps', count: `${done} of ${steps.length} steps done`,
			nodes: [head(steps), h('ol', { class: 'checks' }, steps.map((step, i) => item(step, i === now)))] };
	},
});

/** What others do, and what comes by itself, is seen without being asked for. */
setInterval(async () => {
	if (document.hidden || !shown.data || trying.size)
		return;
	const data = await load().catch(() => null);
	if (data && shown.data && !trying.size) {
		shown.data = data;
		shown.draw();
	}
}, LOOK);
