// What a page weighs, held to; how fast it is on a slow phone, measured and told.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, launch, PAGES, settled } from './browser.js';

/** Kilobytes, compressed as they come, and requests of a first visit. */
const BUDGET = { all: 80, Document: 3, Stylesheet: 12, Script: 26, Fetch: 12, requests: 12 };
const AGAIN = 14;
const SCRIPTS = 74;
/** How far what is there may move, on a slow phone. */
const SHIFT = .02;

/** A phone in a train, which is four times slower too, and a desk beside the server. */
const LOOKS = {
	'a slow phone': { options: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 }, slower: 4,
		network: { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 } },
	'a desk': { options: {}, slower: 1, network: { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 } },
};

let browser;

before(async () => {
	browser = await launch();
});
after(() => browser.close());

/** A page of a new visitor, and what comes over the wire for it. */
async function visitor(options = {}) {
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
	const page = await context.newPage();
	const cdp = await context.newCDPSession(page);
	const kept = new Set();
	let got = new Map();
	await cdp.send('Network.enable');
	cdp.on('Network.requestServedFromCache', ({ requestId }) => kept.add(requestId));
	cdp.on('Network.responseReceived', ({ requestId, type, response }) => got.set(requestId, { type, bytes: 0,
		told: kept.has(requestId) || response.fromDiskCache ? 0 : Number(response.headers['Content-Length']) }));
	cdp.on('Network.dataReceived', ({ requestId, encodedDataLength }) => got.get(requestId).bytes += encodedDataLength);
	return { page, cdp, close: () => context.close(), async visit(path) {
		got = new Map();
		await page.goto(at(path), { waitUntil: 'networkidle' });
		await settled(page);
		return [...got.values()];
	} };
}

const kilobytes = (got, type) => got.filter((r) => !type || r.type === type).reduce((sum, r) => sum + (r.told || r.bytes), 0) / 1000;

for (const path of PAGES)
	test(`the weight of ${path}`, async (t) => {
		const { visit, close } = await visitor();
		const first = await visit(path), again = await visit(path);
		const weight = Object.fromEntries(['Document', 'Stylesheet', 'Script', 'Font', 'Fetch'].map((type) => [type, kilobytes(first, type)]));
		t.diagnostic(`${first.length} requests, ${kilobytes(first).toFixed(1)} kB (${Object.entries(weight).map(([type, n]) =>
			`${type} ${n.toFixed(1)}`).join(', ')}); again ${kilobytes(again).toFixed(1)} kB`);
		assert.ok(weight.Script > 1 && weight.Font > 1, 'it was counted');
		assert.ok(first.length <= BUDGET.requests, `${first.length} requests`);
		assert.ok(kilobytes(first) <= BUDGET.all, `${kilobytes(first)} kB in all`);
		for (const [type, n] of Object.entries(weight))
			assert.ok(n <= (BUDGET[type] ?? Infinity), `${type}: ${n} kB`);
		assert.ok(kilobytes(again) <= AGAIN, `${kilobytes(again)} kB once more`);
		await close();
	});

test('the weight of all the scripts', async (t) => {
	const { visit, close } = await visitor();
	let sum = 0;
	for (const path of PAGES)
		sum += kilobytes(await visit(path), 'Script');
	t.diagnostic(`${sum.toFixed(1)} kB`);
	assert.ok(sum > BUDGET.Script / 2 && sum <= SCRIPTS, `${sum} kB`);
	await close();
});

/** What the browser saw: the paints, the shifts, and how long it took to answer a hand. */
function observe() {
	window.seen = { fcp: 0, lcp: 0, cls: 0, inp: 0 };
	const watch = (type, act, more = {}) => new PerformanceObserver((list) =>
		list.getEntries().forEach(act)).observe({ type, buffered: true, ...more });
	watch('paint', (e) => e.name === 'first-contentful-paint' && (window.seen.fcp = e.startTime));
	watch('largest-contentful-paint', (e) => window.seen.lcp = e.startTime);
	watch('layout-shift', (e) => e.hadRecentInput || (window.seen.cls += e.value));
	watch('event', (e) => e.interactionId && (window.seen.inp = Math.max(window.seen.inp, e.duration)), { durationThreshold: 16 });
}

/** Another period, and its records. */
function period(range, words) {
	return async (page) => {
		await page.locator('.seg label', { hasText: words }).click();
		await page.waitForURL((url) => url.searchParams.get('range') === range);
		await settled(page);
	};
}

/** What a hand does there, and what it then sees. */
const HANDS = {
	'./': [['As table', (page) => page.getByRole('button', { name: 'As table' }).click()], ['90 days', period('90d', '90 d')]],
	'records.html': [['open a record', async (page) => {
		await page.locator('.tog a').first().click();
		await page.locator('.det .why').waitFor();
	}], ['7 days', period('7d', '7 d')]],
};

for (const [place, { options, slower, network }] of Object.entries(LOOKS))
	for (const path of PAGES)
		test(`${path} on ${place}`, async (t) => {
			const { page, cdp, visit, close } = await visitor(options);
			await page.addInitScript(observe);
			await cdp.send('Network.emulateNetworkConditions', network);
			await cdp.send('Emulation.setCPUThrottlingRate', { rate: slower });
			await visit(path);
			const { fcp, lcp, cls } = await page.evaluate(() => window.seen);
			t.diagnostic(`first paint ${fcp.toFixed(0)} ms, largest ${lcp.toFixed(0)} ms, shift ${cls.toFixed(4)}`);
			assert.ok(lcp >= fcp && fcp > 0, 'it was seen');
			assert.ok(slower === 1 || cls <= SHIFT, `shifted by ${cls}`);

			for (const [what, act] of HANDS[path] ?? []) {
				await page.evaluate(() => window.seen.inp = 0);
				const began = Date.now();
				await act(page);
				const took = Date.now() - began;
				const inp = await page.evaluate(() => new Promise((done) =>
					requestAnimationFrame(() => setTimeout(() => done(window.seen.inp)))));
				t.diagnostic(`${what}: next paint after ${inp} ms, done after ${took} ms`);
			}
			await close();
		});
