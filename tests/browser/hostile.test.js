// A report whose every text is an attack makes text.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, overflow, report, send, settled, violations } from './browser.js';

const MARKUP = '&lt;img src=x onerror=alert(1)&gt;&lt;/td&gt;&lt;script&gt;alert(2)&lt;/script&gt;';
const BIDI = 'a&#x202E;b&#x200B;c';
const LONG = 'long.'.repeat(2000);
const DAY = 'from=2019-01-01&to=2019-01-01';

let browser, id;

before(async () => {
	browser = await launch();
	const answer = await send(report({ org: `${MARKUP}${BIDI}`, domain: 'canary.example',
		extra: `<extra_contact_info>javascript:alert(3)</extra_contact_info>`,
		from: `${LONG}${MARKUP}`, selector: `${MARKUP}`, comment: `=1+1${MARKUP}${BIDI}${LONG}` }),
	'<img src=x onerror=alert(4)>.xml');
	assert.equal(answer.status, 'imported', JSON.stringify(answer).slice(0, 400));
	id = answer.reports[0].id;
});
after(() => browser.close());

/** Nothing of the report became an element, and it is on the page. */
async function harmless(shown) {
	const { page, wrong } = shown;
	for (const width of [1440, 390]) {
		await page.setViewportSize({ width, height: 900 });
		assert.equal(await overflow(page), 0, `overflow at ${width}`);
	}
	assert.equal(await page.locator('main :is(img, script, iframe, object, embed, style)').count(), 0);
	assert.equal(await page.locator('a[href^="javascript:"]').count(), 0);
	assert.deepEqual(await violations(page), []);
	assert.deepEqual(wrong, []);
	await shown.close();
}

for (const path of [`./?${DAY}&domain=canary.example`, `domains.html?${DAY}&by=org`, `domains.html?${DAY}&by=from`,
	`domains.html?${DAY}&by=selector`, `reports.html?${DAY}&domain=canary.example`,
	`records.html?${DAY}&domain=canary.example&header_from=${LONG.slice(0, 900)}`])
	test(path, async () => {
		const shown = await open(browser, path);
		assert.ok((await shown.page.locator('main').innerText()).length > 100);
		await harmless(shown);
	});

test('a hostile record, opened', async () => {
	const shown = await open(browser, `records.html?range=all&report=${id}`);
	await shown.page.locator('.tog a').first().click();
	await shown.page.locator('.det .why').waitFor();
	const text = await shown.page.locator('main').innerText();
	assert.ok(text.includes('<img src=x onerror=alert(1)>'), 'shown as it is written');
	assert.ok(text.includes('‹U+202E›'), 'what cannot be seen is written out');
	await harmless(shown);
});

test('a hostile report, opened, with its XML', async () => {
	const shown = await open(browser, `reports.html?open=${id}#xml`);
	await settled(shown.page);
	await shown.page.locator('.xml', { hasText: 'feedback' }).waitFor();
	await harmless(shown);
});

test('a hostile address', async () => {
	const shown = await open(browser, `records.html?q=${encodeURIComponent('<img src=x onerror=alert(5)>')}&%3Cb%3E=1`);
	await harmless(shown);
});
