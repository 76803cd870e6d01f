// What the mailbox and the alarms may answer: the routes of dmarc-cron, as cgi/API.md has them.

const HOUR = 3600;
const DAY = 24 * HOUR;

export const now = () => Math.floor(Date.now() / 1000);
const day = (time) => new Date(time * 1000).toISOString().slice(0, 10);
const midnight = (daysAgo) => now() - now() % DAY - daysAgo * DAY;

/** An alarm, with what is particular about it. */
export function alarm(id, more = {}) {
	return { id, kind: 'fail_rate', severity: 'warn', state: 'open', subject: 'example.org', subject_idn: null,
		title: 'Mail of example.org fails', message: '225 of 1,234 messages fail DMARC, 18.23\u00a0%; the limit is 15\u00a0%.',
		value: 225, total: 1234, limit: 15, amount: '18.23\u00a0%', limit_text: '15\u00a0%', since: midnight(4), opened: now() - 3 * DAY, changed: now() - 2 * HOUR,
		resolved: null, seen: null, closed: null, muted: null, pushed: null, detail: null, href: null, sender: null, todo: null, records: null, ...more };
}

/** One of each kind, in every state. */
export const ALARMS = () => [
	alarm(7, { severity: 'crit', pushed: now() - 2 * HOUR, subject: 'shop.example.org', title: 'Mail of shop.example.org fails',
		href: 'records.html?domain=shop.example.org&dmarc=fail' }),
	alarm(6, { kind: 'source_fail', severity: 'warn', subject: '203.0.113.77', value: 640, total: 641, limit: 50,
		title: 'Failing source 203.0.113.77', message: '640 of 641 messages fail DMARC; the limit is 50.',
		amount: '640 messages', limit_text: '50',
		href: 'records.html?ip=203.0.113.77&dmarc=fail', pushed: now() - 26 * HOUR }),
	alarm(5, { kind: 'disposition', subject: 'xn--mnchner-lager-vob.example', subject_idn: 'münchner-lager.example',
		title: 'Mail of münchner-lager.example is quarantined or rejected',
		message: '420 of 1,310 messages were quarantined or rejected; the limit is 20.',
		value: 420, total: 1310, limit: 20, amount: '420 messages', limit_text: '20', seen: now() - 5 * HOUR,
		href: 'records.html?domain=xn--mnchner-lager-vob.example&disp=quarantine' }),
	alarm(4, { kind: 'fetch_failed', severity: 'crit', subject: null, value: 3, total: null, limit: 1, since: now() - HOUR,
		title: 'The mailbox cannot be fetched', amount: '3 failures', limit_text: null,
		message: '3 fetches in a row failed: the mail server refused the login of dmarc@example.org.',
		detail: 'the mail server refused the login of dmarc@example.org', href: 'import.html', muted: now() + 6 * DAY }),
	alarm(3, { kind: 'import_failed', subject: null, value: 3, total: null, limit: 1,
		title: 'Reports could not be imported', amount: '3 reports', limit_text: null,
		message: '3 reports by mail or webhook could not be imported. '
			+ 'The last: google.com!example.org!1795219200.zip: the archive ends in the middle.',
		detail: 'google.com!example.org!1795219200.zip: the archive ends in the middle', closed: now() - HOUR,
		seen: now() - 2 * HOUR, href: 'import.html' }),
	alarm(2, { kind: 'no_reports', subject: null, value: 52, total: null, limit: 48, state: 'resolved',
		title: 'No new reports', amount: '52 h', limit_text: '48 h',
		message: 'No new report came for 52 hours, after some on each of several days; the limit is 48 hours.',
		resolved: now() - 20 * HOUR, href: 'reports.html' }),
	alarm(1, { kind: 'source_fail', subject: '2001:db8:9:aa01::1f', value: 51, total: 51, limit: 50, state: 'resolved',
		title: 'Failing source 2001:db8:9:aa01::1f', message: '51 of 51 messages fail DMARC; the limit is 50.',
		amount: '51 messages', limit_text: '50',
		resolved: now() - 9 * DAY, since: midnight(20), changed: now() - 9 * DAY,
		href: 'records.html?ip=2001:db8:9:aa01::1f&dmarc=fail' }),
];

const open = (rows) => rows.filter((row) => row.state === 'open' && row.closed === null);

/** What GET /api/alarms answers. */
export function answer(rows, more = {}) {
	return { window: { from: day(midnight(6)), to: day(now()), days: 7 },
		thresholds: { window_days: 7, fail_rate_warn: 5, fail_rate_crit: 15, min_volume: 100, source_fail_min: 50, disposition_min: 20 },
		limits: Object.entries({ WINDOW_DAYS: '7', FAIL_RATE_WARN: '5\u00a0%', FAIL_RATE_CRIT: '15\u00a0%', MIN_VOLUME: '100',
			SOURCE_FAIL_MIN: '50', DISPOSITION_MIN: '20' }).map(([name, value]) =>
			({ setting: `ALARM_${name}`, what: `What ${name} limits`, value })),
		push: { on: true, waiting: 0, last: now() - 2 * HOUR, error: null }, open: open(rows).length, rows, ...more };
}

export function job(id, more = {}) {
	return { id, mailbox: 'main', by: 'timer', state: 'done', started: now() - 5 * 60, ended: now() - 4 * 60, total: 6, seen: 6, imported: 5,
		duplicate: 1, other: 0, failed: 0, ignored: 0, error: null, errors: [], ...more };
}

