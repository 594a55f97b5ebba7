import { clsx } from 'clsx';
import { Eye, EyeOff, Undo2, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CompareDocument, HotspotView } from '#shared/rpc/run.ts';
import { IconButton } from '../../components/button.tsx';
import { EntityTag } from '../../components/entity-tag.tsx';
import { lookOf, type EntityPalette } from '../../components/entity-palette.ts';
import { HelpTerm } from '../../components/help-term.tsx';
import { Kbd } from '../../components/kbd.tsx';
import { Monogram } from '../../components/monogram.tsx';
import { formatAgreement, formatDateTime } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import type { ShownAnnotator } from './compare-columns.ts';
import { useCompare, useCompareStore } from './compare-store.ts';
import { readingWords } from './reading-words.ts';

interface CompareInspectorProps {
  readonly document: CompareDocument;
  readonly annotators: readonly ShownAnnotator[];
  readonly types: readonly string[];
  readonly palette: EntityPalette;
  readonly hotspot: HotspotView | null;
  readonly onRemoveComment: (commentId: string) => void;
  readonly onTakeBack: (decisionId: string) => void;
  readonly onJump: (offset: number) => void;
  readonly onLabel: (type: string) => void;
}

/** Keys of the types, who is shown, the expert's decisions and comments, and the token metrics. */
export function CompareInspector(props: CompareInspectorProps) {
  return (
    <div className="flex flex-col gap-6 p-4 pt-3">
      <Types {...props} />
      <Annotators {...props} />
      <Decisions {...props} />
      <Comments {...props} />
      <Metrics document={props.document} />
    </div>
  );
}

export function TypeKeys({
  types,
  palette,
  onLabel,
}: Pick<CompareInspectorProps, 'types' | 'palette' | 'onLabel'>) {
  return (
    <ul className="flex flex-col gap-0.5">
      {types.map((name, index) => (
        <li key={name}>
          <button
            type="button"
            // The text keeps the focus, so that the selection stays where it is.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onLabel(name)}
            className="flex w-full items-center justify-between gap-2 rounded-control px-1.5 py-1 hover:bg-hover"
          >
            <EntityTag look={lookOf(palette, name)} />
            {index < 30 && <Kbd chord={keyOf(index)} />}
          </button>
        </li>
      ))}
    </ul>
  );
}

function keyOf(index: number): string {
  const digit = String((index + 1) % 10);
  return index < 10 ? digit : index < 20 ? `shift+${digit}` : `alt+shift+${digit}`;
}

function Types(props: CompareInspectorProps) {
  return (
    <Part title={t('compare.typesTitle')} help={t('compare.typesHelp')}>
      <TypeKeys {...props} />
    </Part>
  );
}

function Annotators({ annotators }: CompareInspectorProps) {
  const store = useCompareStore();
  const hidden = useCompare((state) => state.hidden);
  return (
    <Part title={t('compare.annotatorsTitle')}>
      <ul className="flex flex-col">
        {annotators.map(({ id, name, monogram, order, abstains }) => {
          const off = hidden.includes(id);
          return (
            <li key={id} className="flex items-center gap-2">
              <Monogram letters={monogram} name={name} position={order} className="shrink-0" />
              <span className={clsx('min-w-0 flex-1 truncate', off && 'text-text-3 line-through')}>
                {name}
              </span>
              {abstains && (
                <HelpTerm term="abstain">
                  {t('compare.abstained', { count: 1 }).replace(/^\d+ /, '')}
                </HelpTerm>
              )}
              <IconButton
                size="sm"
                icon={off ? EyeOff : Eye}
                label={off ? t('compare.showLane', { name }) : t('compare.hideLane', { name })}
                aria-pressed={!off}
                onClick={() => store.getState().toggleLane(id)}
              />
            </li>
          );
        })}
      </ul>
    </Part>
  );
}

