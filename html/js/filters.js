// The bar of filters: a real form, and no button to apply it.

import { getJson } from './api.js';
import { byId, copyButton, h } from './dom.js';
import { cut } from './format.js';
import { DEFAULT_RANGE, RANGES, active, change, filterOf, isNetwork, query, search } from './url.js';
import { windowOf } from './window.js';

/** @import { Changes, Facet, State } from './types.d.ts' */
/** @typedef {(changes: Changes, typing?: boolean) => void} Go */
/** @typedef {string[][]} Options  value and text */

const MOST = 50;
/** Domains that part of a name may stand for: an address has an end. */
const MEANT = 25;
const PAUSE = 300;

const FIXED = {
	dmarc: [['', 'All'], ['pass', 'Pass'], ['fail', 'Fail']],
	disp: [['', 'All'], ['none', 'None'], ['quarantine', 'Quarantine'], ['reject', 'Reject'],
		['quarantine,reject', 'Quarantine or reject']],
};

/** Calls after a pause in typing, or at once. */
class Typing {
	/** @param {(now: boolean) => void} act */
	constructor(act) {
		this.act = act;
		this.timer = 0;
	}

	soon() {
		clearTimeout(this.timer);
		this.timer = window.setTimeout(() => this.act(false), PAUSE);
	}

	now() {
		clearTimeout(this.timer);
		this.act(true);
	}
}

/** @param {Options} list */
function options(list) {
	return list.map(([value, text]) => h('option', { value }, text));
}

/**
 * A field whose choices are known.
 * @param {keyof typeof FIXED} name
 * @param {string} word
 * @param {Go} go
 */
function choice(name, word, go) {
	const select = h('select', { name, on: { change: () => go({ [name]: select.value || null }) } },
		options(FIXED[name]));
	const node = h('label', { class: 'f big' }, word, select);
	return { node, show: (/** @type {State} */ state) => {
		select.value = state[name] ?? '';
		node.classList.toggle('on', Boolean(state[name]));
	} };
}

/**
 * A field to type in.
 * @param {object} f
 * @param {'ip'|'q'} f.name
 * @param {any} f.label
 * @param {object} f.props
 * @param {Go} f.go
 * @param {(value: string) => boolean} f.valid
 * @param {(value: string, now: boolean) => Changes|null} [f.means] the filter that it is; null: wait
 */
function typed({ name, label, props, go, valid, means = (value) => ({ [name]: value || null }) }) {
	let shown = '';
	const input = h('input', { name, autocomplete: 'off', spellcheck: 'false', ...props });
	const typing = new Typing((now) => {
		const value = input.value.trim();
		const good = !value || valid(value);
		const changes = good && value !== shown && means(value, now);
		input.setAttribute('aria-invalid', String(!good));
		if (changes)
			go(changes, !now);
	});
	const node = h('label', { class: 'f' }, label, input);
	input.addEventListener('input', () => typing.soon());
	input.addEventListener('change', () => typing.now());
	return { node, input, apply: () => typing.now(), show: (/** @type {State} */ state) => {
		shown = state[name] ?? '';
		if (document.activeElement !== input || input.value.trim() !== shown)
			input.value = shown;
		node.classList.toggle('on', Boolean(shown));
	} };
}

/**
 * The domains with, for each that has others below it, all of them at once.
 * @param {Facet[]} list
 */
function domainOptions(list) {
	const names = list.map((d) => d.key);
	return list.flatMap((d) => {
		const name = cut(d.key_idn ?? d.key);
		const below = names.some((other) => other.endsWith(`.${d.key}`));
		return below ? [[d.key, name], [`.${d.key}`, `${name} and below`]] : [[d.key, name]];
	});
}

/**
 * What is typed: a domain, or part of the names of some.
 * @param {Options} list
 * @param {string} value
 */
function domainsMeant(list, value) {
	const part = value.toLowerCase(), exact = list.some(([key]) => key === part);
	const found = list.filter(([key, text]) => !key.startsWith('.') && (key.includes(part) || text.toLowerCase().includes(part)));
	return exact || !found.length ? [value] : found.slice(0, MEANT).map(([key]) => key);
}

