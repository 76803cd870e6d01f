// Reports whose every text is an attack: on every page it is text, and all of it can be seen.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { ATTACKS, FORMULA, hostile, UNSEEN, WRITTEN } from './attacks.js';
import { at, FILTERED, launch, open, overflow, PAGES, send, settled, violations } from './browser.js';
import { alarm, mailbox, now } from './cron.js';
import { file, readCsv, zip } from './files.js';

const WIDTHS = [1440, 768, 390];

/** All that the pages' own code makes. */
const OURS = new Set(`html body a b br button caption code dd details dialog div dl dt footer form g h1 h2 h3 header input kbd
	label li main mark nav noscript ol p path pre progress rect section select datalist option circle span strong summary svg
	line text title table tbody td th thead time tr ul`.split(/\s+/));

// Long ago, on days of our own: two for each report, the policy another on the second.
const BEGIN = Date.UTC(2001, 0, 1) / 1000 + (process.pid * 7919 + Date.now()) % 5000 * 86400;
const day = (n) => new Date((BEGIN + n * 86400) * 1000).toISOString().slice(0, 10);
const DAYS = `from=${day(0)}&to=${day(1)}`;

/** A name as the programs put it into a sentence. */
const cut = (text) => text.slice(0, 253);

/** By attack: the report and its first record. */
const stored = {};

let browser;

before(async () => {
	browser = await launch();
	for (const [name, attack] of Object.entries(ATTACKS)) {
		const { status, reports } = await send(hostile(attack, BEGIN, name, { p: 'none' }), `${name}.xml`);
		assert.equal(status, 'imported', name);
		await send(hostile(attack, BEGIN + 86400, `${name}2`, { p: 'reject' }), `${name}2.xml`);
		const { rows } = await (await fetch(at(`api/records?report=${reports[0].id}`))).json();
		stored[name] = { report: reports[0].id, record: rows.find((row) => row.ip).id };
	}
});
after(() => browser.close());

/** Elements, attributes and addresses that no code of ours makes; texts with what cannot be seen. */
function foreign(page) {
	return page.evaluate(([ours, unseen]) => {
		const found = [], hidden = new RegExp(unseen, 'u');
		for (const node of document.querySelectorAll('html, body, body *')) {
			if (!ours.includes(node.localName))
				found.push(`<${node.localName}>`);
			for (const { name, value } of node.attributes) {
				if (/^on|^style$|^src|^action$|^formaction$/.test(name))
					found.push(`${node.localName} ${name}`);
				if (!['href', 'value'].includes(name) && hidden.test(value))
					found.push(`${node.localName} ${name}=${JSON.stringify(value).slice(0, 60)}`);
			}
			const href = node.getAttribute('href');
			if (href !== null && new URL(href, document.baseURI).origin !== location.origin)
				found.push(`href=${href.slice(0, 60)}`);
			for (const child of node.childNodes)
				if (child.nodeType === Node.TEXT_NODE && hidden.test(child.data))
					found.push(`${node.localName}: ${JSON.stringify(child.data).slice(0, 60)}`);
		}
		if (hidden.test(document.title))
			found.push(`title: ${JSON.stringify(document.title)}`);
		return found;
	}, [[...OURS], UNSEEN.source]);
}

/** What reaches out of the page, from outside in. */
function widest(page) {
	return page.evaluate(() => [...document.querySelectorAll('main, main *, .filters, .filters *, .top, .top *')]
		.filter((node) => node.getBoundingClientRect().left + node.scrollWidth > innerWidth && node.closest('[hidden]') === null)
		.slice(0, 8).map((node) => `${node.localName}.${node.getAttribute('class')}`).join(' '));
}

