// What the tests of uploads share: what is chosen, what is told of it, and what the store has then.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { at } from './browser.js';
import { readCsv } from './files.js';

export const files = (page) => page.locator('input[type=file]').first();
export const sums = (page) => page.locator('.sums');
export const said = async (page) => (await sums(page).innerText()).split('\n').filter(Boolean);

export async function ended(page) {
	await page.locator('.upl[hidden]').waitFor({ state: 'detached' });
	await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' });
}

let orgs = 0;

/** A reporter's name that no other test uses. */
export const newOrg = () => `uploads-${process.pid}-${Date.now()}-${orgs++}.example`;

/** What the store has of a reporter. */
export async function storedOf(org) {
	return (await (await fetch(at(`api/reports?range=all&limit=25&org=${org}`))).json()).total;
}

/** Watches from within: how many are sent at once, and how far the bar is. */
export function watch(page) {
	return page.evaluate(() => {
		const seen = window.seen = { now: 0, most: 0, sent: 0, bar: [] };
		const { send } = XMLHttpRequest.prototype;
		XMLHttpRequest.prototype.send = function (...args) {
			seen.sent++;
			seen.most = Math.max(seen.most, ++seen.now);
			this.addEventListener('readystatechange', () => this.readyState === 4 && seen.now--);
			return send.apply(this, args);
		};
		new MutationObserver(() => {
			const { value, max } = document.querySelector('.upl progress') ?? { value: 0, max: 1 };
			if (value / max !== seen.bar.at(-1))
				seen.bar.push(value / max);
		}).observe(document.querySelector('main'), { childList: true, attributes: true, subtree: true, attributeFilter: ['value'] });
	});
}

export const seen = (page) => page.evaluate(() => window.seen);

/** A bar that only grew, and is full. @param {number[]} bar */
export function grew(bar) {
	assert.ok(bar.length >= 2, `it moved ${bar.length} times`);
	bar.forEach((value, i) => assert.ok(i === 0 || value >= bar[i - 1], `${bar[i - 1]}, then ${value}`));
	assert.equal(bar.at(-1), 1);
}

/** The lines of the CSV that is saved, without its head. */
export async function saved(page) {
	const [download] = await Promise.all([page.waitForEvent('download'),
		page.getByRole('button', { name: 'Save as CSV' }).click()]);
	assert.equal(download.suggestedFilename(), 'import-results.csv');
	const [head, ...lines] = readCsv(await readFile(await download.path(), 'utf8'));
	assert.deepEqual(head, ['file', 'result', 'what', 'day', 'records', 'messages']);
	return lines;
}
