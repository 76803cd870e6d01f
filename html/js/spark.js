// Twelve weeks in a cell of a list.

import { s } from './common.js';

/** Of its place a bar takes so much. */
const BAR = .76;

const pc = (n) => `${n.toFixed(3)}%`;

/**
 * So many weeks of percent failed, on a scale that is always the same: four times the limit.
 * @param {(number|null)[]} weeks
 * @param {number} limit in percent
 */
export function sparkline(weeks, limit) {
	const full = limit * 4, height = 20, width = 100 / weeks.length;
	const last = weeks.findLast((w) => w !== null);
	return s('svg', { class: 'spark', width: '100%', height, role: 'img',
		'aria-label': last === undefined ? 'no mail in 12 weeks'
			: `percent failed per week, oldest first: ${weeks.map((w) => w === null ? 'none' : +w.toFixed(1)).join(', ')}` },
	s('line', { class: 'base', x1: 0, x2: '100%', y1: height - .5, y2: height - .5 }),
	weeks.map((w, i) => {
		if (!w)
			return null;
		const tall = Math.max(1, Math.min(1, w / full) * (height - 2));
		return s('rect', { class: 'fx', x: pc(i * width + width * .12), width: pc(width * BAR),
			y: height - 1 - tall, height: tall });
	}));
}
