// The line in the header, and the count of alarms beside their link: on every page.

import { getHealth } from './api.js';
import { byId, h, moment } from './dom.js';
import { ago, count, counted, cut } from './format.js';
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

/** Where there is little room it is left out. @param {...any} words */
const less = (...words) => h('span', { class: 'long' }, words);

/**
 * What is wrong, with all of it where one points, and a click away.
 * @param {string} words
 * @param {string|null} title
 */
const wrong = (words, title) => ({ words: [h('a', { href: 'healthz', title }, words)], bad: true });

/**
 * What is known of the mailbox and the reports, and whether that is well.
 * Of the two the one that is well is what may be left out.
 * @param {Health} health
 * @param {number} now
 */
function freshness({ last_fetch: fetched, fetch_ok: ok, last_report: last }, now) {
	const checked = typeof fetched === 'number', known = typeof last === 'number';
	if (!checked && !known)
		return null;
	const failed = checked && ok === false;
	const report = known ? [h('span', { class: 'mid' }, 'last report '), moment(last, ago)] : 'no report yet';
	const mailbox = checked && [failed ? 'Mailbox check failed ' : 'Mailbox checked ', moment(fetched, ago)];
	return { words: failed ? [mailbox, less(', ', report)] : [mailbox && less(mailbox, ', '), report],
		bad: failed || (known && now - last > STALE) };
}

/** The freshness of the store or what is wrong with it, a setting that is none; the alarms, and the version. */
export async function showHealth() {
	const health = await getHealth().catch(() => null);
	if (typeof health?.ok !== 'boolean')
		return;

	byId('version').textContent = `rua ${health.version}`;
	if (health.ok)
		showAlarms(health.alarms);
	const { settings, database: { error } } = health;
	const facts = [health.ok ? freshness(health, Date.now() / 1000) : wrong('Something is wrong', error),
		settings?.length ? wrong(cut(settings[0].split(':')[0]), settings.join('; ')) : null]
		.filter((fact) => fact !== null).sort((a, b) => +b.bad - +a.bad);
	const bad = facts[0]?.bad;
	byId('health').replaceChildren(...facts.length ? [icon(bad ? 'warn' : 'pass', bad ? 'half' : 'pass'),
		bad && h('span', { class: 'vh' }, 'Warning: '),
		h('span', { class: 'said' }, facts.map(({ words }, i) => i ? less(', ', words) : words))].filter(Boolean) : []);
}
