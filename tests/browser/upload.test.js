// Files in, a result for each.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { at, launch, open, report, send } from './browser.js';

let browser;

before(async () => {
	browser = await launch();
});
after(() => browser.close());

const file = (name, content) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });

async function choose(page, files) {
	await page.locator('input[type=file]').first().setInputFiles(files);
	await page.locator('.upl[hidden]').waitFor({ state: 'detached' });
	await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' });
}

/** The result shown for a file. */
function result(page, name) {
	return page.locator('.res tbody tr').filter({ has: page.locator('th', { hasText: name }) }).locator('.i-res').innerText();
}

test('mixed files each have their result, failures first', async () => {
	const { page, wrong, close } = await open(browser, 'import.html');
	const same = report();
	await choose(page, [file('one.xml', same), file('two.xml.gz', gzipSync(report())),
		file('notes.txt', 'not a report at all'), file('empty.xml', ''),
		file('cut.xml', report().slice(0, 700))]);
	assert.equal(await result(page, 'one.xml'), 'Imported');
	assert.equal(await result(page, 'two.xml.gz'), 'Imported');
	assert.equal(await result(page, 'notes.txt'), 'Failed');
	assert.equal(await result(page, 'empty.xml'), 'Failed');
	assert.equal(await result(page, 'cut.xml'), 'Failed');
	const order = await page.locator('.res .i-res').allInnerTexts();
	assert.deepEqual(order.slice(1), ['Failed', 'Failed', 'Failed', 'Imported', 'Imported']);

	await choose(page, [file('again.xml', same)]);
	assert.equal(await result(page, 'again.xml'), 'Already here');
	assert.match(await page.locator('.sums').innerText(), /2 imported\s+1 already here\s+3 failed/);
	assert.deepEqual(wrong.filter((w) => !/status of 422/.test(w)), []);
	await close();
});

test('hundreds of files arrive, each once', async () => {
	const { page, close } = await open(browser, 'import.html');
	const files = Array.from({ length: 250 }, (_, i) => file(`many-${i}.xml`, report()));
	await choose(page, files);
	assert.match(await page.locator('.upl').innerText(), /250 of 250 files/);
	assert.match(await page.locator('.sums').innerText(), /250 imported/);
	assert.ok(await page.locator('.res tbody tr').count() <= 50);
	await close();
});

test('stopping stops, and the rest can be sent after', async () => {
	const { page, close } = await open(browser, 'import.html');
	let held = [];
	await page.route('**/api/import*', (route) => held.push(route));
	await page.locator('input[type=file]').first().setInputFiles(
		Array.from({ length: 8 }, (_, i) => file(`stop-${i}.xml`, report())));
	await page.getByRole('button', { name: 'Stop' }).click();
	await page.locator('.sums', { hasText: '8 stopped' }).waitFor();
	await page.unroute('**/api/import*');
	await page.getByRole('button', { name: 'Retry what failed' }).click();
	await page.locator('.sums', { hasText: '8 imported' }).waitFor();
	await close();
});

test('files dropped anywhere are taken', async () => {
	const { page, close } = await open(browser, 'import.html');
	await page.evaluate((xml) => {
		const transfer = new DataTransfer();
		transfer.items.add(new File([xml], 'dropped.xml'));
		document.querySelector('footer').dispatchEvent(
			new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer }));
	}, report());
	await page.locator('.sums', { hasText: '1 imported' }).waitFor();
	assert.equal(await result(page, 'dropped.xml'), 'Imported');
	await close();
});

test('the way on leads to the days of the files', async () => {
	const { page, close } = await open(browser, 'import.html');
	await choose(page, [file('old.xml', report())]);
	await page.getByRole('link', { name: 'See these days' }).click();
	await page.waitForURL(/from=2019-01-01&to=2019-01-01/);
	await page.getByText('1 January 2019').first().waitFor();
	await close();
});

test('a report is deleted when one says so, not before', async () => {
	const { reports: [{ id }] } = await send(report());
	const { page, wrong, close } = await open(browser, `reports.html?range=all&open=${id}`);
	await page.getByRole('button', { name: 'Delete' }).click();
	await page.getByText('1 record with 3 messages').waitFor();
	await page.getByRole('button', { name: 'Keep it' }).click();
	assert.equal((await fetch(at(`api/reports/${id}`))).status, 200);
	await page.getByRole('button', { name: 'Delete' }).click();
	await page.locator('dialog[open]').getByRole('button', { name: 'Delete' }).click();
	await page.waitForURL(/reports\.html\?range=all$/);
	assert.equal((await fetch(at(`api/reports/${id}`))).status, 404);
	assert.deepEqual(wrong, []);
	await close();
});
