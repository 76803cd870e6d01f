// Reports whose every text is an attack.

const MARKUP = '<img src=x onerror=alert(1)></td></textarea></option><script>alert(2)</script>'
	+ '<svg><foreignObject><iframe src=//evil.example></iframe></foreignObject></svg>';

/** By what they try. @type {Record<string, string>} */
export const ATTACKS = {
	markup: MARKUP,
	quotes: `"'><a href="javascript:alert(3)" onclick="alert(4)" style="position:fixed">&lt;b&gt;&amp;\${x}{{y}}`,
	bidi: 'a\u202eb\u2066c\u200bd\u200f\ufeffe\u00ad\u0085f\u{e0041}g',
	script: 'javascript:alert(5)//',
	long: `${'x'.repeat(10240)}${MARKUP}`,
	words: `${'many words '.repeat(1000)}end`,
	equals: '=HYPERLINK("//evil.example")',
	plus: '+1+1',
	minus: '-1+1',
	at: '@SUM(1+1)',
	tab: '\t=1+1',
};

/** What cannot be seen, as the pages write it. */
export const WRITTEN = 'a‹U+202E›b‹U+2066›c‹U+200B›d‹U+200F›‹U+FEFF›e‹U+00AD›‹U+0085›f‹U+E0041›g';

export const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/u;

/** What a spreadsheet would calculate. */
export const FORMULA = /^[=+\-@\t\r]/;

const escaped = (text) => text.replace(/[&<>"\t\u0085]/g, (c) => `&#${c.codePointAt(0)};`);

/**
 * A report of which every text is the attack and, behind it, the field's name.
 * @param {string} attack
 * @param {number} begin
 * @param {string} id
 * @param {Record<string, string>} [plain] fields that are not attacked
 */
export function hostile(attack, begin, id, plain = {}) {
	const v = (name) => {
		const [, tag] = /([a-z_]+)$/.exec(name);
		return `<${tag}>${escaped(plain[name] ?? `${attack}.${name.replace(/\W/g, '')}`)}</${tag}>`;
	};
	const all = (...names) => names.map(v).join('\n');
	return `<?xml version="1.0" encoding="UTF-8"?>
<feedback>${all('version')}
<report_metadata>${all('org_name', 'email', 'extra_contact_info', 'error', 'generator')}
<report_id>${escaped(attack)}${id}</report_id>
<date_range><begin>${begin}</begin><end>${begin + 86399}</end></date_range></report_metadata>
<policy_published>${all('policy/domain', 'adkim', 'aspf', 'p', 'sp', 'np', 'pct', 'fo', 'testing', 'discovery_method')}</policy_published>
<record><row><source_ip>192.0.2.66</source_ip><count>3</count>
<policy_evaluated>${all('disposition')}<dkim>fail</dkim><spf>fail</spf>
<reason>${all('type', 'comment')}</reason></policy_evaluated></row>
<identifiers>${all('envelope_to', 'envelope_from', 'header_from')}</identifiers>
<auth_results><dkim>${all('dkim/domain', 'selector', 'dkim/result', 'dkim/human_result')}</dkim>
<spf>${all('spf/domain', 'scope', 'spf/result', 'spf/human_result')}</spf></auth_results></record>
<record><row>${all('source_ip')}<count>1</count>
<policy_evaluated><disposition>none</disposition>${all('eval/dkim', 'eval/spf')}</policy_evaluated></row>
<identifiers><header_from>plain.example</header_from></identifiers><auth_results/></record>
</feedback>
`;
}
