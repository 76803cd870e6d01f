// Alarms: told in words, acted on in place, counted on every page.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, headed, launch, open, overflow, PAGES, settled, violations } from './browser.js';
import { alarm, ALARMS, answer, mailbox, now } from './cron.js';
import { MAILCHIMP, mockSenders, SENDERS, ZENDESK } from './senders.js';

let browser;

before(async () => {
	browser = await launch();
});
after(() => browser.close());

const row = (page, id) => page.locator(`#alarm-${id}`);
const button = (page, id, name) => row(page, id).getByRole('button', { name });
const live = (page) => page.locator('#live');
const link = (page) => page.locator('header nav a[href="alarms.html"]');
const focused = (page) => page.evaluate(() => document.activeElement.closest('tr')?.id
	+ ' ' + document.activeElement.textContent.split(':')[0]);
const text = (locator) => locator.innerText().then((s) => s.replaceAll('\u00a0', ' '));

test('each alarm is told in words, with a shape, and leads to its evidence', async () => {
	const cron = { alarms: ALARMS() };
	const { page, wrong, close } = await open(browser, 'alarms.html', { cron });
	assert.equal(await page.locator('.alarms tbody tr:not(.gh)').count(), 4);
	const first = await text(row(page, 7));
	assert.match(first, /Critical/);
	assert.match(first, /225 of 1,234 messages fail DMARC, 18\.23 %; the limit is 15 %\./);
	assert.match(first, /limit 15 %/);
	assert.match(first, /pushed 2 h ago/);
	assert.equal(await row(page, 7).locator('th a').getAttribute('href'), cron.alarms[0].href);
	assert.match(await text(row(page, 6)), /Warning[^]*Failing source 203\.0\.113\.77\s+640 of 641 messages fail DMARC; the limit is 50\./);
	assert.match(await text(row(page, 5)), /münchner-lager\.example[^]*xn--mnchner-lager-vob\.example[^]*Seen 5 h ago/);
	assert.match(await text(row(page, 4)), /refused the login of dmarc@example\.org\.[^]*Muted until/);
	const shapes = await page.locator('.alarms .a-sev svg').evaluateAll((all) => all.map((s) => s.innerHTML));
	assert.equal(new Set(shapes).size, 2);
	await row(page, 6).locator('th a').click();
	await page.waitForURL(/records\.html\?ip=203\.0\.113\.77&dmarc=fail/);
	assert.deepEqual(wrong, []);
	await close();
});

test('open or all is in the address', async () => {
	const { page, wrong, close } = await open(browser, 'alarms.html', { cron: { alarms: ALARMS() } });
	await page.getByRole('link', { name: 'All', exact: true }).click();
	await page.waitForURL(/alarms\.html\?state=all$/);
	await row(page, 1).waitFor();
	assert.equal(await page.locator('.alarms tbody tr:not(.gh)').count(), 7);
	assert.match(await text(row(page, 3)), /Closed 1 h ago/);
	assert.match(await text(row(page, 2)), /No new report came for 52 hours, after some on each of several days; [^]*Resolved 20 h ago/);
	assert.equal(await row(page, 2).getByRole('button').count(), 0);
	await page.reload();
	await settled(page);
	assert.equal(await page.locator('.alarms tbody tr:not(.gh)').count(), 7);
	await page.goBack();
	await row(page, 1).waitFor({ state: 'detached' });
	assert.equal(await page.locator('.alarms tbody tr:not(.gh)').count(), 4);
	assert.deepEqual(wrong, []);
	await close();
});

