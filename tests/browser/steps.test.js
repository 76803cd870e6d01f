// First steps: a checklist that ticks itself, where there is no report yet, and later.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, axeFindings, launch, open, overflow, settled, violations } from './browser.js';
import { mailbox, now, OFF } from './cron.js';

const FILE = '/etc/dmarc-analyzer/dmarc.env';
const SAID = ['server    imap.example.org, port 993, TLS 1.3', 'folder    INBOX: 2 mails, UIDVALIDITY 7', 'Nothing was changed.'];

let browser;

before(async () => {
	browser = await launch();
});
after(() => browser.close());

/** The page over what the programs may say; it may be changed as the test goes on. */
async function steps(said, path = 'steps.html', more = {}) {
	said = { settings: { file: FILE, count: 9, unknown: [], push: { on: false, last: null } }, box: mailbox({ job: null }), reports: 0, needs: 0,
		tests: [], asked: [], ...said };
	const opened = await open(browser, path, { ...more, prepare: async (page) => {
		await page.route(/\/api\/settings$/, (route) => route.fulfill({ json: said.settings }));
		await page.route(/\/api\/mailbox(\?|$)/, (route) => route.fulfill({ json: said.box }));
		await page.route(/\/api\/(mailbox|push)\/test/, (route) => {
			said.asked.push(`${route.request().method()} ${route.request().url().replace(/.*api\//, '')}`);
			return route.fulfill({ json: said.tests.shift() });
		});
		await page.route(/\/api\/summary/, async (route) => {
			const json = await (await route.fetch()).json();
			const [first_day, last_day] = said.days ?? ['2026-11-01', '2026-11-03'];
			return route.fulfill({ json: { ...json, store: { reports: said.reports, ...said.reports ? { first_day, last_day } : { first_day: null, last_day: null } } } });
		});
		await page.route(/\/api\/senders/, async (route) => {
			const json = await (await route.fetch()).json();
			return route.fulfill({ json: { ...json, groups: { ...json.groups, needs: said.needs } } });
		});
	} });
	await opened.page.locator('.checks').waitFor();
	return { ...opened, said, done: () => opened.page.locator('.checks .done h2').allInnerTexts(),
		now: () => opened.page.locator('.checks .now h2').allInnerTexts() };
}

const words = (list) => list.map((text) => text.replace(/^(Done|To do|Waiting): ?/, '').trim());

test('an empty dashboard is the first steps', async () => {
	const { page, wrong, done, now: doing, close } = await steps({}, './');
	assert.match(page.url(), /steps\.html$/);
	assert.deepEqual(words(await done()), ['Settings are read']);
	assert.deepEqual(words(await doing()), ['Test the mailbox']);
	const text = await page.locator('main').innerText();
	assert.match(text, /1 of 6 done/);
	assert.match(text, new RegExp(`${FILE}, 9 settings, none of them unknown`));
	for (const record of ['_dmarc.example.org', 'v=DMARC1; p=none; rua=mailto:dmarc@example.org', 'other.example._report._dmarc.example.org', 'v=DMARC1'])
		assert.equal(await page.locator('.dns code', { hasText: record }).filter({ hasText: new RegExp(`^${record.replaceAll('.', '\\.')}$`) }).count(), 1, record);
	const tomorrow = new Date(Date.now() + 864e5).getUTCDate();
	assert.match(text, new RegExp(`expect the first tomorrow, ${tomorrow} `));
	assert.deepEqual(await axeFindings(page), []);
	assert.deepEqual([wrong, await violations(page)], [[], []]);
	await close();
});

test('a test of the mailbox is told in its words, and ticks the step', async () => {
	const { page, wrong, said, done, now: doing, close } = await steps({ tests: [
		{ ok: false, said: SAID.slice(0, 1), error: { code: 'setting', message: 'the mail server refused the login' } },
		{ ok: true, said: SAID, error: null }] });
	await page.getByRole('button', { name: 'Test', exact: true }).press('Enter');
	const again = page.getByRole('button', { name: 'Test again' });
	await again.waitFor();
	assert.match(await page.locator('.now').innerText(), /port 993, TLS 1\.3\s+the mail server refused the login/);
	assert.equal(await again.evaluate((node) => node === document.activeElement), true, 'the focus stays');
	await again.click();
	await page.locator('.done h2', { hasText: 'The mailbox answers' }).waitFor();
	assert.equal(await page.locator('.checks pre').innerText(), SAID.join('\n'));
	assert.deepEqual(said.asked, Array(2).fill('POST mailbox/test?mailbox=main'));
	assert.deepEqual(words(await done()), ['Settings are read', 'The mailbox answers']);
	assert.deepEqual(words(await doing()), ['Ask receivers for reports']);
	assert.deepEqual(wrong, []);
	await close();
});

test('it ticks itself when the first report comes', async () => {
	const { page, wrong, said, done, close } = await steps({ box: mailbox() }, 'steps.html', { own: true, viewport: { width: 390, height: 844 } });
	assert.deepEqual(words(await done()), ['Settings are read', 'The mailbox answers']);
	assert.equal(await overflow(page), 0);
	await page.clock.install();
	await page.reload();
	await page.locator('.checks').waitFor();
	said.reports = 3;
	await page.clock.runFor(61_000);
	await page.locator('.done h2', { hasText: 'The first report came' }).waitFor();
	assert.deepEqual(words(await done()), ['Settings are read', 'The mailbox answers', 'Receivers send reports', 'The first report came']);
	assert.match(await page.locator('main').innerText(), /3 reports, the first of 1 Nov/);
	assert.deepEqual(wrong, []);
	await close();
});

test('what is wrong is named; senders and the push are there later', async () => {
	const unknown = ['unknown setting IMAP_FOLDR: did you mean IMAP_FOLDER?'];
	const { page, wrong, now: doing, close } = await steps({ reports: 900, needs: 3, days: ['2026-10-01', '2026-11-20'], box: OFF,
		settings: { file: null, count: 2, unknown, push: { on: true, last: null } }, tests: [{ ok: true, said: ['delivered'], error: null }] });
	assert.deepEqual(words(await doing()), ['Look at the settings']);
	assert.match(await page.locator('.now').innerText(), /The environment, 2 settings, and what is none:\s+unknown setting IMAP_FOLDR: did you mean IMAP_FOLDER\?/);
	assert.equal(await page.locator('.done h2', { hasText: 'Reports come without a mailbox' }).count(), 1);
	assert.equal(await page.getByRole('link', { name: '3 senders need you' }).getAttribute('href'), 'senders.html?range=all');
	await page.getByRole('button', { name: 'Send a test' }).click();
	await page.locator('.done h2', { hasText: 'Alarms reach your phone' }).waitFor();
	assert.deepEqual(wrong, []);
	await close();
});

test('it is reached later', async () => {
	const { page, wrong, close } = await open(browser, 'import.html', { cron: { mailbox: mailbox() } });
	await page.getByRole('link', { name: 'First steps' }).click();
	await page.waitForURL(at('steps.html'));
	await settled(page);
	assert.ok(now() > 0 && await page.locator('.checks > li').count() === 6);
	assert.deepEqual(wrong, []);
	await close();
});
