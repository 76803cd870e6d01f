// Where in a report's XML one of its records stands.  No DOM.

/** @import { RecordDetail } from './types.d.ts' */

/** What the first element of that name holds. @param {string} part @param {string} tag */
const valueOf = (part, tag) => new RegExp(`<(?:[\\w-]+:)?${tag}\\s*>\\s*([^<]*?)\\s*<`).exec(part)?.[1] ?? '';

/**
 * At its place, if what is there is alike, or else the first with its address and count.
 * @param {string} xml
 * @param {Pick<RecordDetail, 'place'|'ip'|'ip_raw'|'messages'>} record
 * @returns {[number, number]|null} from its first character to behind its last
 */
export function placeOf(xml, record) {
	const all = [...xml.matchAll(/<((?:[\w-]+:)?record)\b[\s\S]*?<\/\1\s*>/g)];
	// A record without address and messages is none, and has no place.
	const real = all.filter(([part]) => valueOf(part, 'source_ip') || Number(valueOf(part, 'count')) > 0);
	const alike = real.filter(([part]) => valueOf(part, 'source_ip') === String(record.ip_raw ?? record.ip ?? '')
		&& valueOf(part, 'count') === String(record.messages));
	const found = alike.find((one) => one === real[record.place - 1]) ?? alike[0];
	return found ? [found.index, found.index + found[0].length] : null;
}
