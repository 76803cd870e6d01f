import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeOf } from '../../../html/js/place.js';

const one = (ip, count, from, ns = '') => `<${ns}record><${ns}row><${ns}source_ip>${ip}</${ns}source_ip>
\t<${ns}count> ${count} </${ns}count></${ns}row><${ns}identifiers><${ns}header_from>${from}</${ns}header_from></${ns}identifiers></${ns}record>`;

/** What stands at the place of the record. */
function marked(records, place, ip = '192.0.2.1', messages = 3) {
	const xml = `<feedback>${records.join('\n')}</feedback>`;
	const found = placeOf(xml, { place, ip, ip_raw: null, messages });
	return found && xml.slice(...found);
}

test('of two that are alike it is the one at the place', () => {
	const records = [one('192.0.2.1', 3, 'a.example'), one('192.0.2.9', 3, 'x.example'), one('192.0.2.1', 3, 'b.example')];
	assert.equal(marked(records, 1), records[0]);
	assert.equal(marked(records, 3), records[2]);
});

test('where the place holds another, it is the first that is alike', () => {
	const records = [one('192.0.2.9', 3, 'x.example'), one('192.0.2.1', 4, 'x.example'), one('192.0.2.1', 3, 'a.example')];
	for (const place of [1, 2, 3, 99])
		assert.equal(marked(records, place), records[2]);
	assert.equal(marked(records, 1, '203.0.113.1'), null);
});

test('a record that is none has no place', () => {
	const records = [one('', 0, ''), one('192.0.2.1', 3, 'a.example'), one('', '', ''), one('192.0.2.1', 3, 'b.example')];
	assert.equal(marked(records, 2), records[3]);
});

test('names may have a prefix', () => {
	const records = [one('192.0.2.1', 3, 'a.example', 'd:'), one('192.0.2.1', 3, 'b.example', 'd:')];
	assert.equal(marked(records, 2), records[1]);
});
