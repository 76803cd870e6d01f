// One report: who sent it, what it holds, its XML, and how to be rid of it.

import { ask, getText } from './api.js';
import { h } from './dom.js';
import { count, counted, cut, shortDay, size, visible } from './format.js';
import { icon } from './icons.js';
import { policyText, recordTable, reporter } from './record.js';
import { domainText, numberLink } from './table.js';
import { change, link, search } from './url.js';

/** @typedef {Record<string, any>} State */

const LINES = '\n\r\t';
const MODES = { r: 'relaxed', s: 'strict' };

function policy(p) {
	const row = (name, value) => [h('dt', null, name), h('dd', null, value ?? 'not given')];
	return h('dl', null, row('Domain', domainText(p.domain)), row('Published', policyText(p)),
		row('DKIM', MODES[p.adkim] ?? p.adkim), row('SPF', MODES[p.aspf] ?? p.aspf),
		p.testing && row('Testing', p.testing), p.discovery_method && row('Found by', p.discovery_method));
}

/** The mail that carried it. */
function mail(m) {
	return m && h('section', null, h('h2', null, 'Mail'), h('dl', null,
		h('dt', null, 'From'), h('dd', null, m.from ?? 'not given'),
		h('dt', null, 'Message-ID'), h('dd', null, m.message_id ?? 'not given'),
		(m.authentication_results ?? []).map((line) => [h('dt', null, 'Authentication'), h('dd', null, cut(line))])));
}

/**
 * Where in the XML a record stands: the first with its address and count.
 * @param {string} xml
 * @param {any} record
 * @returns {[number, number]|null}
 */
function placeOf(xml, record) {
	const has = (part, tag, value) => new RegExp(`<(?:[\\w-]+:)?${tag}\\s*>\\s*([^<]*?)\\s*<`).exec(part)?.[1] === String(value);
	for (const found of xml.matchAll(/<((?:[\w-]+:)?record)\b[\s\S]*?<\/\1\s*>/g))
		if (has(found[0], 'source_ip', record.ip_raw ?? record.ip) && has(found[0], 'count', record.messages))
			return [found.index, found.index + found[0].length];
	return null;
}

/** @param {any} pre @param {string} xml @param {any} record */
function showXml(pre, xml, record) {
	const place = record && placeOf(xml, record);
	const text = (a, b) => document.createTextNode(visible(xml.slice(a, b), LINES));
	if (!place) {
		pre.replaceChildren(text(0, xml.length));
		return;
	}
	const mark = h('mark');
	mark.append(text(...place));
	pre.replaceChildren(text(0, place[0]), mark, text(place[1], xml.length));
	mark.scrollIntoView({ block: 'center' });
}

/** The original, read when it is opened. */
function rawXml(report, record) {
	const pre = h('pre', { class: 'xml', tabindex: 0, role: 'region', 'aria-label': 'The XML of the report' }, 'Reading');
	const box = h('details', { class: 'raw', id: 'xml', open: location.hash === '#xml' },
		h('summary', null, `Raw XML, ${size(report.size)}`), pre);
	let asked = false;
	const read = async () => {
		if (!box.open || asked)
			return;
		asked = true;
		await getText(`api/reports/${report.id}/raw`).then((xml) => showXml(pre, xml, record),
			(error) => pre.textContent = visible(`The XML could not be read: ${error.message}`));
	};
	box.addEventListener('toggle', read);
	read();
	return box;
}

/** Asks first, and names what goes. */
function deletion(report, list) {
	const told = h('p', { role: 'alert' });
	const remove = async () => {
		yes.disabled = true;
		try {
			await ask(`api/reports/${report.id}`, { method: 'DELETE' });
			location.assign(list);
		} catch (error) {
			told.replaceChildren(icon('fail'), visible(` It was not deleted: ${cut(error.message)}`));
			yes.disabled = false;
		}
	};
	const yes = h('button', { type: 'button', class: 'btn danger', on: { click: remove } }, 'Delete');
	const no = h('button', { type: 'button', class: 'btn', on: { click: () => dialog.close() } }, 'Keep it');
	const dialog = h('dialog', { 'aria-labelledby': 'h-del' }, h('h2', { id: 'h-del' }, 'Delete this report?'),
		h('p', null, `${counted(report.records, 'record')} with ${counted(report.messages, 'message')} go with it. `
			+ 'Importing the file again brings them back.'), told, h('p', { class: 'acts' }, yes, no));
	return [h('button', { type: 'button', class: 'btn', on: { click: () => dialog.showModal() } }, 'Delete'), dialog];
}

/**
 * @param {{report: any, records: any, record: any}} data
 * @param {State} state
 */
export function openReport({ report, records, record }, state) {
	const list = `reports.html${search(change(state, { open: null, record: null }))}`;
	const all = (more) => `records.html${search({ range: 'all', report: String(report.id), ...more })}`;
	return [
		h('p', { class: 'back' }, h('a', { href: list }, '‹ All reports')),
		h('div', { class: 'head' }, h('h1', null, `${cut(report.org)} about ${domainText(report.domain, report.domain_idn)}`),
			h('span', { class: 'per' }, shortDay(report.day)),
			h('p', { class: 'facts' }, h('span', null, numberLink(report.messages, all()), ' messages'),
				h('span', null, numberLink(report.fail, all({ dmarc: 'fail' })), ' failed'),
				h('span', null, `${counted(report.records, 'record')}`))),
		report.conflict_of !== null && h('p', { class: 'notice' }, icon('warn', 'half'), h('span', null,
			'In conflict with ', h('a', { href: `reports.html?open=${report.conflict_of}` }, 'another report'),
			' of the same name and days but other content. Its numbers are not counted.')),
		h('div', { class: 'det one' }, h('div', { class: 'cols' },
			h('section', null, h('h2', null, 'Report'), reporter(report.reporter)),
			h('section', null, h('h2', null, 'Policy published then'), policy(report.policy)),
			mail(report.mail)),
		h('p', { class: 'acts buttons' },
			h('a', { class: 'btn', href: `api/reports/${report.id}/raw`, download: `report-${report.id}.xml` }, 'Download XML'),
			deletion(report, list))),
		report.records > 0 && recordTable(records.rows, { ...state, open: state.record }, { caption: 'Records of this report',
			href: (more) => link('records.html', {}, { range: 'all', ...more }),
			opened: (id) => search(change(state, { record: id })) }),
		records.total.records > records.rows.length && h('p', null, h('a', { href: all() },
			`All ${count(records.total.records)} records`)),
		rawXml(report, record),
	];
}
