// The address is the state: set, reload, back, forward.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, FILTERED, launch, numberOf, open, report, send, settled } from './browser.js';

let browser;

before(async () => {
	browser = await launch();
});
after(() => browser.close());

const main = (page) => page.locator('main').innerText();

/** Does it, and waits for the page to have the address. */
async function step(page, act, search) {
	await act();
	await page.waitForURL((url) => search.test(url.search));
	await settled(page);
}

const STEPS = [
	['the period', (page) => page.locator('.seg label', { hasText: '7 d' }).click(), /range=7d/],
	['DMARC', (page) => page.locator('.strip [name=dmarc]').selectOption('fail'), /dmarc=fail/],
	['the disposition', (page) => page.locator('.strip [name=disp]').selectOption('reject'), /disp=reject/],
	['the address', (page) => page.locator('.strip [name=ip]').fill('192.0.2.0/24'), /ip=192\.0\.2\.0%2F24/],
	['the text', (page) => page.locator('.strip [name=q]').fill('example'), /q=example/],
	['the domain', async (page) => {
		await page.locator('.strip [name=domain]').hover();
		await page.locator('.strip [name=domain] option').nth(1).waitFor({ state: 'attached' });
		await page.locator('.strip [name=domain]').selectOption({ index: 1 });
	}, /domain=/],
];

for (const path of FILTERED)
	for (const [what, act, search] of STEPS)
		test(`${path}: ${what} is in the address`, async () => {
			const { page, wrong, close } = await open(browser, path);
			const before = await main(page);
			await step(page, () => act(page), search);
			const text = await main(page);
			await page.reload();
			await settled(page);
			assert.equal(await main(page), text, 'reloaded');
			if (!/ip=|q=/.test(page.url())) {
				await page.goBack();
				await page.waitForFunction((t) => document.querySelector('main').innerText === t, before);
				await page.goForward();
				await page.waitForFunction((t) => document.querySelector('main').innerText === t, text);
			}
			assert.deepEqual(wrong, []);
			await close();
		});

test('what cannot be asked for is named and can be removed', async () => {
	const { page, close } = await open(browser, 'records.html?ip=192.0.2.999&dmarc=fail');
	assert.match(await page.locator('.notice').innerText(), /192\.0\.2\.999/);
	await page.locator('.notice a').click();
	await page.locator('.notice').waitFor({ state: 'detached' });
	assert.equal(new URL(page.url()).search, '?dmarc=fail');
	await close();
});

test('a chip takes its filter away', async () => {
	const { page, close } = await open(browser, 'records.html?dmarc=fail&disp=reject');
	await page.getByRole('link', { name: 'Remove filter DMARC fail' }).click();
	await page.waitForURL((url) => url.search === '?disp=reject');
	await close();
});

test('the navigation carries the filter', async () => {
	const { page, close } = await open(browser, './?dmarc=fail&range=7d');
	await page.getByRole('link', { name: 'Reports', exact: true }).click();
	await page.waitForURL(/reports\.html\?range=7d&dmarc=fail/);
	await close();
});

test('all records can be paged through, and back', async () => {
	const { page, close } = await open(browser, 'records.html?limit=25&range=7d');
	const days = () => page.locator('.k-msg').allInnerTexts();
	const first = await days();
	await page.getByRole('link', { name: 'Next page' }).click();
	await page.locator('.pager .now', { hasText: '2' }).waitFor();
	await settled(page);
	assert.notDeepEqual(await days(), first);
	assert.match(await page.locator('.pager').innerText(), /26 to 50/);
	await page.getByRole('link', { name: 'Previous page' }).click();
	await page.locator('.pager .now', { hasText: '1' }).waitFor();
	await settled(page);
	assert.deepEqual(await days(), first);
	await close();
});

test('the heads sort', async () => {
	const { page, close } = await open(browser, 'records.html?range=7d');
	await page.getByRole('link', { name: 'Messages', exact: true }).click();
	await page.waitForURL(/sort=-messages/);
	await page.locator('th[aria-sort=descending]', { hasText: 'Messages' }).waitFor();
	await settled(page);
	const numbers = (await page.locator('td.k-msg').allInnerTexts()).map(numberOf);
	assert.deepEqual(numbers, [...numbers].sort((a, b) => b - a));
	await close();
});

test('a record opens in words, by keyboard, and stays in the address', async () => {
	const { page, wrong, close } = await open(browser, 'records.html?dmarc=fail');
	await page.locator('.tog a').first().focus();
	await page.keyboard.press('Enter');
	await page.locator('.det .why').waitFor();
	assert.match(new URL(page.url()).search, /open=\d+/);
	assert.ok((await page.locator('.det .why').innerText()).length > 60);
	assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-expanded')), 'true');
	await page.reload();
	await page.locator('.det .why').waitFor();
	assert.deepEqual(wrong, []);
	await close();
});

