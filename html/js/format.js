// Numbers, days and hostile text, as people read them.  No DOM in here.

const number = new Intl.NumberFormat('en');
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July',
	'August', 'September', 'October', 'November', 'December'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const DAY = 86400;
const YEAR = 365;	// days
const LONGEST = 253;

// C0, C1, soft hyphen, zero width, bidi, line and paragraph separators, tags.
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/**
 * The text with every character that cannot be seen written out: ‹U+202E›.
 * @param {unknown} text
 * @param {string} [keep] characters left as they are
 */
export function visible(text, keep = '') {
	return String(text).replace(UNSEEN, (c) => keep.includes(c) ? c
		: `‹U+${/** @type {number} */ (c.codePointAt(0)).toString(16).toUpperCase().padStart(4, '0')}›`);
}

/**
 * No longer than a domain name may be.
 * @param {string} text
 */
export function cut(text) {
	return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** @param {number} n */
export function count(n) {
	return number.format(n);
}

/**
 * "1 record", "1,846 records".
 * @param {number} n
 * @param {string} one
 * @param {string} [many]
 */
export function counted(n, one, many = `${one}s`) {
	return `${count(n)} ${n === 1 ? one : many}`;
}

/**
 * A share in percent, never rounded up to 100 or down to 0; to two places, wherever it is told.
 * @param {number} part
 * @param {number} whole
 * @returns {string|null} null when there is nothing to divide by
 */
export function percent(part, whole) {
	if (!whole)
		return null;
	if (part === 0 || part === whole)
		return part ? '100.00' : '0.00';
	const share = part / whole * 100;
	return share < .01 ? '<0.01' : Math.min(share, 99.99).toFixed(2);
}

/**
 * The highest number on an axis, and the label of it or of its half.
 * @param {number} max
 */
export function niceMax(max) {
	const power = 10 ** Math.floor(Math.log10(Math.max(max, 1)));
	const step = [1, 2, 3, 4, 5, 6, 8, 10].find((s) => s * power >= max);
	return (step ?? 10) * power;
}

/** @param {number} n */
export function axis(n) {
	for (const [size, unit] of /** @type {[number, string][]} */ (
		[[1e9, 'bn'], [1e6, 'M'], [1e3, 'k']]))
		if (n >= size)
			return `${+(n / size).toFixed(1)}${unit}`;
	return String(n);
}

/**
 * The seconds at which a day ("2026-11-22") begins.
 * @param {string} day
 */
export function dayTime(day) {
	return Date.parse(`${day}T00:00:00Z`) / 1000;
}

/** The day of a moment. @param {number} time */
export function dayOf(time) {
	return new Date(time * 1000).toISOString().slice(0, 10);
}

/** "22 Nov 2026", of a moment. @param {number} time */
export function date(time) {
	return shortDay(dayOf(time));
}

/**
 * The day so many days later.
 * @param {string} day
 * @param {number} days
 */
export function addDays(day, days) {
	return dayOf(dayTime(day) + days * DAY);
}

/** @param {string} day */
function partsOf(day) {
	const [y, m, d] = day.split('-').map(Number);
	return { y, m, d, month: MONTHS[m - 1] };
}

/**
 * "22 Nov 2026".
 * @param {string} day
 */
export function shortDay(day) {
	const { y, month, d } = partsOf(day);
	return `${d} ${month.slice(0, 3)} ${y}`;
}

/**
 * "24 Nov", and with its year when that is no longer the one that anybody thinks of.
 * @param {string} day
 * @param {string} [today]
 */
export function nearDay(day, today = dayOf(Date.now() / 1000)) {
	return day > addDays(today, -YEAR) ? axisDay(day) : shortDay(day);
}

/**
 * "26 Oct", as the axis has it; a month is "Oct 2026".
 * @param {string} day
 * @param {string} [bucket]
 */
export function axisDay(day, bucket = 'day') {
	const { y, month, d } = partsOf(day);
	return bucket === 'month' ? `${month.slice(0, 3)} ${y}` : `${d} ${month.slice(0, 3)}`;
}

/** @param {string} day */
export function weekday(day) {
	return WEEKDAYS[new Date(dayTime(day) * 1000).getUTCDay()];
}

/** @param {string} day */
function longDay(day) {
	const { y, month, d } = partsOf(day);
	return `${d} ${month} ${y}`;
}

/**
 * "24 October to 22 November 2026"; a year, a month or a day said once is
 * not said twice.
 * @param {string|null} from
 * @param {string|null} to
 */
export function days(from, to) {
	if (!from)
		return to ? `Up to ${longDay(to)}` : 'All time';
	if (!to)
		return `Since ${longDay(from)}`;
	if (from === to)
		return longDay(from);

	const a = partsOf(from), b = partsOf(to);
	if (a.y !== b.y)
		return `${longDay(from)} to ${longDay(to)}`;
	if (a.m !== b.m)
		return `${a.d} ${a.month} to ${longDay(to)}`;
	return `${a.d} to ${longDay(to)}`;
}

/**
 * "23 Nov 2026, 06:12 UTC".
 * @param {number} time
 */
export function instant(time) {
	const iso = new Date(time * 1000).toISOString();
	return `${shortDay(iso.slice(0, 10))}, ${iso.slice(11, 16)} UTC`;
}

/**
 * The range of a report: a day's hours, or both ends in full.
 * @param {number} begin
 * @param {number} end
 */
export function span(begin, end) {
	const a = new Date(begin * 1000).toISOString(), b = new Date(end * 1000).toISOString();
	const first = shortDay(a.slice(0, 10)), last = shortDay(b.slice(0, 10));
	if (first === last)
		return `${first}, ${a.slice(11, 16)} to ${b.slice(11, 16)} UTC`;
	return `${first}, ${a.slice(11, 16)} to ${last}, ${b.slice(11, 16)} UTC`;
}

/**
 * "14 min ago" under 48 hours, else the instant.
 * @param {number} time
 * @param {number} now
 */
export function ago(time, now) {
	const age = now - time;
	if (age < 0 || age >= 2 * DAY)
		return instant(time);
	if (age < 60)
		return 'just now';
	if (age < 3600)
		return `${Math.floor(age / 60)} min ago`;
	return `${Math.floor(age / 3600)} h ago`;
}

/**
 * How long: "12 min", "5 h", "4 days".
 * @param {number} seconds
 */
export function age(seconds) {
	if (seconds < 3600)
		return `${Math.max(1, Math.floor(seconds / 60))} min`;
	if (seconds < 2 * DAY)
		return `${Math.floor(seconds / 3600)} h`;
	return `${count(Math.floor(seconds / DAY))} days`;
}

/**
 * "in 11 min", and "due now" when it is over.
 * @param {number} time
 * @param {number} now
 */
export function ahead(time, now) {
	return time - now < 1 ? 'due now' : `in ${age(time - now + 59)}`;
}

/** @param {number} bytes */
export function size(bytes) {
	if (bytes < 1000)
		return `${bytes} bytes`;
	return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** @param {number} seconds */
export function duration(seconds) {
	return seconds < 90 ? `${Math.max(1, Math.round(seconds))} s`
		: `${Math.round(seconds / 60)} min`;
}

/**
 * Cells for a spreadsheet: quoted, and none that it would calculate.
 * @param {unknown[]} cells
 */
export function csvLine(cells) {
	return cells.map((cell) => {
		const s = String(cell ?? '');
		return `"${(/^[=+\-@\t\r]/.test(s) ? `'${s}` : s).replaceAll('"', '""')}"`;
	}).join(',');
}
