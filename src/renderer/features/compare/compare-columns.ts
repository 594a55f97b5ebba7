import type { Span } from '#shared/domain/span.ts';
import { votes } from '#shared/domain/annotator.ts';
import type { CompareDocument } from '#shared/rpc/run.ts';
import type { TextColumn } from '../../components/annotated-text/annotated-text.tsx';
import type { BlockLayers, TextLane, TextMark } from '../../components/annotated-text/layout-block.ts';
import { overlaps } from '../../components/annotated-text/text-range.ts';
import { t } from '../../i18n/t.ts';
import { shortName } from '../results/short-name.ts';
import { blindLetter, blindOrder } from './blind-order.ts';
import { currentReading, votersOf } from './compare-logic.ts';
import type { CompareState } from './compare-store.ts';

export type View = Pick<
  CompareState,
  'layout' | 'columns' | 'hidden' | 'blind' | 'gold' | 'previous' | 'onlyDifferences'
>;

/** An annotator as it is shown now: under its name, or under a letter in blind mode. */
export interface ShownAnnotator {
  readonly id: string;
  readonly name: string;
  readonly monogram: string;
  /** Place in the pool: chooses the underline pattern. */
  readonly order: number;
  readonly abstains: boolean;
}

export function shownAnnotators(document: CompareDocument, blind: boolean): readonly ShownAnnotator[] {
  const list = blind ? blindOrder(document.annotators, document.key) : document.annotators;
  return list.map((annotator, place) => ({
    id: annotator.annotatorId,
    name: blind ? blindLetter(place) : shortName(annotator.displayName),
    monogram: blind ? blindLetter(place) : annotator.monogram,
    order: place,
    abstains: !votes(annotator.state),
  }));
}

/** What the text pane draws: one column with lanes, or two to four columns of marks. */
export function compareColumns(
  document: CompareDocument,
  previous: CompareDocument | null,
  rounds: { readonly now: number },
  view: View,
): readonly TextColumn[] {
  const annotators = shownAnnotators(document, view.blind);
  const bands = document.hotspots.map((hotspot) => ({
    id: hotspot.hotspotId,
    start: hotspot.start,
    end: hotspot.end,
    score: hotspot.score,
    decided: hotspot.decisionId !== null,
  }));
  const notes = document.comments.map((comment) => ({
    id: comment.commentId,
    start: comment.start,
    end: comment.end,
  }));
  const goldSpans = view.gold ? (document.gold ?? []) : [];
  const base: BlockLayers = { marks: [], lanes: [], bands, gold: [], notes };
  const reading: TextColumn = {
    id: 'reading',
    title: t('compare.columnReading'),
    layers: { ...base, marks: readingMarks(document), gold: goldSpans },
  };
  if (view.previous && previous !== null) {
    const lanesThen = lanesOf(previous, shownAnnotators(previous, view.blind), view);
    return [
      {
        id: 'previous',
        title: t('compare.columnPrevious', { round: rounds.now - 1 }),
        layers: {
          ...base,
          marks: plainMarks(previous.consensus, 'p'),
          lanes: lanesThen,
          bands: bandsOf(previous),
          notes: [],
        },
      },
      {
        ...reading,
        title: t('compare.columnNow', { round: rounds.now }),
        layers: { ...reading.layers, lanes: lanesOf(document, annotators, view) },
      },
    ];
  }
  if (view.layout === 'underlines') {
    return [{ ...reading, layers: { ...reading.layers, lanes: lanesOf(document, annotators, view) } }];
  }
  return columnIds(document, view.columns).map((id) => {
    if (id === 'reading') return reading;
    if (id === 'gold') {
      return {
        id,
        title: t('compare.columnGold'),
        layers: { ...base, marks: plainMarks(document.gold ?? [], 'g') },
      };
    }
    const shown = annotators.find((annotator) => annotator.id === id);
    const spans = document.annotators.find((annotator) => annotator.annotatorId === id)?.spans ?? [];
    return { id, title: shown?.name ?? id, layers: { ...base, marks: plainMarks(spans, id), notes: [] } };
  });
}

/** The chosen columns that exist, at least two: the current reading and the first annotator by default. */
export function columnIds(document: CompareDocument, chosen: readonly string[]): readonly string[] {
  const known = [
    'reading',
    ...(document.gold === null ? [] : ['gold']),
    ...document.annotators.map((a) => a.annotatorId),
  ];
  const picked = chosen.filter((id) => known.includes(id)).slice(0, 4);
  for (const id of ['reading', ...document.annotators.map((a) => a.annotatorId)]) {
    if (picked.length >= 2) break;
    if (!picked.includes(id)) picked.push(id);
  }
  return picked;
}

export function readingMarks(document: CompareDocument): readonly TextMark[] {
  const voting = document.annotators.filter((annotator) => votes(annotator.state)).length;
  return currentReading(document).map((span) => {
    const decided = document.decisions.some((decision) => overlaps(decision, span));
    return {
      id: `${span.start}-${span.end}-${span.type}`,
      start: span.start,
      end: span.end,
      type: span.type,
      decided,
      name: decided
        ? t('compare.markNameDecided', { type: span.type, text: span.text })
        : t('compare.markName', {
            type: span.type,
            text: span.text,
            votes: votersOf(document, span).length,
            total: voting,
          }),
    };
  });
}

function plainMarks(spans: readonly Span[], prefix: string): readonly TextMark[] {
  return spans.map((span) => ({
    id: `${prefix}:${span.start}-${span.end}-${span.type}`,
    start: span.start,
    end: span.end,
    type: span.type,
    name: t('compare.markNamePlain', { type: span.type, text: span.text }),
  }));
}

function bandsOf(document: CompareDocument): BlockLayers['bands'] {
  return document.hotspots.map((hotspot) => ({
    id: `then:${hotspot.hotspotId}`,
    start: hotspot.start,
    end: hotspot.end,
    score: hotspot.score,
    decided: false,
  }));
}

function lanesOf(
  document: CompareDocument,
  annotators: readonly ShownAnnotator[],
  view: View,
): readonly TextLane[] {
  return annotators
    .filter((annotator) => !view.hidden.includes(annotator.id) && !annotator.abstains)
    .map((annotator) => {
      const spans = document.annotators.find((a) => a.annotatorId === annotator.id)?.spans ?? [];
      return {
        id: annotator.id,
        name: annotator.name,
        monogram: annotator.monogram,
        order: annotator.order,
        spans: view.onlyDifferences
          ? spans.filter((span) => document.hotspots.some((hotspot) => overlaps(hotspot, span)))
          : spans,
      };
    });
}
