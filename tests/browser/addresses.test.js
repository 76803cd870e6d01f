// Addresses that no page wrote: past the end of a list, of nothing that is there, of no meaning.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { count } from '../../html/js/format.js';
import { at, FILTERED, launch, open, PAGES, settled, violations } from './browser.js';

let browser;

before(async () => {
	browser = await launch();
});
after(() => browser.close());

const json = async (path) => (await fetch(at(path))).json();
const notices = (page) => page.locator('.notice').allInnerTexts();
const pager = async (page) => (await page.locator('.pager').innerText()).replace(/\s+/g, ' ');
const now = (page) => page.locator('.pager .now').innerText();

/** A page that goes from address to address; none may end in an error, or show nothing. */
async function walker() {
	const { page, wrong, close } = await open(browser, PAGES[0]);
	return { page, close, async go(address, refused = /^$/) {
		await page.goto(at(address));
		await settled(page);
		assert.equal(await page.getByText('This page failed').count(), 0, address);
		assert.deepEqual(await violations(page), [], address);
		assert.deepEqual(wrong.splice(0).filter((w) => !refused.test(w)), [], address);
	} };
}

test('a page of domains past the end is the last', async () => {
	const { page, close, go } = await walker();
	for (const [by, limit] of [['domain&sort=-over', 50], ['ip', 25], ['selector', 25]]) {
		const { pages, total } = await json(`api/group?by=${by}&limit=${limit}`);
		await go(`domains.html?by=${by}&limit=${limit}&page=${pages}`);
		const last = await page.locator('.grp tbody').innerText();
		assert.deepEqual(await notices(page), []);
		await go(`domains.html?by=${by}&limit=${limit}&page=99999`);
		assert.deepEqual((await notices(page)).map((t) => t.trim()), ['There is no page 99,999: this is the last.']);
		assert.equal(await page.locator('.grp tbody').innerText(), last);
		if (pages === 1)
			continue;
		assert.equal(await now(page), String(pages));
		assert.match(await pager(page), new RegExp(`^${count((pages - 1) * limit + 1)} to ${count(total.rows)} of ${count(total.rows)} `));
		await page.getByRole('link', { name: 'Previous page' }).click();
		await page.waitForURL((url) => url.searchParams.get('page') === String(pages - 1));
	}
	await close();
});

for (const [name, what] of [['records', '.rec .row0'], ['reports', '.rep tbody tr']])
	test(`a place in the list of ${name} that is none`, async () => {
		const { total, next, rows } = await json(`api/${name}?limit=25`);
		const many = total[name].toLocaleString('en'), pages = Math.ceil(total[name] / 25);
		const { page, close, go } = await walker();
		const shows = async (search, words, number) => {
			await go(`${name}.html?limit=25&${search}`);
			assert.ok((await pager(page)).startsWith(`${words} of ${many} ${name}`), `${search}: ${await pager(page)}`);
			assert.deepEqual(await page.locator('.pager .now').allInnerTexts(), number ? [number] : [], search);
			assert.ok(await page.locator(what).count() > 0, search);
		};
		await shows('after=0.0.1', '1 to 25', '1');
		assert.match((await notices(page))[0], /There is nothing more after that place: this is the first page\./);
		await page.getByRole('link', { name: 'Next page' }).click();
		await page.locator('.pager .now', { hasText: '2' }).waitFor();
		await settled(page);
		assert.deepEqual(await notices(page), []);

		await shows('page=99', '1 to 25', '1');
		await shows(`page=99999&after=${next}`, `${(25 * (pages - 2) + 1).toLocaleString('en')} to ${(25 * (pages - 1)).toLocaleString('en')}`,
			(pages - 1).toLocaleString('en'));
		await shows(`after=${next}`, '25', null);
		await page.getByRole('link', { name: 'Previous page' }).click();
		await page.locator('.pager .now', { hasText: '1' }).waitFor();
		await settled(page);
		assert.equal(await page.locator(what).count(), rows.length);

		const { prev } = await json(`api/${name}?limit=25&before=0.0.1`);
		assert.ok(prev);
		await shows('before=0.0.1', '25', null);
		await close();
	});

