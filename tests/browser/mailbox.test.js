// The mailbox on the Import page: how it stands, and a fetch from its start to its end.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, overflow, settled, violations } from './browser.js';
import { ALARMS, BROKEN, FAILED, job, mailbox, now, OFF, RUNNING } from './cron.js';

let browser;

before(async () => {
	browser = await launch();
});
after(() => browser.close());

const panel = (page) => page.locator('.mailbox');
const words = (page) => panel(page).innerText();
const fetchNow = (page) => page.getByRole('button', { name: 'Fetch now' });
const stop = (page) => panel(page).getByRole('button', { name: 'Stop fetching' });
const says = (page, text) => page.locator('#live').filter({ hasText: text }).waitFor({ state: 'attached' });
const focused = (page) => page.evaluate(() => document.activeElement.textContent);
const looks = (cron) => cron.asked.filter((a) => a === 'GET job').length;

/** What it comes to when RUNNING is over. */
const DONE = (more = {}) => ({ ...RUNNING(), state: 'done', ended: now(), seen: 212, imported: 197, duplicate: 12, ...more });

/** Whether somebody looks at the page, as the page is told. */
function setHidden(page, hidden) {
	return page.evaluate((value) => {
		Object.defineProperty(document, 'hidden', { value, configurable: true });
		document.dispatchEvent(new Event('visibilitychange'));
	}, hidden);
}

test('a mailbox is told with its last and its next check', async () => {
	const { page, wrong, close } = await open(browser, 'import.html', { cron: { mailbox: mailbox() } });
	assert.match(await words(page), new RegExp(['Account\\s+dmarc@example.org on imap.example.org, INBOX',
		'Takes\\s+UNSEEN, then marks them seen', 'Last check\\s+4 min ago, 6 messages',
		'It brought\\s+5 imported, 1 already here, 0 failed', 'Next check\\s+in 11 min', 'Last problem\\s+none'].join('[^]*')));
	assert.equal(await page.locator('.mailbox progress').isVisible(), false);
	assert.deepEqual(wrong, []);
	await close();
});

test('a Maildir has no search', async () => {
	const box = { ...mailbox(), name: 'maildir', mailboxes: ['maildir'], account: '/var/mail/dmarc', folder: 'new', search: null, action: 'delete' };
	const { page, wrong, close } = await open(browser, 'import.html', { cron: { mailbox: box } });
	assert.match(await words(page), /Account\s+\/var\/mail\/dmarc, new\s+Takes\s+all that comes, then deletes them/);
	assert.deepEqual(wrong, []);
	await close();
});

test('by keyboard: a fetch begins, goes on and ends', async () => {
	const cron = { mailbox: mailbox(), jobs: [RUNNING(), { ...RUNNING(), seen: 110 }, DONE()] };
	const { page, wrong, close } = await open(browser, 'import.html', { cron, own: true, prepare: (p) => p.clock.install() });
	await fetchNow(page).focus();
	await page.keyboard.press('Enter');
	await says(page, 'Fetching');
	assert.match(await words(page), /Asking the mail server/);
	assert.equal(await focused(page), 'Stop fetching');
	assert.equal(await fetchNow(page).count(), 0);

	await page.getByText('40 of 212 messages').waitFor();
	assert.match(await words(page), /31 imported\s+6 already here\s+2 failed\s+1 without a report/);
	const bar = page.getByRole('progressbar', { name: 'Messages read' });
	assert.deepEqual(await bar.evaluate((b) => [b.value, b.max]), [40, 212]);
	await page.getByText('110 of 212 messages').waitFor();
	await says(page, '50 percent read');

	await fetchNow(page).waitFor();
	await says(page, 'Finished: 197 imported, 12 already here, 2 failed');
	assert.equal(await focused(page), 'Fetch now');
	assert.match(await words(page), /just now, 212 messages/);
	assert.match(await words(page), /197 imported, 12 already here, 2 failed/);
	assert.equal(await bar.count(), 0);
	assert.deepEqual(cron.asked.slice(0, 2), ['mailbox', 'POST fetch']);

	assert.deepEqual(await looksWithin(page, cron, 6000), [], 'nobody asks for what is over');
	assert.deepEqual(wrong, []);
	await close();
});

test('what the mailbox brought refuses to be read: the last of it is named', async () => {
	const { page, close } = await open(browser, 'import.html', { cron: { mailbox: mailbox({ job: DONE() }) } });
	assert.deepEqual(await page.locator('.refused li').allInnerTexts().then((all) => all.map((t) => t.replace(/\s+/g, ' '))), [
		'Report domain: example.org, google.com!example.org!1795219200.zip the archive ends in the middle',
		'Re: DMARC report neither XML nor an archive']);
	await close();
});

