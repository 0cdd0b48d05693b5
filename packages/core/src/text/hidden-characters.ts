/**
 * Characters that a screen does not show, or that change how their neighbours are read, by their Unicode properties: controls (Cc),
 * format characters (Cf) and whatever else is ignorable by default (zero-width and bidirectional controls, fillers, tags),
 * line and paragraph separators, and lone surrogates. Not in it: the signs that Cf holds and that are drawn (above numbers, in
 * Arabic, Syriac and Kaithi), and the selector of an emoji's form behind the character that it belongs to.
 */
export const HIDDEN_CHARACTERS =
  /[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]--[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}\ufe0e\ufe0f]]|(?<![\p{Emoji}\u20e3])[\ufe0e\ufe0f]/gv;