test('by keyboard: seen, muted, unmuted, closed, in place', async () => {
	const cron = { alarms: ALARMS() };
	const { page, wrong, close } = await open(browser, 'alarms.html', { cron });
	const order = await page.locator('.alarms tbody tr:not(.gh)').evaluateAll((all) => all.map((r) => r.id));
	const press = async (name, told) => {
		await button(page, 7, name).focus();
		await page.keyboard.press('Enter');
		await live(page).filter({ hasText: told }).waitFor({ state: 'attached' });
	};

	await press('Mark seen', 'Marked as seen');
	assert.match(await text(row(page, 7)), /Seen just now/);
	assert.equal(await button(page, 7, 'Mark seen').count(), 0);
	assert.equal(await focused(page), 'alarm-7 Close');
	assert.equal(await link(page).getAttribute('aria-label'), 'Alarms, 4 open');

	await press('Mute 7 days', 'Muted for 7 days');
	assert.match(await text(row(page, 7)), /Muted until/);
	assert.equal(await focused(page), 'alarm-7 Unmute');
	await press('Unmute', 'No longer muted');
	assert.equal(await focused(page), 'alarm-7 Mute 7 days');

	await press('Close', 'Closed');
	assert.match(await text(row(page, 7)), /Closed just now/);
	assert.equal(await row(page, 7).getByRole('button').count(), 1);
	assert.equal(await focused(page), 'alarm-7 Open again');
	assert.equal(await link(page).getAttribute('aria-label'), 'Alarms, 3 open');
	assert.equal(await page.locator('.head .per').innerText(), '3 open');
	assert.deepEqual(cron.asked.filter((a) => /^POST/.test(a)), ['seen', 'mute', 'unmute', 'close'].map((a) => `POST 7 ${a}`));
	assert.deepEqual(await page.locator('.alarms tbody tr:not(.gh)').evaluateAll((all) => all.map((r) => r.id)), order);
	assert.deepEqual(wrong, []);
	await close();
});

test('what could not be done is told where it was tried, and can be tried again', async () => {
	const cron = { alarms: ALARMS() };
	const { page, close } = await open(browser, 'alarms.html', { cron });
	const error = { error: { code: 'busy', message: 'the database is locked', field: null, request: 'abc' } };
	await page.route('**/api/alarms/6*', (route) => route.fulfill({ status: 500, json: error }));
	await button(page, 6, 'Close').click();
	await row(page, 6).getByText('Close: not done, the database is locked').waitFor();
	await live(page).filter({ hasText: 'not done, the database is locked' }).waitFor({ state: 'attached' });
	assert.equal(await focused(page), 'alarm-6 Close');
	assert.equal(await link(page).getAttribute('aria-label'), 'Alarms, 4 open');
	assert.equal(await row(page, 7).getByText('not done').count(), 0);
	await page.unroute('**/api/alarms/6*');
	await button(page, 6, 'Close').click();
	await row(page, 6).getByText('Closed just now').waitFor();
	assert.equal(await row(page, 6).getByText('not done').count(), 0);
	await close();
});

test('closing is undone, and several are answered at once', async () => {
	const cron = { alarms: ALARMS() };
	const { page, wrong, close } = await open(browser, 'alarms.html', { cron });
	await button(page, 7, 'Close').click();
	await button(page, 7, 'Open again').click();
	await live(page).filter({ hasText: 'Open again' }).waitFor({ state: 'attached' });
	assert.equal(await link(page).getAttribute('aria-label'), 'Alarms, 4 open');
	assert.equal(await page.locator('.bulk').count(), 0, 'nothing is chosen');
	for (const id of [7, 6, 5])
		await row(page, id).getByRole('checkbox').check();
	assert.match(await text(page.locator('.bulk')), /^3 chosen/);
	await page.getByRole('button', { name: 'Choose none' }).click();
	assert.equal(await page.locator('.bulk').count(), 0);
	for (const id of [7, 6])
		await row(page, id).getByRole('checkbox').check();
	await page.locator('.bulk').getByRole('button', { name: 'Close' }).click();
	await row(page, 6).getByText('Closed just now').waitFor();
	await row(page, 7).getByText('Closed just now').waitFor();
	assert.equal(await link(page).getAttribute('aria-label'), 'Alarms, 2 open');
	assert.deepEqual(cron.asked.filter((a) => /^POST/.test(a)), ['POST 7 close', 'POST 7 reopen', 'POST 7 close', 'POST 6 close']);
	assert.deepEqual(wrong, []);
	await close();
});

