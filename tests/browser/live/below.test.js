// Behind another server, under a path of its own: nothing asks for what is above it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, launch, open, PAGES, report, settled, violations } from '../browser.js';

const { BELOW } = process.env;
const skip = !BELOW && 'tests/live.py has a server for it';

let browser;

before(async () => {
	browser = await launch();
});
after(() => browser.close());

/** A page below, and what it asked for above. */
async function below(path) {
	const shown = await open(browser, path, { base: BELOW });
	shown.page.on('request', (request) => {
		if (!request.url().startsWith(BELOW) && !request.url().startsWith('blob:'))
			shown.wrong.push(`above: ${request.url()}`);
	});
	await shown.page.reload();
	await settled(shown.page);
	return shown;
}

for (const path of PAGES)
	test(path, { skip }, async () => {
		const { page, wrong, close } = await below(path);
		for (const href of await page.locator('a').evaluateAll((all) => all.map((a) => new URL(a.getAttribute('href'), a.baseURI).href)))
			assert.ok(href.startsWith(BELOW), href);
		assert.deepEqual(await violations(page), []);
		assert.deepEqual(wrong, []);
		await close();
	});

test('one goes from page to page, and all the way to the XML', { skip }, async () => {
	const { page, wrong, close } = await below('./');
	await page.locator('.lead a').first().click();
	await page.waitForURL(/\/dmarc\/records\.html\?/);
	await page.locator('.tog a').first().click();
	await page.getByRole('link', { name: 'Raw XML' }).click();
	await page.locator('.xml mark').waitFor();
	assert.equal((await page.request.get(await page.getByRole('link', { name: 'Download XML' }).evaluate((a) => a.href))).status(), 200);
	await page.getByRole('link', { name: 'All reports' }).click();
	await page.locator('.rep tbody tr').first().waitFor();
	await page.getByRole('link', { name: 'Dashboard', exact: true }).click();
	await page.locator('svg.chart').waitFor();
	assert.deepEqual(wrong, []);
	await close();
});

test('a report comes in, and goes', { skip }, async () => {
	const { page, wrong, close } = await below('import.html');
	await page.locator('input[type=file]').first().setInputFiles({ name: 'below.xml', mimeType: 'text/xml',
		buffer: Buffer.from(report()) });
	await page.locator('.res tbody a').first().click();
	await page.getByRole('button', { name: 'Delete' }).click();
	await page.locator('dialog[open]').getByRole('button', { name: 'Delete' }).click();
	await page.waitForURL(at('reports.html', BELOW));
	assert.deepEqual(wrong, []);
	await close();
});
