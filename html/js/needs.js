// Domains by what they need: whose own mail fails, who asks to be known, and what strangers try.

import {
	cell, chips, count, counted, csvLink, cut, domainCell, h, link, nearDay, notice, numberLink, pager, percent, policyShort,
	query, status, table,
} from './common.js';
import { volume } from './spark.js';

/** @import { Changes, State } from './types.d.ts' */
/** @import { DomainRow, Domains } from './whose.d.ts' */

const ROWS = 25;

const COLUMNS = [
	{ name: 'Domain', key: 'key', az: true, cls: 'n-name' },
	{ name: 'Policy', cls: 'n-pol' },
	{ name: 'Yours, 12 weeks', cls: 's-spark' },
	{ name: 'Your messages', key: 'messages', cls: 'r s-n' },
	{ name: 'Failed %', key: 'rate', cls: 'r s-p' },
	{ name: 'Stopped', cls: 'r s-n' },
	{ name: 'Strangers', cls: 'r s-n' },
	{ name: 'Senders', cls: 'r s-p' },
];

const MARKS = /** @type {const} */ ({ new: 'new', worse: 'worse', better: 'better' });

/** In words, how it stands. @param {DomainRow} row @param {State} state */
function standing({ broken, undecided, sender, title, sentence, since, mark }, state) {
	if (!sender || !title)
		return null;
	const to = link('sender.html', { range: state.range, from: state.from, to: state.to }, { sender });
	const more = broken + undecided - 1;
	return h('p', { class: 'say' }, broken ? status('fail', 'Your own mail fails', 'fail', 'failt') : status('query', 'Is it yours?', 'half', 'warnt'),
		broken > 0 && since && ` since ${nearDay(since)}`, mark && h('span', { class: `mark is-${mark}` }, MARKS[mark]), ': ',
		h('a', { href: to }, cut(title)), more > 0 && ` and ${count(more)} more`, '. ', h('span', { class: 'd2' }, cut(sentence ?? '')));
}

/** What a policy does to one's own mail that fails. @param {DomainRow} row */
function lost({ policy }) {
	const what = { reject: 'refuses your own mail', quarantine: 'own mail goes to spam' }[policy?.p ?? ''];
	return what && h('span', { class: 'd2 failt' }, what);
}

/** @param {DomainRow} row @param {State} state */
function rowOf(row, state) {
	const { domain, domain_idn: idn, own, failed, stopped, strangers, strangers_stopped: kept } = row;
	const one = { domain: [domain, `.${domain}`] };
	/** @param {Changes} more */
	const to = (more) => link('records.html', state, { ...one, ...more });
	return h('tr', { role: 'row' },
		h('th', { scope: 'row', role: 'rowheader', class: 'n-name' }, domainCell(domain, idn, link('domain.html', state, { domain: [domain] })),
			standing(row, state)),
		cell('Policy', 'n-pol', h('span', null, policyShort(row.policy) ?? h('span', { class: 'dim' }, 'not known'), row.broken > 0 && lost(row))),
		cell('12 weeks', 's-spark', volume(row.weeks, false)),
		cell('Your messages', 'r s-n', numberLink(own, to({ class: 'mine' }))),
		cell('Failed %', 'r s-p', failed ? h('a', { href: to({ class: 'mine', dmarc: 'fail' }), class: row.broken ? 'failt' : null }, percent(failed, own))
			: h('span', { class: 'dim' }, own ? '0.00' : 'none')),
		cell('Stopped', 'r s-n', numberLink(stopped, to({ class: 'mine', disp: 'quarantine,reject' }))),
		cell('Strangers', 'r s-n', h('span', null, numberLink(strangers, to({ class: 'stranger' })),
			strangers > 0 && h('span', { class: 'd2' }, `${count(kept)} stopped`))),
		cell('Senders', 'r s-p', numberLink(row.senders, link('senders.html', state, { domain: [domain, `.${domain}`] }))));
}

/** @param {Domains} list @param {State} state @param {any[]} top */
export function domainNeeds(list, state, top) {
	const { total, needs, asks, page, pages, rows } = list;
	return [state.page && Number(state.page) > pages && notice(`There is no page ${count(Number(state.page))}: this is the last.`),
		...top,
		h('div', { class: 'sumline' }, h('span', null, needs ? [h('b', null, `${count(needs)} of ${counted(total, 'domain')}`), ` need${needs === 1 ? 's' : ''} you`]
			: `None of ${counted(total, 'domain')} needs you`, needs > 0 && (needs === 1 ? ': it loses mail of its own' : ': they lose mail of their own'),
		asks > 0 && `; ${count(asks)} ${asks === 1 ? 'has' : 'have'} a question for you`), chips(state, 'policy'), h('span', { class: 'sp' }),
		h('a', { class: 'more', href: link('domains.html', state, { sort: '-over' }) }, 'Ready for the next step'),
		csvLink(`api/group.csv${query({ ...state, by: 'domain' }, 'by', 'policy', 'sort')}`, 'domains')),
		table({ caption: 'Domains', cls: 'grp flow snd', columns: COLUMNS, opens: true, state, sort: '', rows: rows.map((row) => rowOf(row, state)) }),
		pager({ state: { ...state, page: String(page) }, total, shown: rows.length, what: 'domain', rows: ROWS,
			prev: page > 1 ? {} : null, next: page < pages ? {} : null }),
		h('p', { class: 'dim note' }, 'First whose own mail fails, by how strict the policy is and how new that is; then who has senders to decide on.')];
}
