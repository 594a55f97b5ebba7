import { CircleAlert, CircleCheck, Lightbulb, TriangleAlert } from 'lucide-react';
import { findClosePairs } from '../../components/color-vision.ts';
import type { EntityPalette } from '../../components/entity-palette.ts';
import { useQuery } from '../../app/use-query.ts';
import { t } from '../../i18n/t.ts';
import { visionName } from './vision-name.ts';

const icons = { error: CircleAlert, warning: TriangleAlert, hint: Lightbulb } as const;
const colors = { error: 'text-danger', warning: 'text-warning', hint: 'text-info' } as const;

interface LintPanelProps {
  readonly projectId: string;
  readonly palette: EntityPalette;
  readonly onChoose: (type: string) => void;
}

/** What may trip the annotators or the eye: missing definitions, near-duplicates, clashes, colours too close. */
export function LintPanel({ projectId, palette, onChoose }: LintPanelProps) {
  const found = useQuery('schema.lint', { projectId }).data ?? [];
  const close = findClosePairs([...palette.values()]).map((pair) => ({
    type: pair.first,
    severity: 'hint' as const,
    message: t('schema.close', { first: pair.first, second: pair.second, vision: visionName(pair.vision) }),
  }));
  const issues = [...found, ...close];
  return (
    <section className="rounded-panel border border-line bg-panel p-3">
      <h2 className="mb-1.5 text-sm font-semibold">{t('schema.lint')}</h2>
      {issues.length === 0 ? (
        <p className="flex items-start gap-2 text-xs text-text-2">
          <CircleCheck aria-hidden className="mt-0.5 size-3.5 shrink-0 text-success" />
          {t('schema.lintNone')}
        </p>
      ) : (
        <ul className="flex flex-col">
          {issues.map((issue) => {
            const Icon = icons[issue.severity];
            const { type } = issue;
            const words = (
              <>
                <Icon aria-hidden className={`mt-0.5 size-3.5 shrink-0 ${colors[issue.severity]}`} />
                <span>{issue.message}</span>
              </>
            );
            return (
              <li key={`${type ?? ''} ${issue.message}`}>
                {type === null ? (
                  <p className="flex items-start gap-2 p-1 text-xs">{words}</p>
                ) : (
                  <button
                    type="button"
                    onClick={() => onChoose(type)}
                    className="flex w-full items-start gap-2 rounded-sm p-1 text-left text-xs hover:bg-hover"
                  >
                    {words}
                  </button>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
