// Rules of the pages' source.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const HTML = new URL('../../../html/', import.meta.url);
const BANNED = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|\beval\(|new Function|\.style\b/;

const read = (path) => readFileSync(new URL(path, HTML), 'utf8');
const modules = readdirSync(new URL('js/', HTML));
const pages = readdirSync(HTML).filter((name) => name.endsWith('.html'));

/** The modules a module needs, and those that these need. */
function needs(name, seen = new Set()) {
	for (const [, other] of read(`js/${name}`).matchAll(/from '\.\/([\w.]+)'/g))
		if (!seen.has(other))
			needs(other, seen.add(other));
	return seen;
}

test('nothing makes elements of text', () => {
	for (const name of modules)
		assert.doesNotMatch(read(`js/${name}`), BANNED, name);
});

test('no module is over 400 lines', () => {
	for (const name of modules)
		assert.ok(read(`js/${name}`).split('\n').length <= 400, name);
});

test('a page asks at once for all its modules, and for no other', () => {
	for (const page of pages) {
		const main = /src="js\/([\w.]+)"/.exec(read(page))[1];
		const asked = [...read(page).matchAll(/modulepreload" href="js\/([\w.]+)"/g)].map((m) => m[1]);
		assert.deepEqual(asked, [...needs(main)].sort(), page);
	}
});

test('addresses are relative and stay here', () => {
	for (const page of pages)
		for (const [, address] of read(page).matchAll(/(?:href|src)="([^"]*)"/g))
			assert.doesNotMatch(address, /^\/|^[a-z]+:/, `${page}: ${address}`);
});
