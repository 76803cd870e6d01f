// Each number on the dashboard is the total of what it leads to, whatever the filter.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { percent } from '../../html/js/format.js';
import { at, inTurns, launch, numberOf, open, settled } from './browser.js';
import { filters, SEED } from './draw.js';

let browser, random;

before(async () => {
	browser = await launch();
	random = await filters(10);
});
after(() => browser.close());

const VIEWS = ['./', './?dmarc=fail', './?disp=reject&range=90d', './?domain=.example.org', './?range=all',
	'./?class=stranger', './?class=mine-broken', './?disp=reject&class=undecided',
	'./?q=nothing-is-called-so', './?ip=192.0.2.999&org=nobody'];

const json = async (path) => (await fetch(at(path))).json();

/** Each page that a link may lead to: what answers there, and its total. */
const TARGETS = {
	'/records.html': ['api/records', (answer) => answer.total.messages],
	'/reports.html': ['api/reports', (answer) => answer.total.reports],
	'/domains.html': ['api/group', (answer) => answer.total.rows],
	'/senders.html': ['api/senders', (answer) => answer],
};

/** What is behind an address. @param {string} href */
async function totalOf(href) {
	const url = new URL(href, at('./'));
	const [path, total] = TARGETS[url.pathname];
	url.pathname = path;
	if (path !== 'api/senders')
		url.searchParams.set('limit', '25');
	if (path === 'api/group' && !url.searchParams.has('by'))
		url.searchParams.set('by', 'domain');
	const answer = await json(url.href);
	assert.ok(answer.total !== undefined, `${url}: ${JSON.stringify(answer.error)}`);
	return total(answer);
}

/** Every link on the page, with what stands around it. */
function links(page) {
	return page.locator('main a[href]').evaluateAll((all) => all.map((a) => ({
		href: new URL(a.getAttribute('href'), document.baseURI).href, text: a.textContent, label: a.getAttribute('aria-label'),
		place: ['.chart', '.num', '.t10 th', '.k-do', '.att', '.changes', '.chip', '.sumline', '.notice', '.state']
			.find((place) => a.closest(place)) ?? null,
		row: [...a.closest('tr')?.querySelectorAll('td') ?? []].map((td) => td.textContent),
		section: a.closest('section')?.getAttribute('aria-labelledby') ?? null,
		beside: a.closest('li')?.querySelector('p')?.textContent ?? null,
	})));
}

const NUMBER = /^[\d,]+$/;
const SHARE = /^\d+\.\d\d$/;
const behind = (n) => (total) => total === n ? null : `${n} on the dashboard, ${total} behind it`;

/** Links that lead on without a number: where to. */
const WAYS = {
	'.changes': /^\/$/, '.chip': /^\/$/, '.notice': /^\/$/, '.state': /^\/$/,
	'.sumline': /^\/$/, '.att': /^\/(alarm|import|reports)\.html$/, '.t10 th': /^\/sender\.html$/, '.k-do': /^\/sender\.html$/,
};
const WORDS = ['All alarms', 'Its senders', 'Selectors'];

/**
 * What a link promises of its target's total; true when it leads on only; null when
 * it is of no kind we know.
 */
function promise({ href, text, label, place, row, section, beside }, messages) {
	const { pathname } = new URL(href);
	const bar = /: ([\d,]+) passed, ([\d,]+) failed/.exec(label ?? '');
	if (place === '.chart')
		return bar && behind(numberOf(bar[1]) + numberOf(bar[2]));
	if (place === '.num')
		return (total) => `${percent(total, messages)}%` === text ? null : `${text} on the dashboard, ${total} of ${messages} behind it`;
	if (place === '.att' && pathname === '/records.html')
		return behind(numberOf(/^([\d,]+) of [\d,]+ messages|^([\d,]+) messages/.exec(beside)[0].split(' ')[0]));
	if (WORDS.includes(text))
		return true;
	if (place in WAYS)
		return WAYS[place].test(pathname) || null;
	if (SHARE.test(text))
		return (total) => percent(total, numberOf(row.find((cell) => NUMBER.test(cell)))) === text ? null : `${text} % on the dashboard, ${total} behind it`;
	const shown = /^(?:All )?([\d,]+)(?: [A-Za-z ]+)?$/.exec(text);
	if (shown && pathname === '/senders.html')
		return ({ total, groups }) => behind(numberOf(shown[1]))(section === 'h-worst' ? groups.needs : total);
	return shown && behind(numberOf(shown[1]));
}

