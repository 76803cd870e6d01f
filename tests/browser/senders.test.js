// Senders: whose each is, in words and shapes; asked and answered in place; a page of each.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeFindings, launch, open, overflow, settled, violations } from './browser.js';
import { APP, BARE, CROWD, LIST, MAILCHIMP, mockSenders, PAYSLIP, sender, SENDERS, STRIPE, WITH_SENDERS, ZENDESK } from './senders.js';

let browser;

before(async () => {
	browser = await launch();
});
after(() => browser.close());

/** A page over these senders. */
async function shown(path, mocks, look = {}) {
	const answers = { rows: SENDERS(), asked: [], ...mocks };
	const opened = await open(browser, path, { ...look, prepare: (page) => mockSenders(page, answers) });
	await settled(opened.page);
	return { ...opened, ...answers };
}

const pageOf = (id) => `sender.html?sender=${encodeURIComponent(id)}`;
const row = (page, id) => page.locator('.snd tbody tr', { has: page.locator(`[data-key="name-${id}"]`) });
const text = (locator) => locator.innerText().then((s) => s.replaceAll('\u00a0', ' '));
const live = (page) => page.locator('#live');
const orders = (asked) => asked.filter((a) => a.startsWith('POST'));
const titles = (page) => page.locator('.snd tbody tr:not(.gh) th > a').allInnerTexts();

test('one row a sender, in groups, with whose it is as a shape and a word', async () => {
	const { page, wrong, close } = await shown('senders.html');
	assert.deepEqual(await page.locator('.gh').allInnerTexts().then((all) => all.map((s) => s.replace(/\s+/g, ' '))),
		['Needs you 4 senders', 'Works 7 senders', 'Not yours 2 senders']);
	assert.equal((await titles(page)).length, 13);
	const verdicts = { [MAILCHIMP]: 'Yours, broken', [ZENDESK]: 'Undecided', [APP]: 'Probably yours, broken', [STRIPE]: 'Yours, works',
		[LIST]: 'Probably forwarded', [CROWD]: 'Stranger' };
	const shapes = new Set();
	for (const [id, word] of Object.entries(verdicts)) {
		assert.equal(await text(row(page, id).locator('.s-v')), word);
		shapes.add(await row(page, id).locator('.s-v svg').innerHTML());
	}
	assert.equal(shapes.size, 6, 'what is probable is drawn otherwise than what is sure');
	assert.match(await text(row(page, MAILCHIMP)), /Mailchimp\s+key k1 until [^]*Receivers stopped 483[^]*5,214\s+10\.93\s+483/);
	assert.equal(await row(page, STRIPE).locator('.say').count(), 0, 'what works needs no sentence');
	assert.match(await row(page, MAILCHIMP).locator('.spark').getAttribute('aria-label'), /^messages per week, oldest first: .*; 1,056, 570 failed$/);
	assert.equal(await row(page, CROWD).locator('.spark .fx').count(), 0, 'that strangers fail is no bad news');
	assert.deepEqual(wrong, []);
	await close();
});

test('each number leads to its records, the name to its page, with the period', async () => {
	const { page, close } = await shown('senders.html?range=90d&dmarc=fail');
	const to = (cls, i = 0) => row(page, MAILCHIMP).locator(`${cls} a`).nth(i).getAttribute('href');
	const id = encodeURIComponent(MAILCHIMP);
	assert.equal(await to('.s-n'), `records.html?range=90d&dmarc=fail&sender=${id}`);
	assert.equal(await to('.s-p'), `records.html?range=90d&dmarc=fail&sender=${id}`);
	assert.equal(await to('.s-n', 1), `records.html?range=90d&dmarc=fail&disp=quarantine%2Creject&sender=${id}`);
	assert.equal(await to('.s-name'), `sender.html?range=90d&sender=${id}`);
	assert.equal(await to('.s-act'), `sender.html?range=90d&sender=${id}#todo`);
	assert.equal(await row(page, CROWD).locator('.s-act a').getAttribute('href'),
		`domains.html?range=90d&dmarc=fail&sender=${encodeURIComponent(CROWD)}&by=ip`);
	assert.equal(await page.getByRole('link', { name: 'CSV' }).getAttribute('href'), 'api/senders.csv?range=90d&dmarc=fail');
	await close();
});

