// Three engines behind the same few words: each shows one page.

import { createServer } from 'node:net';
import WebSocket from 'ws';
import { launch } from '../browser.js';
import { start } from './child.js';

/**
 * @typedef {object} Engine
 * @property {(url: string) => Promise<any>} go
 * @property {(expression: string) => Promise<any>} evaluate  what it comes to, as JSON can tell it
 * @property {(width: number, height: number) => Promise<any>} resize
 * @property {() => Promise<any>} close
 */

/** @returns {Promise<Engine>} */
async function chromium() {
	const browser = await launch(), page = await browser.newPage();
	return {
		go: (url) => page.goto(url),
		evaluate: (expression) => page.evaluate(expression),
		resize: (width, height) => page.setViewportSize({ width, height }),
		close: () => browser.close(),
	};
}

/** Asks by WebDriver BiDi. @param {WebSocket} socket */
function bidi(socket) {
	const waiting = new Map();
	let last = 0;
	socket.on('message', (data) => {
		const { id, result, message } = JSON.parse(String(data));
		const { done, fail } = waiting.get(id) ?? {};
		waiting.delete(id);
		if (message)
			fail?.(new Error(message));
		else
			done?.(result);
	});
	return (method, params) => new Promise((done, fail) => {
		waiting.set(++last, { done, fail });
		socket.send(JSON.stringify({ id: last, method, params }));
	});
}

/** @returns {Promise<Engine>} */
async function firefox() {
	const program = await start('firefox-esr', (home) => ['--headless', '--no-remote', '--profile', home, '--remote-debugging-port', '0'],
		{ fd: 2, pattern: /listening on (ws:\S+)/ });
	const socket = new WebSocket(`${program.found[1]}/session`);
	await new Promise((done, fail) => socket.on('open', done).on('error', fail));
	const ask = bidi(socket);
	await ask('session.new', { capabilities: {} });
	const { contexts: [{ context }] } = await ask('browsingContext.getTree', {});
	return {
		go: (url) => ask('browsingContext.navigate', { context, url, wait: 'complete' }),
		async evaluate(expression) {
			const { result, exceptionDetails } = await ask('script.evaluate', { expression: `JSON.stringify(${expression})`,
				target: { context }, awaitPromise: false });
			if (exceptionDetails)
				throw new Error(exceptionDetails.text);
			return JSON.parse(result.value ?? 'null');
		},
		resize: (width, height) => ask('browsingContext.setViewport', { context, viewport: { width, height } }),
		async close() {
			socket.terminate();
			await program.stop();
		},
	};
}

function freePort() {
	return new Promise((done) => {
		const server = createServer().listen(0, '127.0.0.1', () => {
			const { port } = server.address();
			server.close(() => done(port));
		});
	});
}

/** Asks by WebDriver. @param {string} base */
function webdriver(base) {
	return async (method, path, body) => {
		const response = await fetch(base + path, { method, body: body && JSON.stringify(body) });
		const { value } = await response.json();
		if (!response.ok)
			throw new Error(`${method} ${path}: ${value.message}`);
		return value;
	};
}

/** Until it answers. @param {(method: string, path: string) => Promise<any>} ask */
async function awake(ask) {
	for (;;) {
		try {
			return await ask('GET', '/status');
		} catch {
			await new Promise((done) => setTimeout(done, 50));
		}
	}
}

/** @returns {Promise<Engine>} */
async function webkit() {
	const screen = await start('Xvfb', () => ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'],
		{ fd: 3, pattern: /(\d+)\n/ });
	const port = await freePort();
	const driver = await start('sh', () => ['-c', `echo ready; exec WebKitWebDriver --port=${port}`],
		{ fd: 1, pattern: /ready/, env: { DISPLAY: `:${screen.found[1]}`, GDK_BACKEND: 'x11' } });
	const ask = webdriver(`http://127.0.0.1:${port}`);
	await awake(ask);
	const { sessionId } = await ask('POST', '/session', { capabilities: {} });
	const path = `/session/${sessionId}`;
	return {
		go: (url) => ask('POST', `${path}/url`, { url }),
		evaluate: async (expression) => JSON.parse(await ask('POST', `${path}/execute/sync`,
			{ script: `return JSON.stringify(${expression})`, args: [] }) ?? 'null'),
		resize: (width, height) => ask('POST', `${path}/window/rect`, { width, height }),
		async close() {
			await ask('DELETE', path);
			await driver.stop();
			await screen.stop();
		},
	};
}

/** @type {Record<string, () => Promise<Engine>>} */
export const ENGINES = { chromium, firefox, webkit };