test('many alarms are grouped by domain, paged and searched', async () => {
	const many = Array.from({ length: 130 }, (_, i) => alarm(i + 1, { subject: `shop${i % 65}.example`, title: `Mail of shop${i % 65}.example fails` }));
	const { page, wrong, close } = await open(browser, 'alarms.html', { cron: { alarms: many } });
	assert.equal(await page.locator('.alarms tbody tr:not(.gh)').count(), 50);
	assert.equal(await text(page.locator('.alarms .gh').first()), 'shop0.example 2 open');
	await page.getByRole('link', { name: /Next/ }).click();
	await page.waitForURL(/page=2/);
	await page.goto(at('alarms.html?page=3'));
	await row(page, 130).waitFor();
	assert.equal(await page.locator('.alarms tbody tr:not(.gh)').count(), 30);
	await page.getByRole('searchbox').fill('SHOP64.');
	await page.keyboard.press('Enter');
	await page.waitForURL(/q=SHOP64/);
	await row(page, 65).waitFor();
	assert.equal(await page.locator('.alarms tbody tr:not(.gh)').count(), 2);
	assert.equal(await overflow(page), 0);
	assert.deepEqual(wrong, []);
	await close();
});

/** Alarms about senders, as a push leads to them. */
const OF_SENDERS = () => [
	alarm(31, { kind: 'mine_broken', severity: 'crit', subject: 'tulip-garden.example', sender: MAILCHIMP, value: 570, total: 5214,
		title: 'Your newsletter is being rejected: tulip-garden.example', message: 'Mailchimp has failed: none of 570 passed; receivers stopped 483.',
		todo: 'publish two CNAMEs, k2 and k3', amount: '570 messages', limit_text: null, href: 'alarm.html?id=31',
		records: `records.html?sender=${MAILCHIMP}&from=2026-11-22&to=2026-11-28&dmarc=fail` }),
	alarm(32, { kind: 'new_sender', subject: 'tulip-garden.example', sender: ZENDESK, value: 38, total: null,
		title: 'Zendesk sends as tulip-garden.example: is it yours?', message: 'Zendesk sent 38 messages.', todo: 'Say whether it is yours',
		amount: '38 messages', limit_text: null, href: 'alarm.html?id=32', records: `records.html?sender=${ZENDESK}` }),
];

test('an alarm has a page: what happened, what to do, whose it is', async () => {
	for (const width of [1440, 390]) {
		const cron = { alarms: OF_SENDERS() }, asked = [];
		const { page, wrong, close } = await open(browser, 'alarm.html?id=31', { cron, viewport: { width, height: 900 },
			prepare: (one) => mockSenders(one, { rows: SENDERS(), asked }) });
		const main = page.locator('main');
		await settled(page);
		assert.equal(await page.locator('h1').innerText(), 'Your newsletter is being rejected: tulip-garden.example');
		assert.match(await text(main), /Critical since [^]*none of 570 passed[^]*To do: publish two CNAMEs, k2 and k3/);
		assert.equal(await page.getByRole('link', { name: '570', exact: true }).first().getAttribute('href'), cron.alarms[0].records);
		assert.equal(await page.locator('.chart.legs').count(), 1);
		assert.equal(await page.locator('.chart .onset').count(), 1, 'from when on');
		assert.equal(await page.locator('#todo .dns').count(), 1);
		assert.equal(await overflow(page), 0);
		assert.deepEqual(await violations(page), []);
		await page.getByRole('button', { name: 'Close', exact: true }).click();
		await page.getByRole('button', { name: 'Open again' }).click();
		await live(page).filter({ hasText: 'Open again' }).waitFor({ state: 'attached' });
		await page.goto(at('alarms.html'));
		await row(page, 32).getByRole('link', { name: 'Zendesk sends' }).click();
		await page.waitForURL(/alarm\.html\?id=32/);
		await page.getByRole('button', { name: 'Not mine' }).click();
		await main.getByText('marked not mine').waitFor();
		assert.deepEqual(asked.filter((a) => /^POST/.test(a)), [`POST ${ZENDESK} not-mine`]);
		assert.deepEqual(wrong, []);
		await close();
	}
});