export const RUNNING = () => job(12, { by: 'page', state: 'running', started: now() - 20, ended: null, total: 212, seen: 40,
	imported: 31, duplicate: 6, failed: 2, ignored: 1, errors: [
		{ file: 'Report domain: example.org', part: 'google.com!example.org!1795219200.zip', code: 'archive-corrupt',
			message: 'the archive ends in the middle' },
		{ file: 'Re: DMARC report', part: null, code: 'not-report', message: 'neither XML nor an archive' }] });

export const FAILED = () => job(11, { state: 'failed', seen: 0, total: 0, imported: 0, duplicate: 0,
	error: { code: 'login', message: 'the mail server refused the login' } });

/** What GET /api/mailbox answers. */
export function mailbox(more = {}) {
	return { name: 'main', mailboxes: ['main'], on: true, account: 'dmarc@example.org on imap.example.org', folder: 'INBOX', search: 'UNSEEN', action: 'seen',
		job: job(11), next: now() + 11 * 60, problem: null, refused: [], ...more };
}

export const OFF = { name: 'main', mailboxes: [], on: false, account: null, folder: null, search: null, action: null, job: null, next: null, problem: null, refused: [] };

export const BROKEN = () => mailbox({ job: FAILED(),
	problem: { code: 'login', message: 'the mail server refused the login', time: now() - 4 * 60 } });

/** What the mailbox and the alarms may make of a page. */
export const WITH = {
	'alarms.html, some open': ['alarms.html', () => ({ alarms: ALARMS() })],
	'alarms.html, all, no push': ['alarms.html?state=all', () => ({ alarms: ALARMS(),
		push: { on: false, waiting: 0, last: null, error: null } })],
	'alarms.html, none, push failing': ['alarms.html', () => ({ push: { on: true, waiting: 2, last: null,
		error: 'the server answered 502' } })],
	'./, something needs attention': ['./', () => ({ alarms: ALARMS(), mailbox: mailbox() })],
	'import.html, mailbox on': ['import.html', () => ({ mailbox: mailbox(), alarms: ALARMS() })],
	'import.html, fetching': ['import.html', () => ({ mailbox: mailbox({ job: RUNNING() }), jobs: [RUNNING()] })],
	'import.html, fetch failed': ['import.html', () => ({ mailbox: BROKEN() })],
	'import.html, mailbox off': ['import.html', () => ({ mailbox: OFF })],
};

/**
 * Answers for the programs, from what it is given; each may be changed as the test goes on.
 * @param {import('playwright-core').Page} page
 * @param {{alarms?: any[], push?: any, mailbox?: any, others?: Record<string, any>, jobs?: any[], fetch?: any, health?: any}} cron
 *   others: mailboxes beside the first, by name; jobs: the answers of a job, one a look, the last for ever; health: what healthz says besides
 */
export async function mock(page, cron) {
	const asked = [];
	cron.asked = asked;
	const rows = () => cron.alarms ?? [];
	const json = (route, body, status = 200) => route.fulfill({ status, json: body });
	const error = (route, status, code, message) =>
		json(route, { error: { code, message, field: null, request: 'f00d' } }, status);
	const besides = async (route, more) => {
		const real = await route.fetch();
		return real.ok() ? json(route, { ...await real.json(), ...more() }) : route.fulfill({ response: real });
	};

	await page.route('**/healthz', (route) => besides(route, () => ({ alarms: open(rows()).length,
		...cron.mailbox?.on && { last_fetch: now() - 4 * 60, fetch_ok: cron.mailbox.job?.state !== 'failed' }, ...cron.health })));
	await page.route('**/api/summary*', (route) => besides(route, () => ({ attention: open(rows()).slice(0, 3) })));
	await page.route(/\/api\/alarms(\?|$)/, (route) => {
		const all = new URL(route.request().url()).searchParams.get('state') === 'all';
		return json(route, answer(all ? rows() : open(rows()), { open: open(rows()).length, ...cron.push && { push: cron.push } }));
	});
	await page.route(/\/api\/alarms\/\d+/, (route) => {
		const url = new URL(route.request().url()), action = url.searchParams.get('action');
		const row = rows().find((r) => r.id === Number(url.pathname.split('/').at(-1)));
		if (!row)
			return error(route, 404, 'not-found', 'no alarm has this number');
		asked.push(`${route.request().method()} ${row.id} ${action}`);
		Object.assign(row, { seen: { seen: now() }, close: { closed: now() }, mute: { muted: now() + 7 * DAY },
			unmute: { muted: null }, reopen: { closed: null } }[action]);
		return json(route, row);
	});
	await page.route(/\/api\/mailbox/, (route) => {
		asked.push('mailbox');
		const name = new URL(route.request().url()).searchParams.get('mailbox');
		return json(route, cron.others?.[name] ?? cron.mailbox ?? OFF);
	});
	await page.route(/\/api\/fetch/, (route) => {
		asked.push(`${route.request().method()} fetch`);
		return cron.mailbox?.on ? json(route, cron.fetch ?? { job: 12, joined: false, jobs: [{ mailbox: 'main', job: 12, joined: false }] }, 202)
			: error(route, 403, 'forbidden', 'there is no mailbox');
	});
	await page.route(/\/api\/jobs\/\d+$/, (route) => {
		const method = route.request().method();
		asked.push(`${method} job`);
		if (!cron.jobs?.length)
			return error(route, 404, 'not-found', 'there is no such job');
		if (method === 'DELETE')
			return json(route, cron.jobs[0]);
		const now = cron.jobs.length > 1 ? cron.jobs.shift() : cron.jobs[0];
		if (cron.mailbox && now.state !== 'running')
			cron.mailbox = { ...cron.mailbox, job: now };
		return json(route, now);
	});
}