/** Nothing became more than text. */
async function harmless({ page, wrong }, status = null) {
	assert.deepEqual(await foreign(page), []);
	for (const width of WIDTHS) {
		await page.setViewportSize({ width, height: 900 });
		assert.equal(await overflow(page), 0, `at ${width}: ${await widest(page)}`);
	}
	const longest = await page.locator('main a').evaluateAll((all) => Math.max(0, ...all.map((a) => a.getAttribute('href').length)));
	assert.ok(longest < 4096, `a link of ${longest} letters, more than a server takes`);
	assert.deepEqual(await violations(page), []);
	assert.deepEqual(wrong.filter((w) => !status || !w.includes(`status of ${status}`)), []);
}

/** What is read on the page. */
async function words(page) {
	return (await page.locator('main').innerText()).replaceAll('\u00a0', ' ');
}

/** All the attacks are there to be read; a domain has no "<" in front, and no capitals. */
function told(text, names) {
	const found = text.toLowerCase();
	for (const name of names) {
		const attack = name === 'bidi' ? WRITTEN : ATTACKS[name].trim();
		assert.ok(found.includes(attack.toLowerCase().replace(/^[<@]/, '').slice(0, 200)), `${name} is shown`);
	}
}

const LISTED = ['markup', 'quotes', 'bidi', 'script', 'long', 'words', 'equals', 'plus', 'minus', 'at'];

for (const [path, names] of [
	['./?', []], ['records.html?', LISTED], ['reports.html?', LISTED],
	['domains.html?', LISTED], ['domains.html?by=from&', LISTED], ['domains.html?by=org&', LISTED],
	['domains.html?by=selector&', LISTED], ['domains.html?by=ip&', []]])
	test(`${path}DAYS`, async () => {
		const shown = await open(browser, path + DAYS);
		const text = await words(shown.page);
		assert.doesNotMatch(text, /No records match|failed to|could not/);
		told(text, names);
		await harmless(shown);
		await shown.close();
	});

test('the tops of the dashboard, an attack at a time', async () => {
	for (const name of LISTED) {
		const shown = await open(browser, `./?${DAYS}&q=${encodeURIComponent(ATTACKS[name].replace(/^[<@]/, '').slice(0, 12))}`);
		told(await words(shown.page), [name]);
		assert.ok(await shown.page.locator('.lists a').count() >= 3, name);
		await harmless(shown);
		await shown.close();
	}
});

const IN_RECORD = ['org_name', 'email', 'extra_contact_info', 'error', 'generator', 'version', 'policydomain', 'fo', 'comment',
	'envelope_to', 'envelope_from', 'header_from', 'dkimdomain', 'selector', 'dkimhuman_result', 'spfdomain', 'spfhuman_result'];
const IN_REPORT = ['org_name', 'email', 'extra_contact_info', 'error', 'generator', 'version', 'policydomain', 'fo', 'source_ip'];

/** Every field can be read, whole: with its name at the end. */
function fieldsTold(text, name, fields) {
	const attack = (name === 'bidi' ? WRITTEN : ATTACKS[name].trim()).toLowerCase().replace(/^[<@]/, '').slice(-120);
	const found = text.toLowerCase().replace(/\s+/g, ' ');
	assert.deepEqual(fields.filter((field) => !found.includes(`${attack}.${field}`.replace(/\s+/g, ' '))), [], `fields of ${name}`);
}

const isLong = (name) => name === 'long' || name === 'words';
const CUT = ['org_name', 'policydomain', 'error', 'dkimdomain', 'spfdomain', 'source_ip'];

for (const name of Object.keys(ATTACKS))
	test(`a record and a report opened: ${name}`, async () => {
		const { report, record } = stored[name];
		const whole = (fields) => fields.filter((field) => !isLong(name) || !CUT.includes(field));
		const shown = await open(browser, `records.html?report=${report}&open=${record}`);
		await shown.page.locator('.det .why').waitFor();
		fieldsTold(await words(shown.page), name, whole(IN_RECORD));
		await harmless(shown);
		assert.ok((await shown.page.title()).length < 600);

		await shown.page.goto(at(`reports.html?open=${report}#xml`));
		await settled(shown.page);
		await shown.page.locator('.xml', { hasText: 'feedback' }).waitFor();
		fieldsTold(await words(shown.page), name, whole(IN_REPORT));
		await harmless(shown);
		await shown.close();
	});

