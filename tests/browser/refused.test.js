// Pages that are refused what they ask for: it is said, asked for again, and the rest lives.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ASKS, main, other, prepared, refusal, text } from './asks.js';
import { at, FILTERED, launch, open, PAGES, settled } from './browser.js';
import { ALARMS } from './cron.js';

let browser;

before(async () => {
	browser = await launch();
});
after(() => browser.close());

const REFUSED = { 401: 'You are not signed in', 403: 'You may not see this', 404: 'This is not here (any more)', 500: 'This could not be read' };

/** The page around what failed is whole: it can be left, and asked for something else. */
async function whole(page, path) {
	assert.equal(await page.locator('header nav a').count(), 7);
	await page.locator('#health .said').waitFor();
	assert.match(await page.locator('#version').innerText(), /^rua \d/);
	if (FILTERED.includes(path))
		assert.equal(await page.locator('.strip [name=dmarc]').isEnabled(), true);
}

for (const path of Object.keys(ASKS))
	test(`${path}: an answer that is an error is told, and asked for again`, async () => {
		let asked = 0, status = null;
		const { page, wrong, close } = await prepared(browser, path, (route) => {
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

test('a place that no list told of leads to the first page of the list', async () => {
	for (const path of ['records.html', 'reports.html'])
		for (const name of ['after', 'before']) {
			const { page, close } = await open(browser, `${path}?range=90d&${name}=rubbish`);
			assert.match(await text(page), new RegExp(`${name}: must be a cursor of an earlier answer`));
			await page.getByRole('link', { name: 'The first page' }).click();
			await page.locator(ASKS[path].shown).first().waitFor();
			assert.equal(new URL(page.url()).search, '?range=90d');
			await close();
		}
});

test('an answer that is none of ours is told', async () => {
	for (const path of Object.keys(ASKS)) {
		let good = false;
		const { page, close } = await prepared(browser, path, (route) => good ? route.fallback()
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
	const shown = await prepared(browser, path, (route) => {
		first();
		return ++count.asked > times ? route.fallback()
			: route.fulfill(refusal(status, { headers: { 'Retry-After': String(after) } }));
	}, async ({ clock }) => {
		await clock.install();
		await clock.pauseAt(Date.now() + 1000);
	}, { own: true });
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

test('the header says that the programs are not well, and why', async () => {
	const error = 'dmarc.db-push.lock: Permission denied';
	const { page, close } = await open(browser, 'alarms.html', { cron: { alarms: ALARMS() } });
	const health = await page.evaluate(() => fetch('healthz').then((r) => r.json()));
	await page.route('**/healthz', (route) => route.fulfill({ status: 503, json: { ...health, ok: false,
		database: { ...health.database, ok: false, error } } }));
	await page.reload();
	const link = page.locator('#health').getByRole('link', { name: 'Something is wrong' });
	await link.waitFor();
	assert.equal(await link.getAttribute('title'), error);
	assert.equal(new URL(await link.evaluate((a) => a.href)).pathname.split('/').pop(), 'healthz');
	assert.match(await page.locator('#health').innerText(), /^Warning:/);
	await close();
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