/**
 * A field whose choices the store knows: a list, or where there are many an
 * input that proposes them.
 * @param {'domain'|'org'} name
 * @param {string} word
 * @param {Go} go
 */
function known(name, word, go) {
	let state = /** @type {State} */ ({ domain: [] });
	/** @type {number|null} */
	let all = null;
	/** @type {Options} */
	let list = [];
	const id = `list-${name}-${Math.random().toString(36).slice(2)}`;
	/** @param {string} value */
	const set = (value) => go({ [name]: value ? name === 'domain' ? domainsMeant(list, value) : value : null });
	const node = h('label', { class: 'f big' }, word);

	const select = h('select', { name, on: { change: () => select.value === '*' || set(select.value) } });
	const choices = h('datalist', { id });
	const input = h('input', { name, list: id, autocomplete: 'off',
		on: { change: () => set(input.value.trim()) } });

	const draw = () => {
		const now = [state[name] ?? []].flat(), many = now.length > 1;
		const missing = now.filter((v) => !list.some(([value]) => value === v)).map((v) => [v, cut(v)]);
		const focused = node.contains(document.activeElement);
		const total = all === null ? 'All' : `All ${all}`;
		if ((all ?? 0) > MOST) {
			input.placeholder = total;
			input.value = many ? `${now.length} chosen` : now[0] ?? '';
			choices.replaceChildren(...options(list));
			node.replaceChildren(word, input, choices);
			if (focused)
				input.focus();
			return;
		}
		// The list stays the same element: it may be open.
		select.replaceChildren(...options([['', total], ...many ? [['*', `${now.length} chosen`]] : [],
			...missing, ...list]));
		select.value = many ? '*' : now[0] ?? '';
		if (!select.isConnected)
			node.replaceChildren(word, select);
	};
	return {
		node,
		/** @param {State} next */
		show(next) {
			state = next;
			node.classList.toggle('on', [state[name] ?? []].flat().length > 0);
			draw();
		},
		/** @param {Facet[]} entries @param {number} total */
		offer(entries, total) {
			all = total;
			list = name === 'domain' ? domainOptions(entries)
				: entries.filter((e) => e.key).map((e) => [e.key, cut(e.key)]);
			draw();
		},
	};
}

const ranges = /** @type {(keyof typeof RANGES)[]} */ (Object.keys(RANGES));

/** As its button calls it: 12m is 12 mo. @param {keyof typeof RANGES} range */
const periodName = (range) => (RANGES[range] ? range.replace('d', ' d').replace('m', ' mo') : 'All');

/** @param {Go} go */
function period(go) {
	/** @param {string} value @param {string} text @param {() => void} pick */
	const radio = (value, text, pick) => h('label', null,
		h('input', { type: 'radio', name: 'range', value, on: { change: pick } }), text);
	/** @param {'from'|'to'} name @param {string} word */
	const date = (name, word) => h('label', { class: 'f' }, word,
		h('input', { type: 'date', name, on: { change: () => send() } }));
	const from = date('from', 'From'), to = date('to', 'To');
	const dates = h('div', { class: 'strip dates', hidden: true }, from, to);
	/** @param {Element} label @returns {string|null} */
	const value = (label) => label.querySelector('input')?.value || null;
	const send = () => (value(from) || value(to)) && go({ from: value(from), to: value(to) });
	const node = h('div', { class: 'seg', role: 'radiogroup', 'aria-label': 'Period' },
		ranges.map((range) => radio(range, periodName(range), () => go({ range: range === DEFAULT_RANGE ? null : range }))),
		radio('custom', 'Custom', () => {
			dates.hidden = false;
			from.querySelector('input').focus();
		}));

	return { nodes: [node, dates], show: (/** @type {State} */ state) => {
		const custom = Boolean(state.from || state.to);
		dates.hidden = !custom;
		node.querySelector(`[value="${custom ? 'custom' : state.range ?? DEFAULT_RANGE}"]`).checked = true;
		from.querySelector('input').value = state.from ?? '';
		to.querySelector('input').value = state.to ?? '';
	} };
}

/**
 * The fields that a phone has in a dialog of their own.
 * @param {Go} go
 */