test('the raw XML is what came, but for what cannot be seen', async () => {
	const shown = await open(browser, `reports.html?open=${stored.bidi.report}&record=${stored.bidi.record}#xml`);
	await shown.page.locator('.xml mark').waitFor();
	const xml = await shown.page.locator('.xml').textContent();
	assert.ok(xml.includes(`<org_name>${WRITTEN.replace('‹U+0085›', '&#133;')}.org_name</org_name>`));
	assert.match(await shown.page.locator('.xml mark').textContent(), /^<record>[^]*<\/record>$/);
	await harmless(shown);
	await shown.close();
});

test('the choices of the filters', async () => {
	for (const path of FILTERED.slice(0, 4)) {
		const shown = await open(browser, `${path}?${DAYS}`), { page } = shown;
		for (const name of ['domain', 'org']) {
			await page.locator(`.strip select[name=${name}]`).focus();
			await page.waitForFunction((n) => document.querySelector(`.strip select[name=${n}]`).options.length > 8, name);
			told((await page.locator(`.strip select[name=${name}] option`).allTextContents()).join('\n'), LISTED);
		}
		await harmless(shown);
		await page.getByRole('button', { name: /^Filters/ }).click();
		await page.waitForFunction(() => document.querySelector('dialog select[name=org]').options.length > 8);
		await harmless(shown);
		await shown.close();
	}
});

test('the proposals where there are many', async () => {
	const shown = await open(browser, `records.html?${DAYS}`), { page } = shown;
	const entries = Object.values(ATTACKS).map((key) => ({ key, key_idn: key, messages: 1 }));
	await page.route('**/api/facets*', (route) => route.fulfill({ json: { domain: entries, org: entries, domains: 99, orgs: 99 } }));
	await page.locator('.strip [name=domain]').focus();
	await page.locator('.strip input[name=org]').waitFor();
	for (const name of ['domain', 'org']) {
		const id = await page.locator(`.strip input[name=${name}]`).getAttribute('list');
		told((await page.locator(`#${id} option`).allTextContents()).join('\n'), LISTED);
	}
	await harmless(shown);
	await shown.close();
});

test('chips, titles and notices', async () => {
	const part = (name, most) => encodeURIComponent(ATTACKS[name].trim().slice(0, most));
	const names = Object.keys(ATTACKS), domains = names.map((name) => `domain=${part(name, 60)}`).join('&');
	for (const path of FILTERED.slice(0, 4)) {
		const shown = await open(browser, `${path}?${domains}&org=${part('markup', 240)}&header_from=${part('bidi')}`
			+ `&selector=${part('long', 240)}&q=${part('quotes')}&ip=${part('words', 300)}&dmarc=${part('markup')}`
			+ `&disp=${part('bidi')}&%3Cimg%20src=x%3E=${part('script')}`);
		const chips = await shown.page.locator('.chip').allInnerTexts();
		assert.equal(chips.length, names.length + 4, path);
		assert.ok(chips.includes(`From domain: ${WRITTEN}\n×`) && chips.includes(`Search: ${ATTACKS.quotes}\n×`), path);
		told(chips.join('\n'), ['markup', 'quotes', 'bidi', 'long', 'equals', 'plus', 'minus', 'at']);
		told((await shown.page.locator('.notice').allInnerTexts()).join('\n'), ['words', 'markup', 'bidi', 'script']);
		await harmless(shown);
		await shown.close();
	}
});

/** All at once. */
const EVERY = ['quotes', 'bidi', 'script', 'markup', 'long'].map((name) => ATTACKS[name]).join(' ');