test('a page opened while a fetch runs goes along with it', async () => {
	const cron = { mailbox: mailbox({ job: RUNNING() }), jobs: [{ ...RUNNING(), seen: 170 }, DONE()] };
	const { page, wrong, close } = await open(browser, 'import.html', { cron });
	assert.match(await words(page), /40 of 212 messages/);
	await page.getByText('170 of 212 messages').waitFor();
	await fetchNow(page).waitFor();
	assert.ok(!cron.asked.includes('POST fetch'));
	assert.deepEqual(wrong, []);
	await close();
});

test('one that runs already is joined', async () => {
	const cron = { mailbox: mailbox(), fetch: { job: 12, joined: true, jobs: [{ mailbox: 'main', job: 12, joined: true }] }, jobs: [RUNNING()] };
	const { page, close } = await open(browser, 'import.html', { cron });
	await fetchNow(page).click();
	await says(page, 'A fetch was running already');
	await page.getByText('40 of 212 messages').waitFor();
	await close();
});

/** Lets time go by on a page whose clock stands, a tenth of a second at a time: when it looked, in ms. */
async function looksWithin(page, cron, ms) {
	const times = [];
	for (let passed = 100; passed <= ms; passed += 100) {
		const before = looks(cron);
		await page.clock.runFor(100);
		await page.evaluate(() => fetch('healthz'));
		times.push(...Array(looks(cron) - before).fill(passed));
	}
	return times;
}

test('it asks ever less often, and not at all while nobody looks', async () => {
	const cron = { mailbox: mailbox({ job: RUNNING() }), jobs: [RUNNING()] };
	const { page, close } = await open(browser, 'import.html', { cron, own: true, prepare: async ({ clock }) => {
		await clock.install();
		await clock.pauseAt(Date.now() + 1000);
	} });
	await page.getByText('40 of 212 messages').waitFor();
	const times = await looksWithin(page, cron, 9500);
	const gaps = times.map((t, i) => t - (times[i - 1] ?? 0));
	assert.ok(times.length >= 3 && times.length <= 4, `${times.length} looks in 9.5 s`);
	assert.ok(gaps.every((gap, i) => i === 0 || gap > gaps[i - 1] * 1.2), `gaps ${gaps}`);

	await setHidden(page, true);
	assert.deepEqual(await looksWithin(page, cron, 6000), []);
	const before = looks(cron);
	await setHidden(page, false);
	await page.evaluate(() => fetch('healthz'));
	assert.equal(looks(cron), before + 1, 'looks at once');
	assert.ok((await looksWithin(page, cron, 2000)).length >= 1, 'and goes on');
	await close();
});

test('a look that fails is not the end', async () => {
	const cron = { mailbox: mailbox({ job: RUNNING() }), jobs: [{ ...RUNNING(), seen: 99 }] };
	const { page, close } = await open(browser, 'import.html', { cron });
	await page.route('**/api/jobs/*', (route) => route.abort());
	await page.getByText('no answer just now, asking again').waitFor();
	assert.match(await words(page), /40 of 212 messages/);
	await page.unroute('**/api/jobs/*');
	await page.getByText('99 of 212 messages').waitFor();
	assert.doesNotMatch(await words(page), /no answer/);
	await close();
});

test('a job that is gone is over', async () => {
	const cron = { mailbox: mailbox({ job: RUNNING() }), jobs: [] };
	const { page, close } = await open(browser, 'import.html', { cron });
	cron.mailbox = mailbox();
	await fetchNow(page).waitFor();
	assert.match(await words(page), /4 min ago, 6 messages/);
	await close();
});

test('stopping is asked for, and told when it is done', async () => {
	const cron = { mailbox: mailbox({ job: RUNNING() }), jobs: [RUNNING()] };
	const { page, wrong, close } = await open(browser, 'import.html', { cron });
	await stop(page).focus();
	await page.keyboard.press('Enter');
	await panel(page).getByRole('button', { name: 'Stopping' }).waitFor();
	await says(page, 'Stopping');
	await page.keyboard.press('Enter');
	cron.jobs = [{ ...RUNNING(), state: 'stopped', ended: now(), seen: 44 }];
	await fetchNow(page).waitFor();
	await says(page, 'Stopped: 31 imported, 6 already here, 2 failed');
	assert.match(await words(page), /just now, stopped/);
	assert.equal(await focused(page), 'Fetch now');
	assert.deepEqual(cron.asked.filter((a) => /^DELETE/.test(a)), ['DELETE job']);
	assert.deepEqual(wrong, []);
	await close();
});

