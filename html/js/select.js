// Choosing some of a row of links: by dragging over them, or by Shift and the arrows.  It is
// one stop of the Tab key, and the arrows alone walk.

const STEPS = /** @type {Record<string, number>} */ ({ ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity });

/**
 * @typedef {object} How
 * @property {(first: number, last: number, keys: boolean) => void} show  what is pointed at or chosen so far
 * @property {(first: number, last: number) => void} choose  more than one, and done
 * @property {() => void} clear
 */

class Selection {
	/**
	 * @param {Element} box
	 * @param {Element[]} slots  side by side, equally wide; those that are links are walked
	 * @param {How} how
	 */
	constructor(box, slots, how) {
		this.box = box;
		this.slots = slots;
		this.how = how;
		this.stops = slots.flatMap((slot, i) => slot.matches('a') ? [i] : []);
		this.first = this.last = 0;
		this.pressed = this.dragged = false;
		this.stopAt(this.stops.at(-1) ?? 0);
	}

	get some() {
		return this.first !== this.last;
	}

	/** @param {boolean} keys */
	show(keys) {
		this.how.show(Math.min(this.first, this.last), Math.max(this.first, this.last), keys);
	}

	choose() {
		this.how.choose(Math.min(this.first, this.last), Math.max(this.first, this.last));
	}

	clear() {
		this.pressed = this.dragged = false;
		this.first = this.last;
		this.how.clear();
	}

	/** @param {number} i */
	stopAt(i) {
		for (const stop of this.stops)
			this.slots[stop].setAttribute('tabindex', stop === i ? '0' : '-1');
	}

	/** @param {KeyboardEvent} event */
	key(event) {
		const now = this.stops.indexOf(this.slots.indexOf(/** @type {Element} */ (event.target)));
		if (now < 0 || event.ctrlKey || event.altKey || event.metaKey)
			return;
		if (!this.some)
			this.first = this.stops[now];
		if (event.key in STEPS)
			this.step(now + STEPS[event.key], event.shiftKey);
		else if (event.key === 'Enter' && this.some)
			this.choose();
		else if (event.key === 'Escape' && this.some)
			this.clear();
		else
			return;
		event.preventDefault();
	}

	/** @param {number} to among the stops @param {boolean} choosing */
	step(to, choosing) {
		this.last = this.stops[Math.min(this.stops.length - 1, Math.max(0, to))];
		if (!choosing)
			this.first = this.last;
		this.stopAt(this.last);
		/** @type {any} */ (this.slots[this.last]).focus();
		this.show(true);
	}

	/** The slot below the pointer. @param {PointerEvent} event */
	at({ clientX }) {
		const { left, width } = this.box.getBoundingClientRect();
		const i = Math.floor((clientX - left) / width * this.slots.length);
		return Math.min(this.slots.length - 1, Math.max(0, i));
	}

	/** @param {PointerEvent} event */
	down(event) {
		this.dragged = false;
		this.pressed = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
		this.first = this.last = this.at(event);
	}

	/** @param {PointerEvent} event */
	move(event) {
		this.last = this.at(event);
		if (!this.pressed)
			this.first = this.last;
		if (this.some && !this.dragged) {
			this.dragged = true;
			this.box.setPointerCapture(event.pointerId);
		}
		this.show(false);
	}

	up() {
		const done = this.pressed && this.some;
		this.pressed = false;
		if (done)
			this.choose();
	}

	/** The end of a drag is no click. @param {Event} event */
	click(event) {
		if (!this.dragged)
			return;
		this.dragged = false;
		event.preventDefault();
		event.stopPropagation();
	}
}

/**
 * @param {Element} box
 * @param {Element[]} slots
 * @param {How} how
 */
export function selectable(box, slots, how) {
	const selection = new Selection(box, slots, how);
	/** @type {Record<string, (event: any) => void>} */
	const on = {
		keydown: (event) => selection.key(event),
		focusin: ({ target }) => {
			const i = slots.indexOf(target);
			if (i >= 0 && !selection.some && !selection.pressed)
				selection.step(selection.stops.indexOf(i), false);
		},
		pointerdown: (event) => selection.down(event),
		pointermove: (event) => selection.move(event),
		pointerup: () => selection.up(),
		pointercancel: () => selection.clear(),
		pointerleave: () => selection.pressed || selection.clear(),
		dragstart: (event) => event.preventDefault(),
	};
	for (const [name, act] of Object.entries(on))
		box.addEventListener(name, act);
	box.addEventListener('click', (event) => selection.click(event), true);
}
