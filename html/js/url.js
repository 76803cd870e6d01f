// The address of a page is its state: the same names as the API's.  No DOM.

/** @import { Changes, Filter, Name, Place, State } from './types.d.ts' */
/** @typedef {(v: string) => boolean} Check */

/** The periods, and how many days up to today they have. */
export const RANGES = { '7d': 7, '30d': 30, '90d': 90, '12m': 365, all: null };
export const DEFAULT_RANGE = '30d';
const DISPOSITIONS = ['none', 'quarantine', 'reject'];
const VERDICTS = ['pass', 'fail'];
/** What can be asked for, as the API has it; letters of a text: an address has an end. */
const FIRST_DAY = '1970-01-01', LAST_DAY = '2149-06-06';
const LONGEST = 1000;
const LONGEST_SEARCH = 253;	// bytes
const LAST_PAGE = 1_000_000;

/** @type {Check} */
const day = (v) => /^\d{4}-\d\d-\d\d$/.test(v) && !Number.isNaN(Date.parse(v))
	&& new Date(v).toISOString().startsWith(v) && v >= FIRST_DAY && v <= LAST_DAY;
/** @type {Check} */
const text = (v) => v.length <= LONGEST && !v.includes('\0');
/** @type {Check} */
const number = (v) => /^\d+$/.test(v) && Number.isSafeInteger(Number(v));
/** Text that only who gave it reads. @type {Check} */
const id = (v) => /^[\w.-]{1,64}$/.test(v);
/** @type {Check} */
const cursor = (v) => /^[\w.-]{1,200}$/.test(v);
/** @type {(...list: string[]) => Check} */
const oneOf = (...list) => (v) => list.includes(v);

/** What is asked: how a good value looks, and what it is called where it can be taken away. */
export const FILTERS = /** @satisfies {Record<string, [Check, string?]>} */ ({
	range: [oneOf(...Object.keys(RANGES))],
	from: [day],
	to: [day],
	domain: [(v) => text(v) && v !== '.' && !v.includes('\n'), 'Domain'],
	header_from: [text, 'From domain'],
	dmarc: [oneOf(...VERDICTS), 'DMARC'],
	disp: [oneOf(...DISPOSITIONS, DISPOSITIONS.slice(1).join()), 'Disposition'],
	dkim: [oneOf(...VERDICTS), 'DKIM aligned'],
	spf: [oneOf(...VERDICTS), 'SPF aligned'],
	ip: [isNetwork, 'Source IP'],
	org: [text, 'Reporter'],
	sender: [(v) => /^[\w.-]{1,1600}$/.test(v), 'Sender'],
	class: [oneOf('mine', 'mine-ok', 'mine-broken', 'forwarder', 'undecided', 'stranger'), 'Class'],
	selector: [text, 'Selector'],
	q: [(v) => text(v) && new TextEncoder().encode(v).length <= LONGEST_SEARCH, 'Search'],
	report: [id, 'Report'],
});

/** Where on the page: which list, order and row; which alarms. */
const PLACE = /** @satisfies {Record<keyof Place, [Check, string?]>} */ ({
	by: [oneOf('domain', 'from', 'ip', 'org', 'selector')],
	policy: [oneOf(...DISPOSITIONS, 'unknown'), 'Policy'],
	sort: [(v) => /^-?[a-z]{1,20}$/.test(v)],
	limit: [oneOf('25', '50', '100')],
	after: [cursor],
	before: [cursor],
	page: [(v) => number(v) && v[0] !== '0' && Number(v) <= LAST_PAGE],
	open: [id],
	record: [id],
	state: [oneOf('open', 'all')],
	id: [number],
});

/** @type {Record<string, [Check, string?]>} */
const KNOWN = { ...FILTERS, ...PLACE };

/** A change of these begins at the first page, with nothing open. */
const LIST = [...Object.keys(FILTERS), 'sort', 'limit', 'by', 'policy'];
const PERIOD = ['range', 'from', 'to'];

/** A name that there is, and that can be asked for. @param {string|null} name */
export function askable(name) {
	return Boolean(name) && text(/** @type {string} */ (name));
}

/** @param {string} host */
function isHost(host) {
	try {
		return Boolean(new URL(`http://${host}/`));
	} catch {
		return false;
	}
}

/**
 * An address or a network, of either family.
 * @param {string} v
 */
export function isNetwork(v) {
	const [address, bits, more] = v.split('/');
	const six = address.includes(':');
	if (more !== undefined || (bits !== undefined && !/^\d{1,3}$/.test(bits)))
		return false;
	if (Number(bits ?? 0) > (six ? 128 : 32))
		return false;
	if (six)
		return /^[0-9a-f:.]+$/i.test(address) && isHost(`[${address}]`);
	return /^(\d{1,3}\.){3}\d{1,3}$/.test(address)
		&& address.split('.').every((n) => Number(n) < 256 && String(Number(n)) === n);
}

