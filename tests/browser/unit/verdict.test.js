import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cell, RULES, verdict } from '../../../html/js/verdict.js';

/** A record: DKIM and SPF as [result, aligned, domain]. */
function record(dkim, spf, more = {}) {
	const part = ([result, aligned, domain = 'example.org']) => ({ result, aligned, domain, domain_idn: null });
	return { from: 'example.org', from_idn: null, ip: '192.0.2.1', org: 'receiver.example',
		dmarc: dkim[1] || spf[1] ? 'pass' : 'fail', disp: 'none', reason: null, reasons: [],
		policy: { domain: 'example.org', p: 'none', sp: null }, dkim: part(dkim), spf: part(spf), ...more };
}

const OTHER = 'service.example';

/** @type {[string, any[], any[]][]} */
const CASES = [
	['both', ['pass', true], ['pass', true]],
	['dkim-forwarded', ['pass', true], ['fail', false]],
	['dkim-forwarded', ['pass', true], ['pass', false, OTHER]],
	['dkim', ['pass', true], ['none', false]],
	['spf-broken', ['fail', false], ['pass', true]],
	['spf-stranger', ['pass', false, OTHER], ['pass', true]],
	['spf', [null, false], ['pass', true]],
	['spf-unsure', ['temperror', false], ['pass', true]],
	['service', ['pass', false, OTHER], ['pass', false, OTHER]],
	['service-dkim', ['pass', false, OTHER], ['softfail', false]],
	['forwarded', ['fail', false], ['pass', false, OTHER]],
	['broken', ['fail', false], ['neutral', false]],
	['unsure', ['permerror', false], ['temperror', false]],
	['bounce-only', [null, false], ['pass', false, OTHER]],
	['nothing', ['none', false], ['fail', false]],
	['bare', [null, false], [null, false]],
];

test('each rule speaks where it should, and none is without a case', () => {
	for (const [name, dkim, spf] of CASES)
		assert.equal(RULES.find((r) => r.when(record(dkim, spf))).name, name, `${dkim} ${spf}`);
	assert.deepEqual(new Set(CASES.map(([name]) => name)), new Set(RULES.map((r) => r.name)));
});

test('every combination gets a whole sentence', () => {
	const results = [null, 'none', 'pass', 'fail', 'policy', 'neutral', 'softfail', 'temperror', 'permerror', 'odd'];
	for (const dkim of results)
		for (const spf of results)
			for (const aligned of [[false, false], [true, false], [false, true], [true, true]]) {
				const text = verdict(record([dkim, aligned[0]], [spf, aligned[1]]));
				assert.match(text, /^[A-Z].*\.$/, `${dkim} ${spf} ${aligned}`);
				assert.doesNotMatch(text, /undefined|null|\[object/, `${dkim} ${spf} ${aligned}`);
			}
});

test('what was done is held against what was asked', () => {
	const fails = (more) => verdict(record([null, false], ['fail', false], more));
	const policy = (p, sp = null) => ({ policy: { domain: 'example.org', p, sp } });
	assert.match(fails({ disp: 'reject', ...policy('reject') }), /rejected it, as your p=reject asks/);
	assert.match(fails({ disp: 'none', ...policy('reject') }), /delivered it although the policy asks for reject, and gave no reason/);
	assert.match(fails({ disp: 'none', ...policy('reject'), reasons: [{ type: 'mailing_list', comment: null }] }),
		/delivered it although the policy asks for reject: the receiver knows it as a mailing list/);
	assert.match(fails({ disp: 'quarantine', from: 'shop.example.org', ...policy('reject', 'quarantine') }), /quarantined it, as your sp=quarantine asks/);
	assert.match(fails({ disp: 'none', policy: null }), /receiver\.example delivered it\./);
});

test('a report that contradicts itself is not believed blindly', () => {
	const r = record(['fail', true], ['fail', false], { dkim_all: [{ result: 'fail' }] });
	assert.match(verdict(r), /contradicts itself/);
});

test('cells: a shape and a word', () => {
	assert.deepEqual(cell({ aligned: true, result: 'pass' }), ['pass', 'Pass']);
	assert.deepEqual(cell({ aligned: false, result: 'pass' }), ['half', 'Pass, not aligned']);
	assert.deepEqual(cell({ aligned: false, result: null }), ['none', 'None']);
	assert.deepEqual(cell({ aligned: false, result: 'softfail' }), ['fail', 'Softfail']);
});
