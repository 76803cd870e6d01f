// Looks again and again, ever less often, as long as there is more to see and somebody to see it.

const FIRST = 1000;
const LONGEST = 5000;
const GROWTH = 1.5;

export class Watch {
	/** @param {() => Promise<boolean>} look  true: there is more to come; it fails itself in silence */
	constructor(look) {
		this.look = look;
		this.on = false;
		this.round = 0;
		this.pause = FIRST;
		this.timer = 0;
		document.addEventListener('visibilitychange', () => this.seen());
	}

	/** From the start, quickly. */
	start() {
		this.on = true;
		this.round++;
		this.pause = FIRST;
		this.plan();
	}

	stop() {
		this.on = false;
		this.round++;
		clearTimeout(this.timer);
	}

	/** Nobody looks: it waits; somebody looks again: so does it. */
	seen() {
		if (!this.on)
			return;
		if (document.hidden) {
			this.round++;
			clearTimeout(this.timer);
		} else {
			this.pause = FIRST;
			this.turn();
		}
	}

	plan() {
		clearTimeout(this.timer);
		if (!document.hidden)
			this.timer = setTimeout(() => this.turn(), this.pause);
	}

	async turn() {
		const round = ++this.round;
		clearTimeout(this.timer);
		this.pause = Math.min(this.pause * GROWTH, LONGEST);
		const more = await this.look();
		if (round !== this.round)
			return;
		if (more)
			this.plan();
		else
			this.on = false;
	}
}
