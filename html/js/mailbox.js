// The mailbox on the Import page: what is known of it, and a fetch as it goes.

import {
	ago, ahead, announce, count, counted, cut, date, duration, failed, getJson, h, moment,
	order, showHealth, status,
} from './common.js';
import { Watch } from './watch.js';

/** @import { Job, MailboxAnswer, MailboxOn, Refusal } from './fetches.d.ts' */
/** @import { Shape } from './common.js' */

const FEW = 5;
const SETTINGS = [['IMAP_HOST', 'the mail server'], ['IMAP_USER', 'the account'], ['IMAP_PASS', 'its password']];
/** @type {Record<string, string>} */
const AFTER = { seen: 'then marks them seen', delete: 'then deletes them' };

/**
 * How a fetch ended.
 * @type {Record<string, {shape: Shape, tone: string, word: string}>}
 */
const ENDS = {
	done: { shape: 'pass', tone: 'pass', word: 'Finished' },
	stopped: { shape: 'none', tone: 'none', word: 'Stopped' },
	failed: { shape: 'fail', tone: 'fail', word: 'Failed' },
};

const clock = () => Date.now() / 1000;

/** @param {Job|null|undefined} job @returns {job is Job & {state: 'running'}} */
const running = (job) => job?.state === 'running';

/** What a job counted: the number, its word, and whether that is bad. @param {Job} job */
function sumsOf({ imported, duplicate, failed: bad, other, ignored }) {
	/** @type {[number, string, boolean?][]} */
	const sums = [[imported, 'imported'], [duplicate, 'already here'], [bad, 'failed', bad > 0],
		[other, 'of another kind'], [ignored, 'without a report']];
	return sums.filter(([n], i) => i < 3 || n > 0);
}

/** @param {Job} job */
const sumWords = (job) => sumsOf(job).map(([n, word]) => `${count(n)} ${word}`).join(', ');

/** @param {string} action */
const afterwards = (action) => action.startsWith('move:') ? `then moves them to ${cut(action.slice(5))}`
	: AFTER[action] ?? cut(action);

/** @param {Refusal} refusal */
const refusal = ({ file, part, message }) => h('li', null,
	h('b', null, cut(part ? `${file}, ${part}` : file)), h('span', null, cut(message)));

/** Reports that were refused, the last first, as they come. @param {Refusal[]} errors */
function refusals(errors) {
	if (!errors.length)
		return null;
	return h('details', { class: 'refused', open: errors.length <= FEW },
		h('summary', { 'data-key': 'refused' }, `${counted(errors.length, 'report')} refused, the latest first`),
		h('ul', null, errors.map(refusal)));
}

/** How the last check went. @param {Job|null} job */
function lastCheck(job) {
	if (!job)
		return 'never';
	if (running(job))
		return 'now';
	const { shape, tone, word } = ENDS[job.state] ?? ENDS.failed;
	const when = [moment(job.ended ?? job.started, ago), ', ',
		job.state === 'done' ? counted(job.seen, 'message') : word.toLowerCase()];
	return shape === 'fail' ? failed(h('span', null, when)) : status(shape, h('span', null, when), tone);
}

/** @param {MailboxAnswer['problem']} problem */
function lastProblem(problem) {
	if (!problem)
		return 'none';
	const day = problem.time && moment(problem.time, date);
	return h('span', { class: 'failt' }, day && [day, ', '], cut(problem.message));
}

/** @param {MailboxOn} box */
function facts({ account, folder, search, action, job, next, problem }) {
	/** @param {string} word @param {any} value */
	const row = (word, value) => h('tr', null, h('th', { scope: 'row' }, word), h('td', null, value));
	return h('table', { class: 'kv fit' }, h('caption', { class: 'vh' }, 'Mailbox'), h('tbody', null,
		row('Account', [cut(account ?? 'not named'), folder !== null && `, ${cut(folder)}`]),
		action !== null && row('Takes', `${cut(search ?? 'all that comes')}, ${afterwards(action)}`),
		row('Last check', lastCheck(job)),
		job && job.state !== 'running' && (job.seen > 0 || job.state === 'done') && row('It brought', sumsOf(job).map(([n, word, bad], i) =>
			[i > 0 && ', ', h('span', { class: bad ? 'failt' : null }, `${count(n)} ${word}`)])),
		row('Next check', next === null ? 'not known yet' : moment(next, ahead)),
		row('Last problem', lastProblem(problem))));
}

