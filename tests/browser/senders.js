// What the programs may answer of senders, as cgi/API.md has it: a newsletter that broke, a vendor,
// a host that was forgotten, what works, what passes mail on, and strangers.

import { nearDay } from '../../html/js/format.js';
import { now } from './cron.js';

const DAY = 24 * 3600;
const ROWS = 25;

/** So many days ago. */
export const day = (ago) => new Date((now() - ago * DAY) * 1000).toISOString().slice(0, 10);

const steady = (n) => Array.from({ length: 12 }, (_, i) => [n - i * 37 % 11 * Math.ceil(n / 60), 0]);
const TULIP = 'tulip-garden.example', BRIGHT = 'brightwater.example', FERRY = 'xn--fhre-loa.example';

/** A sender, with what is particular about it. */
export function sender(id, more = {}) {
	const [domain, kind, ...name] = id.split('__');
	const { messages = 412, failed = 0, stopped = 0 } = more;
	return { id, domain, domain_idn: domain === FERRY ? 'fähre.example' : null, kind, name: name.join('__'), title: name.join('__'), by: 'key mail, SPF',
		class: 'mine-ok', sure: true, rule: 'M1', sentence: 'Your mail, and all of it passes.', todo: null, messages, failed, stopped,
		delivered: failed - stopped, addresses: 4, reporters: 9, first: day(620), last: day(1), since: null, weeks: steady(messages / 4), mark: null, ...more };
}

export const MAILCHIMP = `${TULIP}__svc__mailchimp`, ZENDESK = `${TULIP}__svc__zendesk`, LIST = `${BRIGHT}__fwd__lists.allotments.example`,
	PAYSLIP = `${BRIGHT}__dom__payslip.example`, APP = `${BRIGHT}__own__app1.brightwater.example`, CROWD = `${BRIGHT}__crowd__`, STRIPE = `${TULIP}__svc__stripe`;

/** Worst first in each group. */
export const SENDERS = () => [
	sender(MAILCHIMP, { title: 'Mailchimp', by: `key k1 until ${nearDay(day(5))}, signed as mcsv.net since`, class: 'mine-broken', rule: 'M2',
		sentence: `Mailchimp sends as tulip-garden.example with your key k1: 5,214 messages in 30 days. Since ${nearDay(day(4))} none of its 570 passes: `
			+ 'they are signed as mcsv.net only. Receivers stopped 483 of them.', todo: 'publish two CNAMEs, k2 and k3',
		messages: 5214, failed: 570, stopped: 483, delivered: 87, addresses: 24, since: day(4),
		weeks: [...steady(1300).slice(0, 11), [486, 570]] }),
	sender(ZENDESK, { title: 'Zendesk', by: 'signed as zendesk.com', class: 'undecided', sure: false, rule: 'U3', messages: 38, failed: 38, stopped: 30,
		delivered: 8, addresses: 2, first: day(16), since: day(16), sentence: 'Sends as you on 9 of 30 days. Zendesk is not known to check who owns an address: only you can tell '
			+ 'whether this is your help desk.', todo: 'publish two CNAMEs, zendesk1 and zendesk2',
		weeks: [...Array(9).fill([0, 0]), [0, 10], [0, 10], [0, 8]] }),
	sender(PAYSLIP, { by: 'signed as payslip.example', class: 'undecided', sure: false, rule: 'U3', messages: 99, failed: 99, stopped: 71, delivered: 28,
		first: day(86), last: day(3), since: day(86), sentence: 'Sends as you on 9 of 30 days. If it works for you, it needs a key of yours before p=reject.',
		weeks: steady(26).map(([n]) => [0, n]) }),
	sender(APP, { by: 'host name confirmed, no signature, not in SPF', class: 'mine-broken', sure: false, rule: 'M7', messages: 12, failed: 12, stopped: 9,
		delivered: 3, addresses: 1, first: day(87), last: day(3), since: day(87), sentence: 'A host of your own domain sends 12 messages in 30 days; none passes. '
			+ 'Probably mail of a scheduled job.', todo: 'sign with a key of yours, or put 198.51.100.10 into SPF', weeks: [2, 3, 3, 0, 3, 2, 3, 0, 2, 3, 3, 2].map((n) => [0, n]) }),
	sender(`${BRIGHT}__svc__ses`, { title: 'Amazon SES', by: 'its key of 32 letters, return path of your own', messages: 24310, failed: 5, stopped: 3 }),
	sender(`${BRIGHT}__own__`, { title: 'Own server', by: 'key mail, SPF; 1,980 messages held by SPF alone', messages: 9871, failed: 3, stopped: 2 }),
	sender(`${TULIP}__own__`, { title: 'Own server', messages: 8412, failed: 2, stopped: 2 }),
	sender(`${FERRY}__svc__google`, { title: 'Google Workspace', by: 'key google, SPF', sure: false, messages: 1022, first: day(58),
		weeks: [...Array(4).fill([0, 0]), ...steady(256).slice(4)] }),
	sender(STRIPE, { title: 'Stripe', by: 'a key of 32 letters' }),
	sender(`${BRIGHT}__fwd__alumni.example`, { by: 'passes your mail on; your signature holds 214 of 221', class: 'forwarder', rule: 'F1', sentence: 'alumni.example passes your mail on: 221 messages, 214 held by your signature.', messages: 221, failed: 7 }),
	sender(LIST, { by: 'a mailing list; receivers excused all 31', class: 'forwarder', rule: 'F3', sentence: 'A mailing list passes your mail on: 31 messages, all excused by their receivers.', sure: false, messages: 31, failed: 31,
		weeks: steady(8).map(([n]) => [0, Math.max(n, 1)]), mark: { what: 'expected', by: 'anna', time: now() - 596 * DAY, note: 'the allotment society' } }),
	sender(CROWD, { title: '84 unidentified networks', by: 'no signature, not in SPF', class: 'stranger', rule: 'S1',
		sentence: '84 unidentified networks used your name for 5,310 messages; none carried a signature or your SPF. 5,002 were stopped, 308 delivered.', messages: 5310, failed: 5310, stopped: 5002,
		delivered: 308, addresses: 912, since: day(620), weeks: steady(1300).map(([n]) => [0, n]) }),
	sender(`${TULIP}__crowd__`, { title: '61 unidentified networks', by: 'no signature, not in SPF', class: 'stranger', rule: 'S1', messages: 1204, failed: 1204,
		stopped: 1139, delivered: 65, addresses: 300, since: day(620), weeks: steady(300).map(([n]) => [0, n]) }),
];

