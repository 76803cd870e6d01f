// From an empty store on, with a real mailbox and a phone: what is delivered and uploaded, and what comes of it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, launch, numberOf, open, report, settled, violations } from '../browser.js';

const { LIVE, WRONG, OUTSIDE } = process.env;
const skip = !OUTSIDE && 'tests/live.py has a mailbox and a phone for it';

let browser;

before(async () => {
	browser = await launch();
});
after(() => browser.close());

const panel = (page) => page.locator('.mailbox');
const words = (locator) => locator.innerText().then((s) => s.replaceAll('\u00a0', ' '));
const fetchNow = (page) => page.getByRole('button', { name: 'Fetch now' });
const stop = (page) => panel(page).getByRole('button', { name: 'Stop fetching' });
const alarmsLink = (page) => page.locator('header nav a[href="alarms.html"]');
const totals = async (path, base = LIVE) => (await (await fetch(at(path, base))).json()).total;

/** An order to tests/lib/outside.py. */
const outside = async (order) => (await fetch(at(order, OUTSIDE), { method: 'POST' })).json();

/** Until it holds. @param {() => Promise<any>} get */
async function until(what, get) {
	for (const end = Date.now() + 20000; Date.now() < end; await new Promise((done) => setTimeout(done, 50))) {
		const got = await get();
		if (got)
			return got;
	}
	throw new Error(`never: ${what}`);
}

/** The messages read so far, once there are more than so many; the bar tells the same. */
async function read(page, total, than) {
	const seen = await until(`more than ${than} of ${total}`, async () => {
		const [, n, of] = /(\d+) of (\d+) messages/.exec(await words(panel(page))) ?? [];
		return Number(of) === total && Number(n) > than && Number(n);
	});
	const bar = page.getByRole('progressbar', { name: 'Messages read' });
	assert.deepEqual(await bar.evaluate((b) => [b.value, b.max]), [seen, total]);
	return seen;
}

async function upload(page, name, xml) {
	await page.locator('input[type=file]').first().setInputFiles({ name, mimeType: 'text/xml', buffer: Buffer.from(xml) });
	await page.locator('.res tbody tr').filter({ hasText: name }).filter({ hasText: 'Imported' }).waitFor();
}

let delivered;

test('a fetch is seen to go on, and brings what was delivered', { skip }, async () => {
	delivered = await outside('deliver?kind=every&count=480');
	const { total } = delivered;
	const { page, wrong, close } = await open(browser, 'import.html', { base: LIVE });
	assert.match(await words(panel(page)), /Account\s+\w+ on 127\.0\.0\.1, INBOX[^]*Last check\s+never[^]*Last problem\s+none/);

	// A server answers two requests of 100 mails at once, bit by bit.
	await outside('let?mails=0');
	await fetchNow(page).click();
	await page.getByText('Asking the mail server').waitFor();
	await outside('let?mails=250');
	const some = await read(page, total, 0);
	await outside('let?mails=200');
	const more = await read(page, total, some);
	assert.ok(more < total, `${some}, ${more} of ${total}`);
	await outside('let?mails=all');
	await fetchNow(page).waitFor();

	const said = await words(panel(page));
	assert.match(said, new RegExp(`Last check\\s+just now, ${total} messages`));
	assert.match(said, new RegExp(`It brought\\s+${delivered.imported} imported, ${delivered.duplicate} already here, ${
		delivered.failed} failed, ${delivered.other} of another kind, ${delivered.ignored} without a report`));
	assert.equal((await totals('api/reports?range=all')).reports, delivered.imported);
	assert.match(await page.locator('#health').innerText(), /^Warning:\s+mailbox checked just now, last report 1 Jan 2026/i);

	// Reports that came by mail and were refused: named here, and an alarm.
	const named = (await page.locator('.refused b').allInnerTexts()).map((s) => Number(/^mail (\d+) in INBOX/.exec(s)[1]));
	assert.ok(named.length >= delivered.failed);
	assert.deepEqual(named, [...named].sort((a, b) => b - a), 'the latest first');
	await alarmsLink(page).locator('.count').filter({ hasText: '1' }).waitFor();
	await alarmsLink(page).click();
	await settled(page);
	const refused = await words(page.locator('.alarms tbody tr:not(.gh)'));
	assert.match(refused, /Warning\s+Reports could not be imported\s+\d+ reports by mail or webhook could not be imported\. The last: /);
	assert.equal(numberOf(/(\d+) reports by/.exec(refused)[1]), (await page.locator('.a-n').nth(1).innerText()).match(/\d+/)[0] * 1);
	assert.deepEqual(await violations(page), []);
	assert.deepEqual(wrong, []);
	await close();
});

test('a fetch is stopped, and the next one brings the rest', { skip }, async () => {
	const { total } = await outside('deliver?kind=plain&count=350');
	const { page, wrong, close } = await open(browser, 'import.html', { base: LIVE });
	await outside('let?mails=250');
	await fetchNow(page).click();
	const some = await read(page, total, 0);
	await stop(page).click();
	await fetchNow(page).waitFor();
	assert.match(await words(panel(page)), /Last check\s+just now, stopped/);
	const early = (await totals('api/reports?range=all')).reports - delivered.imported;
	assert.ok(early >= some && early < total, `${some} shown, ${early} imported of ${total}`);

	await outside('let?mails=all');
	await fetchNow(page).click();
	await stop(page).waitFor();
	await fetchNow(page).waitFor();
	assert.match(await words(panel(page)), new RegExp(`It brought\\s+${total - early} imported, 0 already here, 0 failed`));
	assert.equal((await totals('api/reports?range=all')).reports, delivered.imported + total);
	assert.deepEqual(wrong, []);
	await close();
});