test('an alarm that is gone, or none, says so', async () => {
	const { page, close } = await open(browser, 'alarm.html', { cron: { alarms: [] } });
	await page.getByText('No alarm is chosen').waitFor();
	await page.goto(at('alarm.html?id=999'));
	await page.getByText('no alarm has').first().waitFor();
	await close();
});

test('what is done twice is asked for once', async () => {
	const cron = { alarms: ALARMS() };
	const { page, close } = await open(browser, 'alarms.html', { cron });
	let asked = 0;
	await page.route('**/api/alarms/7*', async (route) => {
		asked++;
		await new Promise((done) => setTimeout(done, 300));
		return route.fallback();
	});
	await button(page, 7, 'Mark seen').dblclick();
	await row(page, 7).getByText('Seen just now').waitFor();
	assert.equal(asked, 1);
	await close();
});

test('nothing open is good news, with the limits that say so', async () => {
	const { page, wrong, close } = await open(browser, 'alarms.html', { cron: { alarms: ALARMS().slice(5) } });
	const main = await text(page.locator('main'));
	assert.match(main, /Nothing to see to/);
	for (const [name, value] of [['ALARM_WINDOW_DAYS', '7'], ['ALARM_FAIL_RATE_WARN', '5 %'], ['ALARM_FAIL_RATE_CRIT', '15 %'],
		['ALARM_MIN_VOLUME', '100'], ['ALARM_SOURCE_FAIL_MIN', '50'], ['ALARM_DISPOSITION_MIN', '20']])
		assert.equal(await text(page.getByRole('row').filter({ hasText: name }).getByRole('cell')), value, name);
	assert.equal(await link(page).locator('.count').count(), 0);
	assert.equal(await link(page).getAttribute('aria-label'), null);
	await page.getByRole('link', { name: 'All alarms there have been' }).click();
	await row(page, 2).waitFor();
	assert.deepEqual(wrong, []);
	await close();
});

test('whether alarms are pushed, and how to turn it on', async () => {
	const on = await open(browser, 'alarms.html', { cron: { push: { on: true, waiting: 1234, last: now() - 3600,
		error: 'the server answered 502' } } });
	assert.match(await on.page.locator('[aria-labelledby=h-push]').innerText(),
		/Yes[^]*Waiting\s+1,234[^]*Last push\s+1 h ago[^]*the server answered 502/);
	assert.equal(await on.page.getByText('NTFY_URL').count(), 0);
	await on.close();
	const off = await open(browser, 'alarms.html', { cron: { push: { on: false, waiting: 0, last: null, error: null } } });
	assert.match(await off.page.locator('[aria-labelledby=h-push]').innerText(), /No[^]*NTFY_URL=[^]*NTFY_TOKEN[^]*BASE_URL/);
	await off.close();
});

