// A record in plain words.  A fixed table of rules, and careful where the
// data cannot tell.  No DOM.

import { cut } from './format.js';

/** @import { RecordDetail, Result } from './types.d.ts' */
/** @import { Shape } from './icons.js' */

/** @type {Record<string, string>} */
const DID = { quarantine: 'quarantined it', reject: 'rejected it' };

/** @type {Record<string, string>} */
const OVERRIDES = {
	forwarded: 'the receiver believes it was forwarded',
	mailing_list: 'the receiver knows it as a mailing list',
	trusted_forwarder: 'the receiver trusts the server that forwarded it',
	local_policy: 'a rule of the receiver\'s own decided',
	sampled_out: 'the policy asks for only a share of the messages (pct)',
	policy_test_mode: 'the policy is in test mode',
	other: 'the receiver gave no reason it has a word for',
};

/** @param {RecordDetail} r */
const from = (r) => cut(r.from_idn ?? r.from ?? 'the domain');
/** @param {RecordDetail} r */
const dkimName = (r) => cut(r.dkim.domain_idn ?? r.dkim.domain ?? 'an unnamed domain');
/** @param {RecordDetail} r */
const spfName = (r) => cut(r.spf.domain_idn ?? r.spf.domain ?? 'an unnamed domain');
/** @param {RecordDetail} r */
const address = (r) => r.ip ?? 'this server';
/** @param {Result} part @param {...string} results */
const is = (part, ...results) => results.includes(part.result ?? '');
/** @param {RecordDetail} r */
const signed = (r) => Boolean(r.dkim.result) && !is(r.dkim, 'none');
/** @param {RecordDetail} r */
const broken = (r) => is(r.dkim, 'fail', 'policy', 'neutral');
/** @param {Result} part */
const unsure = (part) => is(part, 'temperror', 'permerror');
/** @param {RecordDetail} r */
const refused = (r) => is(r.spf, 'fail', 'softfail', 'hardfail');
/** @param {RecordDetail} r */
const stranger = (r) => is(r.dkim, 'pass') && !r.dkim.aligned;
/** @param {RecordDetail} r */
const bounced = (r) => is(r.spf, 'pass') && !r.spf.aligned;

/**
 * What the authentication says; the first rule that fits speaks.
 * @type {{name: string, when: (r: RecordDetail) => boolean, says: (r: RecordDetail) => string}[]}
 */
export const RULES = [
	{ name: 'both', when: (r) => r.dkim.aligned && r.spf.aligned,
		says: (r) => `This mail proves twice that it comes from ${from(r)}: its DKIM signature is valid, and ${address(r)} is allowed to send for it by SPF.` },
	{ name: 'dkim-forwarded', when: (r) => r.dkim.aligned && (refused(r) || bounced(r)),
		says: (r) => `A valid DKIM signature proves that this mail comes from ${from(r)}. SPF does not, ${spfWhy(r)}. That is normal for mail that was forwarded, and for senders that use a bounce address of their own.` },
	{ name: 'dkim', when: (r) => r.dkim.aligned,
		says: (r) => `A valid DKIM signature proves that this mail comes from ${from(r)}. SPF adds nothing, ${spfWhy(r)}.` },
	{ name: 'spf-broken', when: (r) => r.spf.aligned && broken(r),
		says: (r) => `SPF proves that ${address(r)} may send for ${from(r)}. The DKIM signature of ${dkimName(r)} did not verify: the key in DNS may be wrong, or something on the way changes the mail. It will fail as soon as it is forwarded.` },
	{ name: 'spf-stranger', when: (r) => r.spf.aligned && stranger(r),
		says: (r) => `SPF proves that ${address(r)} may send for ${from(r)}. The DKIM signature is valid but names ${dkimName(r)}, so it does not count. Let this sender sign as ${from(r)}, or it will fail as soon as it is forwarded.` },
	{ name: 'spf', when: (r) => r.spf.aligned && !signed(r),
		says: (r) => `SPF proves that ${address(r)} may send for ${from(r)}. The mail carried no DKIM signature. Let this sender sign, or it will fail as soon as it is forwarded.` },
	{ name: 'spf-unsure', when: (r) => r.spf.aligned,
		says: (r) => `SPF proves that ${address(r)} may send for ${from(r)}. DKIM could not be checked (${r.dkim.result}).` },
	{ name: 'service', when: (r) => stranger(r) && bounced(r),
		says: (r) => `A real service sent this, but not as ${from(r)}: DKIM is valid for ${dkimName(r)} and SPF for ${spfName(r)}, and neither matches. If you use this service, set up its DKIM signature for ${from(r)}; if not, it is using your name.` },
	{ name: 'service-dkim', when: (r) => stranger(r),
		says: (r) => `The DKIM signature is valid but names ${dkimName(r)}, not ${from(r)}, and SPF does not help, ${spfWhy(r)}. If you use this service, let it sign as ${from(r)}; if not, it is using your name.` },
	{ name: 'forwarded', when: (r) => broken(r) && bounced(r),
		says: (r) => `This may be your own mail, forwarded: the DKIM signature of ${dkimName(r)} was broken on the way, and SPF passes only for ${spfName(r)}, the server that passed it on. If ${address(r)} is your own sender, check its DKIM key.` },
	{ name: 'broken', when: (r) => broken(r),
		says: (r) => `The DKIM signature of ${dkimName(r)} did not verify, and SPF does not help, ${spfWhy(r)}. If ${address(r)} is yours, check its DKIM key and add it to the SPF record; it may also be forwarded mail that was changed on the way.` },
	{ name: 'unsure', when: (r) => unsure(r.dkim) || unsure(r.spf),
		says: (r) => `The receiver could not finish its checks (DKIM ${r.dkim.result ?? 'none'}, SPF ${r.spf.result ?? 'none'}): a DNS failure or a faulty record. If it keeps happening, look at the DKIM and SPF records of ${from(r)}.` },
	{ name: 'bounce-only', when: (r) => bounced(r),
		says: (r) => `The mail carried no DKIM signature, and SPF passes only for ${spfName(r)}, not for ${from(r)}. If you use this sender, set up DKIM for ${from(r)}; if not, it is using your name.` },
	{ name: 'nothing', when: (r) => refused(r),
		says: (r) => `Nothing proves this mail. It carried no DKIM signature, and the SPF record of ${spfName(r)} does not allow ${address(r)}. If you do not know this server, someone is using your name.` },
	{ name: 'bare', when: () => true,
		says: (r) => `Nothing proves this mail. It carried no DKIM signature, and SPF gave no answer. If you do not know ${address(r)}, someone is using your name.` },
];

