// Uploads that are stopped, that lose their network, or that a busy server puts off: all arrive in the end.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, report, send } from './browser.js';
import { file } from './files.js';
import { ended, files, grew, newOrg, said, saved, seen, storedOf, sums, watch } from './sending.js';

let browser;

before(async () => {
	browser = await launch();
});
after(() => browser.close());

/** Lets so many through and holds the others, until it is opened. */
async function holding(page, most) {
	const line = { held: [], open: false };
	let passed = 0;
	await page.route('**/api/import*', (route) => line.open || ++passed <= most ? route.continue() : void line.held.push(route));
	return line;
}

test('stopped half-way, the rest can be sent after: each is here once', async () => {
	const org = newOrg(), xmls = Array.from({ length: 60 }, () => report({ org }));
	const { page, close } = await open(browser, 'import.html');
	await watch(page);
	const line = await holding(page, 20);
	await files(page).setInputFiles(xmls.map((xml, i) => file(`stop-${i}.xml`, xml)));
	await sums(page).filter({ hasText: '20 imported' }).waitFor();
	await page.waitForFunction(() => window.seen.now === 4);
	await page.getByRole('button', { name: 'Stop' }).click();
	await sums(page).filter({ hasText: '40 stopped' }).waitFor();
	await ended(page);
	assert.deepEqual(await said(page), ['20 imported', '40 stopped']);
	assert.equal((await seen(page)).sent, 24);
	assert.equal((await seen(page)).now, 0);
	assert.equal(line.held.length, 4);
	assert.equal((await storedOf(org)).reports, 20);
	assert.equal((await saved(page)).filter(([, word]) => word === 'Stopped').length, 40);

	// One of the four had reached the server all the same.
	await send(xmls[20]);
	line.open = true;
	await page.getByRole('button', { name: 'Retry what failed' }).click();
	await sums(page).filter({ hasText: '59 imported' }).waitFor();
	await ended(page);
	assert.deepEqual(await said(page), ['59 imported', '1 already here']);
	const { sent, most, bar } = await seen(page);
	assert.deepEqual([sent, most, bar.at(-1)], [64, 4, 1]);
	assert.deepEqual(await storedOf(org), { reports: 60, records: 60, messages: 180 });
	assert.equal((await saved(page)).length, 60);
	await close();
});

test('without a network it waits, and brings the rest when there is one', async () => {
	const org = newOrg();
	const { page, close } = await open(browser, 'import.html');
	await watch(page);
	const line = await holding(page, 12), failed = [];
	page.on('requestfailed', (r) => failed.push(r.url()));
	await files(page).setInputFiles(Array.from({ length: 40 }, (_, i) => file(`line-${i}.xml`, report({ org }))));
	await sums(page).filter({ hasText: '12 imported' }).waitFor();
	await page.waitForFunction(() => window.seen.now === 4);
	await page.context().setOffline(true);
	line.open = true;
	await Promise.all(line.held.map((route) => route.abort('internetdisconnected')));
	await page.waitForFunction(() => window.seen.sent > 16);
	assert.deepEqual(await said(page), ['12 imported'], 'nothing is given up');
	assert.equal(await page.locator('.upl b').innerText(), '12 of 40 files');
	await page.context().setOffline(false);
	await sums(page).filter({ hasText: '40 imported' }).waitFor();
	await ended(page);
	assert.deepEqual(await said(page), ['40 imported']);
	assert.ok(failed.length >= 5);
	const { most, bar } = await seen(page);
	assert.equal(most, 4);
	grew(bar);
	assert.deepEqual(await storedOf(org), { reports: 40, records: 40, messages: 120 });
	await close();
});

/** Files of one reporter, chosen on a page whose clock is ours. */
async function withClock(n) {
	const org = newOrg();
	const shown = await open(browser, 'import.html', { own: true });
	await shown.page.clock.install();
	await shown.page.reload();
	await shown.page.getByRole('button', { name: 'Choose files' }).waitFor();
	await shown.page.clock.pauseAt(Date.now() + 600000);
	await watch(shown.page);
	return { ...shown, org, list: Array.from({ length: n }, (_, i) => file(`clock-${i}.xml`, report({ org }))) };
}

