// Files in, a result for each.

import assert from 'node:assert/strict';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { at, launch, open, report, send } from './browser.js';
import { file, mail, zip } from './files.js';
import { ended, files, grew, newOrg, said, saved, seen, storedOf, sums, watch } from './sending.js';

let browser;

before(async () => {
	browser = await launch();
});
after(() => browser.close());

async function choose(page, list) {
	await files(page).setInputFiles(list);
	await ended(page);
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

/** So many of a kind: the files, and the results of each. */
function batch(n, name, content, ...results) {
	return Array.from({ length: n }, (_, i) => ({ sent: file(name.replace('#', String(i)), content(i)), results }));
}

/** Five hundred, of every kind. */
function mixture(org) {
	const fresh = () => report({ org });
	const first = batch(200, 'plain-#.xml', fresh, 'Imported');
	const rest = [
		...batch(100, 'packed-#.xml.gz', () => gzipSync(fresh()), 'Imported'),
		...batch(50, 'archive-#.zip', (i) => zip({ [`a-${i}.xml`]: fresh(), [`b-${i}.xml`]: fresh() }), 'Imported', 'Imported'),
		...batch(35, 'mail-#.eml', () => mail(fresh()), 'Imported'),
		...batch(40, 'again-#.xml', (i) => first[i].sent.buffer, 'Already here'),
		...batch(5, 'mixed-#.zip', (i) => zip({ [`known-${i}.xml`]: first[i].sent.buffer.toString(), [`bad-${i}.xml`]: '<feedback>' }),
			'Already here', 'Failed'),
		...batch(30, 'cut-#.xml', () => fresh().slice(0, 600), 'Failed'),
		...batch(20, 'notes-#.txt', () => 'not a report at all', 'Failed'),
		...batch(10, 'empty-#.xml', () => '', 'Failed'),
		...batch(10, 'tls-#.json', (i) => JSON.stringify({ 'organization-name': org, 'report-id': `${org}-${i}`, policies: [],
			'date-range': { 'start-datetime': '2019-01-01T00:00:00Z', 'end-datetime': '2019-01-01T23:59:59Z' } }), 'Another kind'),
	];
	rest.sort((a, b) => a.sent.buffer.length % 97 - b.sent.buffer.length % 97);
	return [...first, ...rest];
}

test('five hundred mixed files', async () => {
	const org = newOrg(), all = mixture(org);
	assert.equal(all.length, 500);
	const { page, wrong, close } = await open(browser, 'import.html');
	await watch(page);
	await choose(page, all.map(({ sent }) => sent));

	assert.match(await page.locator('.upl').innerText(), /500 of 500 files/);
	assert.deepEqual(await said(page), ['435 imported', '45 already here', '10 of another kind', '65 failed']);
	const { most, sent, bar } = await seen(page);
	assert.equal(most, 4);
	assert.equal(sent, 490, 'all but the empty ones');
	grew(bar);

	const results = await page.locator('.res .i-res').allInnerTexts();
	assert.deepEqual(results.slice(1), [...Array(65).fill('Failed'), ...Array(10).fill('Another kind'),
		...Array(45).fill('Already here'), ...Array(5).fill('Imported')]);
	assert.match(await page.locator('main').innerText(), /430 more that are here are not listed/);

	const byName = new Map();
	for (const [name, word] of await saved(page))
		byName.set(name.split(', ')[0], [...byName.get(name.split(', ')[0]) ?? [], word]);
	for (const { sent: { name }, results: want } of all)
		assert.deepEqual(byName.get(name)?.sort(), want, name);
	assert.equal(byName.size, 500);
	assert.deepEqual(await storedOf(org), { reports: 435, records: 435, messages: 3 * 435 });
	assert.deepEqual(wrong.filter((w) => !/status of 422/.test(w)), []);
	await close();
});

test('what is refused is told in words, the others arrive', async () => {
	const org = newOrg();
	const { page, close } = await open(browser, 'import.html');
	const json = (status, code, message) => ({ status, json: { error: { code, message, field: null, request: 'f00d' } } });
	const page_ = (status) => ({ status, contentType: 'text/html', body: '<html><h1>Nginx</h1></html>' });
	const answers = { 'a.xml': json(413, 'too-large', 'the body is larger than the limit of 1 MiB'), 'b.xml': page_(413),
		'c.xml': json(415, 'unsupported', 'no form that is known'), 'd.xml': page_(415), 'e.xml': page_(500), 'f.xml': json(403,
			'forbidden', 'a request from another site') };
	let asked = 0;
	await page.route('**/api/import*', (route) => {
		asked++;
		const answer = answers[new URL(route.request().url()).searchParams.get('name')];
		return answer ? route.fulfill(answer) : route.continue();
	});
	await choose(page, [...Object.keys(answers), 'good.xml', 'also-good.xml'].map((name) => file(name, report({ org }))));
	assert.equal(asked, 8, 'none is asked again');
	assert.deepEqual(await said(page), ['2 imported', '6 failed']);
	const why = async (name) => (await page.locator('.res tbody tr').filter({ has: page.getByText(name, { exact: true }) })
		.locator('.i-what').innerText());
	assert.equal(await why('a.xml'), 'the body is larger than the limit of 1 MiB');
	assert.match(await why('b.xml'), /larger than the server takes/);
	assert.equal(await why('c.xml'), 'no form that is known');
	assert.match(await why('d.xml'), /not a kind of file that the server takes/);
	assert.match(await why('e.xml'), /the server answered 500/);
	assert.equal(await why('f.xml'), 'a request from another site');
	assert.equal((await storedOf(org)).reports, 2);
	await close();
});

test('what is too large is not sent', async () => {
	const { page, close } = await open(browser, 'import.html');
	await watch(page);
	await page.evaluate(() => {
		const transfer = new DataTransfer();
		transfer.items.add(new File([new ArrayBuffer(32 * 1024 * 1024 + 1)], 'huge.xml'));
		document.querySelector('main').dispatchEvent(
			new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer }));
	});
	await sums(page).filter({ hasText: '1 failed' }).waitFor();
	assert.match(await page.locator('.res').innerText(), /larger than 32 MiB/);
	assert.equal((await seen(page)).sent, 0);
	await close();
});