test('the raw XML shows the record that was asked for', async () => {
	const { page, close } = await open(browser, 'records.html?dmarc=fail');
	await page.locator('.tog a').first().click();
	const ip = await page.locator('.row0.open .k-ip a').innerText();
	await page.getByRole('link', { name: 'Raw XML' }).click();
	await page.locator('.xml mark').waitFor();
	assert.ok((await page.locator('.xml mark').innerText()).includes(ip));
	await close();
});

test('of two records with the same address and count it is the one that was asked for', async () => {
	const xml = report({ from: 'first.example.org' });
	const [record] = /<record>[^]*<\/record>/.exec(xml);
	const { reports: [{ id }] } = await send(xml.replace(record, record + record.replace('first.example.org', 'second.example.org')));
	const { rows } = await (await fetch(at(`api/records?report=${id}`))).json();
	for (const row of rows) {
		const { page, close } = await open(browser, `reports.html?open=${id}&record=${row.id}#xml`);
		assert.ok((await page.locator('.xml mark').innerText()).includes(row.from), row.from);
		await close();
	}
	assert.deepEqual(rows.map((row) => row.from).sort(), ['first.example.org', 'second.example.org']);
});

test('the link to copy has days, not a period', async () => {
	const { page, close } = await open(browser, './?dmarc=fail', { permissions: ['clipboard-read', 'clipboard-write'] });
	await page.getByRole('button', { name: 'Copy link' }).click();
	await page.getByRole('button', { name: 'Copied' }).waitFor();
	const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
	assert.match(link.searchParams.get('from'), /^\d{4}-\d\d-\d\d$/);
	assert.equal(link.searchParams.get('range'), null);
	assert.equal(link.searchParams.get('dmarc'), 'fail');
	assert.equal(new URL('./', at('./')).pathname, link.pathname);
	await close();
});

test('many domains are typed, not listed', async () => {
	const { page, wrong, close } = await open(browser, 'records.html');
	const domain = Array.from({ length: 200 }, (_, i) => ({ key: `d${i}.example`, key_idn: null, messages: 200 - i }));
	await page.route('**/api/facets*', (route) => route.fulfill({ json: { domain, org: [], domains: 200, orgs: 0 } }));
	await page.locator('.strip [name=domain]').hover();
	const input = page.locator('.strip input[name=domain]');
	await input.fill('d7.example');
	assert.equal(await page.locator('.strip datalist').first().locator('option').count(), 200);
	await input.press('Enter');
	await page.waitForURL(/domain=d7\.example/);
	await page.locator('.strip [name=domain]').hover();
	await input.fill('D19');
	await input.press('Enter');
	await page.waitForURL((url) => url.searchParams.getAll('domain').length === 11);
	assert.ok(new URL(page.url()).searchParams.getAll('domain').every((name) => name.startsWith('d19')), 'part of a name');
	assert.deepEqual(wrong, []);
	await close();
});

test('on a phone the filters are a sheet', async () => {
	const { page, wrong, close } = await open(browser, 'records.html', { viewport: { width: 390, height: 844 } });
	await page.getByRole('button', { name: 'Filters' }).click();
	await page.locator('dialog [name=dmarc]').selectOption('fail');
	await page.waitForURL(/dmarc=fail/);
	await settled(page);
	const records = (await page.locator('.sumline').innerText()).split(' ')[0];
	await page.getByRole('button', { name: `Show ${records} records` }).click();
	await page.locator('dialog[open]').waitFor({ state: 'detached' });
	assert.equal(await page.getByRole('button', { name: 'Filters (1)' }).count(), 1);
	assert.deepEqual(wrong, []);
	await close();
});

test('the keyboard walks the days of the chart', async () => {
	const { page, close } = await open(browser, './');
	const focused = () => page.evaluate(() => document.activeElement.getAttribute('aria-label'));
	await page.locator('svg.chart a[tabindex="0"]').focus();
	const last = await focused();
	await page.keyboard.press('ArrowLeft');
	assert.notEqual(await focused(), last);
	await page.keyboard.press('ArrowRight');
	assert.equal(await focused(), last);
	assert.equal(await page.locator('.readout').innerText(), last);
	await page.keyboard.press('Enter');
	await page.waitForURL(/records\.html\?from=(.*)&to=\1/);
	await close();
});
