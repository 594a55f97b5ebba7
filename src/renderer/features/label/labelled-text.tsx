import { Check, Undo2 } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import type { RpcOutput } from '#shared/rpc/contract.ts';
import { InspectorContent } from '../../app/inspector.tsx';
import { useServices } from '../../app/services.ts';
import { usePalette } from '../../app/use-palette.ts';
import { useQuery } from '../../app/use-query.ts';
import { useChord } from '../../app/use-shortcut.ts';
import { useQuietUndo } from '../../app/use-quiet-undo.ts';
import { AnnotatedText } from '../../components/annotated-text/annotated-text.tsx';
import type { TextMark } from '../../components/annotated-text/layout-block.ts';
import { labelPosition, selectionKey } from '../../components/annotated-text/text-keys.ts';
import { typeLooks } from '../../components/annotated-text/type-look.ts';
import { useTextEditor } from '../../components/annotated-text/use-text-editor.ts';
import { Button } from '../../components/button.tsx';
import { EntityTag } from '../../components/entity-tag.tsx';
import { lookOf } from '../../components/entity-palette.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { Kbd } from '../../components/kbd.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { formatAgreement, formatPercent } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { InspectorButton } from '../compare/compare-toolbar.tsx';
import { LabelFinder } from '../compare/label-finder.tsx';
import { TypeKeys } from '../compare/compare-inspector.tsx';
import { useTextActions } from '../compare/use-text-actions.ts';

type Labelled = RpcOutput<'label.get'>;

interface LabelledTextProps {
  readonly projectId: string;
  readonly documentKey: number;
  readonly onStep: (step: 1 | -1) => void;
}

/** A wish to bring a place of one document into view. */
interface Jump {
  readonly offset: number;
  readonly key: number | null;
  readonly count: number;
}

const noSpans: Labelled['spans'] = [];
const noTokens: readonly { readonly start: number; readonly end: number }[] = [];

