// Pages that wait, have nothing, or are refused: it is said, and the rest lives.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, launch, open, PAGES, settled } from './browser.js';
import { ALARMS, now } from './cron.js';

let browser;

before(async () => {
	browser = await launch();
});
after(() => browser.close());

/** What each page asks first, and what is there when it has its answer. */
const ASKS = {
	'./': { api: /\/api\/summary/, shown: '.chart' },
	'records.html': { api: /\/api\/records\b/, shown: '.rec .row0' },
	'reports.html': { api: /\/api\/reports\b/, shown: '.rep tbody tr' },
	'domains.html': { api: /\/api\/group/, shown: '.grp tbody tr' },
	'alarms.html': { api: /\/api\/alarms/, shown: '.alarms tbody tr' },
};
const FILTERED = PAGES.slice(0, 4);

const main = (page) => page.locator('main');
const text = async (page) => (await main(page).innerText()).replaceAll('\u00a0', ' ');

/** A page whose answers are ours from the first on. */
function prepared(path, answer, prepare = async () => {}) {
	return open(browser, path, { cron: { alarms: ALARMS() }, prepare: async (page) => {
		await page.route(ASKS[path].api, answer);
		await prepare(page);
	} });
}

/** Answers that wait until they are let go. */
function hold() {
	const held = { asked: 0, go: () => {} };
	const gone = new Promise((done) => held.go = done);
	held.route = async (route) => {
		held.asked++;
		await gone;
		return route.fallback();
	};
	return held;
}

const refusal = (status, more = {}) => ({ status, ...more,
	json: { error: { code: 'of-a-test', message: 'the disk is full', field: null, request: 'f00d' } } });

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
		const { page, wrong, close } = await prepared(path, held.route);
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

/** Something else is asked for. */
function other(page, path) {
	return path === 'alarms.html' ? page.getByRole('link', { name: 'All', exact: true }).click()
		: page.locator('.seg label', { hasText: '7 d' }).click();
}

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
	for (const path of FILTERED) {
		const { page, wrong, close } = await open(browser, path, { prepare: (p) => p.route(/\/api\/(summary|records|reports|group)\b/, empty) });
		await settled(page);
		assert.equal(await page.locator('h1').innerText(), 'No reports yet', path);
		assert.equal(await page.locator('.steps li').count(), 3);
		assert.match(await page.locator('.steps').innerText(), /rua=mailto:[^]*IMAP_HOST=[^]*webhook/);
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
	const { store } = await (await fetch(at('api/summary'))).json();
	for (const path of FILTERED) {
		const { page, close } = await open(browser, `${path}?from=2031-01-01&to=2031-01-07`);
		await page.getByText('The nearest day that has such records').getByRole('link').click();
		await page.locator(ASKS[path].shown).first().waitFor();
		assert.equal(new URL(page.url()).search, `?from=${store.last_day}&to=${store.last_day}`);
		await close();
	}
});

const REFUSED = { 401: 'You are not signed in', 403: 'You may not see this', 404: 'This is not here (any more)', 500: 'This could not be read' };

/** The page around what failed is whole: it can be left, and asked for something else. */
async function whole(page, path) {
	assert.equal(await page.locator('header nav a').count(), 6);
	await page.locator('#health .said').waitFor();
	assert.match(await page.locator('#version').innerText(), /^rua \d/);
	if (FILTERED.includes(path))
		assert.equal(await page.locator('.strip [name=dmarc]').isEnabled(), true);
}

for (const path of Object.keys(ASKS))
	test(`${path}: an answer that is an error is told, and asked for again`, async () => {
		let asked = 0, status = null;
		const { page, wrong, close } = await prepared(path, (route) => {
			asked++;
			return status ? route.fulfill(refusal(status)) : route.fallback();
		}, () => status = 500);
		const alert = page.locator('main [role=alert]');
		for (const next of [404, 403, 401, null]) {
			await alert.getByText(`Status ${status}, request f00d`).waitFor();
			assert.equal((await alert.locator('h1').innerText()).trim(), REFUSED[status]);
			assert.match(await alert.innerText(), /the disk is full/);
			assert.equal(await main(page).getAttribute('aria-busy'), null);
			await whole(page, path);
			assert.equal(asked, 1, 'not by itself');
			assert.equal(await page.getByText('Clear all filters').count(), 0, 'there are none');
			const name = status === 401 ? 'Sign in' : 'Retry';
			[asked, status] = [0, next];
			await alert.getByRole('button', { name, exact: true }).click();
		}
		await page.locator(ASKS[path].shown).first().waitFor();
		assert.equal(await page.locator('main [role=alert]').count(), 0);
		assert.equal(await main(page).getAttribute('aria-busy'), null);
		assert.deepEqual(wrong.filter((w) => !/status of (500|404|403|401)/.test(w)), []);
		await close();
	});

