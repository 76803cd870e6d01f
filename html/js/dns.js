// Records to publish in DNS, each part with its way to the clipboard.

import { copyButton, cut, h } from './common.js';

/** @param {string} what is copied */
function copy(what) {
	const button = copyButton('Copy', () => what);
	button.setAttribute('aria-label', `Copy ${cut(what)}`);
	return button;
}

/**
 * Each record: its name and its value apart, as the forms of providers ask for them.
 * @param {{name: string, type: string, value: string}[]} records
 */
export function dnsTable(records) {
	/** @param {string} word @param {string} text */
	const line = (word, text) => h('tr', { role: 'row' }, h('th', { scope: 'row', role: 'rowheader' }, word),
		h('td', { role: 'cell' }, h('code', null, text)), h('td', { role: 'cell', class: 'cp' }, copy(text)));
	return h('table', { class: 'dns', role: 'table' }, h('caption', { class: 'vh' }, 'DNS records to publish'),
		records.map(({ name, type, value }) => h('tbody', { role: 'rowgroup' }, line('Name', name),
			line(type === 'CNAME' ? 'CNAME to' : type, value))));
}

/** A line for the shell. @param {string} text */
export const command = (text) => h('div', { class: 'txt' }, h('code', null, text), copy(text));