function fields(go) {
	const domain = known('domain', 'Domain', go), org = known('org', 'Reporter', go);
	const ip = typed({ name: 'ip', label: 'Source IP', go, valid: isNetwork,
		props: { type: 'text', placeholder: 'any or CIDR' } });
	ip.node.classList.add('big');
	const all = [domain, choice('dmarc', 'DMARC', go), choice('disp', 'Disposition', go), org, ip];
	/** @type {string|null} */
	let asked = null;

	return {
		nodes: all.map((f) => f.node),
		show: (/** @type {State} */ state) => all.forEach((f) => f.show(state)),
		/** @param {State} state */
		async offer(state) {
			const wanted = query(state);
			if (asked === wanted)
				return;
			asked = wanted;
			const facets = await getJson(`api/facets${wanted}`).catch(() => asked = null);
			if (!facets || asked !== wanted)
				return;
			domain.offer(facets.domain, facets.domains);
			org.offer(facets.org, facets.orgs);
		},
	};
}

/**
 * The address of what is shown, for another day: with days, not "30 days".
 * @param {State} state
 */
function lasting(state) {
	const { from, to } = windowOf(state);
	const fixed = from || to ? change(state, { from, to }) : state;
	const places = Object.fromEntries(Object.entries(state).filter(([name]) =>
		!(name in filterOf(state)) || name === 'domain'));
	return new URL(location.pathname + search({ ...fixed, ...places }), location.href).href;
}

/** The phone's dialog. @param {Go} go */
function sheet(go) {
	const inner = fields(go);
	const done = h('button', { class: 'btn main', value: 'done' }, 'Show');
	const dialog = h('dialog', { 'aria-label': 'Filters' }, h('form', null,
		h('h2', null, 'Filters'), inner.nodes, done));
	dialog.querySelector('form').addEventListener('submit', (/** @type {Event} */ e) => {
		e.preventDefault();
		dialog.close();
	});
	return { dialog, inner, done };
}

/** What may become an address is none before it is all there. */
const ADDRESS = /^\d+\.[\d.]*(\/\d*)?$|^[\da-f]*:[\da-f:.]*(\/\d*)?$/i;

/**
 * The search takes text, and addresses, which are a filter of their own.
 * @param {string} value
 * @param {boolean} now it is all there
 * @returns {Changes|null}
 */
function searched(value, now) {
	if (!ADDRESS.test(value))
		return { q: value || null };
	if (!now)
		return null;
	return isNetwork(value) ? { q: null, ip: value } : { q: value };
}

/**
 * Fills the form of the page.
 * @param {Go} go
 * @param {() => void} find  goes where what is searched for is found
 */
export function filterBar(go, find) {
	const form = byId('filters');
	const time = period(go), bar = fields(go), phone = sheet(go);
	const q = typed({ name: 'q', go, valid: () => true, means: searched,
		label: h('span', { class: 'vh' }, 'Search text'),
		props: { type: 'search', placeholder: 'Search domain, IP, selector, report ID' } });
	/** @type {State} */
	let state;
	const more = h('button', { type: 'button', class: 'btn only-s', on: { click: () => {
		phone.inner.offer(state);
		phone.dialog.showModal();
	} } }, 'Filters');
	const strip = h('div', { class: 'strip' }, bar.nodes, q.node);

	q.node.classList.add('grow');
	q.node.append(h('kbd', { 'aria-hidden': 'true' }, '/'));
	for (const event of ['pointerenter', 'focusin'])
		strip.addEventListener(event, () => bar.offer(state));
	form.append(...time.nodes, more, strip, copyButton('Copy link', () => lasting(state), 'btn big'));
	form.addEventListener('submit', (/** @type {Event} */ event) => event.preventDefault());
	q.input.addEventListener('keydown', (/** @type {KeyboardEvent} */ { key }) => {
		if (key !== 'Enter')
			return;
		q.apply();
		find();
	});
	document.body.append(phone.dialog);

	return {
		/** @param {State} next */
		show(next) {
			state = next;
			for (const part of [time, bar, phone.inner, q])
				part.show(state);
			const on = active(state).length;
			more.textContent = on ? `Filters (${on})` : 'Filters';
		},
		/** @param {string} count */
		found(count) {
			phone.done.textContent = `Show ${count}`;
		},
	};
}
