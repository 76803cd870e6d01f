// Pages that wait, or have nothing: it is said, and the rest lives.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ASKS, hold, main, other, prepared, text } from './asks.js';
import { at, FILTERED, launch, open, PAGES, settled } from './browser.js';
import { ALARMS, now } from './cron.js';

let browser;

before(async () => {
	browser = await launch();
});
after(() => browser.close());

/** Where the frame of the page stands. */
function frameOf(page) {
	return page.evaluate(() => ['header.top', 'nav', '#filters', 'main'].map((name) => {
		const box = document.querySelector(name)?.getBoundingClientRect();
		return box && [name, box.top, name === 'main' ? 0 : box.height, box.left, box.width];
	}));
}

/** Whether grey blocks are seen so many milliseconds after they were put there. */
function seenAfter(page, ms) {
	return page.locator('.skeleton').evaluate((node, time) => {
		const [late] = node.getAnimations();
		late.pause();
		late.currentTime = time;
		return getComputedStyle(node.querySelector('.big')).visibility === 'visible';
	}, ms);
}

for (const path of Object.keys(ASKS))
	test(`${path}: a slow answer`, async () => {
		const held = hold();
		const { page, wrong, close } = await prepared(browser, path, held.route);
		await page.locator('.skeleton').waitFor({ state: 'attached' });
		assert.deepEqual([await seenAfter(page, 0), await seenAfter(page, 149), await seenAfter(page, 151)], [false, false, true]);
		assert.equal(await main(page).getAttribute('aria-busy'), 'true');
		assert.equal(await page.locator('main > *').count(), 1);
		assert.ok(await page.locator('.skeleton').evaluate((node) => node.getBoundingClientRect().height) > 300, 'it has a height');
		await page.locator('#health .said').waitFor();
		const before = await frameOf(page);
		held.go();
		await page.locator(ASKS[path].shown).first().waitFor();
		assert.deepEqual(await frameOf(page), before, 'nothing has moved');
		assert.equal(await main(page).getAttribute('aria-busy'), null);
		assert.equal(await page.locator('.skeleton').count(), 0);
		assert.deepEqual(wrong, []);
		await close();
	});

for (const path of Object.keys(ASKS))
	test(`${path}: what is here stays while something else is asked for`, async () => {
		const { page, wrong, close } = await open(browser, path, { cron: { alarms: ALARMS() } });
		const before = await text(page), held = hold();
		await page.route(ASKS[path].api, held.route);
		await other(page, path);
		await page.locator('main[aria-busy=true]').waitFor();
		assert.equal(await text(page), before);
		assert.equal(await page.locator('.skeleton').count(), 0);
		const faded = () => page.locator('main > *').evaluateAll((all) => all.map((node) => {
			node.getAnimations().forEach((a) => a.finish());
			return getComputedStyle(node).opacity;
		}));
		assert.deepEqual(new Set(await faded()), new Set(['0.6']));
		held.go();
		await page.locator('main:not([aria-busy])').waitFor();
		assert.notEqual(await text(page), before);
		assert.deepEqual(new Set(await faded()), new Set(['1']));
		assert.deepEqual(wrong, []);
		await close();
	});

test('back to what is here still, what was asked for meanwhile does not come over it', async () => {
	for (const path of FILTERED) {
		const { page, wrong, close } = await open(browser, path);
		const before = await text(page), held = hold();
		await page.route((url) => ASKS[path].api.test(url.pathname) && url.searchParams.get('range') === '7d', held.route);
		const dropped = page.waitForEvent('requestfailed', { predicate: (r) => r.url().includes('range=7d'), timeout: 5000 });
		await page.locator('.seg label', { hasText: '7 d' }).click();
		await page.locator('main[aria-busy=true]').waitFor();
		await page.goBack();
		assert.match((await dropped).failure().errorText, /ERR_ABORTED/);
		await page.locator('main:not([aria-busy])').waitFor();
		held.go();
		assert.equal(await text(page), before);
		assert.deepEqual(wrong, []);
		await close();
	}
});

test('an answer that is wanted no more is not waited for, and not shown', async () => {
	for (const path of FILTERED) {
		const { page, wrong, close } = await open(browser, path);
		const held = hold();
		await page.route((url) => ASKS[path].api.test(url.pathname) && url.searchParams.get('range') === '7d', held.route);
		const dropped = page.waitForEvent('requestfailed', (r) => r.url().includes('range=7d'));
		await page.locator('.seg label', { hasText: '7 d' }).click();
		await page.locator('main[aria-busy=true]').waitFor();
		await page.locator('.seg label', { hasText: '90 d' }).click();
		assert.match((await dropped).failure().errorText, /ERR_ABORTED/);
		await page.locator('main:not([aria-busy])').waitFor();
		const shown = await text(page);
		held.go();
		await page.reload();
		await settled(page);
		assert.equal(await text(page), shown);
		assert.match(page.url(), /range=90d/);
		assert.deepEqual(wrong, []);
		await close();
	}
});

