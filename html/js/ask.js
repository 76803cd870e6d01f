// Whose a sender is, as its user says: asked in joined buttons, undone by one click.

import { announce, byId, cut, date, h, moment, order } from './common.js';

/** @import { MarkWord, Sender } from './whose.d.ts' */

/** @type {Record<MarkWord, {label: string, letter: string, hint: string}>} */
const MARKS = {
	mine: { label: 'Mine', letter: 'm', hint: 'It sends for you' },
	'not-mine': { label: 'Not mine', letter: 'n', hint: 'You do not know it' },
	expected: { label: 'Expected', letter: 'e', hint: 'It passes your mail on, as it may' },
};

export const ALL = /** @type {MarkWord[]} */ (Object.keys(MARKS));

/** @param {MarkWord} what */
const wordOf = (what) => MARKS[what].label.toLowerCase();

/** Marks of senders, as they are given on one page. */
export class Asked {
	/** @param {(now: Sender|null) => void} draw  the sender as it is now, or null: as it was */
	constructor(draw) {
		this.draw = draw;
		/** Those that an answer is awaited for. @type {Set<string>} */
		this.busy = new Set();
		/** What could not be done, by the sender. @type {Map<string, string>} */
		this.refused = new Map();
	}

	/** @param {Sender} sender @param {MarkWord|'none'} what @param {string} [note] */
	async mark({ id, title }, what, note) {
		if (this.busy.has(id))
			return;
		this.busy.add(id);
		this.refused.delete(id);
		let now = null, told = what === 'none' ? `${title}: mark taken away` : `${title}: marked ${wordOf(what)}`;
		try {
			now = await order('POST', `api/senders/${encodeURIComponent(id)}?mark=${what}`, note);
		} catch (/** @type {any} */ error) {
			told = `Not marked: ${error.message}`;
			this.refused.set(id, told);
		}
		this.busy.delete(id);
		this.draw(now);
		announce(told);
		refocus(id);
	}

	/**
	 * One control: which of the answers is on, and the others.
	 * @param {Sender} sender
	 * @param {MarkWord[]} [whats]
	 * @param {() => string} [note]
	 */
	buttons(sender, whats = ALL, note) {
		const { id, title, mark } = sender;
		return h('div', { class: 'ask', role: 'group', 'aria-label': `Is ${title} yours?` }, whats.map((what) => {
			const on = mark?.what === what;
			return h('button', { type: 'button', class: 'btn', title: MARKS[what].hint, 'aria-pressed': String(on), 'data-key': `ask-${what}-${id}`,
				on: { click: () => this.mark(sender, on ? 'none' : what, on ? undefined : note?.()) } },
			MARKS[what].label, h('span', { class: 'vh' }, `: ${title}`));
		}));
	}

	/** What was said of it, with its way back; what could not be. @param {Sender} sender */
	said(sender) {
		const { id, title, mark } = sender, refused = this.refused.get(id);
		return [mark && h('p', { class: 'marked' }, `marked ${wordOf(mark.what)}`, mark.by && ` by ${cut(mark.by)}`, ' ',
			h('span', { class: 'd2' }, moment(mark.time, date), ' · ',
				h('button', { type: 'button', class: 'linkish', 'data-key': `undo-${id}`,
					on: { click: () => this.mark(sender, 'none') } }, 'Undo', h('span', { class: 'vh' }, `: ${title}`))),
			mark.note && h('q', { class: 'd2' }, cut(mark.note))),
		refused && h('p', { class: 'marked failt' }, cut(refused))];
	}

	/** m, n and e where the focus is on the sender. @param {Sender} sender */
	keys(sender) {
		return (/** @type {KeyboardEvent} */ event) => {
			const what = ALL.find((one) => MARKS[one].letter === event.key);
			const typing = /** @type {Element} */ (event.target).closest('input');
			if (!what || typing || event.ctrlKey || event.metaKey || event.altKey)
				return;
			event.preventDefault();
			if (sender.mark?.what !== what)
				this.mark(sender, what);
		};
	}
}

/** The focus stays with the sender when its button is gone. @param {string} id */
function refocus(id) {
	const focused = document.activeElement;
	if (focused !== document.body && focused !== byId('main'))
		return;
	const node = ['undo', 'ask-mine', 'ask-not-mine', 'name'].map((what) =>
		document.querySelector(`main [data-key="${CSS.escape(`${what}-${id}`)}"]`)).find(Boolean);
	/** @type {HTMLElement|undefined} */ (node)?.focus();
}
