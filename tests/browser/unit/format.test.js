import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as f from '../../../html/js/format.js';

test('a percentage never becomes all or nothing', () => {
	assert.equal(f.percent(0, 10), '0.00');
	assert.equal(f.percent(10, 10), '100.00');
	assert.equal(f.percent(999999, 1000000), '99.99');
	assert.equal(f.percent(1, 1000000), '<0.01');
	assert.equal(f.percent(1, 3), '33.33');
	assert.equal(f.percent(0, 0), null);
});

test('what cannot be seen is written out', () => {
	assert.equal(f.visible('a\u202eb'), 'a‹U+202E›b');
	assert.equal(f.visible('\u0000\u200b\ufeff\u2066'), '‹U+0000›‹U+200B›‹U+FEFF›‹U+2066›');
	assert.equal(f.visible('line\nline'), 'line‹U+000A›line');
	assert.equal(f.visible('line\nline', '\n'), 'line\nline');
	assert.equal(f.visible('\u{e0041}'), '‹U+E0041›');
	assert.equal(f.visible('bücher.example, 日本'), 'bücher.example, 日本');
});

test('long names are cut', () => {
	assert.equal(f.cut('a'.repeat(253)), 'a'.repeat(253));
	assert.equal(f.cut('a'.repeat(254)), `${'a'.repeat(253)}…`);
});

test('days', () => {
	assert.equal(f.days('2026-10-24', '2026-11-22'), '24 October to 22 November 2026');
	assert.equal(f.days('2026-11-01', '2026-11-22'), '1 to 22 November 2026');
	assert.equal(f.days('2025-12-24', '2026-01-22'), '24 December 2025 to 22 January 2026');
	assert.equal(f.days('2026-11-22', '2026-11-22'), '22 November 2026');
	assert.equal(f.days(null, null), 'All time');
	assert.equal(f.days('2026-11-22', null), 'Since 22 November 2026');
	assert.equal(f.days(null, '2026-11-22'), 'Up to 22 November 2026');
	assert.equal(f.weekday('2026-11-22'), 'Sun');
	assert.equal(f.addDays('2026-02-27', 2), '2026-03-01');
});

test('times', () => {
	assert.equal(f.instant(1795478399), '23 Nov 2026, 23:59 UTC');
	assert.equal(f.span(1795392000, 1795478399), '23 Nov 2026, 00:00 to 23:59 UTC');
	assert.equal(f.ago(1000, 1030), 'just now');
	assert.equal(f.ago(1000, 1000 + 14 * 60), '14 min ago');
	assert.equal(f.ago(1000, 1000 + 47 * 3600), '47 h ago');
	assert.equal(f.ago(1000, 1000 + 48 * 3600), '1 Jan 1970, 00:16 UTC');
});

test('spans of time', () => {
	assert.deepEqual([0, 59, 60, 3599, 3600, 47 * 3600, 48 * 3600, 4.9 * 86400].map(f.age),
		['1 min', '1 min', '1 min', '59 min', '1 h', '47 h', '2 days', '4 days']);
	assert.equal(f.ahead(1000, 1000), 'due now');
	assert.equal(f.ahead(1000, 2000), 'due now');
	assert.equal(f.ahead(1000 + 11 * 60, 1000), 'in 11 min');
	assert.equal(f.ahead(1000 + 10 * 60 + 1, 1000), 'in 11 min');
});

test('scales', () => {
	assert.deepEqual([0, 1, 7, 11, 4162, 71490].map(f.niceMax), [1, 1, 8, 20, 5000, 80000]);
	assert.deepEqual([0, 5, 1500, 40000, 2e6].map(f.axis), ['0', '5', '1.5k', '40k', '2M']);
});

test('cells that a spreadsheet would calculate', () => {
	assert.equal(f.csvLine(['=1+1', '-2', '@x', '\tx', 'a"b', null, 5]),
		'"\'=1+1","\'-2","\'@x","\'\tx","a""b","","5"');
});
