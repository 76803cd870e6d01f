// Filters drawn from what the store holds: the same again for the same SEED.

import { at } from './browser.js';

export const SEED = Number(process.env.SEED ?? Date.now() % 1e6);

let state = SEED;

/** The next number from 0 up to 1. */
function next() {
	state = (state + 0x6d2b79f5) | 0;
	let t = Math.imul(state ^ state >>> 15, 1 | state);
	t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
	return ((t ^ t >>> 14) >>> 0) / 2 ** 32;
}

const pick = (list) => list[Math.floor(next() * list.length)];
const json = async (path) => (await fetch(at(path))).json();
const daysFrom = (day, n) => new Date(Date.parse(day) + n * 864e5).toISOString().slice(0, 10);

/** The network an address is in: of a few bits fewer. */
function network(ip) {
	return ip.includes(':') ? `${ip}/${pick([32, 48, 64, 128])}` : `${ip}/${pick([16, 24, 28, 32])}`;
}

/** A piece of a text, as somebody would search it. */
function piece(text) {
	const from = Math.floor(next() * Math.max(1, text.length - 4));
	return text.slice(from, from + 4).trim() || text;
}

/** A period that holds the day. */
function period(day) {
	return pick([
		{}, { range: '90d' }, { range: '12m' }, { range: 'all' },
		{ from: daysFrom(day, -Math.floor(next() * 40)) },
		{ to: daysFrom(day, Math.floor(next() * 40)) },
		{ from: daysFrom(day, -Math.floor(next() * 9)), to: daysFrom(day, Math.floor(next() * 9)) },
		{ from: day, to: day },
	]);
}

/** Conditions that a record of the store meets; one in eight is of another record. */
function conditions(record, other, facets) {
	const of = () => next() < 1 / 8 ? other : record;
	const domain = of().domain;
	const all = {
		domain: pick([[domain], [`.${domain.split('.').slice(-2).join('.')}`], [domain, pick(facets.domain).key]]),
		dmarc: of().dmarc,
		disp: pick([of().disp ?? 'none', 'quarantine,reject']),
		dkim: of().dkim.aligned ? 'pass' : 'fail',
		spf: of().spf.aligned ? 'pass' : 'fail',
		ip: pick([of().ip, network(of().ip)]),
		org: pick([of().org, pick(facets.org).key]),
		header_from: of().from,
		q: piece(pick([of().domain, of().org, of().dkim.selector ?? of().from])),
	};
	const names = Object.keys(all).filter(() => next() < 1 / 4);
	return Object.fromEntries(names.map((name) => [name, all[name]]));
}

/** So many dashboards. @param {number} n */
export async function filters(n) {
	const facets = await json('api/facets?range=90d');
	const pages = [await json('api/records?limit=100&range=90d&dmarc=fail'), await json('api/records?limit=100')];
	const records = pages.flatMap((page) => page.rows).filter((row) => row.ip && row.domain);
	return Array.from({ length: n }, () => {
		const record = pick(records), params = new URLSearchParams(period(record.day));
		for (const [name, value] of Object.entries(conditions(record, pick(records), facets)))
			for (const one of [value].flat())
				params.append(name, one);
		return `./?${params}`;
	});
}
