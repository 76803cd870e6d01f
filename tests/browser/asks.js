// Pages whose answers are those of a test: late, or refused.

import { open } from './browser.js';
import { ALARMS } from './cron.js';

/** What each page asks first, and what is there when it has its answer. */
export const ASKS = {
	'./': { api: /\/api\/summary/, shown: '.chart' },
	'records.html': { api: /\/api\/records\b/, shown: '.rec .row0' },
	'reports.html': { api: /\/api\/reports\b/, shown: '.rep tbody tr' },
	'senders.html': { api: /\/api\/senders/, shown: '.snd tbody tr' },
	'domains.html': { api: /\/api\/domains/, shown: '.grp tbody tr' },
	'alarms.html': { api: /\/api\/alarms/, shown: '.alarms tbody tr' },
};

export const main = (page) => page.locator('main');
export const text = async (page) => (await main(page).innerText()).replaceAll('\u00a0', ' ');

/** A page whose answers are ours from the first on. */
export function prepared(browser, path, answer, prepare = async () => {}, more = {}) {
	return open(browser, path, { ...more, cron: { alarms: ALARMS() }, prepare: async (page) => {
		await page.route(ASKS[path].api, answer);
		await prepare(page);
	} });
}

/** Something else is asked for. */
export function other(page, path) {
	return path === 'alarms.html' ? page.getByRole('link', { name: 'All', exact: true }).click()
		: page.locator('.seg label', { hasText: '7 d' }).click();
}

/** Answers that wait until they are let go. */
export function hold() {
	const held = { go: () => {} };
	const gone = new Promise((done) => held.go = done);
	held.route = async (route) => {
		await gone;
		return route.fallback();
	};
	return held;
}

export const refusal = (status, more = {}) => ({ status, ...more,
	json: { error: { code: 'of-a-test', message: 'the disk is full', field: null, request: 'f00d' } } });