test('a fetch that fails says why, in the header too', async () => {
	const cron = { mailbox: mailbox(), jobs: [FAILED()] };
	const { page, close } = await open(browser, 'import.html', { cron });
	assert.match(await page.locator('#health').innerText(), /mailbox checked/i);
	await fetchNow(page).click();
	cron.mailbox = BROKEN();
	await says(page, 'Failed: the mail server refused the login');
	assert.match(await words(page), /Last check\s+4 min ago, failed[^]*Last problem[^]*the mail server refused the login/);
	assert.equal(await panel(page).locator('.i-fail').count(), 1);
	assert.match(await page.locator('#health').innerText(), /mailbox check failed 4 min ago/i);
	assert.equal(await fetchNow(page).isVisible(), true);
	await close();
});

test('the header names a setting that is none, behind what is worse', async () => {
	const settings = ['unknown setting IMAP_FOLDR: did you mean IMAP_FOLDER?', 'unknown setting ALARM_X'];
	const cron = { mailbox: mailbox(), health: { settings } };
	const { page, close } = await open(browser, 'import.html', { cron });
	const link = page.locator('#health a');
	assert.match(await page.locator('#health').innerText(), /^Warning:\s+unknown setting IMAP_FOLDR, mailbox checked/i);
	assert.equal(await link.getAttribute('title'), settings.join('; '));
	await page.setViewportSize({ width: 390, height: 844 });
	assert.match(await page.locator('#health').innerText(), /^Warning:\s+unknown setting IMAP_FOLDR$/i);
	cron.mailbox = BROKEN();
	await page.setViewportSize({ width: 1440, height: 900 });
	await page.reload();
	await link.waitFor();
	assert.match(await page.locator('#health').innerText(),
		/^Warning:\s+mailbox check failed 4 min ago, last report [^]*, unknown setting IMAP_FOLDR$/i);
	await close();
});

test('what cannot be begun is told beside the button', async () => {
	const { page, close } = await open(browser, 'import.html', { cron: { mailbox: mailbox(), jobs: [RUNNING()] } });
	const refuse = (route) => route.fulfill({ status: 500,
		json: { error: { code: 'setting', message: 'IMAP_PORT is not a number', field: null, request: 'abc' } } });
	await page.route('**/api/fetch*', refuse);
	await fetchNow(page).focus();
	await page.keyboard.press('Enter');
	await panel(page).getByRole('alert').filter({ hasText: 'The fetch did not start: IMAP_PORT is not a number' }).waitFor();
	assert.equal(await focused(page), 'Fetch now');
	await page.unroute('**/api/fetch*', refuse);
	await page.keyboard.press('Enter');
	await stop(page).waitFor();
	assert.equal(await panel(page).getByRole('alert').count(), 0);
	await close();
});

test('what does not stop is told, and goes on', async () => {
	const cron = { mailbox: mailbox({ job: RUNNING() }), jobs: [RUNNING()] };
	const { page, close } = await open(browser, 'import.html', { cron });
	await page.route('**/api/jobs/*', (route) => route.request().method() === 'DELETE' ? route.fulfill({ status: 403,
		json: { error: { code: 'forbidden', message: 'from another place', field: null, request: 'abc' } } }) : route.fallback());
	await stop(page).click();
	await panel(page).getByRole('alert').filter({ hasText: 'It did not stop: from another place' }).waitFor();
	await page.waitForRequest((request) => request.method() === 'GET' && /api\/jobs/.test(request.url()));
	assert.equal(await stop(page).getAttribute('aria-disabled'), 'false');
	await close();
});

test('without a mailbox it says which settings name one', async () => {
	const { page, wrong, close } = await open(browser, 'import.html', { cron: { mailbox: OFF } });
	for (const name of ['Off', 'IMAP_HOST', 'IMAP_USER', 'IMAP_PASS'])
		assert.match(await words(page), new RegExp(name));
	assert.equal(await fetchNow(page).count(), 0);
	assert.match(await page.locator('[aria-labelledby=h-other]').innerText(), /dmarc-import[^]*webhook[^]*DMARC_MAILDIR/);
	assert.deepEqual(wrong, []);
	await close();
});

test('what was refused by webhook and mail alias is named, as it is', async () => {
	const refused = [{ time: 1, via: 'alias', file: 'a mail from <b>a</b>@example.org', part: 'r.zip/b.xml', code: 'xml-truncated', message: 'the XML ends' },
		{ time: 1, via: 'webhook', file: 'RawEmail', part: null, code: 'limit', message: 'too much' }];
	const { page, wrong, close } = await open(browser, 'import.html', { cron: { mailbox: { ...OFF, refused } } });
	const list = page.locator('[aria-labelledby=h-other] .refused li');
	await list.nth(1).waitFor();
	assert.deepEqual(await list.allInnerTexts(), ['a mail from <b>a</b>@example.org, r.zip/b.xml\nthe XML ends', 'RawEmail\ntoo much']);
	assert.deepEqual(wrong, []);
	await close();
});

