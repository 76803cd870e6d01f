import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as u from '../../../html/js/url.js';
import { windowOf } from '../../../html/js/window.js';

test('a state goes into an address and comes back', () => {
	const search = '?range=7d&domain=a.example&domain=.b.example&dmarc=fail&ip=2001%3Adb8%3A%3A%2F32&q=x+y&sort=-day';
	const { state, bad } = u.parse(search);
	assert.deepEqual(bad, []);
	assert.deepEqual(state.domain, ['a.example', '.b.example']);
	assert.equal(u.search(state), search);
});

test('the default period is left out', () => {
	assert.equal(u.search(u.parse('?range=30d').state), '');
});

test('bad values are ignored and named', () => {
	const { state, bad } = u.parse('?dmarc=maybe&ip=1.2.3&from=2026-02-30&what=1&limit=7&open=a%20b&dmarc=pass');
	assert.deepEqual(bad.map((b) => b.name), ['dmarc', 'ip', 'from', 'what', 'limit', 'open']);
	assert.deepEqual(state, { domain: [], dmarc: 'pass' });
});

test('what the API refuses is not asked for', () => {
	const refused = ['from=1969-12-31', 'to=2149-06-07', 'to=9999-12-31', 'domain=.', 'domain=a%0Ab', 'domain=%00', 'org=%00', 'q=%00',
		`q=${'%C3%A4'.repeat(127)}`, 'report=a/b', 'report=%C3%A4', `report=${'1'.repeat(65)}`, 'open=a+b', 'page=0', 'page=1000001', 'page=1e3', 'after=1,2',
		`before=${'1'.repeat(201)}`, 'sort=bogus', 'sort=--day', 'sort=-',
		'by=ip&policy=reject'];
	for (const search of refused)
		assert.equal(u.parse(search, ['day']).bad.length, 1, search);
	const asked = ['from=1970-01-01', 'to=2149-06-06', 'domain=..', 'domain=.example.org', `q=${'%C3%A4'.repeat(126)}`,
		'report=9007199254740991', 'report=4b1e-d.x_Y', 'open=7.1', 'page=1000000', 'after=0.0.9007199254740991', 'sort=-day', 'sort=day', 'by=domain&policy=reject'];
	for (const search of asked)
		assert.deepEqual(u.parse(search, ['day']).bad, [], search);
	assert.deepEqual(u.parse('by=ip&policy=reject').state, { domain: [], by: 'ip' });
});

test('a name that every object has is none of ours', () => {
	const { state, bad } = u.parse('?__proto__=1&__defineGetter__=1&constructor=1&isPrototypeOf=1');
	assert.equal(bad.length, 4);
	assert.deepEqual(state, { domain: [] });
});

test('a period is one of two kinds', () => {
	assert.deepEqual(u.parse('?range=7d&from=2026-01-01').state, { domain: [], from: '2026-01-01' });
	assert.deepEqual(u.parse('?from=2026-02-01&to=2026-01-01').bad, [{ name: 'to', value: '2026-01-01' }]);
});

test('networks', () => {
	for (const good of ['192.0.2.1', '192.0.2.0/24', '2001:db8::', '2001:db8::/32', '::ffff:192.0.2.1', '::'])
		assert.ok(u.isNetwork(good), good);
	for (const bad of ['192.0.2', '192.0.2.256', '192.0.2.1/33', '192.0.2.01', '2001:db8::/129', ':::', 'example.org', '1/2/3', ''])
		assert.ok(!u.isNetwork(bad), bad);
});

test('a change begins at the first page, a period replaces the other', () => {
	const { state } = u.parse('?range=7d&after=1.2.3&page=3&open=5&sort=-messages&dmarc=fail');
	assert.equal(u.search(u.change(state, { from: '2026-01-01', to: '2026-01-02' })),
		'?from=2026-01-01&to=2026-01-02&dmarc=fail&sort=-messages');
	assert.equal(u.search(u.change(state, { dmarc: null })), '?range=7d&sort=-messages');
	assert.equal(u.search(u.change(state, { open: null })), '?range=7d&dmarc=fail&sort=-messages&after=1.2.3&page=3');
});

test('a link carries the filter and not the place', () => {
	const { state } = u.parse('?range=90d&dmarc=fail&sort=-day&open=4&page=2');
	assert.equal(u.link('records.html', state, { ip: '192.0.2.1' }), 'records.html?range=90d&dmarc=fail&ip=192.0.2.1');
});

test('what is on, and its way off', () => {
	const { state } = u.parse('?domain=a.example&domain=b.example&dkim=fail');
	const on = u.active(state);
	assert.deepEqual(on.map((f) => [f.name, f.value]), [['domain', 'a.example'], ['domain', 'b.example'], ['dkim', 'no']]);
	assert.deepEqual(u.change(state, on[0].off).domain, ['b.example']);
	const { state: blocked, bad } = u.parse('?disp=quarantine,reject');
	assert.deepEqual([bad, u.active(blocked)[0].value, u.search(blocked)],
		[[], 'quarantine or reject', '?disp=quarantine%2Creject']);
});

test('a period as days', () => {
	assert.deepEqual(windowOf({ domain: [] }, '2026-11-22'), { from: '2026-10-24', to: '2026-11-22' });
	assert.deepEqual(windowOf({ range: '12m' }, '2026-11-22'), { from: '2025-11-23', to: '2026-11-22' });
	assert.deepEqual(windowOf({ range: 'all' }, '2026-11-22'), { from: null, to: null });
	assert.deepEqual(windowOf({ from: '2026-01-01' }, '2026-11-22'), { from: '2026-01-01', to: null });
});
