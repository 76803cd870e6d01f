// What held a sender's mail, day by day: its key, SPF alone, or nothing.  One lane, stacked; every
// day is a link, and the table says the same.

import {
	addDays, announce, axisDay, count, h, nearDay, niceMax, numberLink, s, shortDay, swatch, table, weekday,
} from './common.js';
import { grid, labelled, pc, place, spanText } from './chart.js';
import { selectable } from './select.js';

/** @import { Changes, Span, Window } from './types.d.ts' */
/** @import { Leg, Sender } from './whose.d.ts' */

const LANE = { top: 22, base: 172 };
const HEIGHT = 198;
const LABEL = 191;
/** More days than these are told by the week. */
const MOST = 92;

/** A time and what held the mail in it. @typedef {{span: Span, held: number[]}} Slot */

/**
 * From below to the top: the class of the bar, and what it is called.
 * @param {boolean} grey that nothing held it is no bad news
 * @returns {{cls: string, fill: string, word: string, short: string, more: Changes}[]}
 */
const parts = (grey) => [
	{ cls: 'p2', fill: 'fp2', word: 'held by a key of yours', short: 'Your key', more: { dkim: 'pass' } },
	{ cls: 'p3', fill: 'fp3', word: 'held by SPF alone', short: 'SPF alone', more: { dkim: 'fail', spf: 'pass' } },
	{ cls: grey ? 'g' : 'x', fill: grey ? 'fn' : 'fx', word: 'held by nothing', short: 'Nothing', more: { dmarc: 'fail' } },
];

/**
 * Each day of the window, or each week of it; days without mail too.
 * @param {Leg[]} legs from the first day on
 * @param {Window} window
 * @returns {Slot[]}
 */
export function slotsOf(legs, { from, to }) {
	const first = from ?? legs[0]?.[0], last = to ?? legs.at(-1)?.[0];
	const slots = /** @type {Slot[]} */ ([]);
	if (!first || !last)
		return slots;
	const held = new Map(legs.map(([day, ...rest]) => [day, rest]));
	const step = addDays(first, MOST) > last ? 1 : 7;
	for (let day = first; day <= last; day = addDays(day, 1)) {
		if (slots.length === 0 || day > slots[slots.length - 1].span.to) {
			const end = addDays(day, step - 1);
			slots.push({ span: { from: day, to: end < last ? end : last }, held: [0, 0, 0] });
		}
		const slot = slots[slots.length - 1];
		held.get(day)?.forEach((n, i) => slot.held[i] += n);
	}
	return slots;
}

/** @param {number[]} held */
const sum = (held) => held.reduce((a, b) => a + b, 0);

/** @param {Slot} slot @param {boolean} grey */
const slotText = ({ span, held }, grey) => `${spanText(span)}: ${parts(grey).flatMap(({ word }, i) =>
	held[i] ? `${count(held[i])} ${word}` : []).join(', ') || 'no mail'}`;

/** The bars of one time, one on the other. @param {number[]} held @param {number} max @param {{x: number, width: number}} at @param {boolean} grey */
function stacked(held, max, at, grey) {
	let base = LANE.base;
	return held.map((n, i) => {
		const height = n && Math.max(1, (LANE.base - LANE.top) * n / max);
		base -= height;
		return n > 0 && s('rect', { class: parts(grey)[i].cls, x: pc(at.x), width: pc(at.width), y: base.toFixed(1), height: height.toFixed(1) });
	});
}

/** The line from which on one's own mail fails. @param {Slot[]} slots @param {Sender} sender */
function onset(slots, { class: of, since }) {
	const i = since === null || of !== 'mine-broken' ? -1 : slots.findIndex(({ span }) => span.from <= since && since <= span.to);
	if (i < 0 || since === null)
		return null;
	const x = i / slots.length * 100, left = x > 50;
	return [s('line', { class: 'mark onset', x1: pc(x), x2: pc(x), y1: 4, y2: LANE.base }),
		s('text', { class: 'note', x: pc(x), dx: left ? -7 : 7, y: 13, 'text-anchor': left ? 'end' : 'start' },
			`fails since ${nearDay(since)}`)];
}

