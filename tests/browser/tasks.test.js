// What people come for, by mouse in so few clicks and by keyboard alone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, launch, open, report, settled } from './browser.js';

const STOPS = 60;

let browser;

before(async () => {
	browser = await launch();
});
after(() => browser.close());

/** One who uses the mouse: counts clicks. */
class Mouse {
	constructor(page) {
		this.page = page;
		this.clicks = 0;
		this.keys = 0;
	}

	async use(locator) {
		await locator.click();
		this.clicks++;
	}
}

/** One who has no mouse: comes to a thing by Tab and the arrows. */
class Keyboard extends Mouse {
	async press(key) {
		await this.page.keyboard.press(key);
		this.keys++;
	}

	/** Presses a key until it has the focus. */
	async walk(locator, key) {
		const there = () => locator.evaluate((node) => node === document.activeElement);
		for (let i = 0; i < STOPS; i++) {
			if (await there())
				return true;
			await this.press(key);
		}
		return false;
	}

	async use(locator) {
		const inTable = await locator.evaluate((node) => {
			const row = node.closest('tbody > tr:not(.det)');
			return row && [...row.querySelectorAll('a[href], button')].indexOf(node);
		});
		if (inTable !== null) {
			const rows = locator.locator('xpath=ancestor::tbody[1]');
			assert.ok(await this.walk(rows.locator('[tabindex="0"]').first(), 'Tab'), `Tab comes to the table of ${locator}`);
			await this.press('Home');
			for (let i = 0; i < inTable; i++)
				await this.press('ArrowRight');
			assert.ok(await this.walk(locator, 'ArrowDown'), `the arrows come to ${locator}`);
		} else {
			assert.ok(await this.walk(locator, 'Tab'), `Tab comes to ${locator}`);
		}
		await this.press('Enter');
	}
}

const text = (page) => page.locator('main').innerText();

async function arrived(page, url) {
	await page.waitForURL(url);
	await settled(page);
}

/** What is done, within how many clicks, and what is then there. */
const TASKS = {
	'1 is all well, and do reports still arrive': [0, async (page) => {
		assert.match(await text(page), /Needs attention[^]*Critical[^]*\d\d\.\d\d\s*%/);
		assert.match(await page.locator('#health').innerText(), /report (just now|.* ago)/);
	}],
	'2 what failed, and from where': [1, async (page, user) => {
		await user.use(page.locator('.lead a').first());
		await arrived(page, /records\.html\?.*dmarc=fail/);
		const counts = (await page.locator('td.k-msg').allInnerTexts()).map((n) => Number(n.replace(/\D/g, '')));
		assert.deepEqual(counts, [...counts].sort((a, b) => b - a), 'the worst first');
		assert.ok((await page.locator('td.k-ip a').allInnerTexts()).length > 10);
	}],
	'3 why a sender fails, and what to mend': [1, async (page, user) => {
		await user.use(page.locator('[aria-labelledby=h-worst] tbody th a').first());
		await arrived(page, /sender\.html\?.*sender=/);
		assert.match(await page.locator('[aria-labelledby=h-why]').innerText(), /Why this verdict[^]*[\d,]+ messages? failed/);
		assert.match(await page.locator('[aria-labelledby=h-todo]').innerText(), /What to set up|If it is yours/);
	}],
	'4 whether a domain can go on to quarantine or reject': [2, async (page, user) => {
		await user.use(page.getByRole('link', { name: 'Domains', exact: true }));
		await arrived(page, /domains\.html/);
		await user.use(page.getByRole('link', { name: 'Ready for the next step' }));
		await arrived(page, /domains\.html\?.*sort=-over/);
		const row = page.locator('.grp tbody tr', { hasText: 'northwind-clinic.example' });
		assert.match(await row.locator('.g-ready').innerText(), /\d of \d weeks\s+\S+ [\d,]+ failed/);
		assert.match(await page.locator('td.g-ready').filter({ has: page.locator('.i-pass') }).first().innerText(), /Quarantine|Reject/);
		assert.match(await row.locator('.g-ready a').getAttribute('href'), /records\.html\?.*domain=northwind-clinic\.example.*dmarc=fail/);
	}],
	'5 which domains need one': [1, async (page, user) => {
		await user.use(page.getByRole('link', { name: 'Domains', exact: true }));
		await arrived(page, /domains\.html/);
		const needs = Number((await text(page)).match(/(\d+) of \d+ domains needs? you/)[1]);
		const rows = await page.locator('.grp tbody tr').allInnerTexts();
		assert.ok(needs > 0 && needs < rows.length, 'some need one, some do not');
		assert.deepEqual(rows.map((row) => row.includes('Your own mail fails')), rows.map((_, i) => i < needs), 'and they come first');
	}],
	'6 did this address send as us': [0, async (page) => {
		await page.keyboard.press('/');
		await page.keyboard.type('203.0.113.0/24');
		await page.keyboard.press('Enter');
		await arrived(page, /records\.html\?ip=203\.0\.113\.0%2F24/);
		const row = await page.locator('.row0').first().innerText();
		assert.match(row, /20\d\d[^]*203\.0\.113\.\d+[^]*(google|Outlook|Yahoo|\.)/i, 'when, and reported by whom');
	}],
	'7 import old files': [2, async (page, user) => {
		await user.use(page.getByRole('link', { name: 'Import', exact: true }));
		await arrived(page, /import\.html/);
		const chooser = page.waitForEvent('filechooser');
		await user.use(page.getByRole('button', { name: 'Choose files' }));
		await (await chooser).setFiles({ name: 'old.xml', mimeType: 'text/xml', buffer: Buffer.from(report()) });
		await page.locator('.sums', { hasText: '1 imported' }).waitFor();
	}],
	'8 send what one sees to somebody': [1, async (page, user) => {
		await user.use(page.getByRole('button', { name: 'Copy link' }));
		await page.getByRole('button', { name: 'Copied' }).waitFor();
		const link = await page.evaluate(() => navigator.clipboard.readText());
		const other = await open(browser, link);
		assert.equal(await text(other.page), await text(page));
		await other.close();
	}],
};

for (const [who, User] of [['mouse', Mouse], ['keyboard', Keyboard]])
	for (const [name, [most, act]] of Object.entries(TASKS))
		test(`${name}, by ${who}`, async (t) => {
			const { page, wrong, close } = await open(browser, './', { permissions: ['clipboard-read', 'clipboard-write'] });
			const user = new User(page);
			await act(page, user);
			assert.ok(user.clicks <= most, `${user.clicks} clicks, no more than ${most}`);
			t.diagnostic(`${user.clicks} clicks, ${user.keys} keys`);
			assert.deepEqual(wrong, []);
			await close();
		});

test('the CSV is all of what is shown', async () => {
	const { page, close } = await open(browser, 'records.html?dmarc=fail&range=7d');
	const download = page.waitForEvent('download');
	await page.getByRole('link', { name: 'CSV' }).click();
	const lines = (await (await fetch(at(new URL((await download).url()).pathname.slice(1) + new URL((await download).url()).search))).text())
		.trim().split('\r\n');
	const total = Number((await page.locator('.sumline b').first().innerText()).replace(/\D/g, ''));
	assert.equal(lines.length - 1, total);
	await close();
});
