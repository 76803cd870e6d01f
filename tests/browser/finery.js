// What the style sheets say beyond what every browser of ours knows: finer lines, sizes, sheets of
// paper and colours of other systems, which a page does well without.

export const FINERY = ['field-sizing:content', 'text-wrap:pretty', 'scrollbar-width:none', '-webkit-text-size-adjust:100%',
	'forced-color-adjust:none', 'break-after:avoid', 'print-color-adjust:exact'];

/** Of another engine. */
export const FOREIGN = /::-(webkit|moz)-/;
