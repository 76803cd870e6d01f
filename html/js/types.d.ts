// The address of a page, and what the API answers (cgi/API.md).  Types alone: none of it is served.

import type { Job, MailboxAnswer, Settings, Tried } from './fetches.d.ts';
import type { Class, Domains, Own, Parts, Sender, SenderDetail, Senders } from './whose.d.ts';

export type Day = string;	// "2026-11-22"
export type Time = number;	// seconds since 1970
type Verdict = 'pass' | 'fail';
export type Disposition = 'none' | 'quarantine' | 'reject';
export type By = 'domain' | 'from' | 'ip' | 'org' | 'selector';

/** What is asked, of url.js: those that are of certain words, and any text of the others. */
interface Worded {
	range?: keyof typeof import('./url.js').RANGES;
	from?: Day;
	to?: Day;
	domain: string[];
	dmarc?: Verdict;
	disp?: Disposition | 'quarantine,reject';
	dkim?: Verdict;
	spf?: Verdict;
	class?: Class | 'mine';
}

export type Filter = Worded & { [N in Exclude<keyof typeof import('./url.js').FILTERS, keyof Worded>]?: string };

/** Where on the page: which list, order and row; which alarms. */
export interface Place {
	by?: By;
	policy?: Disposition | 'unknown';
	sort?: string;
	limit?: string;
	after?: string;
	before?: string;
	page?: string;
	open?: string;
	record?: string;
	state?: 'open' | 'all';
	id?: string;
}

export interface State extends Filter, Place {}

export type Name = keyof State;

/** Some of a state; null takes one away. */
export type Changes = { [N in Name]?: State[N] | null };

/** Days, inclusive. */
export interface Span {
	from: Day;
	to: Day;
}

/** The same, open where it is null. */
export type Window = { [N in keyof Span]: Day | null };

/** What went wrong, in an answer's body. */
export interface Problem {
	code: string;
	message: string;
}

export interface ErrorAnswer {
	error: Problem & { field: string | null, request: string | null };
}

/** A domain, an address, or another name, with what is known of it. */
export interface Named {
	key: string | null;
	key_idn: string | null;
	ptr: string | null;
	name: string | null;
	messages: number;
	fail: number;
}

export interface Series {
	bucket: 'day' | 'week' | 'month';
	t: Day[];
	pass: number[];
	fail: number[];
	partial: boolean[];
}

/** A policy that changed. */
export interface PolicyChange {
	day: Day;
	domain: string;
	domain_idn: string | null;
	field: 'p' | 'sp' | 'pct';
	old: string | number | null;
	new: string | number | null;
}

/** Of everything stored. */
export interface Store {
	reports: number;
	first_day: Day | null;
	last_day: Day | null;
	nearest?: Day | null;	// the pages' own: the day next to the period that has such records
}

export interface Summary {
	fail_rate_warn: number;
	window: Window & { prev_from: Day | null, prev_to: Day | null, tz: 'UTC' };
	totals: Record<'messages' | 'pass' | 'fail' | 'records' | 'reports' | 'orgs' | 'ips' | 'domains' | 'froms'
		| 'ips_failing' | 'froms_failing', number>;
	prev: Record<'messages' | 'pass' | 'fail', number> | null;
	align: Record<'both' | 'dkim' | 'spf' | 'none', number>;
	disp: Record<Verdict, Record<Disposition, number>>;
	policy: Record<Disposition | 'unknown', number>;
	series: Series;
	events: PolicyChange[];
	top: Record<'ip' | 'ip_fail' | 'domain' | 'org' | 'from_fail', Named[]>;
	attention: Situation[];
	fresh: { last_report: Time | null, last_import: Time | null, last_fetch: Time | null, fetch_ok: boolean | null };
	store: Store;
}

/** What lists show of a policy. */
export interface Policy {
	p: string | null;
	sp: string | null;
	pct: number | null;
}

/** A policy as published. */
export interface PolicyPublished extends Policy {
	domain: string;
	np: string | null;
	adkim: string | null;
	aspf: string | null;
	fo: string | null;
	testing: string | null;
	discovery_method: string | null;
}

export interface GroupRow extends Named {
	fail_sources: number;
	last: Day | null;
	spark: (number | null)[];
	weeks: [pass: number, fail: number][];
	policy: Policy | null;
	ready: {
		to: 'quarantine' | 'reject' | null;
		weeks: number;
		of: number;
		rate: number;
		blocker: { ip: string | null, fail: number } | null;
	} | null;
}

export interface Group {
	fail_rate_warn: number;
	total: Record<'rows' | 'messages' | 'fail', number>;
	page: number;
	pages: number;
	rows: GroupRow[];
}

export interface Facet {
	key: string;
	key_idn?: string | null;	// of domains
	messages: number;
}

export interface Facets {
	domain: Facet[];
	org: Facet[];
	domains: number;
	orgs: number;
}

/** DKIM or SPF as lists show it. */
export interface Result {
	aligned: boolean;
	result: string | null;
	domain: string | null;
	domain_idn: string | null;
}

export interface RecordRow {
	id: string;
	day: Day;
	day_from: Day;
	day_to: Day;
	from: string;
	from_idn: string | null;
	ip: string | null;
	ip_raw: string | null;
	ptr: string | null;
	name: string | null;
	messages: number;
	dmarc: Verdict;
	disp: string | null;
	reason: string | null;
	dkim: Result & { selector: string | null };
	spf: Result & { scope: string | null };
	org: string | null;
	domain: string;
	domain_idn: string | null;
	report: string;
}

