// Whose a sender is, as a shape and a word: solid what is sure, an outline what is probable.

import { h, link, status } from './common.js';

/** @import { Changes, State } from './types.d.ts' */
/** @import { Class, Sender } from './whose.d.ts' */
/** @import { Shape } from './common.js' */

/**
 * In the order that wants a hand; chip: how it is filled beside a title.
 * @type {Record<Class, {word: string, shape: Shape, outline?: Shape, tone: string, cls: string, group: keyof typeof GROUPS}>}
 */
export const CLASSES = {
	'mine-broken': { word: 'Yours, broken', shape: 'fail', outline: 'fail2', tone: 'fail', cls: 'failt', group: 'needs' },
	undecided: { word: 'Undecided', shape: 'query', tone: 'half', cls: 'warnt', group: 'needs' },
	'mine-ok': { word: 'Yours, works', shape: 'pass', outline: 'pass2', tone: 'pass', cls: '', group: 'works' },
	forwarder: { word: 'Forwarded', shape: 'bent', tone: 'fwd', cls: '', group: 'works' },
	stranger: { word: 'Stranger', shape: 'dot', tone: 'none', cls: '', group: 'strangers' },
};

/** What each group is called. */
export const GROUPS = { needs: 'Needs you', works: 'Works', strangers: 'Not yours' };

/** @param {{class: Class, sure?: boolean}} verdict @param {string} [more] behind the word */
export function classStatus({ class: of, sure = true }, more = '') {
	const { word, shape, outline, tone, cls } = CLASSES[of];
	const doubt = !sure && of !== 'undecided';
	const said = doubt ? `Probably ${word[0].toLowerCase()}${word.slice(1)}` : word;
	return status(doubt && outline ? outline : shape, h('span', null, said, more), tone, cls);
}

/** The mail of others: that it fails is no bad news. @param {Sender} sender */
export const isOthers = (sender) => sender.class === 'stranger' || sender.class === 'forwarder';

/** What receivers refused or put into the spam folder, of what is chosen. @param {State} state @returns {Changes} */
export const stopped = ({ disp }) => ({ disp: disp ?? 'quarantine,reject' });

/** The page of one: of its filter the period alone. @param {Sender} sender @param {State} state */
export const pageOf = ({ id }, { range, from, to }) => link('sender.html', { range, from, to }, { sender: id });

/** What there is to do for it, on its page. @param {Sender} sender @param {State} state */
export const setUp = (sender, state) => sender.todo && h('a', { class: 'btn', href: `${pageOf(sender, state)}#todo` },
	'Set up', h('span', { class: 'vh' }, ` ${sender.title}`));
