// The pages on paper, in forced colours, without motion, and at four times the size.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, FILTERED, launch, open, overflow, PAGES } from '../browser.js';
import { ALARMS, mailbox, RUNNING, WITH } from '../cron.js';

/** A4 less 12 mm on each side, at 96 to the inch. */
const PAPER = { width: Math.round((210 - 24) / 25.4 * 96), height: 1000 };

let browser, record;

before(async () => {
	browser = await launch();
	[record] = (await (await fetch(at('api/records?dmarc=fail&limit=25'))).json()).rows;
});
after(() => browser.close());

/** The pages, and what may be opened on them. */
const views = () => [...PAGES, `records.html?dmarc=fail&open=${record.id}`, `reports.html?open=${record.report}#xml`,
	'domains.html?by=ip', 'records.html?q=nothing-is-called-so'];

/** With alarms and a mailbox, so that there is something to see. */
const lively = () => ({ alarms: ALARMS(), mailbox: mailbox() });

/** The tops of what is seen of these. */
function seen(page, selector) {
	return page.locator(selector).evaluateAll((all) => all.filter((node) => node.checkVisibility({ visibilityProperty: true })
		&& node.getBoundingClientRect().width > 1).map((node) => `${node.localName}.${node.getAttribute('class')}: ${node.textContent.slice(0, 30)}`));
}

test('on paper there is what was asked for and what came, and nothing to press', async () => {
	for (const path of views()) {
		const { page, wrong, close } = await open(browser, path, { viewport: PAPER, cron: lively() });
		await page.emulateMedia({ media: 'print' });
		assert.deepEqual(await seen(page, 'header nav, .skip, .health, #filters, dialog, button, .btn, input, select, .pager, .drop, #keys'), [], path);
		assert.equal((await seen(page, 'main h1')).length, 1, path);
		assert.equal(await overflow(page), 0, path);
		const pdf = await page.pdf({ format: 'A4', margin: { left: '12mm', right: '12mm' } });
		assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
		assert.ok(pdf.length > 5000, `${path}: ${pdf.length} bytes`);
		assert.deepEqual(wrong, []);
		await close();
	}
});

test('on paper the filter is told, without the way to take it off', async () => {
	for (const path of FILTERED) {
		const { page, close } = await open(browser, `${path}?dmarc=fail&range=7d&q=example`, { viewport: PAPER });
		await page.emulateMedia({ media: 'print' });
		const chips = await page.locator('.chip').allInnerTexts();
		assert.deepEqual(chips.map((text) => text.trim()), ['DMARC: fail', 'Search: example'], path);
		assert.deepEqual(await seen(page, '.chip a'), []);
		assert.match(await page.locator('.head .per').innerText(), /20\d\d/);
		await close();
	}
});

test('on paper the heads of tables are on each sheet, and no row is cut', async () => {
	for (const [path, table] of [['records.html?limit=100', '.rec'], ['reports.html?limit=100', '.rep'], ['domains.html', '.grp'],
		['domains.html?by=ip&limit=100', '.grp'], [`reports.html?open=${record.report}`, '.rec'], ['alarms.html', '.alarms']]) {
		const { page, close } = await open(browser, path, { viewport: PAPER, cron: lively() });
		await page.emulateMedia({ media: 'print' });
		const how = await page.locator(table).evaluate((node) => ({
			head: getComputedStyle(node.tHead).display, fixed: getComputedStyle(node.tHead).position,
			clip: getComputedStyle(node.tHead).clipPath, body: getComputedStyle(node.tBodies[0]).display,
			cells: [...new Set([...node.tHead.rows[0].cells].map((cell) => getComputedStyle(cell).position))],
			rows: [...new Set([...node.tBodies[0].rows].map((row) => `${getComputedStyle(row).display} ${getComputedStyle(row).breakInside}`))],
		}));
		assert.deepEqual(how, { head: 'table-header-group', fixed: 'static', clip: 'none', body: 'table-row-group', cells: ['static'],
			rows: ['table-row avoid'] }, path);
		assert.equal(await overflow(page), 0, path);
		await close();
	}
});

/** The colours things are painted in, beside the one that is behind them. */
function painted(page, selector) {
	return page.locator(selector).evaluateAll((all) => all.filter((node) => node.checkVisibility()).map((node) => {
		const { fill, stroke, color } = getComputedStyle(node);
		let ground = node.parentElement;
		while (ground && /^rgba\(.*, 0\)$/.test(getComputedStyle(ground).backgroundColor))
			ground = ground.parentElement;
		return { what: `${node.localName}.${node.getAttribute('class')} in ${node.closest('[class]:not(rect):not(path)')?.getAttribute('class')}`,
			fill, stroke, color, ground: ground ? getComputedStyle(ground).backgroundColor : 'none' };
	}));
}