test('one may ask for something else than what failed', async () => {
	for (const path of FILTERED) {
		const { page, close } = await open(browser, path);
		await page.route((url) => ASKS[path].api.test(url.pathname) && url.searchParams.get('dmarc') === 'fail',
			(route) => route.fulfill(refusal(500)));
		await page.locator('.strip [name=dmarc]').selectOption('fail');
		await page.locator('main [role=alert]').waitFor();
		assert.equal(await page.getByRole('link', { name: 'Clear all filters' }).isVisible(), true);
		await page.locator('.strip [name=dmarc]').selectOption('pass');
		await page.locator(ASKS[path].shown).first().waitFor();
		await page.goBack();
		await page.locator('main [role=alert]').waitFor();
		await page.getByRole('link', { name: 'Clear all filters' }).click();
		await page.locator(ASKS[path].shown).first().waitFor();
		assert.equal(new URL(page.url()).search, '');
		await close();
	}
});

test('an answer that is none of ours is told', async () => {
	for (const path of Object.keys(ASKS)) {
		let good = false;
		const { page, close } = await prepared(path, (route) => good ? route.fallback()
			: route.fulfill({ contentType: 'text/html', body: '<h1>Please log in</h1>' }));
		await page.locator('main [role=alert]').waitFor();
		assert.match(await text(page), /This page failed/, path);
		await whole(page, path);
		good = true;
		await page.getByRole('button', { name: 'Retry' }).click();
		await page.locator(ASKS[path].shown).first().waitFor();
		await close();
	}
});

const BUSY = { 429: /Too many requests, try again in a minute/, 503: /The server is busy or starting/ };

/** A page whose clock stands still, that is refused so often; how often it asked. */
async function busy(path, status, times, after) {
	const count = { asked: 0 };
	let first;
	const begun = new Promise((done) => first = done);
	const shown = await prepared(path, (route) => {
		first();
		return ++count.asked > times ? route.fallback()
			: route.fulfill(refusal(status, { headers: { 'Retry-After': String(after) } }));
	}, async ({ clock }) => {
		await clock.install();
		await clock.pauseAt(Date.now() + 1000);
	});
	const { page } = shown;
	await begun;
	return { ...shown, count,
		/** Seconds of the page until it has asked so often. */
		async secondsUntil(n) {
			for (let passed = 0; passed < 60; passed += 0.5) {
				if (count.asked >= n)
					return passed;
				await page.clock.runFor(500);
				await page.evaluate(() => fetch('healthz'));
			}
			throw new Error(`${path}: not asked ${n} times`);
		} };
}

for (const status of Object.keys(BUSY).map(Number)) {
	test(`an answer of ${status} is asked for again when it says so, three times at most`, async () => {
		for (const path of status === 503 ? Object.keys(ASKS) : ['records.html', 'alarms.html']) {
			const { page, count, secondsUntil, close } = await busy(path, status, Infinity, 6);
			for (const n of [2, 3])
				assert.ok(await secondsUntil(n) > 5, `${path}: too early`);
			await page.locator('main [role=alert]').waitFor();
			assert.match(await text(page), BUSY[status]);
			await page.clock.runFor(60000);
			await page.evaluate(() => fetch('healthz'));
			assert.equal(count.asked, 3, path);
			await whole(page, path);
			await close();
		}
	});

	test(`an answer of ${status} that is good the second time is not told of`, async () => {
		for (const path of ['./', 'alarms.html']) {
			const { page, secondsUntil, count, close } = await busy(path, status, 1, 2);
			await secondsUntil(2);
			await page.locator(ASKS[path].shown).first().waitFor();
			assert.equal(count.asked, 2, path);
			assert.equal(await page.locator('main [role=alert]').count(), 0);
			await close();
		}
	});

	test(`an answer of ${status} that says to wait for long is told at once`, async () => {
		const { page, count, close } = await busy('records.html', status, 1, 60);
		await page.locator('main [role=alert]').waitFor();
		assert.match(await text(page), BUSY[status]);
		assert.equal(count.asked, 1);
		await page.getByRole('button', { name: 'Retry' }).click();
		await page.locator('.rec .row0').first().waitFor();
		await close();
	});
}

