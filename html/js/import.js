// The Import page: files in, a result for each, the failures first.

import {
	announce, byId, cell, count, counted, csvLine, cut, domainText, duration, failed, frame, h,
	numberLink, saveFile, shortDay, size, status, table,
} from './common.js';
import { Mailbox } from './mailbox.js';
import { chosen, dropped, Uploads } from './upload.js';

/** @import { ImportResult } from './types.d.ts' */
/** @import { Shape } from './common.js' */
/** @import { Chosen, Job } from './upload.js' */

const SHOWN = 200;
const LATEST = 50;

/** @typedef {ImportResult['status']|'stopped'|'sending'} Kind */
/** @typedef {{kind: Kind, file: string, what: string, day: string|null, records: number|null, messages: number|null, id: string|null}} Line */

/**
 * Each kind of result: its place in the list, shape and words.
 * @type {Record<Kind, {order: number, shape: Shape, tone: string, word: string, sum: string|null}>}
 */
const KINDS = {
	failed: { order: 0, shape: 'fail', tone: 'fail', word: 'Failed', sum: 'failed' },
	conflict: { order: 1, shape: 'warn', tone: 'half', word: 'In conflict', sum: 'in conflict' },
	stopped: { order: 2, shape: 'none', tone: 'none', word: 'Stopped', sum: 'stopped' },
	sending: { order: 3, shape: 'none', tone: 'none', word: 'Sending', sum: null },
	other: { order: 4, shape: 'none', tone: 'none', word: 'Another kind', sum: 'of another kind' },
	duplicate: { order: 5, shape: 'half', tone: 'half', word: 'Already here', sum: 'already here' },
	imported: { order: 6, shape: 'pass', tone: 'pass', word: 'Imported', sum: 'imported' },
};

/** @param {ImportResult} report */
function whatOf(report) {
	if (report.error)
		return report.error.message;
	if (report.status === 'other')
		return `${report.kind}, recognised and not kept`;
	const name = `${report.org ?? 'no name'}, ${domainText(report.domain)}`;
	return report.warnings.length ? `${name} (repaired: ${report.warnings.join('; ')})` : name;
}

/** The lines of one file: one a report in it. @param {Job} job @returns {Line[]} */
function linesOf(job) {
	const bare = { file: job.name, day: null, records: null, messages: null, id: null };
	if (job.state === 'stopped')
		return [{ ...bare, kind: 'stopped', what: 'not sent' }];
	if (job.state === 'sending' || job.state === 'reading')
		return [{ ...bare, kind: 'sending', what: job.state === 'reading' ? 'the server reads it'
			: `${Math.floor(job.sent / job.file.size * 100)} % sent` }];
	if (!job.answer)
		return [];
	if (!job.answer.reports.length)
		return [{ ...bare, kind: 'failed', what: job.answer.error?.message ?? 'refused without a reason' }];
	return job.answer.reports.map((r) => ({ file: r.part ? `${job.name}, ${r.part}` : job.name, kind: r.status,
		what: whatOf(r), day: r.day, records: r.records, messages: r.messages, id: r.id }));
}

/** Of many only the failures and the latest stay. @param {Line[]} lines */
function worthShowing(lines) {
	const sorted = lines.map((line, i) => ({ line, i })).sort((a, b) =>
		KINDS[a.line.kind].order - KINDS[b.line.kind].order || b.i - a.i).map(({ line }) => line);
	if (sorted.length <= SHOWN)
		return sorted;
	const bad = sorted.filter((line) => KINDS[line.kind].order < KINDS.duplicate.order);
	const good = sorted.filter((line) => !bad.includes(line));
	return [...bad, ...good.slice(0, LATEST)];
}

/** @param {Line} line */
function row({ kind, file, what, day, records, messages, id }) {
	const { shape, tone, word } = KINDS[kind];
	/** @param {string} label @param {number|null} n */
	const number = (label, n) => cell(label, 'r i-n', id && typeof n === 'number'
		&& numberLink(n, `records.html?range=all&report=${id}`));

	return h('tr', { role: 'row' },
		h('th', { scope: 'row', role: 'rowheader', class: 'i-file' }, cut(file)),
		cell('Result', 'nw i-res', shape === 'fail' ? failed(word) : status(shape, word, tone)),
		cell('What it is', 'i-what', id ? h('a', { href: `reports.html?open=${id}` }, cut(what)) : cut(what)),
		cell('Day', 'nw i-day', day && shortDay(day)),
		number('Records', records), number('Messages', messages));
}