test('a sender is a filter like any other: in the address, carried on, and a chip', async () => {
	const { page, close } = await shown(`senders.html?sender=${encodeURIComponent(MAILCHIMP)}`);
	assert.match(await page.locator('header nav a[href^="records.html"]').getAttribute('href'), /sender=tulip-garden\.example__svc__mailchimp/);
	assert.equal(await page.locator('.chip').innerText().then((s) => s.replace(/\s*×$/, '')), 'Sender: mailchimp as tulip-garden.example');
	await page.getByRole('link', { name: /Remove filter Sender/ }).click();
	await page.waitForURL(/senders\.html$/);
	await settled(page);
	assert.equal(await page.locator('.chip').count(), 0);
	await close();
});

test('a verdict, an order and a page are in the address', async () => {
	const { page, asked, close } = await shown('senders.html');
	await page.getByRole('navigation', { name: 'Verdict' }).getByRole('link', { name: 'Undecided' }).click();
	await page.waitForURL(/\?class=undecided$/);
	await page.waitForFunction(() => document.querySelectorAll('.snd tbody tr:not(.gh)').length === 2);
	assert.deepEqual(await titles(page), ['Zendesk', 'payslip.example']);
	await page.getByRole('link', { name: 'Messages', exact: true }).click();
	await page.waitForURL(/class=undecided/);
	await settled(page);
	assert.equal(asked.at(-1), 'GET ?class=undecided&sort=-messages');
	await page.goBack();
	await page.goBack();
	await page.waitForFunction(() => document.querySelectorAll('.snd tbody tr:not(.gh)').length === 13);
	await close();
	const many = await shown('senders.html?page=9', { rows: Array.from({ length: 61 }, (_, i) => sender(`a.example__net__192.0.2.${i}`)) });
	assert.equal((await titles(many.page)).length, 11);
	assert.match(await text(many.page.locator('.notice')), /There is no page 9/);
	assert.match(await text(many.page.locator('.pager')), /51 to 61 of 61 senders/);
	assert.equal(await many.page.locator('.pager .sz').count(), 0);
	await many.close();
});

test('whose it is, answered in place and undone by one click', async () => {
	const { page, asked, wrong, close } = await shown('senders.html');
	const before = await titles(page);
	await row(page, ZENDESK).getByRole('button', { name: 'Mine', exact: false }).first().click();
	await live(page).filter({ hasText: 'Zendesk: marked mine' }).waitFor({ state: 'attached' });
	assert.match(await text(row(page, ZENDESK)), /Yours, broken[^]*marked mine by anna/);
	assert.deepEqual(await titles(page), before, 'nothing jumps away');
	assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Undo: Zendesk');
	await page.keyboard.press('Enter');
	await row(page, ZENDESK).getByRole('button', { name: 'Expected' }).waitFor();
	assert.equal(await text(row(page, ZENDESK).locator('.s-v')), 'Undecided');
	assert.deepEqual(orders(asked), [`POST ${ZENDESK} mine`, `POST ${ZENDESK} none`]);
	assert.deepEqual(wrong, []);
	await close();
});

test('by keyboard: rows of all groups are one stop, and m, n, e answer', async () => {
	const { page, asked, close } = await shown('senders.html');
	assert.equal(await page.locator('.snd tbody [tabindex="0"]').count(), 1);
	await page.locator('.snd tbody [tabindex="0"]').focus();
	const here = () => page.evaluate(() => document.activeElement.closest('tr').querySelector('th > a').textContent);
	await page.keyboard.press('End');
	assert.equal(await here(), '61 unidentified networks');
	await page.keyboard.press('Home');
	for (let i = 0; i < 4; i++)
		await page.keyboard.press('j');
	assert.equal(await here(), 'Amazon SES', 'over the head of a group');
	for (const [key, what] of [['n', 'not mine'], ['e', 'expected'], ['m', 'mine']]) {
		await page.keyboard.press(key);
		await live(page).filter({ hasText: `Amazon SES: marked ${what}` }).waitFor({ state: 'attached' });
		assert.equal(await here(), 'Amazon SES', 'the focus stays');
	}
	await page.keyboard.press('m');
	await page.keyboard.press('Control+m');
	assert.deepEqual(orders(asked).map((a) => a.split(' ').at(-1)), ['not-mine', 'expected', 'mine']);
	await page.keyboard.press('?');
	assert.match(await page.getByRole('dialog', { name: 'Keys' }).innerText(), /On a sender[^]*Not mine/);
	await close();
});

