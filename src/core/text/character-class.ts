/** What a character means to the tokeniser. Numbers, because the classes live in byte tables. */
export const characterClass = {
  other: 0,
  space: 1,
  letter: 2,
  digit: 3,
  /** Belongs to the character before it: combining mark, joiner, emoji modifier or tag. */
  mark: 4,
  /** Part of a word, but neither letter nor decimal digit: ², Ⅷ, _, Arabic number sign. */
  wordOther: 5,
  /** Letter, mark or digit of a script written without spaces. */
  noSpace: 6,
  pictograph: 7,
  regionalIndicator: 8,
} as const;

// Letters by the scripts that use them (the prolonged sound mark ー is common to both Kana), marks by their own script:
// a tilde also serves Thai, yet it has to stay with the n it stands on.
const noSpaceLetter =
  /^[[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]&&[\p{L}\p{N}]]$/v;
const noSpaceMark = /^[[\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]&&\p{M}]$/v;
const rules: readonly (readonly [RegExp, number])[] = [
  [/^[\p{White_Space}\u200B\uFEFF]$/v, characterClass.space],
  [noSpaceLetter, characterClass.noSpace],
  [noSpaceMark, characterClass.noSpace],
  [/^(?:\p{M}|\p{EMod}|\u200C|\u200D|[\u{E0020}-\u{E007F}])$/v, characterClass.mark],
  [/^\p{L}$/v, characterClass.letter],
  [/^\p{Nd}$/v, characterClass.digit],
  [
    /^[\p{N}_\u{600}-\u{605}\u{6DD}\u{70F}\u{890}\u{891}\u{8E2}\u{110BD}\u{110CD}]$/v,
    characterClass.wordOther,
  ],
  [/^\p{Extended_Pictographic}$/v, characterClass.pictograph],
  [/^\p{RI}$/v, characterClass.regionalIndicator],
];

/** Tables of 256 code points, filled when a text first needs them. */
const pages: (Uint8Array | undefined)[] = [];

/** The class of a Unicode code point (a lone surrogate is `other`). */
export function classOf(codePoint: number): number {
  const page = (pages[codePoint >> 8] ??= fillPage(codePoint >> 8));
  return page[codePoint & 0xff] ?? characterClass.other;
}

function fillPage(number: number): Uint8Array {
  const page = new Uint8Array(256);
  for (let low = 0; low < 256; low += 1) {
    const character = String.fromCodePoint(number * 256 + low);
    page[low] = rules.find(([regex]) => regex.test(character))?.[1] ?? characterClass.other;
  }
  return page;
}