const GROUP = { 'mine-broken': 'needs', undecided: 'needs', 'mine-ok': 'works', forwarder: 'works', stranger: 'strangers' };

/** What GET /api/senders answers. */
export function answer(rows, { of = null, page = 1, ...more } = {}) {
	const all = of ? rows.filter((row) => row.class === of) : rows;
	const groups = { needs: 0, works: 0, strangers: 0 };
	for (const row of all)
		groups[GROUP[row.class]]++;
	return { window: { from: day(29), to: day(0), days: 30 }, total: all.length, pending: false, groups,
		rows: all.slice((page - 1) * ROWS, page * ROWS), ...more };
}

/** What GET /api/senders/ID answers of the newsletter, or of another. */
export function detail(of, more = {}) {
	const broken = of.class === 'mine-broken', own = of.class === 'mine-ok' || of.id === MAILCHIMP;
	const here = `records.html?sender=${encodeURIComponent(of.id)}`;
	const counts = [216, 215, 88, 80, 237, 197, 187, 255, 198, 85, 88, 227, 245, 216, 242, 192, 95, 86, 230, 239, 228, 205, 228, 94, 73, 198, 231, 245, 94, 0];
	return { sender: of,
		why: [{ text: 'Your key k1 passed on 4,644 messages here, told by 8 reporters. Nobody else can make that signature.', n: 4644, href: `${here}&dmarc=pass` },
			{ text: '570 of 5,214 failed, 10.93\u00a0%; more than 2\u00a0% and at least 3 messages is called broken.', n: 570, href: `${here}&dmarc=fail` },
			{ text: 'The names of its hosts end in rsgsv.net and lead back to their addresses.', n: null, href: null }],
		legs: counts.map((n, i) => [day(29 - i), own && (i < 25 || !broken) ? n : 0, own && of.class === 'mine-ok' && i % 9 === 4 ? 31 : 0, !own || (broken && i >= 25) ? n : 0]),
		keys: [{ domain: of.domain, selector: 'k1', messages: 4644, passed: 4644, first: day(620), last_pass: day(5) },
			{ domain: 'mcsv.net', selector: 'k1', messages: 5214, passed: 5214, first: day(620), last_pass: day(1) },
			{ domain: of.domain, selector: 'k2', messages: 3, passed: 0, first: day(2), last_pass: null }],
		envelopes: [{ domain: 'mcsv.net', result: 'pass', messages: 5208 }, { domain: null, result: 'permerror', messages: 6 }],
		networks: [{ name: 'atl11.rsgsv.net', prefix: '198.51.100.0/24', messages: 4904, failed: 570 },
			{ name: null, prefix: '2001:db8:8:4::/64', messages: 310, failed: 0 }],
		addresses: Array.from({ length: 12 }, (_, i) => ({ ip: `198.51.100.${64 + i}`, host: i % 5 ? `mail${64 + i}.atl11.rsgsv.net` : null,
			messages: 929 - 60 * i, failed: Math.max(0, 131 - 13 * i), first: day(600 - i), last: day(1 + i) })),
		reporters: [['google.com', 2610, 268, 268], ['Outlook.com', 1402, 141, 141], ['Yahoo', 980, 96, 74], ['GMX', 120, 43, 0], [null, 102, 22, 0]]
			.map(([org, messages, failed, stopped]) => ({ org, messages, failed, stopped })),
		history: [{ day: day(4), class: of.class, rule: of.rule }, { day: day(616), class: 'mine-ok', rule: 'M1' }, { day: day(620), class: 'undecided', rule: 'U3' }],
		dns: of.todo ? ['2', '3'].map((n) => ({ name: `k${n}._domainkey.${of.domain}`, type: 'CNAME', value: `dkim${n}.mcsv.net` })) : [], ...more };
}