/** An answer of the programs that fails, and says again what it was sent. */
const failing = { status: 500, json: { error: { code: EVERY, message: EVERY, field: EVERY, request: EVERY } } };

test('a filter that is refused', async () => {
	for (const path of FILTERED.slice(0, 4)) {
		const shown = await open(browser, 'import.html');
		const error = { code: 'bad-param', message: EVERY, field: 'org', request: EVERY };
		await shown.page.route(/\/api\//, (route) => route.fulfill({ status: 400, json: { error } }));
		await shown.page.goto(at(`${path}?org=${ATTACKS.long.slice(0, 900)}`));
		await shown.page.getByRole('link', { name: /^Remove Reporter: x+…$/ }).waitFor();
		told((await words(shown.page)).replaceAll('\n', ' '), ['quotes', 'bidi']);
		await harmless(shown, 400);
		await shown.close();
	}
});

/** What a page is of, where it asks for nothing without. */
const OF = { 'sender.html': '?sender=a.example__own__x', 'domain.html': '?domain=a.example', 'alarm.html': '?id=1' };

test('an answer that fails and repeats an attack', async () => {
	for (const path of PAGES) {
		const shown = await open(browser, 'import.html', { cron: {} });
		await shown.page.route(/\/api\//, (route) => route.fulfill(failing));
		await shown.page.goto(at(path + (OF[path] ?? '')));
		await settled(shown.page);
		told(await words(shown.page), ['quotes', 'bidi']);
		await harmless(shown, 500);
		await shown.close();
	}
});

test('what fails in its place and repeats an attack', async () => {
	const cron = { alarms: [alarm(1)], mailbox: mailbox() };
	const shown = await open(browser, `records.html?report=${stored.at.report}`, { cron }), { page } = shown;
	const fail = (route) => route.fulfill(failing);
	for (const path of ['**/api/records/*', '**/api/reports/*/raw', '**/api/fetch*', /api\/alarms\/1/])
		await page.route(path, fail);
	await page.route(/\/api\/reports\/\d+$/, (route) => route.request().method() === 'DELETE' ? fail(route) : route.fallback());
	const seen = async (told_) => {
		await page.getByText(told_).first().waitFor();
		told(await page.locator('body').innerText(), ['quotes', 'bidi']);
		await harmless(shown, 500);
	};

	await page.locator('.tog a').first().click();
	await seen('The record could not be read');
	await page.goto(at(`reports.html?open=${stored.at.report}#xml`));
	await seen('The XML could not be read');
	await page.getByRole('button', { name: 'Delete' }).click();
	await page.locator('dialog[open]').getByRole('button', { name: 'Delete' }).click();
	await seen('It was not deleted');
	await page.goto(at('alarms.html'));
	await page.getByRole('button', { name: /^Close/ }).click();
	await page.locator('.a-acts').getByText('not done').waitFor();
	await seen('Close: not done');
	await page.goto(at('import.html'));
	await page.getByRole('button', { name: 'Fetch now' }).click();
	await seen('The fetch did not start');
	await shown.close();
});

test('alarms', async () => {
	const kinds = ['fail_rate', 'source_fail', 'disposition', 'fetch_failed', 'import_failed', 'no_reports', 'of-another-kind'];
	const of = (attack, kind, i) => alarm(i + 1, { kind: kind ?? attack, subject: attack, subject_idn: attack, detail: attack,
		title: `Mail of ${cut(attack)} fails`, message: `A fetch failed: ${cut(attack)}`,
		severity: i % 2 ? 'crit' : 'warn', seen: i % 3 ? now() : null, href: `records.html?domain=${encodeURIComponent(attack)}` });
	const push = { on: true, waiting: 1, last: null, error: EVERY };
	const attacks = Object.values(ATTACKS);
	for (const some of [kinds.slice(0, 4), [...kinds.slice(4), null]]) {		// as many as a page has
		const all = await open(browser, 'alarms.html', { cron: { push,
			alarms: attacks.flatMap((attack, i) => some.map((kind, j) => of(attack, kind, i * 4 + j))) } });
		assert.equal(await all.page.locator('.alarms tbody tr:not(.gh)').count(), attacks.length * 4);
		told(await words(all.page), LISTED);
		await harmless(all);
		await all.close();
	}
	for (let i = 0; i < attacks.length; i += 3) {
		const three = attacks.slice(i, i + 3).map((attack, j) => of(attack, kinds[(i + j) % 7], j));
		const shown = await open(browser, './', { cron: { alarms: three } });
		assert.equal(await shown.page.locator('.att li').count(), three.length);
		await harmless(shown);
		await shown.close();
	}
});

/** Files of hostile names, with what their text provokes; how they must turn out. */
function uploads() {
	const names = { markup: '<img src=x onerror=alert(1)>.xml', quotes: `"'><a onclick=alert(2)>.xml`, bidi: 'a\u202eb\u200bc.xml',
		equals: '=1+1.xml', plus: '+1.xml', minus: '-1.xml', at: '@SUM(1).xml', long: `${'x'.repeat(240)}.xml`, script: 'javascript:alert(3).xml' };
	const plain = () => ({ p: 'none' });
	let n = 0;
	const fresh = (attack) => hostile(attack, BEGIN, `up${++n}`, plain());
	const files = Object.entries(names).map(([name, file_]) => file(file_, fresh(ATTACKS[name])));
	const members = Object.fromEntries(Object.entries(names).map(([name, member]) => [member, fresh(ATTACKS[name])]));
	const broken = Object.entries(names).flatMap(([name, file_]) => [
		file(`${file_}.date`, fresh(ATTACKS[name]).replace(/(?<=<(begin|end)>)\d+/g, () =>
			ATTACKS[name].replaceAll('&', '&amp;').replaceAll('<', '&lt;'))),
		file(`${file_}.cut`, fresh(ATTACKS[name]).slice(0, 900)), file(`${file_}.txt`, ATTACKS[name])]);
	return { names, files: [...files, file('members.zip', zip(members)), ...broken], good: 2 * files.length, bad: broken.length };
}

test('the results of an import, and their CSV', async () => {
	const { names, files, good, bad } = uploads();
	const shown = await open(browser, 'import.html'), { page } = shown;
	await page.locator('input[type=file]').first().setInputFiles(files);
	await page.getByText(`${files.length} of ${files.length} files`).waitFor();
	await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' });
	assert.match(await page.locator('.sums').innerText(), new RegExp(`${good} imported\\s+${bad} failed`));
	const text = await words(page);
	for (const name of Object.values(names))
		assert.ok(text.includes(name.replace('\u202e', '‹U+202E›').replace('\u200b', '‹U+200B›')), name);
	told(text, ['markup', 'bidi', 'long']);
	await harmless(shown, 422);

	const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as CSV' }).click()]);
	const lines = readCsv(await readFile(await download.path(), 'utf8'));
	assert.equal(lines.length, 1 + good + bad);
	assert.deepEqual(lines.flat().filter((cell) => FORMULA.test(cell)), []);
	for (const cell of ["'=1+1.xml", "'+1.xml", "'-1.xml", "'@SUM(1).xml"])
		assert.ok(lines.some(([name]) => name === cell), cell);
	await shown.close();
});

test('the CSV of records', async () => {
	const lines = readCsv(await (await fetch(at(`api/records.csv?from=${day(1)}&to=${day(1)}`))).text());
	assert.equal(lines.length, 1 + 2 * Object.keys(ATTACKS).length);
	assert.equal(new Set(lines.map((cells) => cells.length)).size, 1);
	assert.deepEqual(lines.flat().filter((cell) => FORMULA.test(cell)), []);
	for (const name of ['equals', 'plus', 'minus', 'at'])
		assert.ok(lines.flat().some((cell) => cell === `'${ATTACKS[name]}.org_name`), name);
});
