// Shapes beside words: status is never told by colour alone.

import { h, s } from './dom.js';

const disc = () => s('circle', { cx: 7, cy: 7, r: 6.5, fill: 'currentColor' });
/** @param {string} [dash] */
const ring = (dash) => s('circle', { cx: 7, cy: 7, r: 5.75, fill: 'none',
	stroke: 'currentColor', 'stroke-width': 1.5, 'stroke-dasharray': dash });
/** @param {string} d */
const solid = (d) => s('path', { d, fill: 'currentColor' });
/** @param {string} d @param {number} width */
const cutout = (d, width) => s('path', { d, class: 'cut', fill: 'none', 'stroke-width': width });
/** @param {string} d */
const stroke = (d) => s('path', { d, fill: 'none', stroke: 'currentColor', 'stroke-width': 1.5 });

/** @satisfies {Record<string, () => Element[]>} */
const SHAPES = {
	pass: () => [disc(), cutout('M3.9 7.2l2.2 2.2 4-4.4', 1.7)],
	fail: () => [solid('M4.3.5h5.4l3.8 3.8v5.4l-3.8 3.8H4.3L.5 9.7V4.3z'),
		cutout('M4.6 4.6l4.8 4.8m0-4.8L4.6 9.4', 1.7)],
	half: () => [ring(), solid('M7 1.25a5.75 5.75 0 010 11.5z')],
	none: () => [ring('2.4 2')],
	warn: () => [solid('M7 .8l6.6 12.1H.4z'), cutout('M7 5v4m0 1.2v1.3', 1.6)],
	hold: () => [ring(), stroke('M5.4 4.4v5.2m3.2-5.2v5.2')],
	stop: () => [disc(), cutout('M3.4 7h7.2', 2)],
	thru: () => [stroke('M1.5 7h10M8 3.4L11.6 7 8 10.6')],
	chev: () => [stroke('M5 3l4 4-4 4')],
	bent: () => [stroke('M1.6 2.5v4.2a2 2 0 002 2h8M8.3 5.1l3.6 3.6-3.6 3.6')],
	query: () => [ring(), stroke('M5.3 5.4a1.75 1.75 0 113 1.2c-.8.7-1.3.9-1.3 1.6m0 1.1v1.3')],
	dot: () => [ring('2.4 2'), s('circle', { cx: 7, cy: 7, r: 1.6, fill: 'currentColor' })],
	pass2: () => [ring(), stroke('M4.2 7.2l2 2 3.6-4')],
	fail2: () => [stroke('M4.6 1.25h4.8l3.35 3.35v4.8L9.4 12.75H4.6L1.25 9.4V4.6zM5 5l4 4m0-4L5 9')],
};

/** @typedef {keyof typeof SHAPES} Shape */

/**
 * @param {Shape} name
 * @param {string} [tone] the class that colours it: i-pass, i-fail...
 */
export function icon(name, tone = name) {
	return s('svg', { class: `i i-${tone}`, viewBox: '0 0 14 14', 'aria-hidden': 'true' },
		SHAPES[name]());
}

/**
 * A shape and its word.
 * @param {Shape} name
 * @param {any} word
 * @param {string} [tone]
 * @param {string} [cls] of the word
 */
export function status(name, word, tone = name, cls = '') {
	return h('span', { class: `st ${cls}` }, icon(name, tone), word);
}

/** What went wrong, in its colour. @param {any} word */
export function failed(word) {
	return status('fail', word, 'fail', 'failt');
}

/**
 * What the receiver did.  Any other wording of a report counts as none.
 * @param {string|null} disp
 * @param {string} [delivered] how "none" is called
 */
export function disposition(disp, delivered = 'None') {
	if (disp === 'quarantine')
		return status('hold', 'Quarantine', 'quar');
	if (disp === 'reject')
		return status('stop', 'Reject', 'rej');
	return status('thru', disp === 'none' || disp === null ? delivered : disp, 'none');
}

/**
 * A swatch of a legend.
 * @param {string} cls
 */
export function swatch(cls) {
	const line = cls === 'fp3' ? .75 : 0;
	return s('svg', { class: 'sw', width: 10, height: 10, 'aria-hidden': 'true' },
		s('rect', { class: cls, x: line, y: line, width: 10 - 2 * line, height: 10 - 2 * line }));
}