/** One labelled document: the same text pane and keys as Compare; every edit is stored at once. */
export function LabelledText({ projectId, documentKey, onStep }: LabelledTextProps) {
  const { api, queries, toasts } = useServices();
  const offerUndo = useQuietUndo(projectId);
  const palette = usePalette(projectId);
  const schema = useQuery('schema.get', { projectId });
  const query = useQuery('label.get', { projectId, key: documentKey }, { keepPrevious: true });
  const [finding, setFinding] = useState(false);
  const [jump, setJump] = useState<Jump | null>(null);
  const pane = useRef<HTMLDivElement>(null);
  const acceptChord = useChord('finish-document');
  const data = query.data;
  const loadedKey = data?.key ?? null;
  const spans = data?.spans ?? noSpans;
  const tokens = useMemo(
    () => data?.tokens.map(([start, end]) => ({ start, end })) ?? noTokens,
    [data?.tokens],
  );
  const marks = useMemo(() => spans.map(markOf), [spans]);
  const columns = useMemo(
    () => [{ id: 'labels', title: '', layers: { marks, lanes: [], bands: [], gold: [], notes: [] } }],
    [marks],
  );
  const looks = useMemo(() => typeLooks(palette), [palette]);
  const types = (schema.data?.types ?? []).filter((type) => type.active);
  const reread = (): void => {
    queries.invalidate(
      (other) =>
        other.projectId === projectId && other.method.startsWith('label.') && other.method !== 'label.status',
    );
  };
  const write = async (work: () => Promise<unknown>, said: string): Promise<void> => {
    try {
      await work();
      reread();
      offerUndo(said);
    } catch (error) {
      toasts.getState().showError(error);
      query.refetch();
    }
  };
  const editor = useTextEditor({
    text: data?.text ?? '',
    tokens,
    spans,
    allowNested: schema.data?.allowNested === true,
    onEdit: (edit, what) => {
      if (loadedKey === null) return;
      const input = { projectId, key: loadedKey };
      // Shown at once: the next key press must see the new spans.
      queries.set(
        'label.get',
        input,
        (old) => old && { ...old, edited: true, spans: withShares(edit.spans, old.spans) },
      );
      const bare = edit.spans.map(({ start, end, type, text, fragments }) => ({
        start,
        end,
        type,
        text,
        ...(fragments === undefined ? {} : { fragments }),
      }));
      const { span } = what;
      const said =
        what.kind === 'label'
          ? t('compare.labelled', { text: span.text, type: span.type })
          : what.kind === 'remove'
            ? t('compare.removedSpan', { text: span.text, type: span.type })
            : t('compare.reshaped', { text: span.text });
      void write(() => api.call('label.edit', { ...input, spans: bare }), said);
    },
  });
  const { dispatch, selection } = editor;
  const jumpTo = (offset: number): void =>
    setJump((old) => ({ offset, key: loadedKey, count: (old?.count ?? 0) + 1 }));
  const accept = async (accepted: boolean): Promise<void> => {
    await write(
      () => api.call('label.accept', { projectId, key: documentKey, accepted }),
      t('label.acceptedToast'),
    );
    if (accepted) onStep(1);
  };
  const toDoubt = (direction: 1 | -1): void => {
    const doubtful = [...spans].sort((a, b) => (a.share ?? 1) - (b.share ?? 1));
    const at = doubtful.findIndex((span) => span.start === editor.currentSpan?.start);
    const next = doubtful[(at + direction + doubtful.length) % Math.max(1, doubtful.length)];
    if (next === undefined) return;
    dispatch({ kind: 'range', range: next });
    jumpTo(next.start);
  };
  useTextActions({
    'next-hotspot': () => toDoubt(1),
    'previous-hotspot': () => toDoubt(-1),
    'next-span': () => void editor.toSpan(true),
    'previous-span': () => void editor.toSpan(false),
    'accept-reading': () => void accept(true),
    'skip-hotspot': () => onStep(1),
    'find-label': () => setFinding(true),
    'change-label': () => setFinding(true),
    'delete-span': editor.remove,
    'reject-reading': editor.remove,
    'start-left': () => editor.moveEdge('start', false),
    'start-right': () => editor.moveEdge('start', true),
    'end-left': () => editor.moveEdge('end', false),
    'end-right': () => editor.moveEdge('end', true),
    'select-characters': () => dispatch({ kind: 'granularity', granularity: 'character' }),
    'select-words': () => dispatch({ kind: 'granularity', granularity: 'token' }),
    'select-sentences': () => dispatch({ kind: 'granularity', granularity: 'sentence' }),
    'next-document': () => onStep(1),
    'previous-document': () => onStep(-1),
    'finish-document': () => void accept(true),
  });
  if (data === undefined) {
    return query.error === undefined ? (
      <SkeletonLines lines={6} className="p-6" />
    ) : (
      <ErrorState error={query.error} onRetry={query.refetch} />
    );
  }
  const currentMark = marks.find(
    (mark) =>
      editor.currentSpan !== null &&
      mark.start === editor.currentSpan.start &&
      mark.end === editor.currentSpan.end,
  );
  return (
    <div ref={pane} className="flex min-h-0 flex-1 flex-col bg-panel">
      <div className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-2">
        <h2 className="min-w-0 flex-1 truncate text-sm font-semibold" title={data.id}>
          {data.id}
        </h2>
        {data.edited && <StatusChip tone="info">{t('label.edited')}</StatusChip>}
        {data.accepted && <StatusChip tone="success">{t('label.accepted')}</StatusChip>}
        {data.accepted ? (
          <Button size="sm" icon={Undo2} onClick={() => void accept(false)}>
            {t('label.unaccept')}
          </Button>
        ) : (
          <Button size="sm" icon={Check} onClick={() => void accept(true)}>
            {t('label.acceptNext')}
            <Kbd chord={acceptChord} />
          </Button>
        )}
        <InspectorButton />
      </div>
      <AnnotatedText
        className="min-h-0 flex-1"
        text={data.text}
        columns={columns}
        lookOf={looks}
        laneStyle="compact"
        selection={selection}
        onSelection={dispatch}
        label={t('label.pane', { id: data.id })}
        announcement={currentMark?.name ?? editor.selectedText.slice(0, 200)}
        currentMark={currentMark?.id ?? null}
        reveal={
          jump !== null && jump.key === data.key
            ? { offset: jump.offset, key: `${data.key} ${jump.count}` }
            : { offset: 0, key: data.key }
        }
        onKeyDown={(event) => {
          const place = labelPosition(event);
          const action = place === null ? selectionKey(event) : null;
          if (place === null && action === null) return;
          event.preventDefault();
          const type = place === null ? undefined : types[place];
          if (type !== undefined) editor.label(type.name);
          if (action !== null) dispatch(action);
        }}
      />
      <InspectorContent>
        <div className="flex flex-col gap-6 p-4 pt-3">
          <section>
            <h3 className="mb-1.5 text-xs font-semibold text-text-2">{t('compare.typesTitle')}</h3>
            <p className="mb-1.5 text-xs text-text-2">{t('compare.typesHelp')}</p>
            <TypeKeys types={types.map((type) => type.name)} palette={palette} onLabel={editor.label} />
          </section>
          <section>
            <h3 className="mb-1.5 text-xs font-semibold text-text-2">{t('label.spansTitle')}</h3>
            {spans.some((span) => span.share !== null) && (
              <p className="mb-1.5 text-xs text-text-2">{t('label.orderHelp')}</p>
            )}
            {spans.length === 0 && <p className="text-xs text-text-2">{t('label.spansNone')}</p>}
            <ul className="flex flex-col">
              {spans.map((span) => (
                <li key={`${span.start}-${span.end}-${span.type}`}>
                  <button
                    type="button"
                    onClick={() => {
                      dispatch({ kind: 'range', range: span });
                      jumpTo(span.start);
                    }}
                    className="flex w-full items-center gap-2 rounded-control px-1.5 py-1 text-left hover:bg-hover"
                  >
                    <EntityTag look={lookOf(palette, span.type)} variant="tag" />
                    <span className="min-w-0 flex-1 truncate" dir="auto">
                      {span.text}
                    </span>
                    <span className="text-2xs text-text-2">{formatAgreement(span.share)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        </div>
      </InspectorContent>
      <LabelFinder
        open={finding}
        onClose={() => {
          setFinding(false);
          pane.current?.querySelector<HTMLElement>('[data-text-pane]')?.focus();
        }}
        types={types.map(({ name, definition }) => ({ name, definition }))}
        palette={palette}
        selectedText={editor.selectedText}
        onPick={editor.label}
      />
    </div>
  );
}

function markOf(span: Labelled['spans'][number]): TextMark {
  return {
    id: `${span.start}-${span.end}-${span.type}`,
    start: span.start,
    end: span.end,
    type: span.type,
    share: span.share,
    name:
      span.share === null
        ? t('compare.markNamePlain', { type: span.type, text: span.text })
        : t('compare.markNameShare', { type: span.type, text: span.text, share: formatPercent(span.share) }),
  };
}

/** Spans after an edit, with the vote share of those that stayed. */
function withShares(
  spans: readonly Labelled['spans'][number][] | readonly Omit<Labelled['spans'][number], 'share'>[],
  old: Labelled['spans'],
): Labelled['spans'] {
  return spans.map((span) => ({
    ...span,
    share:
      old.find((o) => o.start === span.start && o.end === span.end && o.type === span.type)?.share ?? null,
  }));
}
