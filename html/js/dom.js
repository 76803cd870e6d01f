// The only way anything gets on the page: text stays text.

import { instant, visible } from './format.js';

const SVG = 'http://www.w3.org/2000/svg';

const ATTRIBUTES = new Set(`
	class id title role type name value for scope colspan tabindex datetime lang
	placeholder list min max maxlength multiple webkitdirectory accept checked
	selected disabled hidden open autocomplete spellcheck inputmode download label
	viewBox width height x y x1 x2 y1 y2 cx cy r dx dy d fill stroke stroke-width
	stroke-dasharray text-anchor focusable preserveAspectRatio visibility
`.trim().split(/\s+/));

/**
 * A link may lead anywhere in this place and nowhere else.
 * @param {string} value
 */
function checkedHref(value) {
	const url = new URL(value, document.baseURI);
	if (url.origin !== location.origin)
		throw new Error(`a link to another place: ${url.origin}`);
	return value;
}

/**
 * @param {Element} node
 * @param {string} name
 * @param {any} value
 */
function setProp(node, name, value) {
	if (value === null || value === undefined || value === false)
		return;
	if (name === 'on') {
		for (const [event, handler] of Object.entries(value))
			node.addEventListener(event, handler);
		return;
	}
	if (name === 'href')
		value = checkedHref(value);
	else if (!ATTRIBUTES.has(name) && !/^(aria|data)-[a-z]+$/.test(name))
		throw new Error(`not an attribute we set: ${name}`);
	node.setAttribute(name, value === true ? '' : name === 'value' || name === 'href'
		? String(value) : visible(value));
}

/**
 * @param {Element} node
 * @param {Record<string, any>|null} props
 * @param {any[]} children
 */
function furnish(node, props, children) {
	for (const [name, value] of Object.entries(props ?? {}))
		setProp(node, name, value);
	for (const child of children.flat(Infinity))
		if (child !== null && child !== undefined && child !== false)
			node.append(child instanceof Node ? child : visible(child));
	return node;
}

/**
 * An element: h('a', {href: 'records.html'}, 'Records').  Children that are
 * null or false are left out; `on` holds the listeners.
 * @param {string} tag
 * @param {Record<string, any>|null} [props]
 * @param {...any} children
 * @returns {any}
 */
export function h(tag, props = null, ...children) {
	return furnish(document.createElement(tag), props, children);
}

/**
 * The same of SVG.
 * @param {string} tag
 * @param {Record<string, any>|null} [props]
 * @param {...any} children
 * @returns {any}
 */
export function s(tag, props = null, ...children) {
	return furnish(document.createElementNS(SVG, tag), props, children);
}

/**
 * Gives an element these children.  One that it has already stays where it is, untouched.
 * @param {Element} parent
 * @param {Node[]} nodes
 */
export function fill(parent, nodes) {
	for (const old of [...parent.childNodes])
		if (!nodes.includes(old))
			old.remove();
	nodes.forEach((node, i) => {
		if (parent.childNodes[i] !== node)
			parent.insertBefore(node, parent.childNodes[i] ?? null);
	});
}

/** Tells the page that what was awaited is there. @param {Element} node */
export function filled(node) {
	node.dispatchEvent(new Event('filled', { bubbles: true }));
}

/**
 * @param {string} id
 * @returns {any}
 */
export function byId(id) {
	return document.getElementById(id);
}

/** How a moment is told changes as time goes by. @type {WeakMap<Element, () => string>} */
const told = new WeakMap();

/**
 * A moment, in full for who points at it.
 * @param {number} time
 * @param {(time: number, now: number) => string} words
 */
export function moment(time, words) {
	const text = () => words(time, Date.now() / 1000);
	const node = h('time', { datetime: new Date(time * 1000).toISOString(), title: instant(time) }, text());
	told.set(node, text);
	return node;
}

/** Tells them all again. */
export function tick() {
	for (const node of document.querySelectorAll('time')) {
		const text = told.get(node)?.();
		if (text && text !== node.textContent)
			node.textContent = text;
	}
}

/** Text for those who listen. @param {string} text */
export function announce(text) {
	byId('live').textContent = visible(text);
}

/** @param {string} text */
export async function copyText(text) {
	if (navigator.clipboard)
		return navigator.clipboard.writeText(text);

	// Plain http on another machine: there is no clipboard but this.
	const area = h('textarea', { class: 'vh', 'aria-hidden': 'true' });
	area.value = text;
	document.body.append(area);
	area.select();
	document.execCommand('copy');
	area.remove();
}

/**
 * A button that copies what get() gives and says so.
 * @param {string} label
 * @param {() => string} get
 * @param {string} [cls]
 */
export function copyButton(label, get, cls = 'btn') {
	const button = h('button', { type: 'button', class: cls }, label);

	button.addEventListener('click', async () => {
		await copyText(get());
		button.textContent = 'Copied';
		announce('Copied');
		setTimeout(() => button.textContent = label, 2000);
	});
	return button;
}

/**
 * Hands the text to the browser as a file to keep.
 * @param {string} name
 * @param {string} text
 * @param {string} type
 */
export function saveFile(name, text, type) {
	const url = URL.createObjectURL(new Blob([text], { type }));
	const link = document.createElement('a');

	link.href = url;
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(url), 10000);
}