test('a record, a report or a record of a report that is not there', async () => {
	const { page, close, go } = await walker();
	const { rows: [{ id }] } = await json('api/reports?limit=25');
	const none = '9007199254740991';
	await go(`records.html?open=${none}`, /status of 404/);
	await page.getByText('The record could not be read').waitFor();
	await go(`reports.html?open=${none}`, /status of 404/);
	await page.getByText('This is not here (any more)').waitFor();
	await page.getByRole('link', { name: 'Back to the list' }).click();
	await page.locator('.rep tbody tr').first().waitFor();
	await go(`reports.html?open=${id}&record=${none}#xml`, /status of 404/);
	await page.locator('.xml', { hasText: 'feedback' }).waitFor();
	assert.equal(await page.locator('h1').count(), 1);
	await close();
});

/** Nothing of this is a value of its parameter. */
const NONSENSE = ['range=1y', 'from=1969-12-31', 'to=9999-12-31', 'domain=.', 'org=%00', 'header_from=a%00b', 'dmarc=maybe',
	'disp=none,none', 'ip=::1/129', `q=${'%C3%A4'.repeat(127)}`, `selector=${'x'.repeat(1001)}`, 'report=a/b', 'by=constructor',
	'policy=bogus', 'sort=__proto__', 'limit=7', 'after=1,2', 'before=a%20b', 'page=0', 'open=a/b', 'record=%C3%A4', 'state=shut',
	'bogus=1', '__proto__=x'];

test('what is no value is ignored, named, and can be removed', async () => {
	const { page, close, go } = await walker();
	for (const path of FILTERED) {
		await go(`${path}?${NONSENSE.join('&')}`);
		assert.equal((await notices(page)).length, NONSENSE.length, path);
		await page.locator('.notice a').last().click();
		await page.waitForURL((url) => !url.searchParams.has('__proto__'));
		assert.equal((await notices(page)).length, NONSENSE.length - 1, path);
	}
	for (const path of ['records.html', 'reports.html', 'domains.html'])
		for (const sort of ['bogus', '-bogus', path === 'domains.html' ? 'spf' : 'over']) {
			await go(`${path}?sort=${sort}`);
			assert.match((await notices(page))[0], new RegExp(`sort = “${sort}”`), path);
		}
	await go('domains.html?by=ip&policy=reject');
	assert.match((await notices(page))[0], /policy = “reject”/);
	await close();
});

/** The most that a page asks for: the API answers it. */
const UTMOST = ['range=all', 'from=1970-01-01', 'to=2149-06-06', 'from=1970-01-01&to=2149-06-06', 'domain=..', 'domain=a&domain=b&domain=a',
	`domain=${'x'.repeat(1000)}`, `org=${'%C3%A4'.repeat(1000)}`, `q=${'%C3%A4'.repeat(126)}`, 'q=%25', 'q=%FF', 'selector=%0A', 'ip=::/0',
	'ip=0.0.0.0/0', 'report=9007199254740991'];

test('the most that can be asked for is answered, and shown', async () => {
	const { close, go } = await walker();
	for (const search of UTMOST)
		for (const api of ['api/summary?', 'api/group?by=ip&page=1000000&', 'api/records?after=0.0.9007199254740991&',
			'api/reports?before=9007199254740991.9007199254740991.9007199254740991&'])
			assert.equal((await fetch(at(api + search))).status, 200, api + search);
	for (const path of FILTERED)
		for (const search of ['from=1970-01-01&to=2149-06-06', 'domain=a&domain=b&domain=a', `org=${'%C3%A4'.repeat(1000)}`, 'ip=::/0'])
			await go(`${path}?${search}`);
	await close();
});
