// What every page does: reads the address, asks, shows, and says what failed.

import { ApiError } from './api.js';
import { announce, byId } from './dom.js';
import { filterBar } from './filters.js';
import { visible } from './format.js';
import { showHealth } from './health.js';
import { failure, notices, skeleton } from './states.js';
import { change, link, parse, query, search } from './url.js';

const PAGES = ['./', 'records.html', 'reports.html', 'domains.html'];
const NO_BAR = { show() {}, found() {} };

/**
 * @typedef {Record<string, any>} State
 * @typedef {object} Page
 * @property {string[]} [places]  beside the filter: what the answer depends on
 * @property {(state: State, signal: AbortSignal) => Promise<any>} load
 * @property {(data: any, state: State) => {title: string, count: string, nodes: any[]}} render
 */

/** The navigation carries the filter. @param {State} state */
function carryFilter(state) {
	document.querySelectorAll('header nav a').forEach((a, i) => {
		if (PAGES[i])
			a.setAttribute('href', link(PAGES[i], state));
	});
}

/** What has the focus keeps it over a new drawing. @param {() => void} draw */
function keepingFocus(draw) {
	const key = document.activeElement?.closest('[data-key]')?.getAttribute('data-key');
	draw();
	if (key)
		/** @type {any} */ (byId('main').querySelector(`[data-key="${CSS.escape(key)}"]`))?.focus();
}

/**
 * Says where we are: the strip of pages on a phone shows this one, and the one that has the focus.
 */
export function frame() {
	const show = (link) => link?.scrollIntoView({ inline: 'center', block: 'nearest' });
	show(document.querySelector('header nav [aria-current]'));
	document.querySelector('header nav').addEventListener('focusin', ({ target }) => show(target));
	showHealth();
}

class Shown {
	/** @param {Page} page */
	constructor(page) {
		this.page = page;
		this.main = byId('main');
		this.asked = null;
		this.data = null;
		this.abort = new AbortController();
		this.bar = byId('filters') ? filterBar((changes, typing) => this.go(changes, typing)) : NO_BAR;
	}

	/**
	 * @param {State} changes
	 * @param {boolean} [typing] no new step back for each letter
	 */
	go(changes, typing = false) {
		const to = search(change(this.state, changes)) || location.pathname;
		history[typing ? 'replaceState' : 'pushState'](null, '', to);
		this.refresh();
	}

	/** Draws at once what is here already, else asks for it. */
	async refresh() {
		const { state, bad } = parse(location.search);
		this.state = state;
		this.bad = bad;
		carryFilter(state);
		this.bar.show(state);

		const wanted = query(state, ...this.page.places ?? []);
		if (this.data && wanted === this.asked)
			this.draw();
		else
			await this.load(wanted);
	}

	/** @param {string} wanted */
	async load(wanted) {
		this.abort.abort();
		const { signal } = this.abort = new AbortController();
		this.main.setAttribute('aria-busy', 'true');
		if (!this.data)
			this.main.replaceChildren(skeleton());
		try {
			const data = await this.page.load(this.state, signal);
			if (signal.aborted)
				return;
			this.data = data;
			this.asked = wanted;
			this.draw();
		} catch (error) {
			if (!signal.aborted)
				this.fail(error);
		}
		this.main.removeAttribute('aria-busy');
	}

	draw() {
		const { title, count, nodes } = this.page.render(this.data, this.state);
		document.title = visible(`${title} – rua`);
		this.bar.found(count);
		announce(count);
		keepingFocus(() => this.main.replaceChildren(...[
			notices(this.bad), nodes].flat(Infinity).filter(Boolean)));
	}

	/** @param {any} error */
	fail(error) {
		this.data = this.asked = null;
		if (!(error instanceof ApiError))
			console.error(error);
		this.main.replaceChildren(failure(error, this.state, () => this.refresh()));
	}
}

/**
 * A link within the page is a step, not a new page.
 * @param {MouseEvent} event
 * @param {Shown} shown
 */
function follow(event, shown) {
	const a = /** @type {Element} */ (event.target).closest('a[href]');
	if (!a || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey
		|| event.shiftKey || event.altKey || a.hasAttribute('download'))
		return;
	const to = new URL(a.getAttribute('href'), location.href);
	if (to.origin !== location.origin || to.pathname !== location.pathname || to.hash)
		return;
	event.preventDefault();
	const paging = parse(to.search).state.page !== shown.state.page;
	history.pushState(null, '', to.pathname + to.search);
	shown.refresh();
	if (paging)
		window.scrollTo(0, 0);
}

/**
 * @param {Page} page
 * @returns {Shown}
 */
export function run(page) {
	const shown = new Shown(page);

	frame();
	addEventListener('popstate', () => shown.refresh());
	document.addEventListener('click', (event) => follow(event, shown));
	shown.refresh();
	return shown;
}
