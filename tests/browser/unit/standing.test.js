import assert from 'node:assert/strict';
import { test } from 'node:test';
import { severityOf } from '../../../html/js/severity.js';
import { ACTIONS, actionsOf, isOpen, stateOf } from '../../../html/js/standing.js';

const NOW = 1_795_500_000;

/** An open alarm. */
function alarm(more = {}) {
	return { severity: 'warn', state: 'open', changed: NOW - 60, resolved: null, seen: null, closed: null, muted: null, ...more };
}

test('severity has a shape and a word', () => {
	const crit = severityOf(alarm({ severity: 'crit' })), warn = severityOf(alarm());
	assert.deepEqual([crit.word, warn.word], ['Critical', 'Warning']);
	assert.notEqual(crit.shape, warn.shape);
});

test('the state is the latest word on it', () => {
	const state = (more) => stateOf(alarm(more), NOW);
	assert.equal(state({}), 'Open');
	assert.equal(state({ seen: NOW - 120 }), 'Seen 2 min ago');
	assert.equal(state({ seen: NOW - 120, muted: NOW + 7 * 86400 }), 'Muted until 1 Dec 2026');
	assert.equal(state({ seen: NOW - 120, muted: NOW - 1 }), 'Seen 2 min ago');
	assert.equal(state({ closed: NOW - 7200, muted: NOW + 60 }), 'Closed 2 h ago');
	assert.equal(state({ state: 'resolved', resolved: NOW - 180, closed: NOW - 7200 }), 'Resolved 3 min ago');
});

test('what may be done follows from the state', () => {
	const actions = (more) => actionsOf(alarm(more), NOW);
	assert.deepEqual(actions({}), ['seen', 'close', 'mute']);
	assert.deepEqual(actions({ seen: NOW }), ['close', 'mute']);
	assert.deepEqual(actions({ muted: NOW + 60 }), ['seen', 'close', 'unmute']);
	assert.deepEqual(actions({ muted: NOW - 60 }), ['seen', 'close', 'mute']);
	assert.deepEqual(actions({ closed: NOW }), ['reopen']);
	assert.deepEqual(actions({ state: 'resolved', resolved: NOW }), []);
	assert.deepEqual(Object.keys(ACTIONS), ['seen', 'close', 'reopen', 'mute', 'unmute']);
	assert.equal(isOpen(alarm({ closed: NOW })), false);
});