/** How to have one. @param {MailboxAnswer['problem']} problem */
function off(problem) {
	return [h('p', { class: 'sub' }, status('none', 'Off. '), ' Reports can be fetched from the mailbox they are sent to, '
		+ 'every 15 minutes, once these settings name it:'),
	h('table', { class: 'kv fit lft' }, h('caption', { class: 'vh' }, 'Settings of the mailbox'), h('tbody', null,
		SETTINGS.map(([name, what]) => h('tr', null, h('th', { scope: 'row' }, h('code', null, name)), h('td', null, what))))),
	problem && h('p', { class: 'notice' }, cut(problem.message))];
}

export class Mailbox {
	/** @param {string} [name] the first of them: none */
	constructor(name) {
		this.asked = name ? `?mailbox=${name}` : '';
		/** @type {MailboxAnswer|null} */
		this.box = null;
		/** The others, beside the first. @type {Map<string, Mailbox>} */
		this.others = new Map();
		this.row = h('div', { class: 'row below', hidden: true });
		this.title = h('h2', { id: `h-box${name ?? ''}` }, 'Mailbox', name && ` ${name}`);
		/** @type {any} */
		this.error = null;
		this.lost = false;
		this.stopping = false;
		this.quarter = 0;
		this.watch = new Watch(() => this.look());
		this.fetch = h('button', { type: 'button', class: 'btn', on: { click: () => this.begin() } }, 'Fetch now',
			name && h('span', { class: 'vh' }, ` from ${name}`));
		this.stop = h('button', { type: 'button', class: 'btn', on: { click: () => this.end() } });
		this.told = h('p', { class: 'failt', role: 'alert', hidden: true });
		this.done = h('b');
		this.side = h('span', { class: 'sub' });
		this.bar = h('progress', { 'aria-label': 'Messages read' });
		this.sums = h('p', { class: 'counts' });
		this.progress = h('div', { class: 'fetching' }, this.done, this.side, this.bar,
			h('div', { class: 'under' }, this.sums, h('p', { class: 'acts' }, this.stop)));
		this.rest = h('div', null, h('p', { class: 'dim asking' }, 'Asking'));
		/** @type {Map<HTMLElement, string>} */
		this.drawn = new Map();
		this.refused = h('div');
		/** What was sent here in other ways and refused. */
		this.sent = h('div');
		this.node = h('section', { class: `${name ? 'c6' : 'c5'} mailbox`, 'aria-labelledby': this.title.id },
			h('div', { class: 'h' }, this.title, this.fetch),
			this.told, this.progress, this.rest, this.refused);
		this.fetch.hidden = this.progress.hidden = true;
		document.addEventListener('visibilitychange', () => document.hidden || running(this.box?.job) || this.load());
	}

	/** Asks how things stand, and watches what runs. */
	async load() {
		try {
			this.box = await getJson(`api/mailbox${this.asked}`);
			this.error = null;
			if (!this.asked)
				this.besides(this.box);
		} catch (/** @type {any} */ error) {
			this.error = error;
		}
		this.draw();
		if (running(this.box?.job) && !this.watch.on)
			this.watch.start();
	}

	/** Each of the others has a place of its own. @param {MailboxAnswer} first */
	besides({ name, mailboxes }) {
		const others = mailboxes.filter((other) => other !== name);
		const [now, before] = [others, [...this.others.keys()]].map(String);
		this.title.textContent = others.length ? `Mailbox ${name}` : 'Mailbox';
		if (now === before)
			return;
		this.others = new Map(others.map((other) => [other, this.others.get(other) ?? new Mailbox(other)]));
		this.row.replaceChildren(...[...this.others.values()].map(({ node }) => node));
		this.row.hidden = !others.length;
		for (const other of this.others.values())
			if (!other.box)
				other.load();
	}

	/** One look at the job; true while it runs. */
	async look() {
		const { box } = this;
		if (!box?.job)
			return false;
		try {
			box.job = await getJson(`api/jobs/${box.job.id}`);
			this.lost = false;
		} catch (/** @type {any} */ error) {
			this.lost = true;
			if (error.status === 404)
				return this.over();
		}
		if (!running(this.box?.job))
			return this.over();
		this.draw();
		return true;
	}

	/** It has ended: what came of it, and when the next one is. */
	async over() {
		const job = this.box?.job;
		this.lost = this.stopping = false;
		await Promise.all([this.load(), showHealth()]);
		if (job)
			announce(running(job) ? 'The fetch is over' : `${ENDS[job.state]?.word ?? 'Over'}: ${job.error
				? cut(job.error.message) : sumWords(job)}`);
		return running(this.box?.job);
	}

