// The keyboard: rows are walked with the arrows, "/" searches, "?" tells all of this.

import { byId, h } from './dom.js';

const STORED = 'single-keys';

/** What the dialog tells: where, and the keys with what they do. @type {[string, [string, string][]][]} */
const KEYS = [
	['Anywhere', [['/', 'Search'], ['?', 'These keys'], ['Esc', 'Close what is open']]],
	['In a table', [['↓ ↑ j k', 'Next and previous row'], ['→ ←', 'Next and previous link of the row'],
		['Home End', 'First and last row'], ['Enter', 'Open']]],
	['On a sender', [['m', 'Mine'], ['n', 'Not mine'], ['e', 'Expected to pass mail on']]],
	['In the chart', [['→ ←', 'Next and previous day'], ['Shift → ←', 'Choose days'],
		['Enter', 'Their records; of chosen days, the dashboard']]],
];

/** How far each key goes among the rows, and among the links of one. @type {Record<string, number>} */
const ROWS = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, Home: -Infinity, End: Infinity };
const CELLS = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowLeft: -1 });

/** @param {Element} row @returns {HTMLElement[]} */
const stopsOf = (row) => [.../** @type {NodeListOf<HTMLElement>} */ (row.querySelectorAll('a[href], button'))];

/**
 * The rows one walks, of all groups: what is opened below one is not of them.
 * @param {Element} box a table, or its body
 */
const rowsOf = (box) => [...box.querySelectorAll(':scope > tr, :scope > tbody > tr')]
	.filter((row) => !row.matches('.det') && stopsOf(row).length);

/** @param {number} n @param {number} length */
const within = (n, length) => Math.max(0, Math.min(length - 1, n));

/**
 * A table is one stop of the Tab key.
 * @param {Element} box the table, or its body
 */
export function oneStop(box) {
	rowsOf(box).forEach((row, i) => stopsOf(row).forEach((stop, j) => {
		stop.tabIndex = i + j ? -1 : 0;
	}));
}

/** The row of a table that something stands in. @param {EventTarget|null} target */
const rowOf = (target) => /** @type {Element} */ (target).closest('tbody > tr:not(.det)');

/** Where the focus comes to is where one comes back to. @param {FocusEvent} event */
function entered({ target }) {
	const box = rowOf(target)?.closest('table');
	for (const stop of box ? rowsOf(box).flatMap(stopsOf) : [])
		stop.tabIndex = stop === target ? 0 : -1;
}

/** @param {KeyboardEvent} event */
function walk(event) {
	const row = rowOf(event.target), box = row?.closest('table');
	if (!row || !box || !(event.key in ROWS || event.key in CELLS))
		return;
	const rows = rowsOf(box), cells = stopsOf(row);
	const line = stopsOf(rows[within(rows.indexOf(row) + (ROWS[event.key] ?? 0), rows.length)]);
	const cell = cells.indexOf(/** @type {HTMLElement} */ (event.target)) + (CELLS[event.key] ?? 0);
	event.preventDefault();
	line[within(cell, line.length)].focus();
}

/** Closes the row that is open, and goes back to it. */
function closeRow() {
	const open = /** @type {HTMLElement|null} */ (document.querySelector('main [aria-expanded="true"]'));
	open?.focus();
	open?.click();
}

/** What the browser keeps for us; some refuse. */
function kept() {
	try {
		return localStorage;
	} catch {
		return null;
	}
}

/** Single keys may be turned off: speech and some hands type them by mistake (WCAG 2.1.4). */
const single = {
	get on() {
		return kept()?.getItem(STORED) !== 'off';
	},
	set on(on) {
		kept()?.setItem(STORED, on ? 'on' : 'off');
	},
};

/** The dialog is made when it is asked for. */
function showKeys() {
	const box = h('input', { type: 'checkbox', checked: single.on,
		on: { change: () => single.on = box.checked } });
	const close = () => dialog.close();
	const dialog = h('dialog', { class: 'keys', 'aria-labelledby': 'h-keys', on: { close: () => dialog.remove() } },
		h('h2', { id: 'h-keys' }, 'Keys'),
		KEYS.map(([where, keys]) => [h('h3', null, where), h('dl', null, keys.map(([key, what]) =>
			h('div', null, h('dt', null, key.split(' ').map((one) => h('kbd', null, one))), h('dd', null, what))))]),
		h('p', null, h('label', null, box, ' The keys / and ? work anywhere')),
		h('p', { class: 'acts' }, h('button', { type: 'button', class: 'btn', on: { click: close } }, 'Close')));
	document.body.append(dialog);
	dialog.showModal();
}

/** The search is on the pages with a filter; from others "/" leads to the records'. */
function search() {
	const input = document.querySelector('#filters [type=search]');
	if (input)
		/** @type {HTMLInputElement} */ (input).focus();
	else
		location.assign('records.html#search');
}

/** @type {Record<string, () => void>} */
const SINGLE = { '/': search, '?': showKeys };

/** @param {KeyboardEvent} event */
function pressed(event) {
	const target = /** @type {Element} */ (event.target);
	if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey
		|| document.querySelector('dialog[open]') || target.closest('input, select, textarea'))
		return;
	if (event.key === 'Escape')
		closeRow();
	else if (event.key in SINGLE && single.on) {
		event.preventDefault();
		SINGLE[event.key]();
	} else
		walk(event);
}

export function listen() {
	document.addEventListener('keydown', pressed);
	document.addEventListener('focusin', entered);
	byId('keys').addEventListener('click', showKeys);
	if (location.hash === '#search')
		search();
}