/** @param {RecordDetail} r */
function spfWhy(r) {
	if (bounced(r))
		return `because it passes only for ${spfName(r)}`;
	if (refused(r))
		return `because the SPF record of ${spfName(r)} does not allow ${address(r)}`;
	if (unsure(r.spf))
		return `because it could not be checked (${r.spf.result})`;
	return 'because it gave no answer';
}

/**
 * What the policy asks for a message that fails, as its tag and value.
 * @param {RecordDetail} r
 * @returns {[string, string]|null}
 */
function asked(r) {
	const policy = r.policy ?? {};
	if (r.from && policy.domain && r.from !== policy.domain && policy.sp)
		return ['sp', policy.sp];
	return policy.p ? ['p', policy.p] : null;
}

/**
 * What the receiver did, and whether that is what the policy asks.
 * @param {RecordDetail} r
 */
function outcome(r) {
	const did = DID[r.disp ?? ''] ?? 'delivered it';
	const who = cut(r.org || 'The receiver');
	const [tag, value] = asked(r) ?? [];
	const reason = r.reasons?.[0]?.type ?? r.reason;
	const why = reason ? OVERRIDES[reason] ?? `its reason: ${cut(reason)}` : null;

	if (r.dmarc === 'pass')
		return r.disp === 'quarantine' || r.disp === 'reject'
			? `${who} ${did} all the same${why ? `: ${why}` : ', for reasons of its own'}.` : null;
	if (value && value === (r.disp ?? 'none'))
		return `${who} ${did}, as your ${tag}=${value} asks.`;
	const although = value ? ` although the policy asks for ${value}` : '';
	if (why)
		return `${who} ${did}${although}: ${why}.`;
	return `${who} ${did}${although}${although && ', and gave no reason'}.`;
}

/**
 * The policy and the results contradict each other in some reports.
 * @param {RecordDetail} r
 */
function contradiction(r) {
	/** @param {Result} part @param {{result: string|null}[]} all */
	const claims = (part, all) => part.aligned && all?.length && !all.some((x) => x.result === 'pass');
	return claims(r.dkim, r.dkim_all) || claims(r.spf, r.spf_all)
		? 'The report contradicts itself: it counts as passed what its results do not show.' : null;
}

/**
 * @param {RecordDetail} r
 * @returns {string} one to three sentences or so
 */
export function verdict(r) {
	const rule = RULES.find((x) => x.when(r));
	return [rule?.says(r), outcome(r), contradiction(r)].filter(Boolean).join(' ');
}

/**
 * How DKIM or SPF went, for a cell: the shape and the word.
 * @param {Result} part
 * @returns {[Shape, string]}
 */
export function cell(part) {
	if (part.aligned)
		return ['pass', 'Pass'];
	if (part.result === 'pass')
		return ['half', 'Pass, not aligned'];
	if (!part.result || part.result === 'none')
		return ['none', 'None'];
	return ['fail', part.result.charAt(0).toUpperCase() + cut(part.result.slice(1))];
}
