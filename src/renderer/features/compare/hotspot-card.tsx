import { clsx } from 'clsx';
import {
  Ban,
  ChevronLeft,
  ChevronRight,
  CopyCheck,
  MessageSquare,
  Pencil,
  TriangleAlert,
  Undo2,
} from 'lucide-react';
import type { HotspotView } from '#shared/rpc/run.ts';
import { useChord } from '../../app/use-shortcut.ts';
import type { LookOf } from '../../components/annotated-text/type-look.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Kbd } from '../../components/kbd.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { Tooltip } from '../../components/tooltip.tsx';
import { formatAgreement } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import type { ShownAnnotator } from './compare-columns.ts';
import { readingWords } from './reading-words.ts';

interface HotspotCardProps {
  readonly hotspot: HotspotView | null;
  readonly annotators: readonly ShownAnnotator[];
  /** Place among all hotspots, from 0; -1 where none is current. */
  readonly position: number;
  readonly total: number;
  /** Whether the number keys choose an option now. */
  readonly optionKeys: boolean;
  readonly blind: boolean;
  readonly lookOf: LookOf;
  readonly onChoose: (index: number) => void;
  readonly onNothing: () => void;
  readonly onEdit: () => void;
  readonly onUnclear: () => void;
  readonly onComment: () => void;
  readonly onSame: () => void;
  readonly onTakeBack: (decisionId: string) => void;
  readonly onStep: (direction: 1 | -1) => void;
}

/** What the annotators say about the current hotspot, and the ways to settle it. Stays in place, never covers the text. */
export function HotspotCard(props: HotspotCardProps) {
  const { hotspot, position, total, onStep } = props;
  const next = useChord('next-hotspot');
  const before = useChord('previous-hotspot');
  return (
    <section
      aria-label={t('compare.hotspotOf', { now: position + 1, total })}
      className="shrink-0 border-t border-line bg-raised"
    >
      <div className="flex items-center gap-3 px-4 py-1.5">
        {hotspot === null ? (
          <p className="min-w-0 flex-1 truncate text-text-2">{t('compare.hotspots', { count: total })}</p>
        ) : (
          <Headline hotspot={hotspot} />
        )}
        <span className="shrink-0 text-xs text-text-2">
          {position < 0 ? '' : t('compare.hotspotOf', { now: position + 1, total })}
        </span>
        <div className="flex shrink-0">
          <IconButton
            size="sm"
            icon={ChevronLeft}
            label={t('compare.previousHotspot')}
            chord={before}
            disabled={total === 0}
            onClick={() => onStep(-1)}
          />
          <IconButton
            size="sm"
            icon={ChevronRight}
            label={t('compare.nextHotspot')}
            chord={next}
            disabled={total === 0}
            onClick={() => onStep(1)}
          />
        </div>
      </div>
      {hotspot !== null && <Body {...props} hotspot={hotspot} />}
    </section>
  );
}

function Headline({ hotspot }: { readonly hotspot: HotspotView }) {
  return (
    <div className="flex min-w-0 flex-1 items-center gap-2">
      <span aria-hidden className="size-2.5 shrink-0 rounded-sm bg-hotspot" />
      <Tooltip text={t(`compare.differenceHelp_${hotspot.difference}`)} side="top">
        <button type="button" className="shrink-0 rounded-sm text-sm font-semibold">
          {t(`compare.difference_${hotspot.difference}`)}
        </button>
      </Tooltip>
      <span className="shrink-0 text-xs text-text-2">
        {t('compare.score', { score: formatAgreement(hotspot.score) })}
      </span>
      {hotspot.decisionId !== null && <StatusChip tone="success">{t('compare.decided')}</StatusChip>}
      {hotspot.abstained.length > 0 && (
        <span className="truncate text-xs text-text-2">
          {t('compare.abstained', { count: hotspot.abstained.length })}
        </span>
      )}
    </div>
  );
}

