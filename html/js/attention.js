// What needs attention, on the dashboard: the worst of the open alarms.

import { age, askable, h, icon, moment, search, severityOf } from './common.js';

/** @import { Situation, State } from './types.d.ts' */

/** @param {number} time @param {number} now */
const lasted = (time, now) => age(now - time);

/** @param {Situation} alarm */
function item(alarm) {
	const { title, message, href, since } = alarm;
	const { shape, tone, word } = severityOf(alarm);
	return h('li', null, icon(shape, tone),
		h('div', null, h('strong', null, askable(href) ? h('a', { href }, title) : title), h('p', null, message)),
		h('span', { class: 'when' }, `${word}, `, moment(since, lasted)));
}

/**
 * @param {Situation[]} alarms  at least one
 * @param {State} state
 * @param {any} [changes] of policies, below them
 */
export function attention(alarms, { domain }, changes = null) {
	return h('section', { class: 'c8', 'aria-labelledby': 'h-att' },
		h('div', { class: 'h' }, h('h2', { id: 'h-att' }, 'Needs attention'),
			h('a', { class: 'more', href: `alarms.html${search({ domain })}` }, 'All alarms')),
		h('ul', { class: 'att' }, alarms.map(item)),
		changes && [h('h3', { class: 'minor' }, 'Policy changes seen in reports'), changes]);
}