test('without a network it is told, and asked again when there is one', async () => {
	for (const path of Object.keys(ASKS)) {
		const { page, close } = await open(browser, path, { cron: { alarms: ALARMS() } });
		await page.unrouteAll();
		await page.context().setOffline(true);
		await other(page, path);
		await page.locator('main [role=alert]').waitFor();
		assert.match(await text(page), /The server did not answer/, path);
		assert.doesNotMatch(await text(page), /Status/);
		await whole(page, path);
		await page.context().setOffline(false);
		await page.getByRole('button', { name: 'Retry' }).click();
		await page.locator(ASKS[path].shown).first().waitFor();
		await close();
	}
});

test('the page is whole when the server does not say how it is', async () => {
	for (const [i, path] of PAGES.entries()) {
		const { page, wrong, close } = await open(browser, path, { cron: { alarms: ALARMS() } });
		const want = await text(page);
		await page.route('**/healthz', [(route) => route.fulfill(refusal(500)), (route) => route.abort(),
			(route) => route.fulfill({ contentType: 'text/html', body: 'no' })][i % 3]);
		await Promise.all([page.waitForEvent('request', (r) => r.url().endsWith('/healthz')), page.reload()]);
		await settled(page);
		assert.equal(await text(page), want, path);
		assert.equal(await page.locator('#health').innerText(), '');
		assert.equal(await page.locator('[role=alert]:visible').count(), 0);
		assert.deepEqual(wrong.filter((w) => !/Failed to load resource/.test(w)), []);
		await close();
	}
});

test('the page is whole when its choices cannot be read, and they are asked for again', async () => {
	for (const path of FILTERED) {
		const { page, wrong, close } = await open(browser, path);
		const before = await text(page), select = page.locator('.strip [name=domain]');
		await page.route('**/api/facets*', (route) => route.fulfill(refusal(500)));
		await Promise.all([page.waitForResponse('**/api/facets*'), select.focus()]);
		assert.equal(await text(page), before);
		await page.unroute('**/api/facets*');
		await page.locator('.strip [name=q]').focus();
		await page.locator('.strip [name=domain] option').nth(3).waitFor({ state: 'attached' });
		assert.deepEqual(wrong.filter((w) => !/status of 500/.test(w)), []);
		await close();
	}
});

test('a record that cannot be read leaves the list, and is asked for again', async () => {
	const { page, close } = await open(browser, 'records.html?dmarc=fail');
	const rows = await page.locator('.row0').count();
	await page.route('**/api/records/*', (route) => route.fulfill(refusal(500)));
	await page.locator('.tog a').first().click();
	await page.getByText('The record could not be read: the disk is full').waitFor();
	assert.equal(await page.locator('.row0').count(), rows);
	await page.unroute('**/api/records/*');
	await page.locator('.tog a').first().click();
	await page.locator('.det').waitFor({ state: 'detached' });
	await page.locator('.tog a').first().click();
	await page.locator('.det .why').waitFor();
	await close();
});

test('an XML that cannot be read leaves the report', async () => {
	const { rows } = await (await fetch(at('api/reports?limit=25'))).json();
	const { page, close } = await open(browser, `reports.html?open=${rows[0].id}`);
	await page.route('**/raw', (route) => route.fulfill(refusal(500)));
	await page.locator('.raw summary').click();
	await page.getByText('The XML could not be read: the disk is full').waitFor();
	assert.ok(await page.locator('.rec .row0').count() > 0);
	await close();
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
		assert.equal(await page.locator('header nav a').count(), 6);
	}
	assert.equal(titles.size, PAGES.length);
	await page.getByRole('link', { name: 'Records', exact: true }).click();
	await page.waitForURL(/records\.html$/);
	await context.close();
});
