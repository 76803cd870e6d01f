// Every page at both widths, light and dark: nothing wrong with it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeFindings, at, launch, open, overflow, PAGES, violations } from './browser.js';
import { WITH } from './cron.js';

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
