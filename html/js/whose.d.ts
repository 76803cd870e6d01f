// What the API answers of senders (cgi/API.md).

import type { Day, Time } from './types.d.ts';

/** Whose a sender is: by the rules, and as its user says. */
export type Class = 'mine-ok' | 'mine-broken' | 'forwarder' | 'undecided' | 'stranger';
export type MarkWord = 'mine' | 'not-mine' | 'expected';

export interface Mark {
	what: MarkWord;
	by: string | null;
	time: Time;
	note: string | null;
}

export interface Sender extends Record<'messages' | 'failed' | 'stopped' | 'delivered' | 'addresses' | 'reporters', number>,
	Record<'id' | 'domain' | 'name' | 'title' | 'by' | 'rule' | 'sentence', string>, Record<'domain_idn' | 'todo', string | null> {
	kind: 'own' | 'fwd' | 'svc' | 'dom' | 'net' | 'crowd';
	class: Class;
	sure: boolean;
	first: Day;
	last: Day;
	since: Day | null;
	weeks: [pass: number, fail: number][];
	mark: Mark | null;
}

/** Of all there is the ends are open. */
interface Span {
	from: Day | null;
	to: Day | null;
	days: number | null;
	tz: string;
}

/** Messages, by whose they are. */
export interface Own {
	window: Span;
	pending: boolean;
	own: Record<'messages' | 'failed' | 'both' | 'dkim' | 'spf' | 'stopped' | 'delivered', number> & { before: Record<'messages' | 'failed', number> };
	undecided: Record<'messages' | 'failed' | 'stopped' | 'delivered', number>;
	forwarded: Record<'messages' | 'failed' | 'stopped' | 'delivered', number>;
	strangers: Record<'messages' | 'refused' | 'spam' | 'delivered', number>;
	groups: Record<'needs' | 'works' | 'strangers', number>;
	worst: Sender[];
	largest: Sender[];
	days: [day: Day, pass: number, fail: number, strangers: number][];
}

export interface DomainRow extends Record<'own' | 'failed' | 'stopped' | 'strangers' | 'strangers_stopped' | 'senders' | 'broken' | 'undecided', number>,
	Record<'domain_idn' | 'sender' | 'title' | 'sentence', string | null> {
	domain: string;
	policy: { p: string | null, sp: string | null, pct: number | null } | null;
	mark: 'new' | 'worse' | 'better' | null;
	since: Day | null;
	weeks: [pass: number, fail: number][];
}

export interface Domains {
	window: Span;
	pending: boolean;
	total: number;
	needs: number;
	asks: number;
	page: number;
	pages: number;
	rows: DomainRow[];
}

export interface Parts {
	keys: { domain: string, selector: string | null, messages: number, passed: number, first: Day, last_pass: Day | null }[];
	reporters: { org: string | null, messages: number, failed: number, stopped: number }[];
}

export interface Senders {
	window: Span;
	total: number;
	page: number;
	pages: number;
	pending: boolean;
	groups: Record<'needs' | 'works' | 'strangers', number>;
	rows: Sender[];
}

/** A day, and how many messages each leg held. */
export type Leg = [day: Day, key: number, spf: number, none: number];

export interface SenderDetail {
	sender: Sender;
	why: { text: string, n: number | null, href: string | null }[];
	legs: Leg[];
	keys: { domain: string, selector: string | null, messages: number, passed: number, first: Day, last_pass: Day | null }[];
	envelopes: { domain: string | null, result: string | null, messages: number }[];
	networks: { name: string | null, prefix: string, messages: number, failed: number }[];
	addresses: { ip: string, host: string | null, messages: number, failed: number, first: Day, last: Day }[];
	reporters: { org: string | null, messages: number, failed: number, stopped: number }[];
	history: { day: Day, class: Class, rule: string }[];
	dns: Record<'name' | 'type' | 'value', string>[];
}
