// Everything a page may show: where it is, what the programs answer there, and what is done on it.

import { at, headed, open, PAGES, report, settled } from './browser.js';
import { ALARMS, mailbox, WITH } from './cron.js';

/**
 * @typedef {object} View
 * @property {string} name  of a picture, too
 * @property {string} path
 * @property {() => any} [cron]  what the mailbox and the alarms answer
 * @property {(page: import('playwright-core').Page) => Promise<any>} [answers]  what else is answered otherwise
 * @property {(page: import('playwright-core').Page) => Promise<any>} [then]  what is done there
 * @property {boolean} [waits]  it never shows more
 * @property {boolean} [errs]  the browser tells of the answer in its console
 * @property {number} [width]  it is seen at this width alone
 */

const refused = (status, message) => (page) => page.route('**/api/records*', (route) => route.fulfill({ status,
	json: { error: { code: 'of-a-test', message, field: null, request: '9f3c1a77' } } }));

/** A store without a report. */
async function empty(page) {
	await page.route('**/api/summary*', async (route) => {
		const answer = await (await route.fetch()).json();
		return route.fulfill({ json: { ...answer, attention: [], store: { reports: 0, first_day: null, last_day: null } } });
	});
}

/** Some files, of all kinds. */
async function upload(page) {
	const file = (name, text) => ({ name, mimeType: 'text/xml', buffer: Buffer.from(text) });
	const same = report();
	await page.locator('input[type=file]').first().setInputFiles([file('google.com!example.org!1546300800.xml', same),
		file('the-same-again.xml', same), file('holiday.txt', 'sun, sea and sand'), file('cut-off.xml', same.slice(0, 600)),
		file('nothing.xml', '')]);
	await page.getByRole('button', { name: 'Retry what failed' }).waitFor();
}

/** @returns {Promise<View[]>} */
export async function views() {
	const { rows } = await (await fetch(at('api/records?dmarc=fail&limit=25'))).json();
	const [{ id, report: of }] = rows;
	const press = (name) => (page) => page.getByRole('button', { name }).click();
	return [
		...PAGES.map((path) => ({ name: path === './' ? 'dashboard' : path.replace('.html', ''), path })),
		{ name: 'dashboard-attention', path: './', cron: () => ({ alarms: ALARMS(), mailbox: mailbox() }) },
		{ name: 'dashboard-no-alarm', path: './', cron: () => ({}) },
		{ name: 'dashboard-table', path: './', then: press('As table') },
		{ name: 'dashboard-year', path: './?range=12m' },
		{ name: 'dashboard-days', path: './?from=2026-01-01', then: (page) => page.locator('svg.chart a').last().hover() },
		{ name: 'dashboard-bad-address', path: './?from=2019-01-01&to=2019-02-01&bogus=1' },
		{ name: 'dashboard-empty', path: './', answers: empty },
		{ name: 'dashboard-waiting', path: './', waits: true, answers: (page) => page.route('**/api/summary*', () => {}) },
		{ name: 'dashboard-stale', path: './', cron: () => ({ alarms: ALARMS(), health: { last_report: Date.now() / 1000 - 3 * 86400 } }) },
		{ name: 'dashboard-keys', path: './', then: (page) => page.keyboard.press('?') },
		{ name: 'records-open', path: `records.html?dmarc=fail&open=${id}` },
		{ name: 'records-no-match', path: 'records.html?q=nothing-is-called-so&dmarc=fail' },
		{ name: 'records-other-days', path: 'records.html?from=2020-01-01&to=2020-01-31&dmarc=fail' },
		{ name: 'records-failing', path: 'records.html', errs: true, answers: refused(500, 'the disk is full') },
		{ name: 'records-not-allowed', path: 'records.html', errs: true, answers: refused(403, 'this is not for you') },
		{ name: 'records-not-signed-in', path: 'records.html', errs: true, answers: refused(401, 'nobody is signed in') },
		{ name: 'records-sheet', path: 'records.html?dmarc=fail', width: 390, then: press('Filters (1)') },
		{ name: 'report-open', path: `reports.html?open=${of}&record=${id}#xml`, then: (page) => page.locator('.xml mark').waitFor() },
		{ name: 'report-delete', path: `reports.html?open=${of}`, then: press('Delete') },
		...['from', 'ip', 'org', 'selector'].map((by) => ({ name: `domains-${by}`, path: `domains.html?by=${by}&limit=25` })),
		{ name: 'domains-policy', path: 'domains.html?policy=reject' },
		{ name: 'import-results', path: 'import.html', errs: true, then: upload },
		...Object.entries(WITH).filter(([, [path]]) => path !== './').map(([name, [path, cron]]) =>
			({ name: name.replace('.html', '').replace(/\W+/g, '-'), path, cron })),
	];
}

/**
 * The view as it is seen, done with what is done there.
 * @param {import('playwright-core').Browser} browser
 * @param {View} view
 * @param {object} look of the context
 */
export async function show(browser, { path, cron, answers, then, waits }, look) {
	const shown = await open(browser, path, { ...look, cron: cron?.(), prepare: answers ?? (async () => {}) });
	await (waits ? shown.page.locator('.skeleton .big').waitFor() : settled(shown.page));
	await headed(shown.page);
	await then?.(shown.page);
	await shown.page.evaluate(() => document.fonts.ready);
	return shown;
}
