// Rules of the pages' source.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const HTML = new URL('../../../html/', import.meta.url);
const BANNED = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|\beval\(|new Function|\.style\b/;

const read = (path) => readFileSync(new URL(path, HTML), 'utf8');
const modules = readdirSync(new URL('js/', HTML)).filter((name) => !name.endsWith('.d.ts'));
const sheets = readdirSync(new URL('css/', HTML));
const pages = read('pages').match(/^[^#].+/gm).map((line) => line.split('\t'));

/** The modules that one names, but for types: those are comments. */
const needs = (name) => [...read(`js/${name}`).matchAll(/^(?!\s*\/?\*).*from '\.\/([\w.]+)'/gm)].map((m) => m[1]);

/** Those, and what these need. */
function within(names, seen = new Set()) {
	for (const name of names.filter((n) => !seen.has(n)))
		within(needs(name), seen.add(name));
	return seen;
}

test('nothing makes elements of text', () => {
	for (const name of modules)
		assert.doesNotMatch(read(`js/${name}`), BANNED, name);
});

test('no file is over 400 lines', () => {
	for (const name of [...modules.map((m) => `js/${m}`), ...sheets.map((s) => `css/${s}`)])
		assert.ok(read(name).split('\n').length <= 400, name);
});

// Else the page would have it twice, each with a state of its own.
test('what the pages share they take from common.js alone', () => {
	const common = within(['common.js']);
	for (const name of modules.filter((m) => !common.has(m)))
		for (const other of needs(name))
			assert.ok(other === 'common.js' || !common.has(other), `${name} takes ${other}`);
});

test('each module is a page\'s, or one of what a page needs', () => {
	const mains = pages.map(([, module]) => `${module}.js`);
	assert.deepEqual([...within(mains)].sort(), [...modules].sort());
});

test('addresses are relative and stay here', () => {
	const found = [...read('page.html').matchAll(/(?:href|src)="([^"]*)"/g), ...sheets.flatMap((name) =>
		[...read(`css/${name}`).matchAll(/url\(([^)]*)\)/g)])];
	assert.ok(found.length > 6);
	for (const [, address] of found)
		assert.doesNotMatch(address, /^\/|^[a-z]+:/);
});