/** The answer as it were without any report. */
async function empty(route) {
	const url = new URL(route.request().url());
	url.searchParams.set('q', 'nothing-is-called-so');
	const json = await (await route.fetch({ url: url.href })).json();
	return route.fulfill({ json: { ...json, ...json.store && { store: { reports: 0, first_day: null, last_day: null } } } });
}

test('an empty store says how to import', async () => {
	for (const path of FILTERED.filter((one) => one !== './')) {
		const { page, wrong, close } = await open(browser, path, { prepare: (p) => p.route(/\/api\/(summary|records|reports|group|domains|senders)\b/, empty) });
		await settled(page);
		assert.equal(await page.locator('h1').innerText(), 'No reports yet', path);
		assert.equal(await page.getByRole('link', { name: 'First steps' }).getAttribute('href'), 'steps.html');
		assert.equal(await page.locator('#filters').isVisible(), false, 'there is nothing to filter');
		await page.getByRole('link', { name: 'Import reports' }).click();
		await page.waitForURL(/import\.html$/);
		assert.deepEqual(wrong, []);
		await close();
	}
});

test('a filter that nothing fits can be taken off', async () => {
	for (const path of FILTERED) {
		const { page, wrong, close } = await open(browser, `${path}?dmarc=fail&q=nothing-is-called-so`);
		const state = page.locator('.state');
		assert.equal(await state.locator('h2').innerText(), 'No records match', path);
		assert.match(await state.innerText(), /DMARC: fail Remove\s+Search: nothing-is-called-so Remove/);
		assert.match(await state.innerText(), /The store holds reports of \d/);
		await state.locator('li', { hasText: 'Search' }).getByRole('link', { name: 'Remove' }).click();
		await page.waitForURL((url) => url.search === '?dmarc=fail');
		await page.locator(ASKS[path].shown).first().waitFor();
		assert.deepEqual(wrong, []);
		await close();
	}
});

test('a period with nothing in it leads to the nearest day that has something', async () => {
	const { store } = await (await fetch(at('api/summary'))).json(), year = new Date().getFullYear() + 5;
	for (const path of FILTERED) {
		const { page, close } = await open(browser, `${path}?from=${year}-01-01&to=${year}-01-07`);
		await page.getByText('The nearest day that has such records').getByRole('link').click();
		await page.locator(ASKS[path].shown).first().waitFor();
		assert.equal(new URL(page.url()).search, `?from=${store.last_day}&to=${store.last_day}`);
		await close();
	}
});

test('the header tells of the mailbox and of the reports', async () => {
	const said = async (health, mark, path = 'records.html') => {
		const { page, close } = await open(browser, path, { cron: { health } });
		await page.locator('#health .said').waitFor();
		const words = await page.locator('#health').innerText();
		assert.equal(await page.locator(`#health .i-${mark}`).count(), 1, words);
		await close();
		return words.replace(/\s+/g, ' ');
	};
	const fresh = { last_report: now() - 14 * 60, last_fetch: now() - 4 * 60, fetch_ok: true };
	const late = { ...fresh, last_report: now() - 49 * 3600 };
	assert.match(await said(fresh, 'pass'), /^mailbox checked 4 min ago, last report 14 min ago$/i);
	assert.match(await said({ ...fresh, fetch_ok: false }, 'half'), /^Warning: mailbox check failed 4 min ago, last report 14 min ago$/i);
	assert.match(await said({ ...fresh, last_report: now() - 47 * 3600 }, 'pass'), /last report 47 h ago$/i);
	for (const path of PAGES)
		assert.match(await said(late, 'half', path), /^Warning: mailbox checked 4 min ago, last report \d+ \w+ 20\d\d/i);
	assert.match(await said({ ...fresh, last_fetch: null, fetch_ok: null }, 'pass'), /^last report 14 min ago$/i);
	assert.match(await said({ ...fresh, last_report: null }, 'pass'), /^mailbox checked 4 min ago, no report yet$/i);
});

test('without scripts it says that they are needed', async () => {
	const context = await browser.newContext({ javaScriptEnabled: false });
	const page = await context.newPage(), titles = new Set();
	for (const path of PAGES) {
		await page.goto(at(path));
		assert.match(await page.locator('main').innerText(), /This page needs scripts/, path);
		titles.add(await page.locator('main h1').innerText());
		assert.equal(await page.locator('header nav a').count(), 7);
	}
	assert.equal(titles.size, PAGES.length);
	await page.getByRole('link', { name: 'Records', exact: true }).click();
	await page.waitForURL(/records\.html$/);
	await context.close();
});
