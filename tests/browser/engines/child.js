// Programs that the tests start, and what they say when they are ready.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Until what it writes, there, is like this; the match. */
function said(child, stream, pattern) {
	return new Promise((done, fail) => {
		let text = '';
		stream.on('data', (more) => {
			text += more;
			const found = pattern.exec(text);
			if (found)
				done(found);
		});
		child.on('error', fail);
		child.on('exit', (code) => fail(new Error(`${child.spawnfile} ended (${code}): ${text.slice(-500)}`)));
	});
}

/**
 * Starts a program in a folder of its own, which is its home.
 * @param {string} command
 * @param {(home: string) => string[]} args
 * @param {{fd: number, pattern: RegExp, env?: Record<string, string>}} ready what it says when it is, and where
 */
export async function start(command, args, { fd, pattern, env }) {
	const home = await mkdtemp(join(tmpdir(), 'engine-'));
	const child = spawn(command, args(home), { stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
		env: { ...process.env, HOME: home, XDG_RUNTIME_DIR: home, ...env } });
	child.stdio.slice(1).forEach((stream) => stream.resume());
	const found = await said(child, child.stdio[fd], pattern);
	return { found, async stop() {
		const ended = new Promise((done) => child.on('exit', done));
		child.kill();
		await ended;
		await rm(home, { recursive: true, force: true, maxRetries: 5 });
	} };
}