test('what fails is an alarm on every page and on the phone, and is acted on', { skip }, async () => {
	const begin = Math.floor(Date.now() / 864e5 - 1) * 86400;
	const { page, wrong, close } = await open(browser, 'import.html', { base: LIVE });
	await upload(page, 'passing.xml', report({ domain: 'shop.example', begin, count: 1280, ip: '192.0.2.1', result: 'pass' }));
	await upload(page, 'failing.xml', report({ domain: 'shop.example', begin, count: 320, ip: '203.0.113.9', disp: 'reject' }));

	await page.goto(at('./', LIVE));
	await settled(page);
	await page.getByRole('link', { name: 'Alarms, 4 open' }).waitFor();
	const item = page.locator('[aria-labelledby=h-att] .att li').first();
	assert.match(await words(item), /Mail of shop\.example fails\s+320 of 1,600 messages fail DMARC, 20\.00 %; the limit is 15 %\.\s+Critical/);

	await alarmsLink(page).click();
	await settled(page);
	const rows = page.locator('.alarms tbody tr:not(.gh)');
	assert.equal(await rows.count(), 4);
	const row = (title) => rows.filter({ has: page.getByRole('rowheader').getByText(title) });
	const titles = ['Mail of shop.example fails', 'Mail of shop.example is quarantined or rejected', 'Failing source 203.0.113.9'];
	for (const title of titles) {
		const [, n] = /\s([\d,]+) of [\d,]+ messages/.exec(await words(row(title)));
		assert.equal(n, '320', title);
		const href = await row(title).locator('th a').getAttribute('href');
		assert.equal((await totals(href.replace('records.html', 'api/records'))).messages, 320, title);
	}

	// The same facts on the phone; its link opens the same records.
	const title = 'dmarc: Mail of shop.example fails';
	const pushed = await until('the push', async () =>
		(await (await fetch(at('pushes', OUTSIDE))).json()).find((m) => m.title === title));
	assert.deepEqual([pushed.topic, pushed.priority, pushed.tags], ['alarms', 5, ['rotating_light']]);
	assert.match(pushed.message, /^320 of 1,?600 messages fail DMARC, 20\.00\s?%; the limit is 15\s?%\. Since .+\.$/);
	assert.equal(pushed.click, at(await row(titles[0]).locator('th a').getAttribute('href'), LIVE));
	const other = await open(browser, pushed.click, { base: LIVE });
	await other.page.getByText('1 record, 320 messages').first().waitFor();
	assert.deepEqual(other.wrong, []);
	await other.close();

	const again = async () => {
		await page.reload();
		await settled(page);
	};
	const press = async (name, told) => {
		await row(titles[0]).getByRole('button', { name }).click();
		await row(titles[0]).getByText(told).waitFor();
	};
	await again();
	assert.match(await words(row(titles[0])), /Open\s+pushed just now/);
	await press('Mark seen', 'Seen just now');
	await again();
	assert.match(await words(row(titles[0])), /Seen/);
	await press('Mute 7 days', 'Muted until');
	await again();
	assert.match(await words(row(titles[0])), /Muted until/);
	await press('Unmute', 'Seen');
	await again();
	assert.doesNotMatch(await words(row(titles[0])), /Muted/);
	await press('Close', 'Closed just now');
	await page.getByRole('link', { name: 'Alarms, 3 open' }).waitFor();
	await again();
	assert.equal(await rows.count(), 3);
	assert.equal(await row(titles[0]).count(), 0);
	await page.getByRole('link', { name: 'Alarms, 3 open' }).waitFor();
	await page.getByRole('link', { name: 'All', exact: true }).click();
	await row(titles[0]).waitFor();
	assert.match(await words(row(titles[0])), /Closed/);
	assert.deepEqual(wrong, []);
	await close();
});

test('a wrong password is told where one fetches, and is an alarm', { skip }, async () => {
	const { page, wrong, close } = await open(browser, 'import.html', { base: WRONG });
	await fetchNow(page).click();
	await page.getByText('just now, failed').waitFor();
	const [, problem] = /Last problem\s+(?:[^,\n]+, )?(.*)/.exec(await words(panel(page)));
	assert.match(problem, /IMAP_USER|IMAP_PASS|log ?in|password/i);
	assert.match(await page.locator('#health').innerText(), /mailbox check failed just now/i);
	await page.getByRole('link', { name: 'Alarms, 1 open' }).click();
	await settled(page);
	const row = page.locator('.alarms tbody tr:not(.gh)');
	assert.match(await words(row), /Critical\s+The mailbox cannot be fetched\s+A fetch failed: /);
	assert.ok((await words(row)).includes(problem.replace(/\.$/, '')), problem);
	await row.locator('th a').click();
	await page.waitForURL(/import\.html$/);
	assert.deepEqual(wrong, []);
	await close();
});
