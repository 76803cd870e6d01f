// Every page at both widths, light and dark: nothing wrong with it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeFindings, at, launch, open, overflow, PAGES, settled, violations } from './browser.js';
import { ALARMS, BROKEN, mailbox, OFF, RUNNING } from './cron.js';

let browser;

before(async () => {
	browser = await launch();
});
after(() => browser.close());

/** The pages, and more of what they may show. */
async function views(more) {
	if (!more)
		return PAGES;
	const { rows } = await (await fetch(at('api/records?dmarc=fail&limit=25'))).json();
	return [...PAGES, `records.html?dmarc=fail&open=${rows[0].id}`, `reports.html?open=${rows[0].report}#xml`,
		'domains.html?by=ip', 'records.html?q=nothing-is-called-so', './?range=12m',
		'./?from=2019-01-01&to=2019-02-01&bogus=1'];
}

/** What the mailbox and the alarms may make of a page. */
const WITH = {
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

/** Nothing is wrong with a page that looks so. */
async function flawless(path, look, cron = () => undefined) {
	const shown = await open(browser, path, { ...look, cron: cron() });
	assert.deepEqual(await violations(shown.page), []);
	assert.equal(await overflow(shown.page), 0);
	assert.deepEqual(shown.wrong, []);
	await shown.close();

	const checked = await open(browser, path, { ...look, cron: cron(), bypassCSP: true });
	assert.deepEqual(await axeFindings(checked.page), []);
	await checked.close();
}

for (const colorScheme of ['light', 'dark'])
	for (const width of [1440, 390])
		test(`every page at ${width}, ${colorScheme}`, async (t) => {
			const look = { viewport: { width, height: 900 }, colorScheme };
			// What is behind the links once at each width, and once in each light.
			for (const path of await views((width === 1440) === (colorScheme === 'light')))
				await t.test(path, () => flawless(path, look));
			for (const [name, [path, cron]] of Object.entries(WITH))
				await t.test(name, () => flawless(path, look, cron));
		});

test('at 400 percent, which is 320 wide, nothing scrolls sideways', async () => {
	for (const [path, cron] of [...PAGES.map((page) => [page, () => undefined]), ...Object.values(WITH)]) {
		const { page, close } = await open(browser, path, { viewport: { width: 320, height: 700 }, cron: cron() });
		assert.equal(await overflow(page), 0, path);
		await close();
	}
});

test('the chart has a table that says the same', async () => {
	const { page, wrong, close } = await open(browser, './');
	const bars = await page.locator('svg.chart a').count();
	await page.getByRole('button', { name: 'As table' }).click();
	const rows = await page.locator('.twin tbody tr').filter({ has: page.locator('a') }).count();
	assert.equal(rows, bars);
	assert.ok(bars > 0);
	assert.deepEqual(wrong, []);
	await close();
});

test('a failing answer is told, and asked again', async () => {
	const { page, close } = await open(browser, 'import.html');
	const error = { error: { code: 'system', message: 'the disk is full', field: null, request: 'abc' } };
	await page.route('**/api/records*', (route) => route.fulfill({ status: 500, json: error }));
	await page.goto(at('records.html'));
	await page.getByText('the disk is full').waitFor();
	assert.match(await page.locator('main').innerText(), /Status 500, request abc/);
	await page.unroute('**/api/records*');
	await page.getByRole('button', { name: 'Retry' }).click();
	await page.locator('table.rec').waitFor();
	await close();
});

test('an empty store says how to import', async () => {
	const { page, close } = await open(browser, 'import.html');
	const summary = await (await fetch(at('api/summary?q=nothing-is-called-so'))).json();
	const store = { reports: 0, first_day: null, last_day: null };
	await page.route('**/api/summary*', (route) => route.fulfill({ json: { ...summary, store } }));
	await page.goto(at('./'));
	await settled(page);
	assert.equal(await page.locator('h1').innerText(), 'No reports yet');
	assert.equal(await page.locator('.steps li').count(), 3);
	assert.match(await page.locator('.steps').innerText(), /IMAP_HOST=/);
	await page.getByRole('link', { name: 'Import reports' }).click();
	await page.waitForURL(/import\.html$/);
	await close();
});
