// Lists: what a row shows and where it leads, what a spreadsheet gets of them, and how they print.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, launch, open, settled, violations } from './browser.js';
import { ALARMS } from './cron.js';

const LONG = `${'Reports of a receiver with a name '.repeat(5)}`.slice(0, 150);
/** Millimetres of A4 between its margins, in CSS pixels. */
const PAPER = { width: 703, height: 1000 };

let browser;

before(async () => {
	browser = await launch();
});
after(() => browser.close());

/** The answer with something else in its first row. */
const first = (more) => async (route) => {
	const json = await (await route.fetch()).json();
	Object.assign(json.rows[0], more);
	return route.fulfill({ json });
};

/** A page whose list begins with such a row. */
async function listed(path, more, look = {}) {
	const opened = await open(browser, path, { ...look, prepare: (page) => page.route(/\/api\/(records|reports|group)(\?|$)/, first(more)) });
	await settled(opened.page);
	return opened;
}

for (const [path, more, row] of [['reports.html', { org: LONG }, '.rep tbody tr'], ['records.html', { org: LONG }, '.rec tr.row0'],
	['domains.html?by=org', { key: LONG }, '.grp tbody tr']])
	test(`${path}: a reporter's name of 150 characters keeps its row low`, async () => {
		for (const viewport of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
			const { page, wrong, close } = await listed(path, more, { viewport });
			const [long, ...others] = await page.locator(row).evaluateAll((all) => all.slice(0, 9).map((node) => node.getBoundingClientRect().height));
			assert.ok(long <= Math.max(...others) + 1, `${long} px beside ${others}`);
			const name = page.locator(row).first().getByText(LONG.slice(0, 100));
			assert.equal(await name.getAttribute('title'), LONG, 'and all of it is told');
			assert.deepEqual(wrong, []);
			await close();
		}
	});

test('what is published is for all mail, and not said on every row', async () => {
	for (const path of ['reports.html', 'domains.html?sort=-messages']) {
		const { page, wrong, close } = await listed(path, { policy: { p: 'reject', sp: null, pct: 50 } });
		const text = await page.locator('table').innerText();
		assert.match(text, /p=reject pct=50/, path);
		assert.doesNotMatch(text, /pct=100/, path);
		assert.deepEqual(wrong, []);
		await close();
	}
});

test("a report's id leads to it", async () => {
	const { page, wrong, close } = await open(browser, 'reports.html');
	const id = page.locator('.rep .p-id a').first(), text = await id.innerText();
	await id.click();
	await page.waitForURL(/[?&]open=/);
	await page.locator('main h1', { hasText: ' about ' }).waitFor();
	assert.ok((await page.locator('main').innerText()).includes(text), text);
	assert.deepEqual(wrong, []);
	await close();
});

test('a share has two places, wherever it is told', async () => {
	for (const path of ['./', 'domains.html', 'domains.html?by=ip', 'domains.html?by=org', 'senders.html']) {
		const { page, wrong, close } = await open(browser, path);
		const shares = (await page.locator('main td').allInnerTexts()).flatMap((text) => text.match(/^[<]?\d+\.\d+(?=\s*%?$)/) ?? []);
		assert.ok(shares.length > 3, path);
		assert.deepEqual(shares.filter((text) => !/\.\d\d$/.test(text)), [], path);
		assert.deepEqual(wrong, []);
		await close();
	}
});

test('of an address that fails, what passed is seen as well', async () => {
	const { page, wrong, close } = await open(browser, 'domains.html?by=ip&dmarc=fail&range=all');
	const weeks = await page.locator('.grp tbody .spark').evaluateAll((all) => all.map((svg) =>
		[svg.querySelectorAll('.fp').length, svg.querySelectorAll('.fx').length, svg.getAttribute('aria-label')]));
	assert.ok(weeks.some(([pass, fail]) => pass > 0 && fail > 0), weeks.join('\n'));
	assert.ok(weeks.every(([, , label]) => /^messages per week, oldest first: /.test(label)));
	assert.deepEqual(wrong, []);
	await close();
});

for (const [path, rows] of [['domains.html?sort=-messages', '.grp tbody tr'], ['domains.html?by=ip&dmarc=fail', null], ['domains.html?by=org&sort=-messages', '.grp tbody tr'],
	['domains.html?by=selector', null], ['domains.html?by=from', null], ['senders.html', null], ['records.html?dmarc=fail', null]])
	test(`${path}: its list as CSV`, async () => {
		const { page, wrong, close } = await open(browser, path);
		const link = page.getByRole('link', { name: 'CSV' });
		assert.match(await link.getAttribute('download'), /^dmarc-[a-z-]+\.csv$/);
		const answer = await fetch(new URL(await link.getAttribute('href'), at('./')));
		assert.deepEqual([answer.status, answer.headers.get('Content-Type')], [200, 'text/csv; charset=utf-8']);
		const lines = (await answer.text()).split('\r\n').slice(1, -1);
		const [total] = (await page.locator('.sumline, .head .facts').last().innerText()).match(/[\d,]+/);
		assert.equal(lines.length, Number(total.replaceAll(',', '')), 'as many as the page says');
		if (rows) {
			const name = await page.locator(rows).first().locator('a').first().innerText();
			assert.ok(lines[0].startsWith(`"${name}"`), `${lines[0]} is of ${name}`);
		}
		assert.deepEqual(wrong, []);
		await close();
	});

test('alarms as CSV', async () => {
	const { page, wrong, close } = await open(browser, 'alarms.html?state=all&domain=example.org', { cron: { alarms: ALARMS() } });
	assert.match(await page.getByRole('link', { name: 'CSV' }).getAttribute('href'), /^api\/alarms\.csv\?.*state=all/);
	assert.deepEqual(wrong, []);
	await close();
});

for (const path of ['./', 'records.html', 'reports.html', 'domains.html?by=ip', 'senders.html', 'alarms.html', 'import.html', 'steps.html'])
	test(`${path} on paper`, async () => {
		const { page, wrong, close } = await open(browser, path, { viewport: PAPER, cron: { alarms: ALARMS() } });
		await page.emulateMedia({ media: 'print' });
		const wide = await page.evaluate(() => [...document.querySelectorAll('main *')].filter((node) => {
			const box = node.getBoundingClientRect();
			return box.width > 2 && box.right > innerWidth + 1 && !node.closest('.vh');
		}).map((node) => `${node.localName}.${node.getAttribute('class')} ${node.getBoundingClientRect().right}`));
		assert.deepEqual(wide, [], 'all of it is on the sheet');
		assert.equal(await page.locator('button:visible, .btn:visible, nav:visible li').count(), 0, 'nothing to press is');
		const cut = await page.evaluate(() => [...document.querySelectorAll('main .cut')].filter((node) => node.scrollWidth > node.clientWidth + 1).length);
		assert.equal(cut, 0, 'and nothing is cut off');
		assert.equal(await page.locator('main h2:visible').evaluateAll((all) => all.filter((h2) =>
			(h2.closest('section')?.innerText ?? 'x\nx').trim() === h2.innerText).length), 0, 'no heading has nothing below it');
		assert.deepEqual([wrong, await violations(page)], [[], []]);
		await close();
	});
