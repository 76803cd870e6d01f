// A link that names a record leads to it: it is in sight, however late what is around it comes.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, launch, open } from './browser.js';

const LOOKS = [{ width: 1440, height: 900 }, { width: 390, height: 844 }];

let browser, listed, large;

const json = async (path) => (await fetch(at(path))).json();

before(async () => {
	browser = await launch();
	listed = (await json('api/records?dmarc=fail&limit=100')).rows;
	const { rows: [{ id }] } = await json('api/reports?range=all&sort=-records&limit=25');
	large = { id, rows: (await json(`api/records?range=all&report=${id}&limit=50&sort=-messages`)).rows };
});
after(() => browser.close());

/** Whether it can be seen: its beginning is below what sticks to the page's, and in the window. */
const seen = (locator) => locator.evaluate((node) => {
	const [{ left, top }] = node.getClientRects();
	return top < innerHeight - 40 && node.contains(document.elementFromPoint(left + 4, top + 4));
});

/** The last request of its kind is answered when that is on the page. */
function late(page, kind, requests, that) {
	let asked = 0;
	return page.route(kind, async (route) => {
		if (++asked === requests)
			await page.locator(that).waitFor();
		return route.fallback();
	});
}

const focused = (page) => page.evaluate(() => document.activeElement.getAttribute('data-key')
	?? document.activeElement.getAttribute('class'));

for (const viewport of LOOKS) {
	test(`an open record of a list is in sight, at ${viewport.width}`, async () => {
		for (const [i, place] of [[60, 'start'], [99, 'end']]) {
			const { id } = listed[i];
			const { page, wrong, close } = await open(browser, `records.html?dmarc=fail&limit=100&open=${id}`, { viewport });
			await page.locator('.det .why').waitFor();
			assert.ok(await seen(page.locator('tr.open')), `row ${i}`);
			assert.ok(place === 'end' || await seen(page.locator('.det .why')), 'and what it says');
			assert.equal(await focused(page), `open-${id}`);
			await page.keyboard.press('Escape');
			await page.locator('.det').waitFor({ state: 'detached' });
			assert.deepEqual(wrong, []);
			await close();
		}
	});

	test(`the record of a report is in sight, at ${viewport.width}`, async () => {
		const { id } = large.rows.at(-1);
		const { page, close } = await open(browser, `reports.html?open=${large.id}&record=${id}`, { viewport });
		await page.locator('.det.one ~ .rec .det .why').waitFor();
		assert.ok(await seen(page.locator('tr.open')));
		assert.equal(await focused(page), `open-${id}`);
		await close();
	});

	for (const [last, ...how] of [['record', /api\/records\/\d+$/, 2, '.xml mark'], ['XML', /raw$/, 1, '.rec .det .why']])
		test(`the XML of a record is in sight, at ${viewport.width}, when the ${last} comes last`, async () => {
			const { id } = large.rows.at(-1);
			const { page, close } = await open(browser, `reports.html?open=${large.id}&record=${id}#xml`,
				{ viewport, prepare: (p) => late(p, ...how) });
			await page.locator('.xml mark').waitFor();
			await page.locator('.rec .det .why').waitFor();
			assert.ok(await seen(page.locator('.xml mark')));
			assert.equal(await focused(page), 'xml');
			await close();
		});

	test(`a report opened from the end of the list begins at its top, at ${viewport.width}`, async () => {
		const { page, close } = await open(browser, 'reports.html?limit=100', { viewport });
		await page.locator('.rep tbody tr').last().locator('a').first().click();
		await page.locator('.det.one').waitFor();
		assert.equal(await page.evaluate(() => scrollY), 0);
		await close();
	});
}
