// Asking the programs, and saying well what went wrong.

/** @import { Answer, ErrorAnswer } from './types.d.ts' */

const TRIES = 3;

/** An answer that is an error. */
export class ApiError extends Error {
	/**
	 * @param {number} status 0: no answer at all
	 * @param {Partial<ErrorAnswer['error']>} error
	 */
	constructor(status, error) {
		super(error.message ?? 'the answer could not be read');
		this.status = status;
		this.code = error.code ?? null;
		this.field = error.field ?? null;
		this.request = error.request ?? null;
	}
}

/** @param {Response} response */
async function errorOf(response) {
	/** @type {Partial<ErrorAnswer>|null} */
	const body = await response.json().catch(() => ({}));
	const fallback = { message: response.statusText || `status ${response.status}` };
	return new ApiError(response.status, { ...fallback, ...body?.error });
}

/** @param {number} seconds @param {AbortSignal|null} [signal] */
function wait(seconds, signal) {
	return new Promise((done, fail) => {
		const timer = setTimeout(done, seconds * 1000);
		signal?.addEventListener('abort', () => {
			clearTimeout(timer);
			fail(signal.reason);
		}, { once: true });
	});
}

/** @param {string} path @param {RequestInit} options */
async function attempt(path, options) {
	try {
		return await fetch(path, options);
	} catch (error) {
		if (options.signal?.aborted)
			throw error;
		throw new ApiError(0, { message: 'the server did not answer' });
	}
}

/**
 * Busy answers are asked again, when they say so.
 * @param {string} path relative, with its query
 * @param {RequestInit} [options]
 */
export async function ask(path, options = {}) {
	for (let tried = 1; ; tried++) {
		const response = await attempt(path, options);
		if (response.ok)
			return response;

		const after = Number(response.headers.get('Retry-After') ?? 1);
		const busy = response.status === 429 || response.status === 503;
		if (!busy || tried >= TRIES || after > 10)
			throw await errorOf(response);
		await wait(after, options.signal);
	}
}

/**
 * @template {string} Path
 * @param {Path} path
 * @param {AbortSignal} [signal]
 * @returns {Promise<Answer<Path>>}
 */
export async function getJson(path, signal) {
	const response = await ask(path, { signal, headers: { Accept: 'application/json' } });
	return response.json();
}

/**
 * How the programs are: a 503 says it as well, and is not asked again.
 * @returns {Promise<Answer<'healthz'>>}
 */
export async function getHealth() {
	const response = await attempt('healthz', { headers: { Accept: 'application/json' } });
	return response.json();
}

/**
 * Does something there, and hands back what it answers.
 * @template {string} Path
 * @param {'POST'|'DELETE'} method
 * @param {Path} path
 * @param {string} [body] text
 * @returns {Promise<Answer<Path>>}
 */
export async function order(method, path, body) {
	const response = await ask(path, { method, body, headers: { Accept: 'application/json' } });
	return response.json();
}
