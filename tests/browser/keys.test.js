// The keyboard, and the days of the chart by hand.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, numberOf, open, settled } from './browser.js';

let browser;

before(async () => {
	browser = await launch();
});
after(() => browser.close());

const label = (page) => page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent);
const days = (page) => page.locator('svg.chart > :is(a, g)');
const lastDay = (page) => page.locator('svg.chart a[tabindex="0"]');

/** Messages that are told of: passed and failed. */
const told = (words) => [.../([\d,]+) passed, ([\d,]+) failed/.exec(words)].slice(1).reduce((sum, n) => sum + numberOf(n), 0);

/** The address after, and the messages of the dashboard there. */
async function chosen(page, act) {
	const before = page.url();
	await act();
	await page.waitForURL((url) => url.href !== before);
	await settled(page);
	const { searchParams } = new URL(page.url());
	return { from: searchParams.get('from'), to: searchParams.get('to'),
		messages: (await page.locator('[aria-labelledby="h-al"] .kv td:nth-child(2)').allInnerTexts()).reduce((sum, n) => sum + numberOf(n), 0) };
}

test('days dragged over are the period', async () => {
	const { page, wrong, close } = await open(browser, './?dmarc=fail');
	const [a, b] = await Promise.all([9, 14].map((i) => days(page).nth(i).locator('.hit').boundingBox()));
	await page.mouse.move(b.x + b.width / 2, b.y + 40);
	await page.mouse.down();
	await page.mouse.move(a.x + a.width / 2, a.y + 60, { steps: 4 });
	const words = await page.locator('.readout').innerText();
	const { from, to, messages } = await chosen(page, () => page.mouse.up());
	assert.equal((Date.parse(to) - Date.parse(from)) / 864e5, 5, 'six days, from right to left');
	assert.equal(messages, told(words));
	assert.equal(new URL(page.url()).searchParams.get('dmarc'), 'fail', 'the filter stays');
	assert.equal(await page.locator('svg.chart > :is(a, g)').count(), 6);
	await page.goBack();
	await settled(page);
	assert.equal(await days(page).count(), 30);
	assert.deepEqual(wrong, []);
	await close();
});

test('a click on a day is no drag', async () => {
	const { page, close } = await open(browser, './');
	await days(page).nth(12).locator('.hit').click();
	await page.waitForURL(/records\.html\?from=(.*)&to=\1/);
	await close();
});

test('Shift and the arrows choose days, Escape chooses none', async () => {
	const { page, wrong, close } = await open(browser, './');
	await lastDay(page).focus();
	const one = await label(page);
	for (let i = 0; i < 3; i++)
		await page.keyboard.press('Shift+ArrowLeft');
	const words = await page.locator('.readout').innerText();
	assert.equal(await page.locator('#live').innerText(), words, 'those who listen hear it');
	assert.ok(told(words) > told(one));
	await page.keyboard.press('Escape');
	assert.equal(await page.locator('.band').getAttribute('visibility'), 'hidden');
	await page.keyboard.press('Shift+ArrowRight');
	await page.keyboard.press('Shift+ArrowRight');
	const again = await page.locator('.readout').innerText();
	const { from, to, messages } = await chosen(page, () => page.keyboard.press('Enter'));
	assert.equal((Date.parse(to) - Date.parse(from)) / 864e5, 2);
	assert.equal(messages, told(again));
	assert.deepEqual(wrong, []);
	await close();
});

for (const [path, first] of [['records.html?dmarc=fail', '.rec'], ['reports.html', '.rep'], ['domains.html', '.grp'], ['./', '.t10']])
	test(`${path}: a table is one stop, and is walked`, async () => {
		const { page, wrong, close } = await open(browser, path);
		const body = page.locator(`${first} tbody`).first();
		const at = () => body.evaluate((node) => {
			const row = document.activeElement.closest('tr');
			return [[...node.children].indexOf(row), [...row.querySelectorAll('a[href], button')].indexOf(document.activeElement)];
		});
		assert.equal(await body.locator('[tabindex="0"]').count(), 1);
		await body.locator('[tabindex="0"]').focus();
		const steps = [['ArrowDown', [1, 0]], ['j', [2, 0]], ['ArrowRight', [2, 1]], ['k', [1, 1]], ['ArrowLeft', [1, 0]],
			['ArrowUp', [0, 0]], ['ArrowUp', [0, 0]], ['ArrowRight', [0, 1]], ['Home', [0, 1]]];
		for (const [key, place] of steps) {
			await page.keyboard.press(key);
			assert.deepEqual(await at(), place, key);
		}
		await page.keyboard.press('End');
		assert.equal((await at())[0], await body.locator('tr').count() - 1);
		assert.equal(await body.locator('[tabindex="0"]').count(), 1, 'one comes back to where one was');
		await page.keyboard.press('Tab');
		assert.equal(await body.evaluate((node) => node.contains(document.activeElement)), false);
		assert.deepEqual(wrong, []);
		await close();
	});

