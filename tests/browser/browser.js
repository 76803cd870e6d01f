// What the tests share: a browser, a page that keeps watch, reports to send.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { mock } from './cron.js';

const ARGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync'];
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export const BASE = process.env.BASE ?? 'http://127.0.0.1:8470/';

const listed = readFileSync(new URL('../../html/pages', import.meta.url), 'utf8').match(/^[a-z].*$/gm).map((line) => {
	const [file, , , bar] = line.split('\t');
	return { path: file === 'index' ? './' : `${file}.html`, bar: bar === 'filters' };
});

/** Of html/pages, all, and those with the filter. */
export const PAGES = listed.map(({ path }) => path);
export const FILTERED = listed.filter(({ bar }) => bar).map(({ path }) => path);

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export function launch() {
	return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGS });
}

/** @param {string} path */
export function at(path, base = BASE) {
	return new URL(path, base).href;
}

const LOOK = { viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' };

/** Pages that nobody uses: one that was used before comes much sooner than a new one. */
const free = new WeakMap();

/** @param {import('playwright-core').Browser} browser @param {object} look of the context */
async function fresh(browser, look) {
	const context = await browser.newContext({ ...LOOK, ...look });
	const page = await context.newPage();
	await page.addInitScript(() => {
		window.violations = [];
		document.addEventListener('securitypolicyviolation', (e) =>
			window.violations.push(`${e.effectiveDirective} ${e.blockedURI}`));
	});
	return page;
}

/** What goes wrong on the page, as it goes wrong. */
function watch(page, base) {
	const wrong = [];
	page.on('console', (m) => m.type() === 'error' && wrong.push(`console: ${m.text()}`));
	page.on('pageerror', (e) => wrong.push(`error: ${e.message}`));
	page.on('dialog', (d) => {
		wrong.push(`dialog: ${d.message()}`);
		d.dismiss();
	});
	page.on('request', (r) => {
		if (new URL(r.url()).origin !== new URL(base).origin && !r.url().startsWith('blob:'))
			wrong.push(`other origin: ${r.url()}`);
	});
	return wrong;
}

/** As if nobody had used it. */
async function cleared(page) {
	for (const event of ['console', 'pageerror', 'dialog', 'request', 'requestfinished', 'response', 'download'])
		page.removeAllListeners(event);
	await page.context().setOffline(false);
	await page.emulateMedia({ media: null, colorScheme: 'light' });
	await page.mouse.move(0, 0);
	await page.evaluate(() => localStorage.clear());
	await page.goto('about:blank');
}

/**
 * A page for one test, with all that went wrong on it.
 * @param {import('playwright-core').Browser} browser
 * @param {object} [options] of a context of its own, but for the viewport; cron: what the mailbox and the
 *   alarms answer instead of the programs (cron.js); base: where these are; prepare: what is done before
 *   the page is asked for, which is then not waited for; own: nobody else gets it, for its clock is another
 */
export async function open(browser, path, { cron, base = BASE, prepare, viewport = LOOK.viewport, own = false, ...look } = {}) {
	const pages = free.get(browser) ?? [], shared = !own && Object.keys(look).length === 0;
	free.set(browser, pages);
	const page = (shared && pages.pop()) || await fresh(browser, look);
	const wrong = watch(page, base);
	await page.setViewportSize(viewport);
	if (cron)
		await mock(page, cron);
	await prepare?.(page);
	await page.goto(at(path, base));
	if (!prepare) {
		await settled(page);
		await headed(page);
	}
	return { page, wrong, close: async () => {
		await page.unrouteAll({ behavior: 'ignoreErrors' });
		if (!shared)
			return page.context().close();
		await cleared(page);
		pages.push(page);
	} };
}

/** Until the page shows what it asked for. */
export async function settled(page) {
	await page.waitForFunction(() => document.querySelector('main h1, main h2')
		&& !document.querySelector('main[aria-busy], .skeleton, .asking'));
}

/** Until the header says how the server is. */
export async function headed(page) {
	await page.waitForFunction(() => /\d/.test(document.getElementById('version').textContent));
}

export function violations(page) {
	return page.evaluate(() => window.violations);
}

export function overflow(page) {
	return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** All that axe knows, and those of its rules that colours alone may break. */
const AXE = { runOnly: AXE_TAGS, resultTypes: ['violations'] };
const AXE_COLOURS = { ...AXE, runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } };

/** axe's findings, as lines.  Its script comes in below the page's policy, which stays in force. */
export async function axeFindings(page, { colours = false } = {}) {
	const inspector = await page.context().newCDPSession(page);
	const evaluate = async (expression) => {
		const { result, exceptionDetails } = await inspector.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
		if (exceptionDetails)
			throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
		return result.value;
	};
	if (!await evaluate('Boolean(window.axe)'))
		await evaluate(`${axe};0`);
	const { violations: found } = await evaluate(`axe.run(document, ${JSON.stringify(colours ? AXE_COLOURS : AXE)})
		.then(({ violations }) => ({ violations }))`);
	return found.map((f) => `${f.id} (${f.nodes.length}): ${f.nodes[0].html.slice(0, 120)}`);
}

/**
 * Does it for each, so many at a time.
 * @template T
 * @param {number} most
 * @param {T[]} list
 * @param {(one: T) => Promise<any>} act
 */
export async function inTurns(most, list, act) {
	const rest = [...list];
	await Promise.all(Array.from({ length: most }, async () => {
		while (rest.length)
			await act(rest.shift());
	}));
}

/** A number as the pages write it. */
export function numberOf(text) {
	return Number(text.replace(/[^\d.]/g, ''));
}

let made = 0;

/**
 * A report of one record, new each time and of long ago, unless it is said otherwise, so that
 * it changes no number of the last days.
 */
export function report({ org = 'receiver.example', domain = 'example.org', extra = '', from = domain,
	selector = 's1', comment = '', count = 3, begin = 1546300800, ip = '192.0.2.77', result = 'fail', disp = 'none', id = `${process.pid}-${Date.now()}-${made++}` } = {}) {
	return `<?xml version="1.0" encoding="UTF-8"?>
<feedback><report_metadata><org_name>${org}</org_name><email>dmarc@receiver.example</email>${extra}
<report_id>${id}</report_id><date_range><begin>${begin}</begin><end>${begin + 86399}</end></date_range></report_metadata>
<policy_published><domain>${domain}</domain><adkim>r</adkim><aspf>r</aspf><p>none</p><sp>none</sp><pct>100</pct></policy_published>
<record><row><source_ip>${ip}</source_ip><count>${count}</count><policy_evaluated><disposition>${disp}</disposition>
<dkim>${result}</dkim><spf>fail</spf><reason><type>other</type><comment>${comment}</comment></reason></policy_evaluated></row>
<identifiers><header_from>${from}</header_from></identifiers>
<auth_results><dkim><domain>${domain}</domain><selector>${selector}</selector><result>${result}</result></dkim>
<spf><domain>${domain}</domain><result>fail</result></spf></auth_results></record></feedback>
`;
}

/** Sends a report as the shell would; the answer. */
export async function send(xml, name = 'report.xml') {
	const reply = await fetch(at(`api/import?name=${encodeURIComponent(name)}`), { method: 'POST', body: xml });
	return reply.json();
}