/** A sender with nothing but what there must be. */
export const BARE = { why: [], legs: [], keys: [], envelopes: [], networks: [], addresses: [], reporters: [], history: [], dns: [] };

const at = (id) => `sender.html?sender=${encodeURIComponent(id)}`;

/** What senders may make of a page. */
export const WITH_SENDERS = {
	senders: ['senders.html', () => ({ rows: SENDERS() })],
	'senders-undecided': ['senders.html?class=undecided&range=90d', () => ({ rows: SENDERS() })],
	'senders-none-broken': ['senders.html?class=mine-broken', () => ({ rows: SENDERS().slice(4) })],
	'senders-many': ['senders.html?page=2', () => ({ rows: Array.from({ length: 61 }, (_, i) => sender(`${TULIP}__net__192.0.2.${i}`, { class: 'stranger' })) })],
	sender: [at(MAILCHIMP), () => ({ rows: SENDERS() })],
	'sender-undecided': [at(ZENDESK), () => ({ rows: SENDERS() })],
	'sender-works': [at(STRIPE), () => ({ rows: SENDERS() })],
	'sender-marked': [at(LIST), () => ({ rows: SENDERS() })],
	'sender-crowd': [`${at(CROWD)}&range=12m`, () => ({ rows: SENDERS() })],
	'sender-bare': [at(APP), () => ({ rows: SENDERS(), detail: BARE })],
};

/** Answers for the programs; rows may be changed as the test goes on. */
export async function mockSenders(page, { rows, detail: more, asked = [], list = {}, refuse }) {
	await page.route(/\/api\/senders(\?|$)/, (route) => {
		const { searchParams: q, search } = new URL(route.request().url());
		asked.push(`GET ${search}`);
		return route.fulfill({ json: answer(rows, { of: q.get('class'), page: Number(q.get('page') ?? 1), ...list }) });
	});
	await page.route(/\/api\/senders\/[^?]+/, (route) => {
		const url = new URL(route.request().url()), what = url.searchParams.get('mark');
		const id = decodeURIComponent(url.pathname.split('/').at(-1)), row = rows.find((one) => one.id === id);
		const error = (status, message) => route.fulfill({ status, json: { error: { code: 'of-a-test', message, field: null, request: 'f00d' } } });
		if (!row)
			return error(404, 'there is no such sender');
		if (!what)
			return route.fulfill({ json: detail(row, more) });
		asked.push(`${route.request().method()} ${id} ${what} ${route.request().postData() ?? ''}`.trim());
		if (refuse?.())
			return error(500, 'the disk is full');
		const yours = { mine: 'mine-broken', 'not-mine': 'stranger', expected: 'forwarder', none: 'undecided' };
		Object.assign(row, { class: yours[what], sure: what !== 'none',
			mark: what === 'none' ? null : { what, by: 'anna', time: now(), note: route.request().postData() || null } });
		return route.fulfill({ json: row });
	});
}