const clear = (colour) => colour === 'none' || /^rgba\(.*, 0\)$/.test(colour);

test('in forced colours every bar and every shape is seen', async () => {
	for (const colorScheme of ['light', 'dark'])
		for (const [path, shapes] of [['./', ['.chart .p, .chart .x', '.stack rect', '.sw rect', '.t10 .bar rect', '.kv .i > *', '.att .i > *']],
			['records.html', ['.row0 .st .i > *', '.tog .i > *']], ['reports.html', ['.rep .bar rect']],
			['domains.html', ['.spark rect']], ['alarms.html', ['.alarms .i > *', '#health .i > *']]]) {
			const { page, close } = await open(browser, path, { forcedColors: 'active', colorScheme, cron: lively() });
			assert.equal(await page.evaluate(() => matchMedia('(forced-colors: active)').matches), true);
			for (const shape of shapes) {
				const all = await painted(page, shape);
				assert.ok(all.length > 0, `${path} ${shape}`);
				const unseen = all.filter(({ fill, stroke, ground }) => [fill, stroke].every((colour) => clear(colour) || colour === ground));
				// What is cut out of a shape is as what is behind it.
				assert.deepEqual(unseen.filter(({ what }) => !what.startsWith('path.cut')), [], `${path} ${shape}`);
			}
			await close();
		}
});

test('in forced colours passed and failed are told apart', async () => {
	for (const [path, pairs] of [['./', [['.chart .p:not(.part)', '.chart .x:not(.part)'], ['.legend .fp', '.legend .fx']]],
		['senders.html', [['.spark .fp', '.spark .fx']]]]) {
		const { page, close } = await open(browser, path, { forcedColors: 'active' });
		const fills = async (selector) => new Set((await painted(page, selector)).map(({ fill }) => fill));
		for (const [pass, fail] of pairs) {
			const [a] = await fills(pass), [b] = await fills(fail);
			assert.ok(a && b && a !== b, `${pass} ${a}, ${fail} ${b}`);
		}
		await close();
	}
});

/** Whatever would move, in whatever state it is. */
function moving(page) {
	return page.evaluate(() => {
		const long = (times) => times.split(',').some((time) => parseFloat(time) > 0);
		const states = [...document.querySelectorAll('*')].flatMap((node) => [[node, null], [node, '::before'], [node, '::after']]);
		const found = states.filter(([node, part]) => {
			const { transitionDuration, animationDuration, scrollBehavior } = getComputedStyle(node, part);
			return long(transitionDuration) || long(animationDuration) || scrollBehavior === 'smooth';
		}).map(([node, part]) => `${node.localName}.${node.getAttribute('class')}${part ?? ''}`);
		const playing = document.getAnimations().filter((a) => a.effect.getComputedTiming().duration > 0);
		return [...new Set(found), ...playing.map((a) => a.animationName ?? a.transitionProperty)];
	});
}

test('without motion nothing moves', async () => {
	for (const path of views()) {
		const { page, close } = await open(browser, path, { cron: lively() });
		assert.equal(await page.evaluate(() => matchMedia('(prefers-reduced-motion: reduce)').matches), true);
		assert.deepEqual(await moving(page), [], path);
		await page.evaluate(() => document.querySelector('main').setAttribute('aria-busy', 'true'));
		assert.deepEqual(await moving(page), [], `${path}, busy`);
		await close();
	}
	const loading = await open(browser, './', { prepare: (page) => page.route('**/api/summary*', () => {}) });
	await loading.page.locator('.skeleton').waitFor({ state: 'attached' });
	assert.deepEqual(await moving(loading.page), []);
	await loading.close();
	const fetching = await open(browser, 'import.html', { cron: { mailbox: mailbox({ job: RUNNING() }), jobs: [RUNNING()] } });
	await fetching.page.getByRole('progressbar', { name: 'Messages read' }).waitFor();
	assert.deepEqual(await moving(fetching.page), []);
	await fetching.close();
});

test('at 400 percent, which is 320 wide, nothing scrolls sideways', async () => {
	for (const [path, cron] of [...views().map((page) => [page, () => undefined]), ...Object.values(WITH)]) {
		const { page, close } = await open(browser, path, { viewport: { width: 320, height: 256 }, cron: cron() });
		assert.equal(await overflow(page), 0, path);
		await close();
	}
});
