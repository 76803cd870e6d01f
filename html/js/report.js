// One report: who sent it, what it holds, its XML, and how to be rid of it.

import {
	ask, change, count, counted, cut, domainText, filled, h, icon, link, numberLink,
	MODES, policyText, recordTable, reporter, search, shortDay, size, visible,
} from './common.js';
import { placeOf } from './place.js';

/** @import { PolicyPublished, RecordDetail, Records, Report, State } from './types.d.ts' */
/** @typedef {{report: Report, records: Records, record: RecordDetail|null}} Opened */

const LINES = '\n\r\t';

/** @param {PolicyPublished} p */
function policy(p) {
	/** @param {string} name @param {string|null} value */
	const row = (name, value) => [h('dt', null, name), h('dd', null, value ?? 'not given')];
	return h('dl', null, row('Domain', p.domain), row('Published', policyText(p)),
		row('DKIM', MODES[p.adkim ?? ''] ?? p.adkim), row('SPF', MODES[p.aspf ?? ''] ?? p.aspf),
		p.testing && row('Testing', p.testing), p.discovery_method && row('Found by', p.discovery_method));
}

/** The mail that carried it. @param {Report['mail']} m */
function mail(m) {
	return m && h('section', null, h('h2', null, 'Mail'), h('dl', null,
		h('dt', null, 'From'), h('dd', null, m.from ?? 'not given'),
		h('dt', null, 'Message-ID'), h('dd', null, m.message_id ?? 'not given'),
		m.authentication_results.map((line) => [h('dt', null, 'Authentication'), h('dd', null, cut(line))])));
}

/** @param {any} pre @param {string} xml @param {RecordDetail|null} record */
function showXml(pre, xml, record) {
	const place = record && placeOf(xml, record);
	/** @param {number} a @param {number} b */
	const text = (a, b) => document.createTextNode(visible(xml.slice(a, b), LINES));
	if (!place) {
		pre.replaceChildren(text(0, xml.length));
		return;
	}
	const mark = h('mark');
	mark.append(text(...place));
	pre.replaceChildren(text(0, place[0]), mark, text(place[1], xml.length));
	mark.scrollIntoView({ block: 'center' });
	filled(pre);
}

/** The original, read when it is opened. @param {Report} report @param {RecordDetail|null} record */
function rawXml(report, record) {
	const pre = h('pre', { class: 'xml', tabindex: 0, role: 'region', 'aria-label': 'The XML of the report' }, 'Reading');
	const box = h('details', { class: 'raw', id: 'xml', open: location.hash === '#xml' },
		h('summary', null, `Raw XML, ${size(report.size)}`), pre);
	let asked = false;
	const read = async () => {
		if (!box.open || asked)
			return;
		asked = true;
		await ask(`api/reports/${report.id}/raw`).then((answer) => answer.text()).then((xml) => showXml(pre, xml, record),
			(error) => pre.textContent = visible(`The XML could not be read: ${error.message}`));
	};
	box.addEventListener('toggle', read);
	read();
	return box;
}

/** Asks first, and names what goes. @param {Report} report @param {string} list */
function deletion(report, list) {
	const told = h('p', { role: 'alert' });
	const remove = async () => {
		yes.disabled = true;
		try {
			await ask(`api/reports/${report.id}`, { method: 'DELETE' });
			location.assign(list);
		} catch (/** @type {any} */ error) {
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
 * @param {Opened} data
 * @param {State} state
 */
export function openReport({ report, records, record }, state) {
	const list = `reports.html${search(change(state, { open: null, record: null }))}`;
	/** @param {Partial<State>} [more] */
	const all = (more) => `records.html${search({ range: 'all', report: String(report.id), ...more })}`;
	return [
		h('p', { class: 'back' }, h('a', { href: list }, '‹ All reports')),
		h('div', { class: 'head' }, h('h1', null, `${cut(report.org ?? 'no name')} about ${domainText(report.domain, report.domain_idn)}`),
			h('span', { class: 'per' }, shortDay(report.day)),
			h('p', { class: 'facts' }, h('span', null, numberLink(report.messages, all()), ' messages'),
				h('span', null, numberLink(report.fail, all({ dmarc: 'fail' })), ' failed'),
				h('span', null, numberLink(report.records, all()), report.records === 1 ? ' record' : ' records'))),
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