/** @param {Line[]} lines */
function toCsv(lines) {
	return [csvLine(['file', 'result', 'what', 'day', 'records', 'messages']),
		...lines.map((l) => csvLine([l.file, KINDS[l.kind].word, l.what, l.day, l.records, l.messages]))].join('\r\n');
}

/** What the files brought: the way to the days they are of. @param {Line[]} lines */
function onward(lines) {
	const days = lines.filter((l) => l.day && (l.kind === 'imported' || l.kind === 'duplicate')).map((l) => l.day).sort();
	return days.length > 0 && h('a', { class: 'btn main',
		href: `./?from=${days[0]}&to=${days.at(-1)}` }, 'See these days on the dashboard');
}

/** Without this page. @param {HTMLElement} refused what was sent in that way and could not be read */
function otherWays(refused) {
	return h('div', { class: 'row below' }, h('section', { class: 'c12', 'aria-labelledby': 'h-other' },
		h('div', { class: 'h' }, h('h2', { id: 'h-other' }, 'Other ways in'), h('a', { class: 'more', href: 'steps.html' }, 'First steps')),
		h('dl', { class: 'ways' },
			h('div', null, h('dt', null, 'From the shell'), h('dd', null, h('code', null, 'dmarc-import FILE|FOLDER|-'),
				h('p', null, 'Files, whole folders, a Maildir, an mbox, or a mail on standard input.'))),
			h('div', null, h('dt', null, 'By webhook'), h('dd', null, h('code', null, `POST ${new URL('webhook/dmarc', document.baseURI).pathname}`),
				h('p', null, 'A file, a form, or what a mail service posts, with the token of WEBHOOK_TOKEN.'))),
			h('div', null, h('dt', null, 'By mail alias'), h('dd', null, h('code', null, 'dmarc-import --deliver -'),
				h('p', null, 'What a mail server hands over, to be tried again when it cannot be stored.'))),
			h('div', null, h('dt', null, 'From a Maildir'), h('dd', null, h('code', null, 'DMARC_MAILDIR'),
				h('p', null, 'A folder of this machine that a mail server delivers to.')))),
		refused,
		h('p', { class: 'sub' }, 'A report that is already here changes nothing: import as often as you like.')));
}

class ImportPage {
	constructor() {
		this.uploads = new Uploads(() => this.soon());
		this.mailbox = new Mailbox();
		this.drawing = false;
		this.told = 0;
		this.bar = h('progress', { max: 1, value: 0, 'aria-label': 'Sent' });
		this.state = h('div', { class: 'upl', hidden: true });
		this.results = h('div', { class: 'row', hidden: true });
	}

	/** Many changes, one drawing. */
	soon() {
		if (this.drawing)
			return;
		this.drawing = true;
		setTimeout(() => {
			this.drawing = false;
			this.draw();
		}, 100);
	}

	draw() {
		const { uploads } = this;
		const lines = uploads.jobs.flatMap(linesOf);
		this.state.hidden = this.results.hidden = uploads.jobs.length === 0;
		this.drawProgress(lines);
		this.drawResults(lines);
	}

	/** @param {Line[]} lines */
	drawProgress(lines) {
		const { uploads } = this, { busy, jobs } = uploads;
		const { sent, total, left } = uploads.progress();
		const done = jobs.filter((job) => job.state === 'done').length;
		const again = !busy && jobs.some((job) => job.state === 'stopped' || job.answer?.status === 'failed');
		const sums = Object.entries(KINDS).filter(([, kind]) => kind.sum).reverse().map(([name, { shape, sum }]) =>
			({ n: lines.filter((l) => l.kind === name).length, shape, sum })).filter(({ n }) => n);
		/** @param {string} label @param {() => void} act */
		const button = (label, act) => h('button', { type: 'button', class: 'btn', 'data-key': label, on: { click: act } }, label);

		this.bar.max = total || 1;
		this.bar.value = sent;
		const focused = document.activeElement?.getAttribute('data-key');
		this.state.replaceChildren(
			h('b', null, `${count(done)} of ${counted(jobs.length, 'file')}`),
			h('span', { class: 'sub' }, `${size(sent)} of ${size(total)}`,
				busy && left !== null && `, about ${duration(left)} left`),
			this.bar,
			h('div', { class: 'under' },
				h('p', { class: 'sums' }, sums.map(({ n, shape, sum }) =>
					h('span', { class: shape === 'fail' ? 'failt' : null }, `${count(n)} ${sum}`))),
				h('p', { class: 'acts' }, busy && button('Stop', () => uploads.stop()),
					again && button('Retry what failed', () => uploads.retry()), !busy && onward(lines))));
		if (focused)
			/** @type {any} */ (this.state.querySelector(`[data-key="${focused}"]`))?.focus();
		this.tell(busy ? Math.floor(sent / total * 4) : 4, sums);
	}