test('an answer that fails is told and asked again; one that is slow is waited for', async () => {
	const cron = { alarms: ALARMS() };
	const { page, close } = await open(browser, 'import.html', { cron });
	const error = { error: { code: 'system', message: 'the disk is full', field: null, request: 'abc' } };
	const fail = (route) => route.fulfill({ status: 500, json: error });
	await page.route('**/api/alarms*', fail);
	await page.goto(at('alarms.html?state=all'));
	await page.getByText('the disk is full').waitFor();
	assert.match(await page.locator('main').innerText(), /Status 500, request abc/);
	assert.equal(await page.getByText('Clear all filters').count(), 0);
	await page.unroute('**/api/alarms*', fail);
	await page.getByRole('button', { name: 'Retry' }).click();
	await row(page, 1).waitFor();

	let go;
	const held = new Promise((done) => go = done);
	await page.route('**/api/alarms*', async (route) => {
		await held;
		return route.fallback();
	});
	await page.getByRole('link', { name: 'Open', exact: true }).click();
	await page.locator('main[aria-busy]').waitFor();
	assert.equal(await page.locator('.alarms tbody tr:not(.gh)').count(), 7, 'what was there stays');
	go();
	await row(page, 1).waitFor({ state: 'detached' });
	await page.locator('main:not([aria-busy])').waitFor();
	await close();
});

test('a server without alarms says so, and the rest of the page lives', async () => {
	const { page, close } = await open(browser, 'import.html', { cron: {} });
	await page.route('**/api/alarms*', (route) => route.fulfill({ status: 404,
		json: { error: { code: 'not-found', message: 'nothing here', field: null, request: 'abc' } } }));
	await page.route('**/healthz', (route) => route.fulfill({ json: { ok: true, version: '1.0.0',
		database: { ok: true, error: null, schema: 3 }, last_report: now() - 14 * 60, libraries: {} } }));
	await page.goto(at('alarms.html'));
	await page.getByText('This is not here').waitFor();
	assert.match(await page.locator('#health').innerText(), /^last report 14 min ago$/i);
	assert.equal(await link(page).locator('.count').count(), 0);
	await close();
});

test('every page counts the open ones beside the link', async () => {
	for (const path of PAGES) {
		const { page, close } = await open(browser, path, { cron: { alarms: ALARMS() } });
		await link(page).locator('.count').waitFor();
		assert.equal(await link(page).locator('.count').innerText(), '4', path);
		assert.equal(await page.getByRole('link', { name: 'Alarms, 4 open', exact: true }).count(), 1, path);
		await close();
	}
	const many = Array.from({ length: 120 }, (_, i) => alarm(i + 1));
	const { page, close } = await open(browser, 'records.html', { cron: { alarms: many } });
	await link(page).locator('.count').waitFor();
	assert.equal(await link(page).locator('.count').innerText(), '99+');
	assert.equal(await link(page).getAttribute('aria-label'), 'Alarms, 120 open');
	await close();
});

/** Whether nothing hides it. */
const seen = (locator) => locator.evaluate((node) => {
	const { left, right, top, bottom } = node.getBoundingClientRect();
	return [left + 1, right - 1].every((x) => node.contains(document.elementFromPoint(x, (top + bottom) / 2)));
});

test('on a phone the count is in sight wherever one is, and hides nothing that has the focus', async () => {
	for (const path of PAGES) {
		const { page, close } = await open(browser, path, { cron: { alarms: ALARMS() }, viewport: { width: 390, height: 800 } });
		await link(page).locator('.count').waitFor();
		assert.ok(await seen(link(page)), path);
		for (const item of await page.locator('header nav a').all()) {
			await item.focus();
			assert.ok(await seen(item), `${path}: ${await item.innerText()}`);
		}
		await close();
	}
});

