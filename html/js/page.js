// What every page does: reads the address, asks, shows, and says what failed.

import { ApiError } from './api.js';
import { announce, byId, fill, tick } from './dom.js';
import { filterBar } from './filters.js';
import { visible } from './format.js';
import { showHealth } from './health.js';
import { listen } from './keys.js';
import { failure, notices, skeleton } from './states.js';
import { change, link, parse, query, search } from './url.js';

/** Milliseconds between two looks at the clock, and at how the server is. */
const TICK = 20_000;
const HEALTH = 300_000;

const NO_BAR = { show() {}, found() {} };

/** @import { Changes, Place, State } from './types.d.ts' */

/**
 * @template Data
 * @typedef {object} Page
 * @property {(keyof Place)[]} [places]  beside the filter: what the answer depends on
 * @property {string[]} [sorts]  what its list can be sorted by
 * @property {string} [finds]  the page that Enter in the search leads to
 * @property {(state: State, signal: AbortSignal) => Promise<Data>} load
 * @property {(data: Data, state: State) => {title: string, count: string, nodes: any[]}} render
 */

/** The navigation carries the filter. @param {State} state */
function carryFilter(state) {
	for (const a of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('header nav [data-filtered]')))
		a.setAttribute('href', link(a.dataset.filtered ?? '', state));
}

/** What has the focus keeps it over a new drawing. @param {() => void} draw */
function keepingFocus(draw) {
	const held = document.activeElement?.closest('main [data-key], main a[href]');
	const name = held?.hasAttribute('data-key') ? 'data-key' : 'href', value = held?.getAttribute(name);
	draw();
	if (!value)
		return;
	const main = byId('main');
	(main.querySelector(`[${name}="${CSS.escape(value)}"]`) ?? main).focus({ preventScroll: true });
}

/** What the address leads to on the page, and what has the focus there: a record's XML, or a row that is opened. */
function target() {
	const main = byId('main'), xml = location.hash === '#xml' && main.querySelector('#xml');
	return xml ? [main.querySelector('mark') ?? xml, xml.querySelector('pre')]
		: [main.querySelector('tr.open, tr.det'), main.querySelector('tr.open [aria-expanded]')];
}

/** Brings it into sight, again and again until somebody moves the page: what is above it may still come. */
function arrival() {
	let on = true;
	for (const type of ['pointerdown', 'wheel', 'keydown'])
		addEventListener(type, () => on = false);
	const come = () => {
		const [node, stop] = target();
		if (!on || !node)
			return;
		node.scrollIntoView({ block: node.localName === 'mark' ? 'center' : 'start' });
		if (document.activeElement === document.body)
			stop?.focus({ preventScroll: true });
	};
	byId('main').addEventListener('filled', come);
	return come;
}

/**
 * Says where we are: the strip of pages on a phone shows this one, or the one that has the focus;
 * again when the font and the count of alarms are there, which make it wider.
 */
export function frame() {
	const nav = /** @type {HTMLElement} */ (document.querySelector('header nav'));
	const show = () => {
		const link = /** @type {HTMLElement} */ (nav.querySelector(':focus') ?? nav.querySelector('[aria-current]'));
		const { left, width } = link.getBoundingClientRect(), at = left + nav.scrollLeft;
		const covered = nav.querySelector('li:has(.count)')?.getBoundingClientRect().width ?? 0;	// it stays in sight
		nav.scrollLeft = at + width <= innerWidth - covered ? 0 : at + (width - innerWidth) / 2;
	};
	show();
	nav.addEventListener('focusin', show);
	Promise.all([document.fonts.ready, showHealth()]).then(show);
	setInterval(() => document.hidden || showHealth(), HEALTH);
	setInterval(tick, TICK);
	listen();
}

/** @template Data */
class Shown {
	/** @param {Page<Data>} page */
	constructor(page) {
		this.page = page;
		this.main = byId('main');
		this.at = this.read();
		/** @type {string|null} */
		this.asked = null;
		/** @type {Data|null} */
		this.data = null;
		this.abort = new AbortController();
		this.arrive = arrival();
		this.bar = byId('filters') ? filterBar((changes, typing) => this.go(changes, typing), () => this.find()) : NO_BAR;
	}

	/** What the address says. */
	read(search = location.search) {
		return parse(search, this.page.sorts);
	}

	/**
	 * @param {Changes} changes
	 * @param {boolean} [typing] no new step back for each letter
	 */
	go(changes, typing = false) {
		const to = search(change(this.at.state, changes)) || location.pathname;
		history[typing ? 'replaceState' : 'pushState'](null, '', to);
		this.refresh();
	}

	/** What was searched for is found in a list. */
	find() {
		if (this.page.finds)
			location.assign(link(this.page.finds, this.at.state));
	}

	/** Draws at once what is here already, else asks for it. */
	async refresh() {
		const { state } = this.at = this.read();
		carryFilter(state);
		this.bar.show(state);

		const wanted = query(state, ...this.page.places ?? []);
		this.abort.abort();
		if (this.data && wanted === this.asked) {
			this.main.removeAttribute('aria-busy');
			this.draw();
		} else {
			await this.load(wanted);
		}
	}

	/** @param {string} wanted */
	async load(wanted) {
		const { signal } = this.abort = new AbortController();
		this.main.setAttribute('aria-busy', 'true');
		if (!this.data)
			this.main.replaceChildren(skeleton());
		try {
			const data = await this.page.load(this.at.state, signal);
			if (signal.aborted)
				return;
			this.data = data;
			this.asked = wanted;
			this.draw();
			this.arrive();
		} catch (error) {
			if (signal.aborted)
				return;
			this.fail(error);
		}
		this.main.removeAttribute('aria-busy');
	}

	draw() {
		keepingFocus(() => {
			const { state, bad } = this.at;
			const { title, count, nodes } = this.page.render(/** @type {Data} */ (this.data), state);
			document.title = visible(`${title} – rua`);
			this.bar.found(count);
			announce(count);
			fill(this.main, [notices(bad), nodes].flat(Infinity).filter(Boolean));
		});
	}

	/** @param {any} error */
	fail(error) {
		this.data = this.asked = null;
		if (!(error instanceof ApiError))
			console.error(error);
		this.main.replaceChildren(failure(error, this.at.state, () => this.refresh()));
	}
}

/**
 * A link within the page is a step, not a new page.
 * @param {MouseEvent} event
 * @param {Shown<any>} shown
 */
function follow(event, shown) {
	const a = /** @type {Element} */ (event.target).closest('a[href]');
	if (!a || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey
		|| event.shiftKey || event.altKey || a.hasAttribute('download'))
		return;
	const to = new URL(a.getAttribute('href') ?? '', location.href);
	if (to.origin !== location.origin || to.pathname !== location.pathname || to.hash)
		return;
	event.preventDefault();
	const { state } = shown.at, next = shown.read(to.search).state;
	const other = next.page !== state.page || (next.open !== state.open && shown.page.places?.includes('open'));
	history.pushState(null, '', to.pathname + to.search);
	shown.refresh();
	if (other)
		window.scrollTo(0, 0);
}

/**
 * @template Data
 * @param {Page<Data>} page
 */
export function run(page) {
	const shown = new Shown(page);

	addEventListener('popstate', () => shown.refresh());
	document.addEventListener('click', (event) => follow(event, shown));
	shown.refresh();
	frame();
	return shown;
}
