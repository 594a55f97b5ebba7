import { useState } from 'react';
import type { Span } from '#shared/domain/span.ts';
import type { RpcOutput } from '#shared/rpc/contract.ts';
import { useQuery } from '../../app/use-query.ts';
import { overlaps, type TextRange } from '../../components/annotated-text/text-range.ts';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { t } from '../../i18n/t.ts';
import type { IterationInput } from '../results/annotator-names.ts';
import type { Draft } from './compare-logic.ts';
import { readingWords } from './reading-words.ts';

type Place = RpcOutput<'compare.sameString'>[number];

interface SameStringDialogProps {
  readonly input: IterationInput;
  readonly documentKey: number;
  /** The stretch whose text is sought. */
  readonly place: TextRange;
  readonly reading: readonly Span[];
  readonly text: string;
  readonly onClose: () => void;
  readonly onApply: (drafts: readonly (Draft & { readonly documentKey: number })[]) => Promise<boolean>;
}

/** The same text in other places: what holds there now, and a choice of where the decision shall hold too. */
export function SameStringDialog(props: SameStringDialogProps) {
  const { input, documentKey, place, reading, text, onClose, onApply } = props;
  const surface = text.slice(place.start, place.end);
  const inside = reading.filter(
    (span) => overlaps(span, place) && place.start <= span.start && span.end <= place.end,
  );
  const query = useQuery('compare.sameString', { ...input, text: surface.slice(0, 500) });
  const places = (query.data ?? []).filter(
    (other) => !(other.key === documentKey && other.start === place.start),
  );
  const [off, setOff] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const chosen = places.filter((other) => !off.has(idOf(other)));
  const apply = async (): Promise<void> => {
    setBusy(true);
    const done = await onApply(chosen.map((other) => draftFor(other, place, inside)));
    setBusy(false);
    if (done) onClose();
  };
  const short = surface.length > 50 ? `${surface.slice(0, 50)}…` : surface;
  return (
    <Dialog
      open
      width="md"
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t('compare.sameTitle', { text: short })}
      description={t('compare.sameDescription')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" busy={busy} disabled={chosen.length === 0} onClick={() => void apply()}>
            {t('compare.sameApply', { count: chosen.length })}
          </Button>
        </>
      }
    >
      <p className="mb-2 font-medium">{t('compare.sameWhich', { reading: readingWords(inside) })}</p>
      {query.data === undefined && query.error === undefined && <SkeletonLines lines={4} />}
      {query.data === undefined && query.error !== undefined && <ErrorState error={query.error} compact />}
      {query.data !== undefined && places.length === 0 && (
        <p className="text-text-2">{t('compare.sameNone')}</p>
      )}
      {places.length > 0 && (
        <>
          <Checkbox
            className="mb-2"
            label={t('compare.sameAll', { count: places.length })}
            checked={chosen.length === places.length ? true : chosen.length === 0 ? false : 'indeterminate'}
            onChange={(on) => setOff(on ? new Set() : new Set(places.map(idOf)))}
          />
          <ul className="flex flex-col divide-y divide-line rounded-control border border-line">
            {places.map((other) => (
              <li key={idOf(other)} className="flex items-start gap-2 px-3 py-2">
                <Checkbox
                  label={
                    <span className="text-sm" dir="auto">
                      <span className="text-text-2">…{other.before}</span>
                      <strong className="font-semibold">{surface}</strong>
                      <span className="text-text-2">{other.after}…</span>
                    </span>
                  }
                  help={`${other.documentId} · ${t('compare.sameNow', {
                    type: other.consensusType ?? t('compare.noEntity'),
                  })}`}
                  checked={!off.has(idOf(other))}
                  onChange={(on) => {
                    const next = new Set(off);
                    if (on) next.delete(idOf(other));
                    else next.add(idOf(other));
                    setOff(next);
                  }}
                />
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}

function idOf(place: Place): string {
  return `${place.key}:${place.start}`;
}

/** The decision, moved to another occurrence of the text. */
function draftFor(
  other: Place,
  place: TextRange,
  spans: readonly Span[],
): Draft & { readonly documentKey: number } {
  const shift = other.start - place.start;
  return {
    kind: other.hotspotId === null ? 'span' : 'hotspot',
    hotspotId: other.hotspotId,
    documentKey: other.key,
    start: other.start,
    end: other.end,
    spans: spans.map((span) => ({ ...span, start: span.start + shift, end: span.end + shift })),
  };
}
