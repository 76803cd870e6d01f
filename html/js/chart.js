// Messages over time: two lanes of bars, since 3 % failed is not seen on the
// scale of what passed.  Every day is a link; the table says the same.

import {
	addDays, announce, axis, axisDay, count, domainText, h, niceMax, numberLink, percent, s,
	shortDay, table, weekday,
} from './common.js';
import { selectable } from './select.js';

/** @import { Changes, PolicyChange, Series, Span, Window } from './types.d.ts' */

const PASS = { top: 22, base: 162 };
const FAIL = { top: 196, base: 256 };
const HEIGHT = 282;
const HIT = 260;
const LABEL = 275;
const BAR = .76;
const WIDEST = 6;
const LABELS = 5;

/** The last day of a month. @param {string} day */
function monthEnd(day) {
	const [y, m] = day.split('-').map(Number);
	return new Date(Date.UTC(y, m, 0)).toISOString().slice(0, 10);
}

/**
 * The days of each bucket, inside the window.
 * @param {Series} series
 * @param {Window} window
 * @returns {Span[]}
 */
export function buckets(series, window) {
	return series.t.map((t) => {
		const end = { day: t, week: addDays(t, 6), month: monthEnd(t) }[series.bucket];
		return {
			from: window.from && t < window.from ? window.from : t,
			to: window.to && end > window.to ? window.to : end,
		};
	});
}

/** @param {Span} span */
export function spanText({ from, to }) {
	return from === to ? `${weekday(from)} ${axisDay(from)}` : `${axisDay(from)} to ${axisDay(to)}`;
}

/** @param {number} pass @param {number} fail */
function valueText(pass, fail) {
	const share = percent(fail, pass + fail);
	return `${count(pass)} passed, ${count(fail)} failed${share ? ` (${share} %)` : ''}`;
}

/** @param {number} n of 100 */
export const pc = (n) => `${n.toFixed(3)}%`;

/**
 * @param {{top: number, base: number}} lane
 * @param {number} max
 */
export function grid(lane, max) {
	const halves = max % 2 === 0 || max > 10 ? [max / 2, max] : [max];
	return halves.map((n) => {
		const y = lane.base - (lane.base - lane.top) * n / max;
		return [s('line', { class: 'grid', x1: 0, x2: '100%', y1: y, y2: y }),
			s('text', { x: '100%', dx: 8, y: y + 4 }, axis(n))];
	});
}

/**
 * @param {{top: number, base: number}} lane
 * @param {number} value
 * @param {number} max
 * @param {{x: number, width: number, cls: string}} at
 */
function bar(lane, value, max, at) {
	if (!value)
		return null;
	const height = Math.max(1, (lane.base - lane.top) * value / max);
	return s('rect', { class: at.cls, x: pc(at.x), width: pc(at.width),
		y: (lane.base - height).toFixed(1), height: height.toFixed(1) });
}

/** Where the i-th bar of n stands. @param {number} i @param {number} n */
export function place(i, n) {
	const width = Math.min(100 / n * BAR, WIDEST);
	return { x: (i + .5) / n * 100 - width / 2, width };
}

/** The buckets that carry a label: Mondays where there are days. @param {Pick<Series, 't'|'bucket'>} series */
export function labelled(series) {
	const all = series.t.map((_, i) => i);
	const mondays = all.filter((i) => weekday(series.t[i]) === 'Mon');
	const marks = series.bucket === 'day' && all.length > 7 ? mondays : all;
	const every = Math.ceil(marks.length / LABELS);
	return marks.filter((_, i) => i % every === 0);
}

/** @param {Series} series @param {PolicyChange[]} changes */
function marks(series, changes) {
	const n = series.t.length;
	let free = -1;
	return changes.map((change) => {
		const next = series.t.findIndex((t) => t > change.day);
		const x = ((next < 0 ? n : next) - 1) / n * 100;
		const left = x > 50;
		const start = left ? x - 30 : x, fits = start > free;
		if (fits)
			free = left ? x : x + 30;
		return [
			s('line', { class: 'mark', x1: pc(x), x2: pc(x), y1: 6, y2: FAIL.base },
				s('title', null, changeText(change))),
			fits && s('text', { class: 'note', x: pc(x), dx: left ? -7 : 7, y: 13,
				'text-anchor': left ? 'end' : 'start' },
			`${domainText(change.domain, change.domain_idn).slice(0, 24)}: ${change.field}=${change.new ?? ''}`),
		];
	});
}

/** @param {PolicyChange} change */
export function changeText(change) {
	const name = domainText(change.domain, change.domain_idn);
	/** @param {string|number|null} value */
	const tag = (value) => value === null ? `no ${change.field}` : `${change.field}=${value}`;
	return `${name}: ${tag(change.old)} became ${tag(change.new)}`;
}

