// Everything the pages may show, at every width, light and dark: nothing is wrong with it.  With
// SHOTS, a folder, a picture of each is put there.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { axeFindings, launch, open, overflow, PAGES, violations } from '../browser.js';
import { show, views } from '../views.js';

const { SHOTS } = process.env;
const REFUSED = /status of 4\d\d|status of 500/;

let browser, all;

before(async () => {
	browser = await launch();
	all = await views();
	if (SHOTS)
		mkdirSync(SHOTS, { recursive: true });
});
after(() => browser.close());

/** @param {import('./views.js').View} view @param {number} width */
async function flawless(view, width) {
	const { page, wrong, close } = await show(browser, view, { viewport: { width, height: width < 500 ? 844 : 900 } });
	for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
		await page.emulateMedia({ colorScheme });
		if (SHOTS)
			await page.screenshot({ path: `${SHOTS}/${view.name}-${width}-${colorScheme}.png`, fullPage: true });
		assert.deepEqual(await axeFindings(page, { colours: colorScheme === 'dark' }), [], colorScheme);
	}
	assert.deepEqual(await violations(page), [], 'the policy was violated');
	assert.equal(await overflow(page), 0, 'it scrolls sideways');
	assert.deepEqual(wrong.filter((line) => !view.errs || !REFUSED.test(line)), []);
	await close();
}

for (const width of [1440, 768, 390])
	test(`all that is shown, at ${width}, light and dark`, { concurrency: 2 }, async (t) => {
		const some = all.filter((view) => view.width ? view.width === width : width !== 768 || PAGES.includes(view.path));
		await Promise.all(some.map((view) => t.test(view.name, () => flawless(view, width))));
	});

test('between these widths no column of a list is squeezed', async () => {
	for (const view of all.filter(({ path, cron, answers }) => !cron && !answers && /^(records|reports|domains)\.html(\?by=\w+&limit=25)?$/.test(path))) {
		const { page, close } = await show(browser, view, {});
		for (const width of [1240, 1100, 1000, 901]) {
			await page.setViewportSize({ width, height: 900 });
			const highest = await page.locator('main tbody tr').evaluateAll((rows) => Math.max(...rows.map((row) => row.getBoundingClientRect().height)));
			const most = view.path === 'domains.html' ? 260 : 110;		// a sentence is in it
			assert.ok(highest > 20 && highest < most, `${view.name} at ${width}: a row ${highest} px high`);
			assert.equal(await overflow(page), 0, `${view.name} at ${width}`);
		}
		await close();
	}
});

test('how long ago something was is told anew as time goes by', async () => {
	const { page, close } = await open(browser, 'alarms.html', { cron: { health: { last_report: Math.floor(Date.now() / 1000) - 130 } },
		own: true, prepare: (p) => p.clock.install() });
	await page.getByText('last report 2 min ago').waitFor();
	await page.clock.runFor(3 * 60 * 1000);
	assert.match(await page.locator('#health').innerText(), /last report 5 min ago/i);
	await close();
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
