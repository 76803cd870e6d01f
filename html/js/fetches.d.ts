// What the API answers of the settings, the mailbox and its fetches (cgi/API.md).

import type { Problem, Time, Via } from './types.d.ts';

/** A fetch. */
export interface Job extends Record<'total' | 'seen' | 'imported' | 'duplicate' | 'other' | 'failed' | 'ignored', number> {
	id: number;
	mailbox: string;
	by: 'timer' | 'path' | 'page' | 'shell';
	state: 'running' | 'done' | 'failed' | 'stopped';
	started: Time;
	ended: Time | null;
	error: Problem | null;
	errors: Refusal[];
}

export interface Refusal extends Problem {
	file: string;
	part: string | null;
}

export interface MailboxOn {
	name: string;
	mailboxes: string[];	// all that are set
	on: true;
	account: string | null;
	folder: string | null;	// null: a setting is wrong, and problem names it
	search: string | null;
	action: string | null;
	job: Job | null;
	next: Time | null;
	problem: Problem & { time: Time } | null;
	refused: (Refusal & { time: Time, via: Via })[];	// of no fetch
}

type MailboxOff = { on: false, account: null, folder: null, search: null, action: null }
	& Pick<MailboxOn, 'name' | 'mailboxes' | 'job' | 'next' | 'problem' | 'refused'>;

export type MailboxAnswer = MailboxOn | MailboxOff;

export interface Settings {
	file: string | null;
	count: number;
	unknown: string[];	// a sentence each
	push: { on: boolean, last: Time | null };
}

/** How a test went. */
export interface Tried {
	ok: boolean;
	said: string[];
	error: Problem | null;
}
