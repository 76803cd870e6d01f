// Every page in every engine: it is drawn, its links can be seen, and nothing goes wrong.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { BASE } from '../browser.js';
import { FINERY, FOREIGN } from '../finery.js';
import { views } from '../views.js';
import { ENGINES } from './engines.js';
import { watched } from './watched.js';

const NAMES = Object.keys(ENGINES);
const WIDTHS = [[1440, 900], [390, 844]];

/** Links that the design does not underline. */
const PLAIN = 'header a, .btn, .chip a, .num a, .rec thead a, .grp thead a, .pager li a, .tabs a';

const DRAWN = `Boolean(document.querySelector('main h1, main h2') && !document.querySelector('main[aria-busy], .skeleton, .asking, tr.det:not(:has(.why))'))
	&& document.fonts.status === 'loaded' && /\\d/.test(document.getElementById('version').textContent)`;

/** What is seen on the page, in a form that can be compared. */
const SEEN = `(() => {
	const all = [...document.querySelectorAll('body *:not(svg *, input, select, option, progress)')].filter((node) => node.getClientRects().length);
	const words = document.querySelector('main').cloneNode(true);
	words.querySelectorAll('time').forEach((time) => time.remove());
	const styled = (node, ...names) => names.map((name) => getComputedStyle(node)[name]).join(' ');
	return {
		wrong, words: words.textContent.split(/\\s+/), wide: document.documentElement.scrollWidth - innerWidth,
		links: all.filter((node) => node.matches('a')).map((node) => {
			const plain = node.matches(${JSON.stringify(PLAIN)});
			return { plain, name: node.textContent, line: styled(node, 'textDecorationLine'), look: styled(node, 'color',
				...plain ? [] : ['textDecorationColor', 'textDecorationThickness', 'textDecorationStyle']) };
		}),
		boxes: all.map((node) => node.localName + '.' + (node.getAttribute('class') ?? '') + ': '
			+ styled(node, 'display', 'color', 'fontWeight', 'position', 'visibility')),
	};
})()`;

/** Declarations and selectors of a style sheet that the engine does not know. @param {string} sheet */
const unknown = (sheet) => `(() => {
	const root = getComputedStyle(document.documentElement), missing = [];
	const plain = (value) => value.replace(/var\\((--[\\w-]+)\\)/g, (all, name) => plain(root.getPropertyValue(name).trim()));
	const selects = (selector) => {
		try {
			return document.querySelector(selector), true;
		} catch {
			return false;
		}
	};
	for (const [, selector, block] of ${JSON.stringify(sheet)}.matchAll(/([^{}]+)\\{([^{}]*)\\}/g)) {
		if (/^@font-face|^(\\d+%|from|to)$/.test(selector))
			continue;
		if (!selects(selector))
			missing.push(selector);
		for (const [, name, value] of block.matchAll(/([\\w-]+):((?:"[^"]*"|[^;"])*)/g))
			if (!name.startsWith('--') && !CSS.supports(name, plain(value.replace('!important', ''))))
				missing.push(name + ':' + value);
	}
	return missing;
})()`;

async function until(engine, expression) {
	for (const end = Date.now() + 20000; !await engine.evaluate(expression);)
		assert.ok(Date.now() < end, `never: ${expression}`);
}

/** @type {Record<string, import('./engines.js').Engine>} */
const engines = {};

before(() => Promise.all(NAMES.map(async (name) => engines[name] = await ENGINES[name]())));
after(() => Promise.all(Object.values(engines).map((engine) => engine.close())));

/** Acts in an engine, on pages that are watched. @param {(engine: any, url: string) => Promise<any>} act */
async function within(name, changes, act) {
	const pages = await watched(BASE, changes);
	try {
		await act(engines[name], pages.url);
	} finally {
		pages.close();
	}
}

/** @returns {Promise<any>} what is seen there */
async function look(engine, url) {
	await engine.go(url);
	await until(engine, DRAWN);
	return engine.evaluate(SEEN);
}

/** The style sheet as it is served. */
async function sheetOf(url) {
	const [, path] = /href="([^"]*app\.css)"/.exec(await (await fetch(url)).text());
	return (await fetch(url + path)).text();
}

/** Links that are not as the design has them. */
const bare = (links) => links.filter(({ plain, line }) => plain === (line === 'underline'));

/** What the first engine has seen, for the others to compare. @type {Map<string, any>} */
const first = new Map();

function compare(where, seen) {
	assert.deepEqual(seen.wrong, [], where);
	assert.ok(seen.wide <= 0, `${where} scrolls sideways`);
	assert.ok(seen.links.length > 6, where);
	assert.deepEqual(bare(seen.links), [], `links of ${where}`);
	const other = first.get(where) ?? seen;
	first.set(where, other);
	for (const what of ['words', 'links', 'boxes'])
		assert.deepEqual(seen[what].filter((one, i) => !isDeepStrictEqual(one, other[what][i])).slice(0, 9), [], `${what} of ${where}`);
}

for (const name of NAMES)
	test(`${name} shows every page, and knows what the style sheet says`, async () => {
		const paths = (await views()).filter((view) => !view.cron && !view.answers && !view.then).map(({ path }) => path);
		await within(name, {}, async (engine, url) => {
			for (const [width, height] of WIDTHS) {
				await engine.resize(width, height);
				for (const path of paths)
					compare(`${path} at ${width}`, await look(engine, url + path));
			}
			const missing = await engine.evaluate(unknown(await sheetOf(url)));
			assert.deepEqual(missing.filter((one) => !FOREIGN.test(one) && !FINERY.includes(one)), []);
		});
	});

/** The shorthand with all its values, as it was. */
const short = (sheet) => sheet.replaceAll(/text-decoration-line:(\w+);text-decoration-color:([^;}]+);text-decoration-thickness:(\w+)/g,
	'text-decoration:$3 $1 $2');

test('webkit tells of links that it does not underline', async () => {
	await within('webkit', { 'text/css': short }, async (engine, url) => {
		assert.match(await sheetOf(url), /text-decoration:1px underline/);
		const { links } = await look(engine, url);
		assert.ok(bare(links).length > 50);
		assert.ok((await engine.evaluate(unknown(await sheetOf(url)))).includes('text-decoration:1px underline var(--under)'));
	});
});

/** A page with a script that its policy forbids, and one that is not there. */
const broken = (page) => page.replace('<meta', '<script>1</script><script src="none.js"></script><meta');

for (const name of NAMES)
	test(`${name} tells what goes wrong`, async () => {
		await within(name, { 'text/html': broken }, async (engine, url) => {
			const { wrong } = await look(engine, url);
			assert.ok(wrong.some((line) => /^policy: script-src/.test(line)), wrong.join());
			assert.ok(wrong.some((line) => /^error: .*none\.js$/.test(line)), wrong.join());
		});
	});
