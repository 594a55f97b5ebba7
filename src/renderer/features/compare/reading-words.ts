import { t } from '../../i18n/t.ts';

/** A reading in words: "aspirin 81 mg – DRUG"; "nothing here" for none. */
export function readingWords(spans: readonly { readonly text: string; readonly type: string }[]): string {
  if (spans.length === 0) return t('compare.noEntity');
  return spans.map((span) => `${span.text} – ${span.type}`).join(', ');
}
