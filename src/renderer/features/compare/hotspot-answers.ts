import type { Span } from '#shared/domain/span.ts';
import type { CompareDocument, HotspotView } from '#shared/rpc/run.ts';
import { t } from '../../i18n/t.ts';
import { decideHotspot } from './compare-logic.ts';
import { readingWords } from './reading-words.ts';
import type { Decisions } from './use-decisions.ts';

/** What an expert can answer to a hotspot. Each is stored and says so; false where there was nothing to store or it failed. */
export interface HotspotAnswers {
  /** One of the readings of the annotators, from 0. */
  readonly choose: (index: number) => Promise<boolean>;
  /** No entity. */
  readonly nothing: () => Promise<boolean>;
  /** What is marked there now. */
  readonly accept: () => Promise<boolean>;
  /** What is marked there now, and that the guidelines do not say. */
  readonly unclear: () => Promise<boolean>;
}

/** @param reading the spans of the document as they stand */
export function hotspotAnswers(
  document: CompareDocument | undefined,
  hotspot: HotspotView | null,
  reading: readonly Span[],
  decisions: Decisions,
): HotspotAnswers {
  const store = async (spans: readonly Span[], said: string, unclear = false): Promise<boolean> =>
    document !== undefined &&
    hotspot !== null &&
    decisions.decide(document.key, decideHotspot(hotspot, spans, reading), said, unclear);
  const decide = (spans: readonly Span[]): Promise<boolean> =>
    store(spans, t('compare.decidedToast', { reading: readingWords(spans) }));
  const here = (): Span[] =>
    hotspot === null ? [] : reading.filter((span) => span.start < hotspot.end && hotspot.start < span.end);
  return {
    choose: async (index) => {
      const option = hotspot?.options[index];
      return option !== undefined && decide(option.spans);
    },
    nothing: () => decide([]),
    accept: () => decide(here()),
    unclear: () => store(here(), t('compare.unclearToast'), true),
  };
}