function Body(props: HotspotCardProps & { readonly hotspot: HotspotView }) {
  const { hotspot, annotators, optionKeys, blind, lookOf, onChoose } = props;
  const voters = hotspot.options.reduce((sum, option) => sum + option.voters.length, 0);
  const hasNothing = hotspot.options.some((option) => option.spans.length === 0);
  return (
    <div className="flex flex-col gap-2 px-4 pb-3">
      <div className="flex max-h-44 flex-wrap gap-2 overflow-auto p-0.5">
        {hotspot.options.map((option, index) => (
          <button
            key={index}
            type="button"
            onClick={() => onChoose(index)}
            aria-label={t('compare.chooseOption', {
              number: index + 1,
              reading: readingWords(option.spans),
              votes: t('compare.votes', { count: option.voters.length, total: voters }),
            })}
            className="flex min-w-0 max-w-full items-center gap-3 rounded-control border border-line-strong bg-panel px-2.5 py-1.5 text-left hover:border-accent hover:bg-hover"
          >
            {index < 9 && (
              <span className={clsx(!optionKeys && 'opacity-40')}>
                <Kbd chord={String(index + 1)} />
              </span>
            )}
            <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
              {option.spans.length === 0 && (
                <span className="text-text-2 italic">{t('compare.noEntity')}</span>
              )}
              {option.spans.map((span) => {
                const look = lookOf(span.type);
                return (
                  <span
                    key={`${span.start}-${span.end}-${span.type}`}
                    className="inline-flex min-w-0 items-center gap-1.5"
                  >
                    <span className="max-w-72 truncate font-medium" dir="auto">
                      {span.text}
                    </span>
                    <span
                      className="shrink-0 rounded-sm px-1 text-2xs leading-4 font-semibold"
                      style={{ background: look.hue, color: look.on }}
                    >
                      {look.tag}
                    </span>
                  </span>
                );
              })}
            </span>
            <span className="ml-auto flex shrink-0 items-center gap-1">
              <span className="text-xs text-text-2">
                {t('compare.votes', { count: option.voters.length, total: voters })}
              </span>
              {!blind &&
                option.voters.map((id) => {
                  const annotator = annotators.find((candidate) => candidate.id === id);
                  return annotator === undefined ? null : (
                    <span
                      key={id}
                      title={annotator.name}
                      className="rounded-sm bg-sunken px-1 font-mono text-2xs leading-4 text-text-2"
                    >
                      {annotator.monogram}
                    </span>
                  );
                })}
            </span>
          </button>
        ))}
      </div>
      <Actions {...props} hasNothing={hasNothing} />
    </div>
  );
}

function Actions(props: HotspotCardProps & { readonly hotspot: HotspotView; readonly hasNothing: boolean }) {
  const { hotspot, hasNothing } = props;
  const chords = {
    edit: useChord('edit-hotspot'),
    nothing: useChord('reject-reading'),
    unclear: useChord('guideline-unclear'),
    comment: useChord('comment'),
    same: useChord('same-string'),
  };
  const { decisionId } = hotspot;
  return (
    <div className="flex flex-wrap items-center gap-1">
      <Action icon={Pencil} chord={chords.edit} onClick={props.onEdit} label={t('compare.edit')} />
      {!hasNothing && (
        <Action
          icon={Ban}
          chord={chords.nothing}
          onClick={props.onNothing}
          label={t('compare.nothingHere')}
        />
      )}
      <Action
        icon={TriangleAlert}
        chord={chords.unclear}
        onClick={props.onUnclear}
        label={t('compare.unclear')}
      />
      <Action
        icon={MessageSquare}
        chord={chords.comment}
        onClick={props.onComment}
        label={t('compare.comment')}
      />
      <Action icon={CopyCheck} chord={chords.same} onClick={props.onSame} label={t('compare.sameString')} />
      <span className="order-last ml-auto hidden text-2xs text-text-2 2xl:inline">
        {props.optionKeys ? t('compare.digitsOptions') : t('compare.digitsLabels')}
      </span>
      {decisionId !== null && (
        <Button size="sm" variant="ghost" icon={Undo2} onClick={() => props.onTakeBack(decisionId)}>
          {t('compare.removeDecision')}
        </Button>
      )}
    </div>
  );
}

interface ActionProps {
  readonly icon: typeof Pencil;
  readonly chord: string;
  readonly label: string;
  readonly onClick: () => void;
}

function Action({ icon, chord, label, onClick }: ActionProps) {
  return (
    <Button size="sm" variant="ghost" icon={icon} onClick={onClick}>
      {label}
      <Kbd chord={chord} />
    </Button>
  );
}
