// The pages as they are served, by a server between: a script comes before theirs and notes what
// goes wrong, for not every engine tells who drives it.

import { createServer } from 'node:http';

const NOTE = `window.wrong = [];
addEventListener('error', (e) => wrong.push('error: ' + (e.message ?? e.target.src ?? e.target.href)), true);
addEventListener('unhandledrejection', (e) => wrong.push('error: ' + e.reason));
addEventListener('securitypolicyviolation', (e) => wrong.push('policy: ' + e.effectiveDirective + ' ' + e.blockedURI));
console.error = (...words) => wrong.push('console: ' + words.join(' '));`;

const noted = (text) => text.replace('<head>', '<head><script src="note.js"></script>');

/**
 * @param {string} base
 * @param {Record<string, (text: string) => string>} [changes] what becomes of an answer, by its kind
 * @returns {Promise<{url: string, close: () => void}>}
 */
export async function watched(base, changes = {}) {
	const server = createServer(async ({ url, headers }, reply) => {
		if (url === '/note.js')
			return reply.writeHead(200, { 'Content-Type': 'text/javascript' }).end(NOTE);
		const answer = await fetch(new URL(url, base), { headers: { Accept: headers.accept ?? '*/*' } });
		const type = answer.headers.get('Content-Type')?.split(';')[0] ?? '';
		const body = Buffer.from(await answer.arrayBuffer());
		reply.writeHead(answer.status, Object.fromEntries([...answer.headers].filter(([name]) =>
			!/^(content-(encoding|length)|connection|transfer-encoding|keep-alive|etag)$/.test(name))));
		const text = changes[type]?.(body.toString()) ?? body;
		return reply.end(type === 'text/html' ? noted(text.toString()) : text);
	});
	await new Promise((done) => server.listen(0, '127.0.0.1', () => done(null)));
	return { url: `http://127.0.0.1:${server.address().port}/`, close() {
		server.closeAllConnections();
		server.close();
	} };
}