/** Cursors of a list. */
interface Listed {
	next: string | null;
	prev: string | null;
}

export interface Records extends Listed {
	total: Record<'records' | 'messages', number>;
	rows: RecordRow[];
}

/** A result of a report's auth_results. */
type Auth = Omit<Result, 'aligned'> & { human_result: string | null };

export interface RecordDetail extends RecordRow {
	place: number;
	envelope_from: string | null;
	envelope_to: string | null;
	header_from: string | null;
	dkim_all: (Auth & { selector: string | null })[];
	spf_all: (Auth & { scope: string | null })[];
	reasons: { type: string | null, comment: string | null }[];
	policy: PolicyPublished;
	reporter: Reporter;
}

export type Via = 'upload' | 'webhook' | 'cli' | 'imap' | 'maildir' | 'alias';

export interface Reporter {
	id: string;
	org: string | null;
	email: string | null;
	contact: string | null;
	report_id: string | null;
	begin: Time;
	end: Time;
	imported: Time;
	via: Via;
	version: string | null;
	generator: string | null;
	xmlns: string | null;
	errors: string[];
	warnings: string[];
}

/** What a report is, in lists and alone. */
interface Head {
	id: string;
	org: string | null;
	domain: string;
	domain_idn: string | null;
	day: Day;
	records: number;
	messages: number;
	fail: number;
	conflict_of: string | null;
}

export interface ReportRow extends Head {
	begin: Time;
	end: Time;
	policy: Policy;
	report_id: string | null;
	imported: Time;
	via: Via;
	repaired: boolean;
}

export interface Reports extends Listed {
	total: Record<'reports' | 'records' | 'messages', number>;
	rows: ReportRow[];
}

export interface Report extends Head {
	policy: PolicyPublished;
	reporter: Reporter;
	mail: { from: string | null, message_id: string | null, authentication_results: string[] } | null;
	size: number;
}

export interface ImportResult {
	file: string;
	part: string | null;
	status: 'imported' | 'duplicate' | 'conflict' | 'other' | 'failed';
	type: string | null;
	kind: string | null;
	id: string | null;
	org: string | null;
	domain: string | null;
	domain_idn: string | null;
	report_id: string | null;
	begin: Time | null;
	end: Time | null;
	day: Day | null;
	records: number | null;
	messages: number | null;
	warnings: string[];
	error: Problem | null;
}

export interface ImportAnswer extends Record<ImportResult['status'], number> {
	status: 'imported' | 'duplicate' | 'partial' | 'failed' | 'other';
	reports: ImportResult[];
	error: Problem | null;
}

export interface Health {
	ok: boolean;
	version: string;
	database: { ok: boolean, error: string | null, schema: number | null };
	last_report: Time | null;
	last_fetch: Time | null;
	fetch_ok: boolean | null;
	alarms: number;
	settings: string[];
	libraries: Record<string, string>;
}

/** An alarm as the dashboard tells it. */
export interface Situation extends Record<'kind' | 'title' | 'message', string>, Record<'value' | 'limit', number>,
	Record<'subject' | 'subject_idn' | 'href', string | null> {
	id: number;
	severity: 'warn' | 'crit';
	total: number | null;
	since: Time;
}

export interface Alarm extends Situation, Record<'resolved' | 'seen' | 'closed' | 'muted' | 'pushed', Time | null>,
	Record<'detail' | 'limit_text' | 'sender' | 'todo' | 'records', string | null> {
	state: 'open' | 'resolved';
	amount: string;
	opened: Time;
	changed: Time;
}

export interface Alarms {
	window: Span & { days: number };
	thresholds: Record<string, number>;
	limits: Record<'setting' | 'what' | 'value', string>[];
	push: { on: boolean, waiting: number, last: Time | null, error: string | null };
	open: number;
	rows: Alarm[];
}

declare global {
	const UPLOAD_MIB: number;	// the most of one file: html/build says it
}

/** What an address answers. */
export type Answer<Path extends string> =
	Path extends `api/summary${string}` ? Summary
	: Path extends `api/group${string}` ? Group
	: Path extends `api/facets${string}` ? Facets
	: Path extends `api/records/${string}` ? RecordDetail
	: Path extends `api/records${string}` ? Records
	: Path extends `api/reports/${string}` ? Report
	: Path extends `api/reports${string}` ? Reports
	: Path extends `api/alarms/${string}` ? Alarm
	: Path extends `api/alarms${string}` ? Alarms
	: Path extends `api/senders/${string}?mark=${string}` ? Sender
	: Path extends `api/senders/${string}` ? SenderDetail
	: Path extends `api/senders${string}` ? Senders
	: Path extends `api/mailbox/test${string}` | 'api/push/test' ? Tried
	: Path extends `api/own${string}` ? Own
	: Path extends `api/domains${string}` ? Domains
	: Path extends `api/parts${string}` ? Parts
	: Path extends `api/mailbox${string}` ? MailboxAnswer
	: Path extends 'api/settings' ? Settings
	: Path extends `api/fetch${string}` ? { job: number, joined: boolean, jobs: { mailbox: string, job: number, joined: boolean }[] }
	: Path extends `api/jobs/${string}` ? Job
	: Path extends 'healthz' ? Health
	: never;
