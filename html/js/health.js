// The line in the header, and the count of alarms beside their link: on every page.

import { getHealth } from './api.js';
import { byId, h, moment } from './dom.js';
import { ago, count, counted } from './format.js';
import { icon } from './icons.js';

/** @import { Health } from './types.d.ts' */

const STALE = 48 * 3600;
const MANY = 99;

/**
 * How many alarms are open, where one goes to see them.
 * @param {number} open
 */
export function showAlarms(open) {
	const link = document.querySelector('header nav a[href^="alarms.html"]');
	if (!link)
		return;
	link.removeAttribute('aria-label');
	link.replaceChildren('Alarms');
	if (!open)
		return;
	link.setAttribute('aria-label', `Alarms, ${counted(open, 'open', 'open')}`);
	link.append(' ', h('span', { class: 'count' }, open > MANY ? `${MANY}+` : count(open)));
}

/**
 * What is known of the mailbox and the reports, and whether that is well.
 * Where there is little room the one that is well is left out.
 * @param {Health} health
 * @param {number} now
 */
function freshness({ last_fetch: fetched, fetch_ok: ok, last_report: last }, now) {
	const checked = typeof fetched === 'number', known = typeof last === 'number';
	if (!checked && !known)
		return { words: null, bad: false };
	const failed = checked && ok === false;
	const report = known ? ['last report ', moment(last, ago)] : 'no report yet';
	const mailbox = checked && [failed ? 'Mailbox check failed ' : 'Mailbox checked ', moment(fetched, ago)];
	/** @param {...any} words */
	const less = (...words) => h('span', { class: 'long' }, words);
	return { words: failed ? [mailbox, less(', ', report)] : [mailbox && less(mailbox, ', '), report],
		bad: failed || (known && now - last > STALE) };
}

/**
 * That the programs are not well, and why.
 * @param {Health} health
 */
function trouble({ database: { error } }) {
	return { words: [h('a', { href: 'healthz', title: error }, 'Something is wrong')], bad: true };
}

/** The freshness of the store, the alarms, and the version. */
export async function showHealth() {
	const health = await getHealth().catch(() => null);
	if (typeof health?.ok !== 'boolean')
		return;

	byId('version').textContent = `rua ${health.version}`;
	if (health.ok)
		showAlarms(health.alarms);
	const { words, bad } = health.ok ? freshness(health, Date.now() / 1000) : trouble(health);
	byId('health').replaceChildren(...words ? [icon(bad ? 'warn' : 'pass', bad ? 'half' : 'pass'),
		bad && h('span', { class: 'vh' }, 'Warning: '), h('span', { class: 'said' }, words)].filter(Boolean) : []);
}
