// What more than one page needs, as the one file that all of them share.  A module that is
// not in here belongs to one page, and takes what it needs of these from here.

export * from './api.js';
export * from './dom.js';
export * from './format.js';
export * from './health.js';
export * from './icons.js';
export * from './page.js';
export * from './record.js';
export * from './severity.js';
export * from './states.js';
export * from './table.js';
export * from './url.js';
export * from './window.js';
