import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amountOf, KINDS, limitOf, says, severityOf, titleOf } from '../../../html/js/situation.js';
import { ACTIONS, actionsOf, isOpen, LIMITS, stateOf } from '../../../html/js/standing.js';

const NOW = 1_795_500_000;

/** An open alarm. */
function alarm(kind, more = {}) {
	return { id: 1, kind, severity: 'warn', state: 'open', subject: null, subject_idn: null, value: 3, total: null, limit: 1,
		since: NOW - 86400, opened: NOW, changed: NOW - 60, resolved: null, seen: null, closed: null, muted: null,
		pushed: null, detail: null, href: null, ...more };
}

/** Its sentence; a space that does not break is a space. */
const sentence = (kind, more) => says(alarm(kind, more)).replaceAll('\u00a0', ' ');

/** @type {[string, object, string][]} */
const CASES = [
	['fail_rate', { subject: 'example.org', value: 225, total: 1233, limit: 15 },
		'225 of 1,233 messages fail DMARC, 18.25 %; the limit is 15 %.'],
	['fail_rate', { subject: 'xn--bcher-kva.example', subject_idn: 'bücher.example', value: 1233, total: 1233, limit: 15 },
		'1,233 of 1,233 messages fail DMARC, 100.00 %; the limit is 15 %.'],
	['source_fail', { subject: '203.0.113.77', value: 640, total: 641, limit: 50 },
		'640 of 641 messages fail DMARC; the limit is 50.'],
	['disposition', { subject: 'example.org', value: 1420, total: 23005, limit: 20 },
		'1,420 of 23,005 messages were quarantined or rejected; the limit is 20.'],
	['fetch_failed', { detail: 'the mail server refused the login' },
		'3 fetches in a row failed: the mail server refused the login.'],
	['fetch_failed', { value: 1 }, 'A fetch failed.'],
	['import_failed', { detail: 'a.zip: the archive ends in the middle.' },
		'3 reports by mail or webhook could not be imported. The last: a.zip: the archive ends in the middle.'],
	['import_failed', { value: 1 }, '1 report by mail or webhook could not be imported.'],
	['no_reports', { value: 52, limit: 48 },
		'No new report came for 52 hours, after some on each of several days; the limit is 48 hours.'],
];

test('each kind is told in a sentence, and none is without a case', () => {
	for (const [kind, more, words] of CASES)
		assert.equal(sentence(kind, more), words);
	assert.deepEqual(new Set(CASES.map(([kind]) => kind)), new Set(Object.keys(KINDS)));
});

test('whatever an alarm holds, its words are whole', () => {
	for (const kind of [...Object.keys(KINDS), 'something_new', 'constructor', '__proto__'])
		for (const more of [{}, { subject: 'example.org', total: 0 }, { detail: 'x' }, { value: 0, limit: 0 }])
			for (const text of [says(alarm(kind, more)), titleOf(alarm(kind, more)), amountOf(alarm(kind, more)),
				limitOf(alarm(kind, more)) ?? 'none']) {
				assert.ok(text.length > 0, kind);
				assert.doesNotMatch(text, /undefined|null|NaN|\[object|!/, `${kind}: ${text}`);
			}
	for (const kind of Object.keys(KINDS))
		assert.match(says(alarm(kind)), /\.$/, kind);
});

test('endless names are cut', () => {
	const long = 'a'.repeat(100000);
	assert.ok(titleOf(alarm('fail_rate', { subject: long })).length < 600);
	assert.ok(says(alarm('import_failed', { detail: long })).length < 600);
});

test('a limit is told where there is one to set', () => {
	const limits = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, limitOf(alarm(kind, { limit: 1500 }))]));
	assert.deepEqual(limits, { fail_rate: '1500\u00a0%', source_fail: '1,500', disposition: '1,500', fetch_failed: null,
		import_failed: null, no_reports: '1,500 h' });
});

test('severity has a shape and a word', () => {
	const crit = severityOf(alarm('fail_rate', { severity: 'crit' })), warn = severityOf(alarm('fail_rate'));
	assert.deepEqual([crit.word, warn.word], ['Critical', 'Warning']);
	assert.notEqual(crit.shape, warn.shape);
});

test('the state is the latest word on it', () => {
	const state = (more) => stateOf(alarm('fail_rate', more), NOW);
	assert.equal(state({}), 'Open');
	assert.equal(state({ seen: NOW - 120 }), 'Seen 2 min ago');
	assert.equal(state({ seen: NOW - 120, muted: NOW + 7 * 86400 }), 'Muted until 1 Dec 2026');
	assert.equal(state({ seen: NOW - 120, muted: NOW - 1 }), 'Seen 2 min ago');
	assert.equal(state({ closed: NOW - 7200, muted: NOW + 60 }), 'Closed 2 h ago');
	assert.equal(state({ state: 'resolved', resolved: NOW - 180, closed: NOW - 7200 }), 'Resolved 3 min ago');
});

test('what may be done follows from the state', () => {
	const actions = (more) => actionsOf(alarm('fail_rate', more), NOW);
	assert.deepEqual(actions({}), ['seen', 'close', 'mute']);
	assert.deepEqual(actions({ seen: NOW }), ['close', 'mute']);
	assert.deepEqual(actions({ muted: NOW + 60 }), ['seen', 'close', 'unmute']);
	assert.deepEqual(actions({ muted: NOW - 60 }), ['seen', 'close', 'mute']);
	assert.deepEqual(actions({ closed: NOW }), []);
	assert.deepEqual(actions({ state: 'resolved', resolved: NOW }), []);
	assert.deepEqual(Object.keys(ACTIONS), ['seen', 'close', 'mute', 'unmute']);
	assert.equal(isOpen(alarm('fail_rate', { closed: NOW })), false);
});

test('each limit is named as the settings name it', () => {
	assert.deepEqual(LIMITS.map(({ key, name }) => [key, name]),
		['fail_rate_warn', 'fail_rate_crit', 'min_volume', 'source_fail_min', 'disposition_min']
			.map((key) => [key, `ALARM_${key.toUpperCase()}`]));
});

test('the title names what it is about', () => {
	for (const kind of ['fail_rate', 'source_fail', 'disposition'])
		assert.match(titleOf(alarm(kind, { subject: 'xn--bcher-kva.example', subject_idn: 'bücher.example' })),
			/bücher\.example/, kind);
});
