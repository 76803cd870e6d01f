// What the pages are made of is known to the oldest browsers that they are for.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { FINERY } from '../finery.js';

const OLDEST = { safari: 16.4, firefox: 128, chrome: 120 };

const { api, css, javascript } = createRequire(import.meta.url)('@mdn/browser-compat-data');

/** All that is in a folder of html/, without comments. */
function read(folder) {
	const at = new URL(`../../../html/${folder}/`, import.meta.url);
	return readdirSync(at).filter((name) => !name.endsWith('.d.ts')).map((name) => readFileSync(new URL(name, at), 'utf8'))
		.join('\n').replace(/\/\*[^]*?\*\//g, '');
}

/** Those of the oldest that do not know it. @returns {string[]} */
function without(feature) {
	return Object.entries(OLDEST).filter(([browser, version]) => ![feature.__compat.support[browser]].flat().some((s) =>
		parseFloat(String(s.version_added).replace('≤', '')) <= version && !s.version_removed && !s.flags && !s.partial_implementation))
		.map(([browser]) => browser);
}

/** @param {[string, any][]} found a name, and what is known of it, if anything is */
function late(found) {
	return [...new Set(found.filter(([, feature]) => feature?.__compat).map(([name, feature]) => [name, without(feature)])
		.filter(([, browsers]) => browsers.length).map(([name, browsers]) => `${name}: not in ${browsers.join(', ')}`))];
}

/** Each declaration: the property, and each word that it is given. @param {string} sheets @returns {[string, any][]} */
function declared(sheets) {
	return [...sheets.matchAll(/(?<![\w-])(-?[a-z][a-z-]*):\s*([^;{}]+)[;}\n]/g)].flatMap(([, name, value]) => {
		const property = css.properties[name];
		return [[name, property], ...(value.match(/[a-z-]+/g) ?? []).map((word) => [`${name}:${word}`, property?.[word.replaceAll('-', '_')] ?? property?.[word]])];
	});
}

test('every property, and every word it is given', () => {
	const found = declared(read('css')), fine = FINERY.flatMap((one) => [one, one.split(':')[0]]);
	assert.ok(found.filter(([, feature]) => feature).length > 900);
	assert.deepEqual(late(found.filter(([name]) => !fine.includes(name))), []);
	assert.deepEqual(late(declared('a { text-wrap: pretty }')), ['text-wrap: not in safari', 'text-wrap:pretty: not in safari, firefox']);
});

/** Each object that is made, and each function that is one's own. @param {string} scripts @returns {[string, any][]} */
function called(scripts) {
	const of = (name) => api[name] ?? javascript.builtins[name];
	return [...scripts.matchAll(/\b(?:new ([A-Z]\w+)|([A-Z]\w+)\.([a-z]\w+)\()/g)].map(([, made, owner, name]) => made ? [made, of(made)]
		: [`${owner}.${name}`, of(owner)?.[`${name}_static`] ?? of(owner)?.[name]]);
}

test('every object, and every function of one', () => {
	const found = called(read('js'));
	assert.ok(found.filter(([, feature]) => feature).length > 90);
	assert.deepEqual(late(found), []);
	assert.deepEqual(late(called('URL.canParse(v); new URL(v)')), ['URL.canParse: not in safari']);
});