	/** Says a quarter, a half, three quarters, and the end. @param {number} quarter @param {{n: number, sum: string|null}[]} sums */
	tell(quarter, sums) {
		const { busy, jobs } = this.uploads;
		if (quarter === this.told || !jobs.length)
			return;
		this.told = quarter;
		const words = sums.map(({ n, sum }) => `${count(n)} ${sum}`).join(', ');
		if (!busy)
			announce(`Finished: ${words}`);
		else if (quarter > 0 && quarter < 4)
			announce(`${quarter * 25} percent sent. ${words}`);
	}

	/** @param {Line[]} lines */
	drawResults(lines) {
		const shown = worthShowing(lines);
		const save = () => saveFile('import-results.csv', toCsv(lines), 'text/csv');
		this.results.replaceChildren(h('section', { class: 'c12', 'aria-labelledby': 'h-res' },
			h('div', { class: 'h' }, h('h2', { id: 'h-res' }, 'Results, failures first'),
				h('button', { type: 'button', class: 'more', on: { click: save } }, 'Save as CSV')),
			table({ caption: 'Results, failures first', cls: 'res grp', columns: [
				{ name: 'File', cls: 'i-file' }, { name: 'Result', cls: 'i-res' }, { name: 'What it is', cls: 'i-what' },
				{ name: 'Day', cls: 'i-day' }, { name: 'Records', cls: 'r i-n' }, { name: 'Messages', cls: 'r i-n' }],
			rows: shown.map(row) }),
			shown.length < lines.length && h('p', { class: 'dim' },
				`${count(lines.length - shown.length)} more that are here are not listed; the CSV has them.`)));
	}

	/** @param {Chosen[]} files */
	take(files) {
		this.told = 0;
		if (files.length)
			this.uploads.add(files);
	}

	show() {
		/** @param {boolean} folder */
		const pick = (folder) => h('input', { type: 'file', multiple: true, class: 'vh', tabindex: -1,
			'aria-label': folder ? 'Folder' : 'Files', webkitdirectory: folder, on: { change: (/** @type {any} */ event) => {
				this.take(chosen(event.target.files));
				event.target.value = '';
			} } });
		const files = pick(false), folder = pick(true);
		/** @param {string} label @param {HTMLElement} input @param {string} cls */
		const choose = (label, input, cls) => h('button', { type: 'button', class: cls,
			on: { click: () => input.click() } }, label);
		byId('main').replaceChildren(
			h('div', { class: 'head' }, h('h1', null, 'Import')),
			h('div', { class: 'row' }, h('section', { class: 'c7', 'aria-labelledby': 'h-up' },
				h('div', { class: 'h' }, h('h2', { id: 'h-up' }, 'Upload reports')),
				h('div', { class: 'drop', id: 'drop' },
					choose('Choose files', files, 'btn main'), ' ', choose('Choose a folder', folder, 'btn'), files, folder,
					h('p', null, `or drop them anywhere on this page: XML, gzip, zip, tar or saved mail, up to ${UPLOAD_MIB} MiB each`)),
				this.state),
			this.mailbox.node),
			this.mailbox.row, this.results, otherWays(this.mailbox.sent));
		this.mailbox.load();
	}
}

/** Whatever is dropped on the page is taken. @param {ImportPage} page */
function acceptDrops(page) {
	/** @param {boolean} on */
	const over = (on) => byId('drop').classList.toggle('over', on);
	document.addEventListener('dragover', (event) => {
		event.preventDefault();
		over(true);
	});
	document.addEventListener('dragleave', (event) => event.relatedTarget || over(false));
	document.addEventListener('drop', async (event) => {
		event.preventDefault();
		over(false);
		if (event.dataTransfer)
			page.take(await dropped(event.dataTransfer));
	});
}

const page = new ImportPage();
frame();
page.show();
acceptDrops(page);
addEventListener('beforeunload', (event) => {
	if (page.uploads.busy)
		event.preventDefault();
});