/** Of what the headline is a share: what it leads to, passed or not. @param {{href: string}|undefined} headline */
function wholeOf(headline, view) {
	const whole = new URL(headline?.href ?? at('records.html')), dmarc = new URL(view).searchParams.get('dmarc');
	whole.searchParams.delete('dmarc');
	if (dmarc)
		whole.searchParams.set('dmarc', dmarc);
	return totalOf(whole.href);
}

/** What is wrong with the links of a page. */
async function wrongs(page) {
	const asked = new Map(), wrong = [];
	const total = (href) => asked.get(href) ?? asked.set(href, totalOf(href)).get(href);
	const all = await links(page);
	const messages = await wholeOf(all.find(({ place }) => place === '.num'), page.url());
	await inTurns(4, all, async (link) => {
		const told = promise(link, messages);
		const fault = told === null ? `a link of no known kind: ${link.text} in ${link.place}`
			: told !== true && told(await total(link.href));
		if (fault)
			wrong.push(`${link.href}: ${fault}`);
	});
	return { wrong, count: all.length };
}

/** What others import meanwhile changes the numbers: then once more. */
async function steadily(act) {
	for (let tried = 1; ; tried++) {
		const { store } = await json('api/summary');
		const found = await act();
		const now = await json('api/summary');
		if (!found.wrong.length || now.store.reports === store.reports || tried === 5)
			return found;
	}
}

/** Every link of the dashboard leads to what it says; how many there are. */
async function kept(view) {
	const { page, close } = await open(browser, view);
	const found = await steadily(async () => {
		await page.reload();
		await settled(page);
		const chart = await wrongs(page);
		const toggle = page.getByRole('button', { name: 'As table' });
		if (await toggle.count() === 0)
			return chart;
		await toggle.click();
		const twin = await wrongs(page);
		return { wrong: [...chart.wrong, ...twin.wrong], count: chart.count + twin.count };
	});
	assert.deepEqual(found.wrong, [], `${view}, with SEED=${SEED}`);
	await close();
	return found.count;
}

for (const view of VIEWS)
	test(`links of ${view}`, async () => {
		const count = await kept(view);
		assert.ok(count > (/nothing|nobody/.test(view) ? 3 : 100), `only ${count} links`);
	});

test('links of weeks and of months, the last of them cut', async (t) => {
	const { store } = await json('api/summary');
	const day = (ago) => new Date(Date.parse(store.last_day) - ago * 864e5).toISOString().slice(0, 10);
	for (const [bucket, from] of [['week', day(300)], ['month', day(900)]])
		for (const to of [day(9), day(18)]) {
			const view = `./?from=${from}&to=${to}`;
			assert.equal((await json(`api/summary?from=${from}&to=${to}`)).series.bucket, bucket);
			await t.test(view, async () => assert.ok(await kept(view) > 100));
		}
});

test('links under filters drawn at random', async (t) => {
	t.diagnostic(`SEED=${SEED}`);
	let count = 0;
	for (const view of random)
		await t.test(view, async () => count += await kept(view));
	assert.ok(count > 300, `only ${count} links in all, with SEED=${SEED}`);
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
	const all = await page.locator('a.more', { hasText: /^All \d/ }).evaluateAll((found) =>
		found.map((a) => ({ href: a.getAttribute('href'), n: a.textContent })));
	assert.equal(all.length, 3);
	for (const { href, n } of all) {
		const list = await open(browser, href);
		const told = await list.page.locator('.sumline b, .facts, .gn').allInnerTexts();
		assert.ok(told.some((words) => words.split(/\s/).includes(n.replace('All ', ''))), `${n}: ${href}`);
		await list.close();
	}
	await close();
});