/**
 * @param {Sender} sender
 * @param {Slot[]} slots
 * @param {boolean} grey
 * @param {(span: Span, more?: Changes) => string} href
 */
export function legsChart(sender, slots, grey, href) {
	const n = slots.length, max = niceMax(Math.max(...slots.map(({ held }) => sum(held))));
	const readout = h('p', { class: 'readout', 'aria-hidden': 'true' });
	const bucket = slots[0].span.from === slots[0].span.to ? 'day' : 'week';
	const marks = slots.map((slot, i) => {
		const inner = [s('rect', { class: 'hit', x: pc(i / n * 100), y: 0, width: pc(100 / n), height: LANE.base }),
			stacked(slot.held, max, place(i, n), grey)];
		return sum(slot.held) ? s('a', { href: href(slot.span), tabindex: -1, 'aria-label': slotText(slot, grey) }, inner) : s('g', null, inner);
	});
	const band = s('rect', { class: 'band', y: 0, height: LANE.base, visibility: 'hidden' });
	const svg = s('svg', { class: 'chart legs', height: HEIGHT, width: '100%', role: 'group',
		'aria-label': `Messages of ${sender.title} per ${bucket}, by what held them. The arrow keys move between them.` },
	band, grid(LANE, max), marks, s('line', { class: 'base', x1: 0, x2: '100%', y1: LANE.base + .5, y2: LANE.base + .5 }),
	onset(slots, sender),
	labelled({ t: slots.map(({ span }) => span.from), bucket }).map((i) => s('text', { x: pc(place(i, n).x), y: LABEL },
		axisDay(slots[i].span.from))));
	/** @param {number} first @param {number} last @returns {Slot} */
	const all = (first, last) => ({ span: { from: slots[first].span.from, to: slots[last].span.to },
		held: [0, 1, 2].map((i) => sum(slots.slice(first, last + 1).map(({ held }) => held[i]))) });
	selectable(svg, marks, {
		show(first, last, keys) {
			band.setAttribute('visibility', first !== last ? 'visible' : 'hidden');
			band.setAttribute('x', pc(first / n * 100));
			band.setAttribute('width', pc((last - first + 1) / n * 100));
			readout.textContent = slotText(all(first, last), grey);
			if (first !== last && keys)
				announce(readout.textContent ?? '');
		},
		choose: (first, last) => location.assign(href(all(first, last).span)),
		clear() {
			band.setAttribute('visibility', 'hidden');
			readout.textContent = '';
		},
	});
	return h('div', null, svg, readout);
}

/** What the colours are: those that there are. @param {Slot[]} slots @param {boolean} grey */
export function legsLegend(slots, grey) {
	return parts(grey).map(({ fill, short }, i) => slots.some(({ held }) => held[i]) && h('span', null, swatch(fill), short));
}

/**
 * The chart's twin.
 * @param {Slot[]} slots
 * @param {boolean} grey
 * @param {(span: Span, more?: Changes) => string} href
 */
export function legsTable(slots, grey, href) {
	return h('div', { class: 'twin', tabindex: 0, role: 'region', 'aria-label': 'What held its mail, as a table' },
		table({ caption: 'Messages by what held them', cls: 'kv',
			columns: [{ name: 'Day' }, ...parts(grey).map(({ short }) => ({ name: short }))],
			rows: slots.map(({ span, held }) => h('tr', null,
				h('th', { scope: 'row' }, span.from === span.to ? `${weekday(span.from)} ${shortDay(span.from)}`
					: `${shortDay(span.from)} to ${shortDay(span.to)}`),
				held.map((messages, i) => h('td', null, numberLink(messages, href(span, parts(grey)[i].more)))))).reverse() }));
}
