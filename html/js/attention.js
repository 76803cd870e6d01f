// What needs attention, on the dashboard: the worst of the open alarms.

import { age, h, icon, moment, says, severityOf, titleOf } from './common.js';

/** @param {any} alarm @param {number} now */
function item(alarm, now) {
	const { shape, tone, word } = severityOf(alarm);
	const title = titleOf(alarm);
	return h('li', null, icon(shape, tone),
		h('div', null, h('strong', null, alarm.href ? h('a', { href: alarm.href }, title) : title),
			h('p', null, says(alarm))),
		h('span', { class: 'when' }, `${word}, `, moment(alarm.since, age(now - alarm.since))));
}

/**
 * @param {any[]} alarms  at least one
 * @param {any} [changes] of policies, below them
 */
export function attention(alarms, changes = null) {
	const now = Date.now() / 1000;
	return h('section', { class: 'c8', 'aria-labelledby': 'h-att' },
		h('div', { class: 'h' }, h('h2', { id: 'h-att' }, 'Needs attention'),
			h('a', { class: 'more', href: 'alarms.html' }, 'All alarms')),
		h('ul', { class: 'att' }, alarms.map((alarm) => item(alarm, now))),
		changes && [h('h3', { class: 'minor' }, 'Policy changes seen in reports'), changes]);
}