test('what could not be marked is told where it was tried, and can be tried again', async () => {
	let full = true;
	const { page, close } = await shown('senders.html', { refuse: () => full });
	const press = () => row(page, PAYSLIP).getByRole('button', { name: 'Not mine' }).click();
	await press();
	await row(page, PAYSLIP).getByText('Not marked: the disk is full').waitFor();
	assert.equal(await text(row(page, PAYSLIP).locator('.s-v')), 'Undecided');
	assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Not mine: payslip.example');
	full = false;
	await press();
	await row(page, PAYSLIP).getByText('marked not mine').waitFor();
	assert.equal(await page.getByText('the disk is full').count(), await page.locator('#live', { hasText: 'the disk is full' }).count());
	await close();
});

test('a page of a sender: the sentence, the rule with its numbers, what to set up', async () => {
	const { page, wrong, close } = await shown(pageOf(MAILCHIMP));
	const id = encodeURIComponent(MAILCHIMP);
	assert.equal(await page.locator('h1').innerText(), 'Mailchimp');
	assert.match(await page.title(), /^Mailchimp as tulip-garden\.example, /);
	assert.match(await text(page.locator('.verd')), /^Yours, broken since \d+ \w{3}$/);
	assert.equal(await page.locator('header nav [aria-current]').innerText(), 'Senders');
	assert.deepEqual(await page.locator('.why a').evaluateAll((all) => all.map((a) => [a.textContent, a.getAttribute('href')])),
		[['4,644', `records.html?sender=${id}&dmarc=pass`], ['570', `records.html?sender=${id}&dmarc=fail`]]);
	assert.match(await text(page.locator('.why')), /570 of 5,214 failed/, 'the number is in its place');
	assert.deepEqual(await page.locator('.dns code').allInnerTexts(), ['k2._domainkey.tulip-garden.example', 'dkim2.mcsv.net',
		'k3._domainkey.tulip-garden.example', 'dkim3.mcsv.net']);
	assert.deepEqual(await page.locator('.txt code').allInnerTexts(), [2, 3].map((n) => `dig +short CNAME k${n}._domainkey.tulip-garden.example`));
	assert.match(await text(page.locator('#todo')), /483 messages did not reach an inbox/);
	await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
	await page.getByRole('button', { name: 'Copy dkim3.mcsv.net' }).click();
	await live(page).filter({ hasText: 'Copied' }).waitFor({ state: 'attached' });
	assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'dkim3.mcsv.net');
	assert.deepEqual(wrong, []);
	await close();
});

test('what held its mail: days that lead to their records, the onset, and a table that says the same', async () => {
	const { page, wrong, close } = await shown(pageOf(MAILCHIMP));
	const days = page.locator('svg.legs a');
	assert.equal(await days.count(), 29, 'a day without mail is no link');
	assert.match(await days.first().getAttribute('aria-label'), /: 216 held by a key of yours$/);
	assert.match(await days.last().getAttribute('aria-label'), /: 94 held by nothing$/);
	assert.match(await days.first().getAttribute('href'), /^records\.html\?from=(\d{4}-\d\d-\d\d)&to=\1&sender=/);
	assert.match(await page.locator('svg.legs .note').textContent(), /^fails since \d+ \w{3}$/);
	const line = await page.locator('.onset').boundingBox(), bar = await page.locator('svg.legs .x').first().boundingBox();
	assert.ok(Math.abs(line.x - bar.x) < 10, 'the line stands before the first that fails');
	await page.locator('svg.legs [tabindex="0"]').focus();
	await page.keyboard.press('ArrowLeft');
	assert.match(await page.locator('.readout').innerText(), /245 held by nothing/);
	await page.getByRole('button', { name: 'As table' }).click();
	assert.equal(await page.locator('.twin tbody tr').count(), 30);
	assert.match(await page.locator('.twin a').first().getAttribute('href'), /dmarc=fail/);
	assert.deepEqual(wrong, []);
	await close();
});

test('a year is told by the week', async () => {
	const { page, close } = await shown(`${pageOf(STRIPE)}&range=12m`);
	assert.ok(await page.locator('svg.legs > :is(a, g)').count() <= 53);
	assert.match(await page.locator('svg.legs a').first().getAttribute('aria-label'), /^\d+ \w{3} to \d+ \w{3}: /);
	assert.equal(await page.locator('.onset').count(), 0);
	await close();
});

