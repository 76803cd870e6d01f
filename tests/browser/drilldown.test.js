// Each number on the dashboard is the total of the records it leads to.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, launch, numberOf, open, settled } from './browser.js';

let browser;

before(async () => {
	browser = await launch();
});
after(() => browser.close());

const VIEWS = ['./', './?dmarc=fail', './?disp=reject&range=90d', './?domain=.example.org', './?range=all'];

/** Every link to records whose text is a number, or a bar with its numbers. */
function links(page) {
	return page.locator('main a[href^="records.html"]').evaluateAll((all) => all.map((a) => ({
		href: a.getAttribute('href'), text: a.textContent, label: a.getAttribute('aria-label'),
		percent: Boolean(a.closest('.num')),
	})));
}

/** The number a link shows, or null when it is a name. */
function shown({ text, label, percent }) {
	const bar = /: ([\d,]+) passed, ([\d,]+) failed/.exec(label ?? '');
	if (bar)
		return numberOf(bar[1]) + numberOf(bar[2]);
	return !percent && /^[\d,]+( messages?)?$/.test(text) ? numberOf(text) : null;
}

async function totalOf(href) {
	const url = new URL(href, at('./'));
	url.pathname = url.pathname.replace(/records\.html$/, 'api/records');
	url.searchParams.set('limit', '25');
	return (await (await fetch(url)).json()).total.messages;
}

for (const view of VIEWS)
	test(`numbers of ${view}`, async () => {
		const { page, close } = await open(browser, view);
		const numbers = (await links(page)).map((l) => ({ href: l.href, n: shown(l) })).filter((l) => l.n !== null);
		assert.ok(numbers.length > 20, `only ${numbers.length} links`);
		const wrong = [];
		for (const { href, n } of numbers) {
			const total = await totalOf(href);
			if (total !== n)
				wrong.push(`${href}: ${n} on the dashboard, ${total} behind it`);
		}
		assert.deepEqual(wrong, []);
		await close();
	});

test('the page behind a number shows it', async () => {
	const { page, close } = await open(browser, './');
	const link = page.locator('.kv td a').first();
	const n = await link.innerText();
	await link.click();
	await page.waitForURL(/records\.html/);
	await settled(page);
	assert.equal(await page.locator('#total').innerText(), n);
	await close();
});

test('the lists of all agree with the dashboard', async () => {
	const { page, close } = await open(browser, './');
	for (const text of await page.locator('a.more', { hasText: /^All \d/ }).evaluateAll((all) =>
		all.map((a) => ({ href: a.getAttribute('href'), n: a.textContent })))) {
		const list = await open(browser, text.href);
		const n = await list.page.locator('.sumline b').first().innerText();
		assert.equal(`All ${n}`, text.n, text.href);
		await list.close();
	}
	await close();
});

test('numbers in the lists are those of their records', async () => {
	for (const by of ['domain', 'from', 'ip', 'org', 'selector']) {
		const { page, close } = await open(browser, `domains.html?by=${by}&limit=25`);
		const cells = await page.locator('.grp td a[href^="records.html"]').evaluateAll((all) =>
			all.slice(0, 16).map((a) => ({ href: a.getAttribute('href'), n: a.textContent })));
		assert.ok(cells.length);
		for (const { href, n } of cells)
			assert.equal(await totalOf(href), numberOf(n), href);
		await close();
	}
});

test('each alarm leads to the messages it counts', async () => {
	const { page, close } = await open(browser, 'alarms.html');
	const told = await page.locator('.alarms th').filter({ has: page.locator('a[href^="records.html"]') })
		.evaluateAll((all) => all.map((th) => [th.querySelector('a').getAttribute('href'), th.querySelector('p').textContent]));
	assert.ok(told.length > 5, 'the demo has alarms');
	for (const [href, sentence] of told)
		assert.equal(await totalOf(href), numberOf(sentence.split(' of ')[0]), `${sentence} ${href}`);
	await close();
});