	async begin() {
		const name = this.box?.name;
		const answer = await this.attempt(() => order('POST', `api/fetch?mailbox=${name}`), 'The fetch did not start');
		if (!answer || !this.box)
			return;
		const none = { total: 0, seen: 0, imported: 0, duplicate: 0, other: 0, failed: 0, ignored: 0 };
		this.box.job = { id: answer.job, mailbox: this.box.name, by: 'page', state: 'running', started: clock(), ended: null, error: null, errors: [], ...none };
		this.quarter = 0;
		this.draw();
		announce(answer.joined ? 'A fetch was running already' : 'Fetching');
		this.watch.start();
	}

	async end() {
		const now = this.box?.job;
		if (this.stopping || !now)
			return;
		this.stopping = true;
		this.draw();
		const job = await this.attempt(() => order('DELETE', `api/jobs/${now.id}`), 'It did not stop');
		this.stopping = job !== null;
		if (job && this.box) {
			this.box.job = job;
			announce('Stopping');
		}
		this.draw();
		this.watch.start();
	}

	/** What it answers, or null when that failed, which is told. @template T @param {() => Promise<T>} act @param {string} not */
	async attempt(act, not) {
		this.told.hidden = true;
		try {
			return await act();
		} catch (/** @type {any} */ error) {
			this.told.textContent = '';
			this.told.append(status('fail', h('span', null, `${not}: ${cut(error.message)}`)));
			this.told.hidden = false;
			return null;
		}
	}

	/** The focus goes along when one button takes the other's place. */
	draw() {
		const { box, error, fetch, stop } = this;
		const job = error ? null : box?.job;
		const runs = running(job), ready = !error && box?.on && !runs;
		const focused = document.activeElement;
		fetch.hidden = !ready;
		this.progress.hidden = !runs;
		if (focused === fetch && runs)
			stop.focus();
		if (focused === stop && ready)
			fetch.focus();
		if (runs)
			this.drawProgress(job);
		this.rest.replaceChildren(...[error ? this.failure(error) : box && (box.on ? facts(box) : off(box.problem))].flat().filter(Boolean));
		this.drawRefused(this.refused, job?.errors ?? []);
		this.drawRefused(this.sent, box?.refused ?? []);
	}

	/** @param {Job} job */
	drawProgress(job) {
		const { total, seen, started } = job;
		this.done.textContent = total ? `${count(seen)} of ${counted(total, 'message')}` : 'Asking the mail server';
		this.side.textContent = this.lost ? 'no answer just now, asking again' : `for ${duration(clock() - started)}`;
		if (total) {
			this.bar.max = total;
			this.bar.value = seen;
		} else {
			this.bar.removeAttribute('value');
		}
		this.sums.replaceChildren(...sumsOf(job).map(([n, word, bad]) =>
			h('span', { class: bad ? 'failt' : null }, `${count(n)} ${word}`)));
		this.stop.replaceChildren(...this.stopping ? ['Stopping'] : ['Stop', h('span', { class: 'vh' }, ' fetching')]);
		this.stop.setAttribute('aria-disabled', String(this.stopping));

		const quarter = total ? Math.floor(seen / total * 4) : 0;
		if (quarter > this.quarter && quarter < 4)
			announce(`${quarter * 25} percent read. ${sumWords(job)}`);
		this.quarter = quarter;
	}

	/** Drawn anew only when it is new: one may be reading it. @param {HTMLElement} node @param {Refusal[]} errors */
	drawRefused(node, errors) {
		const now = JSON.stringify(errors);
		if (now === (this.drawn.get(node) ?? '[]'))
			return;
		this.drawn.set(node, now);
		const open = node.querySelector('details')?.open;
		const list = refusals(errors);
		if (list && open !== undefined)
			list.open = open;
		node.replaceChildren(...list ? [list] : []);
	}

	/** @param {any} error */
	failure(error) {
		return [h('p', null, failed(h('span', null, 'The mailbox cannot be asked: ', cut(error.message)))),
			h('p', { class: 'dim' }, error.status ? `Status ${error.status}` : null, error.request && `, request ${error.request}`),
			h('p', { class: 'acts' }, h('button', { type: 'button', class: 'btn', on: { click: () => this.load() } }, 'Retry'))];
	}
}