/** Lets time pass until the page has sent so many, and not a second more. */
async function tick(page, seconds, sent) {
	await page.clock.runFor(seconds * 1000 - 100);
	const before = await seen(page);
	assert.deepEqual([before.now, before.sent < sent], [0, true], `too early: ${before.sent} before ${seconds} s`);
	await page.clock.runFor(100);
	await page.waitForFunction((n) => window.seen.sent === n && window.seen.now === 0, sent);
}

test('without a network for long it gives up, and can be told to go on', async () => {
	const { page, org, list, close } = await withClock(3);
	await page.context().setOffline(true);
	await files(page).setInputFiles(list);
	await page.waitForFunction(() => window.seen.sent === 3 && window.seen.now === 0);
	for (const [i, seconds] of [1, 2, 4, 8].entries())
		await tick(page, seconds, 3 * (i + 2));
	await page.clock.runFor(1000);
	assert.deepEqual(await said(page), ['3 failed']);
	assert.match(await page.locator('.res').innerText(), /the server did not answer/);
	await page.context().setOffline(false);
	await page.getByRole('button', { name: 'Retry what failed' }).click();
	await page.waitForFunction(() => window.seen.sent === 18 && window.seen.now === 0);
	await page.clock.runFor(1000);
	assert.deepEqual(await said(page), ['3 imported']);
	assert.equal((await storedOf(org)).reports, 3);
	await close();
});

for (const status of [429, 503])
	test(`a server that answers ${status} is asked again when it says so`, async () => {
		const { page, org, list, close } = await withClock(1);
		let asked = 0;
		await page.route('**/api/import*', (route) => asked++ ? route.continue() : route.fulfill({ status,
			headers: { 'Retry-After': '7' }, json: { error: { code: 'busy', message: 'not now', field: null, request: 'f00d' } } }));
		await files(page).setInputFiles(list);
		await page.waitForFunction(() => window.seen.sent === 1 && window.seen.now === 0);
		await tick(page, 7, 2);
		await page.clock.runFor(1000);
		assert.deepEqual(await said(page), ['1 imported']);
		assert.deepEqual((await storedOf(org)).reports, 1);
		await close();
	});

test('a server that stays busy is told of, with what it says', async () => {
	const { page, list, close } = await withClock(1);
	await page.route('**/api/import*', (route) => route.fulfill({ status: 503,
		json: { error: { code: 'busy', message: 'an upgrade is under way', field: null, request: 'f00d' } } }));
	await files(page).setInputFiles(list);
	await page.waitForFunction(() => window.seen.sent === 1 && window.seen.now === 0);
	for (const [i, seconds] of [1, 2, 4, 8].entries())
		await tick(page, seconds, i + 2);
	await page.clock.runFor(1000);
	assert.deepEqual(await said(page), ['1 failed']);
	assert.match(await page.locator('.res').innerText(), /an upgrade is under way/);
	await close();
});

test('stopped while it waits, it can be told to go on at once', async () => {
	const { page, org, list, close } = await withClock(9);
	await page.context().setOffline(true);
	await files(page).setInputFiles(list);
	await page.waitForFunction(() => window.seen.sent === 4 && window.seen.now === 0);
	await page.clock.runFor(200);
	await page.getByRole('button', { name: 'Stop' }).click();
	await page.clock.runFor(200);
	assert.deepEqual(await said(page), ['9 stopped']);
	await page.context().setOffline(false);
	await page.getByRole('button', { name: 'Retry what failed' }).click();
	await page.waitForFunction(() => window.seen.sent === 13 && window.seen.now === 0);
	await page.clock.runFor(60000);
	assert.deepEqual(await said(page), ['9 imported']);
	assert.equal((await seen(page)).sent, 13);
	assert.equal((await storedOf(org)).reports, 9);
	await close();
});