/** @param {string} name @param {string} value @param {string[]} [sorts] */
function known(name, value, sorts) {
	return Object.hasOwn(KNOWN, name) && KNOWN[name][0](value)
		&& (name !== 'sort' || !sorts || sorts.includes(value.replace('-', '')));
}

/**
 * @param {string} search of a location
 * @param {string[]} [sorts] what the page's list can be sorted by
 * @returns {{state: State, bad: {name: string, value: string}[]}} bad: what was ignored
 */
export function parse(search, sorts) {
	const state = /** @type {State & Record<string, any>} */ ({ domain: [] });
	const bad = [];
	for (const [name, value] of new URLSearchParams(search)) {
		if (value === '')
			continue;
		if (!known(name, value, sorts))
			bad.push({ name, value });
		else if (name === 'domain')
			state.domain.push(value);
		else if (name in state)
			bad.push({ name, value });
		else
			state[name] = value;
	}
	if (state.range && (state.from || state.to)) {
		bad.push({ name: 'range', value: state.range });
		delete state.range;
	}
	if (state.from && state.to && state.from > state.to) {
		bad.push({ name: 'to', value: state.to });
		delete state.to;
	}
	if (state.policy && (state.by ?? 'domain') !== 'domain') {
		bad.push({ name: 'policy', value: state.policy });
		delete state.policy;
	}
	return { state, bad };
}

/**
 * @param {Partial<State>} state
 * @param {string[]} names
 */
function encode(state, names) {
	const params = new URLSearchParams();
	for (const name of names)
		for (const value of [state[/** @type {Name} */ (name)] ?? []].flat())
			if (value !== '' && !(name === 'range' && value === DEFAULT_RANGE))
				params.append(name, value);
	const s = params.toString();
	return s && `?${s}`;
}

/** The whole of it, as the address has it. @param {Partial<State>} state */
export function search(state) {
	return encode(state, Object.keys(KNOWN));
}

/**
 * What an answer is asked with: the filter, and the places named.
 * @param {Partial<State>} state
 * @param {...keyof Place} places
 */
export function query(state, ...places) {
	return encode(state, [...Object.keys(FILTERS), ...places]);
}

/**
 * The state with some of it changed.  A new period replaces the old one
 * whole; a new filter or order begins at the first page.
 * @param {Partial<State>} state
 * @param {Changes} changes
 * @returns {State}
 */
export function change(state, changes) {
	const names = Object.keys(changes);
	const next = /** @type {State & Record<string, any>} */ ({ ...state });
	if (names.some((n) => PERIOD.includes(n)))
		for (const name of PERIOD)
			delete next[name];
	if (names.some((n) => LIST.includes(n)))
		for (const name of ['after', 'before', 'page', 'open', 'record'])
			delete next[name];
	Object.assign(next, changes);
	for (const name of names)
		if (next[name] === null)
			delete next[name];
	next.domain = [next.domain ?? []].flat();
	return next;
}

/** The filter alone. @param {Partial<State>} state @returns {Partial<Filter>} */
export function filterOf(state) {
	return Object.fromEntries(Object.entries(state).filter(([name]) => name in FILTERS));
}

/**
 * An address in these pages: the filter, one thing changed.
 * @param {string} page
 * @param {Partial<State>} state
 * @param {Changes} [changes]
 */
export function link(page, state, changes = {}) {
	return `${page}${search(change(filterOf(state), changes))}`;
}

/**
 * Every filter that is on but the period, with the change that takes it away.
 * @param {State} state
 * @param {...keyof Place} places of the page that are filters too
 * @returns {{name: Name, word: string, value: string, off: Changes}[]}
 */
export function active(state, ...places) {
	const names = /** @type {Name[]} */ ([...Object.keys(FILTERS), ...places]);
	return names.flatMap((name) => [KNOWN[name][1] ? state[name] ?? [] : []].flat().map((value) => ({
		name, word: KNOWN[name][1] ?? '', value: wordOf(name, value),
		off: { [name]: name === 'domain' ? state.domain.filter((d) => d !== value) : null },
	})));
}

/** A sender, by its id: domain, kind and name. @param {string} id */
function senderText(id) {
	const [domain, , name] = id.split('__').map((part) => part.replace(/_([\da-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))));
	return `${name || 'unidentified networks'} as ${domain}`;
}

/** @param {string} name @param {string} value */
function wordOf(name, value) {
	if (name === 'dkim' || name === 'spf')
		return value === 'pass' ? 'yes' : 'no';
	if (name === 'disp')
		return value.replace(',', ' or ');
	if (name === 'sender')
		return senderText(value);
	if (name === 'domain' && value.startsWith('.'))
		return `${value.slice(1)} and below`;
	return value;
}