function Decisions({ document, onTakeBack, onJump }: CompareInspectorProps) {
  return (
    <Part title={t('compare.decisionsTitle')}>
      {document.decisions.length === 0 ? (
        <p className="text-xs text-text-2">{t('compare.decisionsNone')}</p>
      ) : (
        <ul className="flex flex-col gap-1">
          {document.decisions.map((decision) => (
            <li
              key={decision.decisionId}
              className="flex items-start gap-1 rounded-control border border-line px-2 py-1.5"
            >
              <button
                type="button"
                onClick={() => onJump(decision.start)}
                aria-label={t('compare.decisionJump', {
                  text: document.text.slice(decision.start, decision.end),
                })}
                className="min-w-0 flex-1 text-left"
              >
                <span className="block break-words">{readingWords(decision.spans)}</span>
                <span className="block text-2xs text-text-2">
                  {decision.unclear ? `${t('compare.unclear')} · ` : ''}
                  {decision.author} · {formatDateTime(decision.createdAt)}
                </span>
              </button>
              <IconButton
                size="sm"
                icon={Undo2}
                label={t('compare.removeDecision')}
                onClick={() => onTakeBack(decision.decisionId)}
              />
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}

function Comments({ document, onRemoveComment, onJump }: CompareInspectorProps) {
  return (
    <Part title={t('compare.commentsTitle')}>
      {document.comments.length === 0 ? (
        <p className="text-xs text-text-2">{t('compare.commentsNone')}</p>
      ) : (
        <ul className="flex flex-col gap-1">
          {document.comments.map((comment) => (
            <li
              key={comment.commentId}
              className="flex items-start gap-1 rounded-control border border-line px-2 py-1.5"
            >
              <button
                type="button"
                onClick={() => onJump(comment.start)}
                className="min-w-0 flex-1 text-left"
              >
                <span className="block truncate text-xs text-text-2" dir="auto">
                  “{document.text.slice(comment.start, comment.end)}”
                </span>
                <span className="block break-words">{comment.text}</span>
                <span className="block text-2xs text-text-2">
                  {comment.author} · {formatDateTime(comment.createdAt)}
                </span>
              </button>
              <IconButton
                size="sm"
                icon={X}
                label={t('compare.commentRemove')}
                onClick={() => onRemoveComment(comment.commentId)}
              />
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}

function Metrics({ document }: { readonly document: CompareDocument }) {
  const metrics = document.metrics;
  if (metrics === null) return null;
  const hot = document.hotspots.flatMap((hotspot) =>
    Array.from({ length: hotspot.endToken - hotspot.startToken }, (_, index) => hotspot.startToken + index),
  );
  return (
    <details>
      <summary className="text-xs font-semibold text-text-2">{t('compare.metricsTitle')}</summary>
      <p className="my-1 text-xs text-text-2">{t('compare.metricsHelp')}</p>
      <table className="w-full text-2xs">
        <thead>
          <tr className="text-text-2">
            <th scope="col" className="text-left font-medium">
              {t('compare.metricToken')}
            </th>
            {(['metricConflict', 'metricType', 'metricBoundary', 'metricScore'] as const).map((name) => (
              <th key={name} scope="col" className="px-1 text-right font-medium">
                {t(`compare.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...new Set(hot)].slice(0, 200).map((index) => {
            const token = document.tokens[index];
            return (
              <tr key={index} className="border-t border-line">
                <th scope="row" className="max-w-24 truncate text-left font-normal" dir="auto">
                  {token === undefined ? index : document.text.slice(token[0], token[1])}
                </th>
                {[metrics.conflict, metrics.type, metrics.boundary, metrics.score].map((column, place) => (
                  <td key={place} className="px-1 text-right">
                    {formatAgreement(column[index] ?? null)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </details>
  );
}

function Part({
  title,
  help,
  children,
}: {
  readonly title: string;
  readonly help?: string;
  readonly children: ReactNode;
}) {
  return (
    <section>
      <h3 className="mb-1.5 text-xs font-semibold text-text-2">{title}</h3>
      {help !== undefined && <p className="mb-1.5 text-xs text-text-2">{help}</p>}
      {children}
    </section>
  );
}