/**
 * @param {Series} series
 * @param {Span[]} spans
 * @param {(span: Span) => string} href
 */
function days(series, spans, href) {
	const n = series.t.length;
	const max = { pass: niceMax(Math.max(...series.pass)), fail: niceMax(Math.max(...series.fail)) };
	return spans.map((span, i) => {
		const x = i / n * 100, at = place(i, n);
		const partial = series.partial[i] ? ' part' : '';
		const text = `${spanText(span)}: ${valueText(series.pass[i], series.fail[i])}`
			+ (partial && ', not all reports are here yet');
		const parts = [
			s('rect', { class: 'hit', x: pc(x), y: 0, width: pc(100 / n), height: HIT }),
			bar(PASS, series.pass[i], max.pass, { ...at, cls: `p${partial}` }),
			bar(FAIL, series.fail[i], max.fail, { ...at, cls: `x${partial}` }),
		];
		return series.pass[i] + series.fail[i] === 0 ? s('g', null, parts)
			: s('a', { href: href(span), tabindex: -1, 'aria-label': text }, parts);
	});
}

/**
 * What a choice of days holds, in words.
 * @param {Series} series
 * @param {Span[]} spans
 * @param {number} first
 * @param {number} last
 */
function chosenText(series, spans, first, last) {
	/** @param {number[]} list */
	const sum = (list) => list.slice(first, last + 1).reduce((a, b) => a + b, 0);
	return `${spanText({ from: spans[first].from, to: spans[last].to })}: ${valueText(sum(series.pass), sum(series.fail))}`;
}

/**
 * @param {Series} series
 * @param {Span[]} spans
 * @param {(span: Span) => string} href
 * @param {PolicyChange[]} changes
 * @param {(span: Span) => void} choose  days that were dragged over
 */
export function chart(series, spans, href, changes, choose) {
	const readout = h('p', { class: 'readout', 'aria-hidden': 'true' });
	const n = series.t.length;
	const slots = days(series, spans, href);
	const band = s('rect', { class: 'band', y: 0, height: HIT, visibility: 'hidden' });
	const svg = s('svg', { class: 'chart', height: HEIGHT, width: '100%', role: 'group',
		'aria-label': `Messages per ${series.bucket}, passed and failed. The arrow keys move between them, with Shift they choose some.` },
	band, grid(PASS, niceMax(Math.max(...series.pass))),
	grid(FAIL, niceMax(Math.max(...series.fail))),
	s('text', { class: 'lane', x: 0, y: 186 }, 'Failed, on its own scale'),
	slots,
	[PASS, FAIL].map((lane) => s('line', { class: 'base', x1: 0, x2: '100%',
		y1: lane.base + .5, y2: lane.base + .5 })),
	marks(series, changes),
	labelled(series).map((i) => s('text', { x: pc(place(i, n).x), y: LABEL },
		axisDay(spans[i].from, series.bucket))));
	selectable(svg, slots, {
		show(first, last, keys) {
			const some = first !== last;
			const text = some ? chosenText(series, spans, first, last) : slots[first].getAttribute('aria-label');
			band.setAttribute('visibility', some ? 'visible' : 'hidden');
			band.setAttribute('x', pc(first / n * 100));
			band.setAttribute('width', pc((last - first + 1) / n * 100));
			readout.textContent = text;
			if (some && keys)
				announce(text);
		},
		choose: (first, last) => choose({ from: spans[first].from, to: spans[last].to }),
		clear() {
			band.setAttribute('visibility', 'hidden');
			readout.textContent = '';
		},
	});
	return h('div', null, svg, readout);
}

/**
 * The chart's twin.
 * @param {Series} series
 * @param {Span[]} spans
 * @param {(span: Span, more?: Changes) => string} href
 */
export function chartTable(series, spans, href) {
	const period = { day: 'Day', week: 'Week', month: 'Month' }[series.bucket];
	return h('div', { class: 'twin', tabindex: 0, role: 'region', 'aria-label': `Messages per ${series.bucket}, as a table` },
		table({ caption: `Messages per ${series.bucket}, passed and failed`, cls: 'kv',
			columns: [{ name: period }, { name: 'Passed' }, { name: 'Failed' }, { name: 'Failed %' }],
			rows: spans.map((span, i) => {
				const pass = series.pass[i], fail = series.fail[i];
				return h('tr', null,
					h('th', { scope: 'row' }, span.from === span.to
						? `${weekday(span.from)} ${shortDay(span.from)}`
						: `${shortDay(span.from)} to ${shortDay(span.to)}`),
					h('td', null, numberLink(pass, href(span, { dmarc: 'pass' }))),
					h('td', null, numberLink(fail, href(span, { dmarc: 'fail' }))),
					h('td', { class: 'dim' }, percent(fail, pass + fail) ?? 'no data'));
			}).reverse() }));
}
