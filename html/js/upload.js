// Sends files, some at a time, and knows at any moment how far it is.

/** @import { ImportAnswer, ImportResult, Problem } from './types.d.ts' */

const PARALLEL = 4;
const BACKOFF = [1, 2, 4, 8];
const BUSY = [429, 503];
const LONGEST = 60;
/** @type {Record<number, string>} */
const REFUSALS = { 413: 'larger than the server takes', 415: 'not a kind of file that the server takes' };

/** @typedef {{file: File, name: string}} Chosen */
/** @typedef {{status: ImportAnswer['status'], reports: ImportResult[], error: Problem|null}} Answer  what /api/import said */

/**
 * @typedef {object} Job
 * @property {File} file
 * @property {string} name with its folder
 * @property {'waiting'|'sending'|'reading'|'done'|'stopped'} state
 * @property {number} sent
 * @property {Answer|null} answer
 * @property {Answer|null} busy what it said when it had no time, if that was last
 * @property {number} after     seconds it then wanted to be left alone
 */

/** An answer of our own, in the API's shape. @param {string} code @param {string} message @returns {Answer} */
function refused(code, message) {
	return { status: 'failed', reports: [], error: { code, message } };
}

/** @param {XMLHttpRequest} xhr @returns {Answer} */
function answerOf(xhr) {
	try {
		const body = JSON.parse(xhr.responseText);
		return body.status ? body : refused(body.error.code, body.error.message);
	} catch {
		return refused('system', REFUSALS[xhr.status] ?? `the server answered ${xhr.status} ${xhr.statusText}`);
	}
}

export class Uploads {
	/** @param {() => void} changed called whenever there is something new */
	constructor(changed) {
		/** @type {Job[]} */
		this.jobs = [];
		/** @type {Set<XMLHttpRequest>} */
		this.running = new Set();
		/** @type {Set<() => void>} */
		this.pauses = new Set();
		this.changed = changed;
		this.began = 0;
		this.active = 0;
		this.next = 0;
	}

	get busy() {
		return this.active > 0;
	}

	/** @param {Chosen[]} files */
	add(files) {
		if (!this.busy)
			this.began = Date.now();
		for (const { file, name } of files)
			this.jobs.push({ file, name, state: 'waiting', sent: 0, answer: null, busy: null, after: 0 });
		this.fill();
	}

	/** Once more those that did not get there or were refused. */
	retry() {
		const again = this.jobs.filter((job) => job.state === 'stopped' || job.answer?.status === 'failed');
		this.jobs = this.jobs.filter((job) => !again.includes(job));
		this.next = this.jobs.length;
		this.add(again);
	}

	stop() {
		for (const job of this.jobs)
			if (job.state !== 'done')
				job.state = 'stopped';
		this.next = this.jobs.length;
		for (const xhr of this.running)
			xhr.abort();
		for (const end of this.pauses)
			end();
		this.changed();
	}

	/** Bytes of all the files: gone, and to go. */
	progress() {
		let sent = 0, total = 0;
		for (const job of this.jobs) {
			total += job.file.size;
			sent += job.state === 'done' ? job.file.size : Math.min(job.sent, job.file.size);
		}
		return { sent, total, left: sent ? (total - sent) * (Date.now() - this.began) / sent / 1000 : null };
	}

	fill() {
		while (this.active < PARALLEL && this.next < this.jobs.length) {
			this.active++;
			this.work(this.jobs[this.next++]);
		}
		this.changed();
	}

	/** @param {Job} job */
	async work(job) {
		const answer = await this.deliver(job);
		this.active--;
		job.answer = answer;
		if (answer)
			job.state = 'done';
		this.fill();
	}

	/** The answer, or null when it was stopped. @param {Job} job */
	async deliver(job) {
		if (job.file.size === 0)
			return refused('empty', 'the file is empty');
		if (job.file.size > UPLOAD_MIB * 1024 * 1024)
			return refused('too-large', `larger than ${UPLOAD_MIB} MiB, the most that is taken here; dmarc-import takes it`);
		for (const pause of [...BACKOFF, null]) {
			const answer = await this.send(job);
			if (answer || job.state === 'stopped')
				return answer;
			if (pause !== null)
				await this.pause(Math.max(pause, job.after));
			if (/** @type {string} */ (job.state) === 'stopped')
				return null;
		}
		return job.busy ?? refused('network', 'the server did not answer');
	}

	/** So long, or until it is stopped. @param {number} seconds @returns {Promise<void>} */
	pause(seconds) {
		return new Promise((done) => {
			const end = () => {
				clearTimeout(timer);
				this.pauses.delete(end);
				done();
			};
			const timer = setTimeout(end, seconds * 1000);
			this.pauses.add(end);
		});
	}

	/**
	 * One try; null when the connection broke or the server has no time.
	 * @param {Job} job
	 * @returns {Promise<Answer|null>}
	 */
	send(job) {
		const xhr = new XMLHttpRequest();
		this.running.add(xhr);
		job.state = 'sending';
		return new Promise((done) => {
			/** @param {Answer|null} answer @param {Answer|null} [busy] */
			const end = (answer, busy = null) => {
				this.running.delete(xhr);
				job.busy = busy;
				job.after = busy ? Math.min(Number(xhr.getResponseHeader('Retry-After')) || 0, LONGEST) : 0;
				done(answer);
			};
			xhr.upload.addEventListener('progress', (event) => {
				job.sent = event.loaded;
				this.changed();
			});
			xhr.upload.addEventListener('load', () => {
				job.state = 'reading';
				this.changed();
			});
			xhr.addEventListener('load', () => BUSY.includes(xhr.status) ? end(null, answerOf(xhr)) : end(answerOf(xhr)));
			xhr.addEventListener('error', () => end(null));
			xhr.addEventListener('abort', () => end(null));
			xhr.open('POST', `api/import?${new URLSearchParams({ name: job.name })}`);
			xhr.setRequestHeader('X-Requested-With', 'XMLHttpRequest');
			xhr.setRequestHeader('Content-Type', 'application/octet-stream');
			xhr.send(job.file);
		});
	}
}

/** The files that were chosen. @param {FileList} list */
export function chosen(list) {
	return [...list].map((file) => ({ file, name: file.webkitRelativePath || file.name }));
}

/** @param {any} reader */
function entriesOf(reader) {
	return new Promise((done, fail) => reader.readEntries(done, fail));
}

/**
 * The files of what was dropped, folders opened however deep.
 * @param {DataTransfer} transfer
 */
export async function dropped(transfer) {
	const items = [...transfer.items].filter((item) => item.kind === 'file');
	const queue = items.map((item) => item.webkitGetAsEntry()).filter(Boolean);
	const files = queue.length ? [] : chosen(transfer.files);
	while (queue.length) {
		const entry = /** @type {any} */ (queue.shift());
		if (entry.isFile) {
			const file = await new Promise((done, fail) => entry.file(done, fail));
			files.push({ file, name: entry.fullPath.replace(/^\//, '') });
			continue;
		}
		const reader = entry.createReader();
		for (let some = await entriesOf(reader); some.length; some = await entriesOf(reader))
			queue.push(...some);
	}
	return files;
}