test('marked with a note on its page, and taken away there', async () => {
	const { page, asked, close } = await shown(pageOf(ZENDESK));
	await page.getByRole('textbox', { name: 'Note' }).fill('our help desk, says Bo');
	await page.getByRole('button', { name: 'Mine', exact: false }).first().click();
	await page.locator('.answer').getByText('marked mine by anna').waitFor();
	assert.match(await text(page.locator('.answer')), /our help desk, says Bo/);
	assert.match(await text(page.locator('.verd')), /Yours, broken/);
	assert.equal(await page.locator('.ask [aria-pressed="true"]').innerText().then((s) => s.split('\n')[0]), 'Mine');
	await page.getByRole('button', { name: 'Undo' }).click();
	await page.getByRole('textbox', { name: 'Note' }).waitFor();
	assert.deepEqual(orders(asked), [`POST ${ZENDESK} mine our help desk, says Bo`, `POST ${ZENDESK} none`]);
	await close();
});

test('a sender that is none, and none at all', async () => {
	const { page, close } = await shown('sender.html');
	assert.equal(await page.locator('h1').innerText(), 'No sender is chosen');
	await page.getByRole('link', { name: 'all senders' }).click();
	await page.waitForURL(/senders\.html$/);
	await page.goto(new URL(pageOf('gone.example__svc__x'), page.url()).href);
	await page.getByText('there is no such sender').waitFor();
	await close();
});

test('hostile names are text', async () => {
	const evil = `<img src=x onerror=alert(1)><script>alert(2)</script>a\u202eb${'long.'.repeat(2000)}`;
	const id = `a.example__dom__${'x'.repeat(200)}`;
	const rows = [sender(id, { title: evil, by: evil, sentence: evil, todo: evil, class: 'mine-broken', rule: evil, domain: evil, stopped: 2, failed: 2,
		mark: { what: 'mine', by: evil, time: 0, note: evil } }), sender(ZENDESK, { class: 'undecided', title: evil, sentence: evil })];
	const detail = { ...BARE, why: [{ text: evil, n: 5, href: 'records.html' }], keys: [{ domain: evil, selector: evil, messages: 1, passed: 1, first: '2026-01-01', last_pass: null }],
		envelopes: [{ domain: evil, result: evil, messages: 1 }], networks: [{ name: evil, prefix: evil, messages: 1, failed: 1 }],
		addresses: [{ ip: '192.0.2.1', host: evil, messages: 1, failed: 1, first: '2026-01-01', last: '2026-01-01' }],
		reporters: [{ org: evil, messages: 1, failed: 1, stopped: 1 }], dns: [{ name: evil, type: evil, value: evil }] };
	for (const path of ['senders.html', pageOf(id)]) {
		const { page, wrong, close } = await shown(path, { rows, detail });
		assert.ok((await page.locator('main').innerText()).includes('<img src=x onerror=alert(1)>'));
		assert.ok((await page.locator('main').innerText()).includes('‹U+202E›'));
		assert.equal(await page.locator('main :is(img, script)').count(), 0);
		for (const width of [1440, 768, 390, 320]) {
			await page.setViewportSize({ width, height: 900 });
			assert.equal(await overflow(page), 0, `${path} at ${width}`);
		}
		assert.deepEqual([await violations(page), wrong], [[], []]);
		await close();
	}
});

for (const [name, [path, make]] of Object.entries(WITH_SENDERS))
	test(`nothing is wrong with ${name}, at any width, light and dark`, async () => {
		const { page, wrong, close } = await shown(path, make());
		for (const width of [1440, 1100, 901, 768, 390, 320]) {
			await page.setViewportSize({ width, height: 900 });
			assert.equal(await overflow(page), 0, `it scrolls sideways at ${width}`);
		}
		for (const [width, colorScheme] of [[1440, 'light'], [390, 'dark']]) {
			await page.setViewportSize({ width, height: 900 });
			await page.emulateMedia({ colorScheme });
			assert.deepEqual(await axeFindings(page), [], `${width} ${colorScheme}`);
		}
		assert.deepEqual([await violations(page), wrong], [[], []]);
		await close();
	});
