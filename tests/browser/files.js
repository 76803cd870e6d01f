// Files as they are sent: archives, mails, and what is in them.

import { gzipSync } from 'node:zlib';

const TABLE = Array.from({ length: 256 }, (_, n) => {
	for (let k = 0; k < 8; k++)
		n = n & 1 ? 0xedb88320 ^ n >>> 1 : n >>> 1;
	return n >>> 0;
});

/** @param {Buffer} bytes */
function crc32(bytes) {
	let crc = ~0;
	for (const byte of bytes)
		crc = TABLE[(crc ^ byte) & 255] ^ crc >>> 8;
	return ~crc >>> 0;
}

/** The head of a member: in front of it (without at), or in the list at the end. */
function member(name, content, at = null) {
	const head = Buffer.alloc(at === null ? 30 : 46), more = at === null ? 0 : 2;
	head.writeUInt32LE(at === null ? 0x04034b50 : 0x02014b50, 0);
	head.writeUInt16LE(20, 4);
	head.writeUInt16LE(20, 4 + more);
	head.writeUInt16LE(0x0800, 6 + more);	// The name is UTF-8.
	head.writeUInt16LE(0x21, 12 + more);
	head.writeUInt32LE(crc32(content), 14 + more);
	head.writeUInt32LE(content.length, 18 + more);
	head.writeUInt32LE(content.length, 22 + more);
	head.writeUInt16LE(Buffer.byteLength(name), 26 + more);
	if (at !== null)
		head.writeUInt32LE(at, 42);
	return Buffer.concat([head, Buffer.from(name)]);
}

/** A zip archive, nothing of it compressed. @param {Record<string, string>} files */
export function zip(files) {
	const parts = [], list = [];
	let at = 0;
	for (const [name, text] of Object.entries(files)) {
		const content = Buffer.from(text), local = member(name, content);
		list.push(member(name, content, at));
		parts.push(local, content);
		at += local.length + content.length;
	}
	const central = Buffer.concat(list), end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(list.length, 8);
	end.writeUInt16LE(list.length, 10);
	end.writeUInt32LE(central.length, 12);
	end.writeUInt32LE(at, 16);
	return Buffer.concat([...parts, central, end]);
}

/** A mail that carries a report. @param {string} xml @param {string} [name] */
export function mail(xml, name = 'report.xml.gz') {
	return Buffer.from([
		'From: reporter@receiver.example', 'To: dmarc@example.org', 'Subject: Report domain: example.org',
		'Message-ID: <1@receiver.example>', 'MIME-Version: 1.0', 'Content-Type: application/gzip',
		'Content-Transfer-Encoding: base64', `Content-Disposition: attachment; filename="${name}"`, '',
		...gzipSync(xml).toString('base64').match(/.{1,76}/g), ''].join('\r\n'));
}

/** As a browser gives it. @param {string} name @param {string|Buffer} content */
export function file(name, content) {
	return { name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) };
}

/** The lines of a CSV, each as its cells. @param {string} text */
export function readCsv(text) {
	const lines = [[]];
	for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
		lines.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
		if (end !== ',')
			lines.push([]);
	}
	return lines.filter((cells) => cells.length > 1);
}
