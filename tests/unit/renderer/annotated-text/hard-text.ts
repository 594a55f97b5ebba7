/** Texts that break careless offset code; each with the stretches a person would mark, found with indexOf. */
export interface HardText {
  readonly name: string;
  readonly text: string;
  readonly surfaces: readonly string[];
}
const fireman = '👨🏻‍🚒';
export const hardTexts: readonly HardText[] = [
  {
    name: 'emoji with ZWJ',
    text: `Crew ${fireman}${fireman} of Leeds 🇬🇧🇩🇪 went.`,
    surfaces: ['Crew', fireman, 'Leeds', '🇩🇪'],
  },
  {
    name: 'combining marks',
    text: 'Le cafe\u0301 de Zu\u0308rich, n\u0303o.',
    surfaces: ['cafe\u0301', 'Zu\u0308rich'],
  },
  {
    name: 'CRLF, CR and blank lines',
    text: 'Anna\r\n\r\nBob\rCleo\n\nDan\r\n',
    surfaces: ['Anna', 'Bob', 'Cleo', 'Dan'],
  },
  {
    name: 'right to left',
    text: 'زار أحمد مدينة القاهرة with Dr. Cohen (כהן).',
    surfaces: ['أحمد', 'القاهرة', 'כהן'],
  },
  {
    name: 'CJK',
    text: '東京大学の山田太郎さんは、大阪へ行った。𠮷野家で食べた。',
    surfaces: ['東京大学', '山田太郎', '𠮷野家'],
  },
  {
    name: 'tabs and double spaces',
    text: 'name:\tAcme  Ltd\t\tİstanbul',
    surfaces: ['Acme  Ltd', 'İstanbul'],
  },
];

/** Words and single other characters, as a tokenizer would give them; space is skipped. */
export function roughTokens(text: string): readonly { readonly start: number; readonly end: number }[] {
  const segmenter = new Intl.Segmenter('und', { granularity: 'word' });
  return [...segmenter.segment(text)]
    .filter((part) => part.segment.trim() !== '')
    .map((part) => ({ start: part.index, end: part.index + part.segment.length }));
}
