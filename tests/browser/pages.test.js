// Everything the pages may show, at every width, light and dark: nothing is wrong with it.  With
// SHOTS, a folder, a picture of each is put there.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { axeFindings, launch, open, overflow, PAGES, violations } from './browser.js';
import { show, views } from './views.js';

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

/** @param {import('./views.js').View} view @param {number} width @param {'light'|'dark'} colorScheme */
async function flawless(view, width, colorScheme) {
	const { page, wrong, close } = await show(browser, view, { viewport: { width, height: width < 500 ? 844 : 900 }, colorScheme });
	if (SHOTS)
		await page.screenshot({ path: `${SHOTS}/${view.name}-${width}-${colorScheme}.png`, fullPage: true });
	assert.deepEqual(await violations(page), [], 'the policy was violated');
	assert.equal(await overflow(page), 0, 'it scrolls sideways');
	assert.deepEqual(wrong.filter((line) => !view.errs || !REFUSED.test(line)), []);
	assert.deepEqual(await axeFindings(page), []);
	await close();
}

for (const width of [1440, 768, 390])
	for (const colorScheme of /** @type {const} */ (['light', 'dark']))
		test(`all that is shown, at ${width}, ${colorScheme}`, async (t) => {
			for (const view of all)
				if (view.width ? view.width === width : width !== 768 || PAGES.includes(view.path))
					await t.test(view.name, () => flawless(view, width, colorScheme));
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