test('what has the focus is not hidden below the bar and the heads that stay', async () => {
	for (const width of [1440, 1100, 390]) {
		const { page, close } = await open(browser, 'records.html?dmarc=fail', { viewport: { width, height: 700 } });
		const seen = () => page.evaluate(() => {
			const { left, top, width, height } = document.activeElement.getBoundingClientRect();
			return document.activeElement.contains(document.elementFromPoint(left + width / 2, top + height / 2));
		});
		await page.locator('.rec [tabindex="0"]').first().focus();
		await page.keyboard.press('End');
		assert.ok(await seen(), `the last row at ${width}`);
		for (let i = 0; i < 40; i++) {
			await page.keyboard.press('k');
			assert.ok(await seen(), `${i + 1} rows up at ${width}`);
		}
		await close();
	}
});

test('a record opens, is read on by Tab, and closes by Escape', async () => {
	const { page, close } = await open(browser, 'records.html?dmarc=fail');
	await page.locator('.rec [tabindex="0"]').first().focus();
	await page.keyboard.press('ArrowDown');
	const row = await label(page);
	await page.keyboard.press('Enter');
	await page.locator('.det .why').waitFor();
	assert.equal(await label(page), row, 'the focus stays');
	await page.keyboard.press('Tab');
	assert.equal(await label(page), 'All mail from this IP');
	await page.keyboard.press('j');
	assert.equal(await label(page), 'All mail from this IP', 'no key of the table in there');
	await page.keyboard.press('Escape');
	await page.locator('.det').waitFor({ state: 'detached' });
	assert.equal(await label(page), row, 'and is back');
	assert.equal(new URL(page.url()).search, '?dmarc=fail');
	await close();
});

test('a click anywhere in a row opens it, but not to mark its text', async () => {
	const { page, close } = await open(browser, 'records.html?dmarc=fail');
	const cell = page.locator('.row0').nth(2).locator('.k-disp');
	const { x, y, width, height } = await cell.locator('.st').boundingBox();
	await page.mouse.move(x + width - 2, y + height / 2);
	await page.mouse.down();
	await page.mouse.move(x + 20, y + height / 2, { steps: 3 });
	await page.mouse.up();
	assert.notEqual(await page.evaluate(() => getSelection().toString()), '');
	assert.equal(new URL(page.url()).search, '?dmarc=fail');
	await page.evaluate(() => getSelection().removeAllRanges());
	await cell.click({ position: { x: 2, y: 30 } });
	await page.locator('.row0').nth(2).and(page.locator('.open')).waitFor();
	await close();
});

test('"?" tells the keys, and single keys can be turned off', async () => {
	const { page, wrong, close } = await open(browser, './');
	await page.keyboard.press('?');
	const dialog = page.getByRole('dialog', { name: 'Keys' });
	assert.match(await dialog.innerText(), /Search[^]*Next and previous row[^]*Choose days/);
	await dialog.getByRole('checkbox').uncheck();
	await page.keyboard.press('Escape');
	await dialog.waitFor({ state: 'detached' });
	await page.keyboard.press('/');
	await page.keyboard.press('?');
	assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BODY');
	assert.equal(await dialog.count(), 0);
	await page.reload();
	await settled(page);
	await page.keyboard.press('?');
	assert.equal(await dialog.count(), 0, 'it is remembered');
	await page.getByRole('button', { name: /for keys/ }).click();
	await dialog.getByRole('checkbox').check();
	await dialog.getByRole('button', { name: 'Close' }).click();
	await page.keyboard.press('/');
	assert.equal(await page.evaluate(() => document.activeElement.name), 'q');
	assert.deepEqual(wrong, []);
	await close();
});

test('"/" searches from a page without a filter too', async () => {
	const { page, wrong, close } = await open(browser, 'alarms.html');
	await page.keyboard.press('/');
	await page.waitForURL(/records\.html/);
	await page.waitForFunction(() => document.activeElement.name === 'q');
	assert.deepEqual(wrong, []);
	await close();
});

test('what is searched for is found by its kind', async () => {
	const { page, close } = await open(browser, './');
	const input = page.locator('.strip [name=q]');
	await input.fill('192.0.2');
	await input.fill('192.0.2.1');
	await page.keyboard.press('Enter');
	await page.waitForURL(/records\.html\?ip=192\.0\.2\.1$/);
	await settled(page);
	assert.equal(await page.locator('.strip [name=ip]').inputValue(), '192.0.2.1');
	await page.locator('.strip [name=q]').fill('2001:db8::/32');
	await page.keyboard.press('Enter');
	await page.waitForURL(/records\.html\?ip=2001%3Adb8%3A%3A%2F32$/);
	await page.locator('.strip [name=q]').fill('google.com');
	await page.waitForURL(/q=google\.com/);
	await close();
});

test('no match names the nearest day that has one', async () => {
	const { page, close } = await open(browser, 'records.html?from=2020-01-01&to=2020-01-02&dmarc=fail');
	const link = page.getByText('The nearest day').locator('a');
	const day = await link.innerText();
	await link.click();
	await page.waitForURL(/from=(\d{4}-\d\d-\d\d)&to=\1&dmarc=fail/);
	await settled(page);
	assert.match(await page.locator('h1').locator('xpath=following-sibling::*[1]').innerText(), new RegExp(day));
	assert.ok(await page.locator('.row0').count() > 0);
	await close();
});