test('on a phone the strip of pages stands where it should, however late its font and the count come', async () => {
	const viewport = { width: 390, height: 800 };
	/** Those that ask for something before anything is chosen. */
	const asking = PAGES.filter((path) => !['sender.html', 'alarm.html'].includes(path));
	/** How far it is scrolled, when all has come. */
	const scrolled = async (page) => {
		await headed(page);
		await page.evaluate(() => document.fonts.ready);
		assert.ok(await seen(page.locator('header nav [aria-current]')), page.url());
		return page.locator('header nav').evaluate((nav) => nav.scrollLeft);
	};
	for (const path of asking) {
		const inTime = await open(browser, path, { cron: { alarms: ALARMS() }, viewport });
		const late = await open(browser, path, { cron: { alarms: ALARMS() }, viewport, prepare: (page) => {
			const answered = page.waitForEvent('requestfinished', (request) => /\/api\//.test(request.url()));
			return page.route(/healthz$|woff2$/, (route) => answered.then(() => route.fallback()));
		} });
		assert.equal(await scrolled(late.page), await scrolled(inTime.page), path);
		await inTime.close();
		await late.close();
	}
});

test('the dashboard has the worst three, and keeps the policies', async () => {
	const { page, wrong, close } = await open(browser, './', { cron: { alarms: ALARMS(), mailbox: mailbox() } });
	const panel = page.locator('[aria-labelledby=h-att]');
	assert.equal(await panel.locator('.att li').count(), 3);
	assert.match(await text(panel.locator('.att li').first()),
		/Mail of shop\.example\.org fails\s+225 of 1,234 messages fail DMARC, 18\.23 %; the limit is 15 %\.\s+Critical, \d days/);
	assert.match(await panel.locator('.att li a').first().getAttribute('href'), /^records\.html\?/);
	assert.match(await page.locator('[aria-labelledby=h-pol]').innerText(), /What your domains publish[^]*Reject: \d+ domain/);
	await panel.getByRole('link', { name: 'All alarms' }).click();
	await page.waitForURL(/alarms\.html$/);
	assert.deepEqual(wrong, []);
	await close();
});

test('when nothing needs attention the policies have the room', async () => {
	const { page, close } = await open(browser, './', { cron: { alarms: [] } });
	assert.equal(await page.locator('[aria-labelledby=h-att]').count(), 0);
	assert.equal(await page.locator('section.c8[aria-labelledby=h-pol]').count(), 1);
	await close();
});

const MARKUP = '<img src=x onerror=alert(1)></td><script>alert(2)</script>';
const HOSTILE = `${MARKUP}a\u202eb\u200bc${'long.'.repeat(2000)}`;
const CUT = HOSTILE.slice(0, 253);		// as the programs do

for (const path of ['alarms.html?state=all', './'])
	test(`hostile alarms on ${path} are text`, async () => {
		const alarms = ['fail_rate', 'source_fail', 'import_failed', HOSTILE].map((kind, i) => alarm(i + 1, { kind,
			severity: 'crit', subject: HOSTILE, subject_idn: i ? null : HOSTILE, title: CUT, message: CUT,
			detail: HOSTILE, href: 'records.html' }));
		const { page, wrong, close } = await open(browser, path, { cron: { alarms,
			push: { on: true, waiting: 1, last: null, error: HOSTILE } } });
		const main = await page.locator('main').innerText();
		assert.ok(main.includes('<img src=x onerror=alert(1)>'), 'shown as it is written');
		assert.ok(main.includes('‹U+202E›'), 'what cannot be seen is written out');
		assert.ok(!main.includes('long.'.repeat(60)), 'cut');
		for (const width of [1440, 390]) {
			await page.setViewportSize({ width, height: 900 });
			assert.equal(await overflow(page), 0, `overflow at ${width}`);
		}
		assert.equal(await page.locator('main :is(img, script, iframe, object, embed, style)').count(), 0);
		assert.deepEqual(await violations(page), []);
		assert.deepEqual(wrong, []);
		await close();
	});

test('the answers of these tests are those of the contract', () => {
	const { rows, ...rest } = answer(ALARMS());
	assert.deepEqual(Object.keys(rest), ['window', 'thresholds', 'limits', 'push', 'open']);
	assert.deepEqual(Object.keys(rows[0]).sort(), ['amount', 'changed', 'closed', 'detail', 'href', 'id', 'kind', 'limit',
		'limit_text', 'message', 'muted', 'opened', 'pushed', 'records', 'resolved', 'seen', 'sender', 'severity', 'since', 'state',
		'subject', 'subject_idn', 'title', 'todo', 'total', 'value']);
});
