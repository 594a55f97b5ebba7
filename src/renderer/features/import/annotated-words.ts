import type { ImportPreview } from '#shared/rpc/corpus.ts';
import { t } from '../../i18n/t.ts';

type Facts = Pick<ImportPreview, 'seen' | 'annotated' | 'annotatedEmpty'>;

/** How many documents somebody annotated, and how many of these have no span. */
export function annotatedWords({ seen, annotated, annotatedEmpty }: Facts): string {
  if (annotated === 0) return t('import.annotatedNone');
  const how =
    annotated === seen
      ? t('import.annotatedAll', { count: seen })
      : t('import.annotatedSome', { annotated, seen });
  return annotatedEmpty === 0 ? how : `${how} ${t('import.annotatedEmpty', { count: annotatedEmpty })}`;
}

const shownNames = 6;

/** Names in a sentence; the rest of a long list is an ellipsis. */
export function nameList(names: readonly string[]): string {
  return names.length > shownNames ? `${names.slice(0, shownNames).join(', ')}, …` : names.join(', ');
}