test('a wrong setting is told', async () => {
	const { page, close } = await open(browser, 'import.html', { cron: { mailbox: { ...OFF,
		problem: { code: 'setting', message: 'IMAP_USER is empty', time: null } } } });
	assert.match(await words(page), /IMAP_USER is empty/);
	await close();
});

test('a server without these answers: the rest of the page works, and one can ask again', async () => {
	const { page, close } = await open(browser, 'import.html', { cron: { mailbox: mailbox() } });
	const gone = (route) => route.fulfill({ status: 404,
		json: { error: { code: 'not-found', message: 'nothing here', field: null, request: 'abc' } } });
	await page.route('**/api/mailbox', gone);
	await page.reload();
	await settled(page);
	assert.match(await words(page), /The mailbox cannot be asked: nothing here[^]*Status 404, request abc/);
	assert.equal(await fetchNow(page).count(), 0);
	assert.equal(await page.getByRole('button', { name: 'Choose files' }).isVisible(), true);
	await page.unroute('**/api/mailbox', gone);
	await panel(page).getByRole('button', { name: 'Retry' }).click();
	await fetchNow(page).waitFor();
	await close();
});

test('who comes back to the page sees how things stand now', async () => {
	const cron = { mailbox: mailbox() };
	const { page, close } = await open(browser, 'import.html', { cron });
	cron.mailbox = mailbox({ job: job(13, { seen: 1, imported: 1, duplicate: 0 }) });
	await setHidden(page, true);
	await setHidden(page, false);
	await page.getByText('4 min ago, 1 message').waitFor();
	await close();
});

test('several mailboxes: each in its place, with its own fetch', async () => {
	const mailboxes = ['main', 'blog', 'shop'], DOWN = 'shop.example lets nobody in';
	const cron = { mailbox: mailbox({ mailboxes }), others: {
		blog: mailbox({ name: 'blog', mailboxes, account: 'blog on imap.example.org', job: job(21, { mailbox: 'blog' }) }),
		shop: mailbox({ name: 'shop', mailboxes, account: 'shop on imap.example.org', job: { ...FAILED(), mailbox: 'shop' },
			problem: { code: 'away', message: DOWN, time: now() - 60 } }) } };
	const { page, wrong, close } = await open(browser, 'import.html', { cron });
	const of = (name) => page.getByRole('region', { name: `Mailbox ${name}` });
	assert.deepEqual(await page.locator('.mailbox h2').allInnerTexts(), mailboxes.map((name) => `Mailbox ${name}`));
	assert.match(await of('blog').innerText(), /blog on imap.example.org, INBOX[^]*Last problem\s+none/);
	assert.match(await of('shop').innerText(), new RegExp(`shop on imap.example.org[^]*failed[^]*${DOWN}`));
	cron.fetch = { job: 22, joined: false, jobs: [{ mailbox: 'blog', job: 22, joined: false }] };
	cron.jobs = [{ ...RUNNING(), id: 22, mailbox: 'blog' }];
	const sent = page.waitForRequest('**/api/fetch?mailbox=blog');
	await of('blog').getByRole('button', { name: 'Fetch now from blog' }).click();
	await sent;
	await of('blog').getByText('40 of 212 messages').waitFor();
	assert.equal(await of('shop').getByRole('button', { name: 'Fetch now from shop' }).isVisible(), true, 'nobody waits for it');
	for (const width of [1440, 390]) {
		await page.setViewportSize({ width, height: 900 });
		assert.equal(await overflow(page), 0, `overflow at ${width}`);
	}
	assert.deepEqual(await violations(page), []);
	assert.deepEqual(wrong, []);
	await close();
});

test('hostile mails and folders are text', async () => {
	const evil = `<img src=x onerror=alert(1)><script>alert(2)</script>a\u202eb${'long.'.repeat(2000)}`;
	const errors = Array.from({ length: 20 }, () => ({ file: evil, part: evil, code: evil, message: evil }));
	const cron = { alarms: ALARMS(), mailbox: mailbox({ account: evil, folder: evil, search: evil, action: `move:${evil}`,
		job: DONE({ errors, failed: 20 }), problem: { code: evil, message: evil, time: now() } }) };
	const { page, wrong, close } = await open(browser, 'import.html', { cron });
	await page.locator('.refused summary').click();
	const text = await words(page);
	assert.ok(text.includes('<img src=x onerror=alert(1)>') && text.includes('‹U+202E›'));
	assert.ok(!text.includes('long.'.repeat(60)), 'cut');
	assert.equal(await page.locator('.refused li').count(), 20);
	for (const width of [1440, 390]) {
		await page.setViewportSize({ width, height: 900 });
		assert.equal(await overflow(page), 0, `overflow at ${width}`);
	}
	assert.equal(await page.locator('main :is(img, script, iframe, object, embed, style)').count(), 0);
	assert.deepEqual(await violations(page), []);
	assert.deepEqual(wrong, []);
	await close();
});
