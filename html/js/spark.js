// Twelve weeks in a cell of a list.

import { count, s } from './common.js';

/** Of its place a bar takes so much. */
const BAR = .76;
const HEIGHT = 20;

/** @param {number} n of 100 */
const pc = (n) => `${n.toFixed(3)}%`;

/** A bar, or a part of one. @param {string} cls @param {number} i @param {number} n @param {number} low @param {number} tall */
const part = (cls, i, n, low, tall) => s('rect', { class: cls, x: pc((i + .12) / n * 100), width: pc(BAR / n * 100),
	y: (HEIGHT - 1 - low - tall).toFixed(1), height: tall.toFixed(1) });

/** @param {string} label @param {any[]} bars */
const drawn = (label, bars) => s('svg', { class: 'spark', width: '100%', height: HEIGHT, role: 'img', 'aria-label': label },
	s('line', { class: 'base', x1: 0, x2: '100%', y1: HEIGHT - .5, y2: HEIGHT - .5 }), bars);

/**
 * So many weeks of percent failed, on a scale that is always the same: four times the limit.
 * @param {(number|null)[]} weeks
 * @param {number} limit in percent
 */
export function sparkline(weeks, limit) {
	const full = limit * 4;
	const last = weeks.findLast((w) => w !== null);
	return drawn(last === undefined ? 'no mail in 12 weeks'
		: `percent failed per week, oldest first: ${weeks.map((w) => w === null ? 'none' : w.toFixed(2)).join(', ')}`,
	weeks.map((w, i) => w ? part('fx', i, weeks.length, 0, Math.max(1, Math.min(1, w / full) * (HEIGHT - 2))) : null));
}

/**
 * So many weeks of messages, failed on top of passed, on a scale of their own.
 * @param {[pass: number, fail: number][]} weeks
 * @param {boolean} grey that they fail is no bad news
 */
export function volume(weeks, grey) {
	const n = weeks.length, max = Math.max(1, ...weeks.map(([pass, fail]) => pass + fail));
	/** @param {number} messages */
	const tall = (messages) => messages && Math.max(1, messages / max * (HEIGHT - 2));
	return drawn(`messages per week, oldest first: ${weeks.map(([pass, fail]) =>
		count(pass + fail) + (fail ? `, ${count(fail)} failed` : '')).join('; ')}`,
	weeks.map(([pass, fail], i) => {
		const low = tall(pass), high = tall(fail);
		return [low > 0 && part('fp', i, n, 0, Math.min(low, HEIGHT - 2 - high)),
			high > 0 && part(grey ? 'fn' : 'fx', i, n, Math.min(low, HEIGHT - 2 - high), high)];
	}));
}