test('numbers in the lists are those of their records', async () => {
	for (const by of ['domain', 'from', 'ip', 'org', 'selector']) {
		const { page, close } = await open(browser, `domains.html?by=${by}&limit=25`);
		const cells = await page.locator('.grp td a[href^="records.html"]').evaluateAll((all) =>
			all.map((a) => ({ href: a.getAttribute('href'), n: a.textContent })).filter(({ n }) => /^[\d,]+$/.test(n)).slice(0, 16));
		assert.ok(cells.length);
		await inTurns(4, cells, async ({ href, n }) => assert.equal(await totalOf(href), numberOf(n), href));
		await close();
	}
});

test('who stands in the way of a domain failed as often as it is said', async () => {
	const { page, close } = await open(browser, 'domains.html?sort=-over');
	const told = await page.locator('.g-ready .d2').evaluateAll((all) =>
		all.map((line) => [line.querySelector('a').getAttribute('href'), line.lastChild.textContent]));
	assert.ok(told.length > 3, 'the demo has such domains');
	for (const [href, words] of told)
		assert.equal(await totalOf(href), numberOf(words), href);
	await close();
});

test('a domain is ready, on its way, through, or says nothing', async () => {
	const { rows: [row], ...answer } = await (await fetch(at('api/group?by=domain'))).json();
	const ready = { to: 'reject', weeks: 2, of: 4, rate: 99.5, blocker: null }, silent = Array(12).fill(null);
	const cases = [[{ ready }, '2 of 4 weeks'], [{ ready: { ...ready, weeks: 4 } }, 'Reject'], [{ ready: { ...ready, to: null } }, 'at reject'],
		[{ ready: { ...ready, to: 'quarantine', weeks: 4 } }, 'Quarantine'], [{ ready, spark: silent }, 'no mail in 12 weeks'],
		[{ ready: { ...ready, blocker: { ip: null, fail: 7 } } }, '2 of 4 weeks\nno usable address 7 failed'], [{ ready: null }, 'not under a filter']];
	const { page, close } = await open(browser, 'domains.html?sort=-over', { prepare: (p) => p.route('**/api/group*', (route) =>
		route.fulfill({ json: { ...answer, rows: cases.map(([more]) => ({ ...row, ...more })) } })) });
	await settled(page);
	assert.deepEqual(await page.locator('td.g-ready').allInnerTexts(), cases.map(([, words]) => words));
	await close();
});

test('the dashboard of a domain, and the alarms it leads to, name no other', async () => {
	const { rows } = await json('api/alarms'), { domain: all } = await json('api/facets?range=all');
	const { subject } = rows.find(({ kind }) => kind === 'mine_broken');
	const others = all.map(({ key }) => key).filter((key) => key && !key.includes(subject) && !subject.includes(key));
	assert.ok(others.length > 5);
	const { page, close } = await open(browser, `./?domain=${subject}`);
	const named = async (place) => {
		const text = (await page.locator(place).innerText()).replaceAll('\u00a0', ' ') + await page.title();
		assert.ok(text.includes(subject), 'its own is');
		assert.deepEqual(others.filter((key) => text.includes(key)), []);
	};
	await page.locator('.att li').first().waitFor();
	await named('main');
	await page.getByRole('link', { name: 'All alarms' }).click();
	await page.waitForURL((url) => url.pathname === '/alarms.html' && url.searchParams.get('domain') === subject);
	await settled(page);
	await named('.alarms');
	assert.equal(await page.locator('.alarms tbody tr:not(.gh)').count(), rows.filter((row) => row.subject === subject).length);
	await page.getByRole('link', { name: `Remove filter Domain ${subject}` }).click();
	await page.locator('.alarms tbody tr:not(.gh)').nth(rows.length - 1).waitFor();
	await close();
});

test('each alarm about a sender counts its messages', async () => {
	const { rows, window: { from, to } } = await json('api/alarms');
	const told = rows.filter(({ kind }) => kind === 'mine_broken' || kind === 'new_sender');
	assert.ok(told.length > 5, 'the demo has alarms');
	for (const { sender, value, total } of told) {
		const its = `records.html?from=${from}&to=${to}&sender=${sender}`;
		assert.equal(await totalOf(`${its}&dmarc=fail`), value, sender);
		assert.ok(total === null || total === await totalOf(its), sender);
	}
});