/** A folder of folders; more in one than a browser reads at once. */
async function folder(org) {
	const top = await mkdtemp(join(tmpdir(), 'reports-'));
	const names = [...Array.from({ length: 130 }, (_, i) => `many/${i}.xml`), 'one.xml', 'a/b/c/deep.xml', 'a/b/second.xml.gz'];
	for (const dir of ['many', 'a/b/c', 'hollow'])
		await mkdir(join(top, dir), { recursive: true });
	for (const name of names)
		await writeFile(join(top, name), name.endsWith('.gz') ? gzipSync(report({ org })) : report({ org }));
	return { top, names };
}

/** The files of the folder have their result, with the folder in their name. */
async function arrived(page, org, { top, names }) {
	await sums(page).filter({ hasText: `${names.length} imported` }).waitFor();
	await ended(page);
	assert.deepEqual(await said(page), [`${names.length} imported`]);
	const base = top.split('/').at(-1);
	assert.deepEqual((await saved(page)).map(([name]) => name).sort(), names.map((name) => `${base}/${name}`).sort());
	assert.equal((await storedOf(org)).reports, names.length);
	await rm(top, { recursive: true });
}

test('a folder is chosen', async () => {
	const org = newOrg(), made = await folder(org);
	const { page, close } = await open(browser, 'import.html');
	await page.locator('input[webkitdirectory]').setInputFiles(made.top);
	await arrived(page, org, made);
	await close();
});

test('a folder is dropped', async () => {
	const org = newOrg(), made = await folder(org);
	const { page, close } = await open(browser, 'import.html');
	const session = await page.context().newCDPSession(page);
	const drag = (type) => session.send('Input.dispatchDragEvent', { type, x: 300, y: 600,
		data: { items: [], files: [made.top], dragOperationsMask: 1 } });
	await drag('dragEnter');
	await drag('dragOver');
	await page.locator('.drop.over').waitFor();
	await drag('drop');
	await arrived(page, org, made);
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
