-- What a case says beside its reports, a row each: what it is, of whom, and its value.
SELECT 'domain', value, NULL FROM json_each(:text, '$.domains')
UNION ALL SELECT 'host', key, value FROM json_each(:text, '$.ptr') WHERE type = 'text'
UNION ALL SELECT 'holder', key, value FROM json_each(:text, '$.asn')
UNION ALL SELECT 'mark', key, value FROM json_each(:text, '$.marks');
