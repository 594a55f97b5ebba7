import { clsx } from 'clsx';
import { ChevronDown, ChevronUp } from 'lucide-react';
import type { EntityType } from '#shared/domain/entity-type.ts';
import { useQuery } from '../../app/use-query.ts';
import { EntityTag } from '../../components/entity-tag.tsx';
import { lookOf, type EntityPalette } from '../../components/entity-palette.ts';
import { Kbd } from '../../components/kbd.tsx';
import { t } from '../../i18n/t.ts';

interface TypeListProps {
  readonly projectId: string;
  readonly types: readonly EntityType[];
  readonly palette: EntityPalette;
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
  readonly onMove: (index: number, by: -1 | 1) => void;
}

/** All types in order; Alt+↑/↓ or the arrows move one. */
export function TypeList({ projectId, types, palette, chosen, onChoose, onMove }: TypeListProps) {
  const usage = useQuery('schema.usage', { projectId }).data ?? {};
  return (
    <ol aria-label={t('schema.list')} className="overflow-hidden rounded-panel border border-line bg-panel">
      {types.map((type, index) => {
        const look = lookOf(palette, type.name);
        const group = type.group !== null && type.group !== types[index - 1]?.group ? type.group : null;
        const marks = usage[type.name] ?? 0;
        return (
          <li key={type.name} className="border-b border-line last:border-0">
            {group !== null && (
              <p className="bg-sunken px-3 py-1 text-2xs font-medium text-text-2">{group}</p>
            )}
            <div className={clsx('flex items-center', type.name === chosen && 'bg-accent-soft')}>
              <button
                type="button"
                aria-current={type.name === chosen || undefined}
                onClick={() => onChoose(type.name)}
                onKeyDown={(event) => {
                  if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
                  event.preventDefault();
                  onMove(index, event.key === 'ArrowUp' ? -1 : 1);
                }}
                className="ring-inset-focus flex min-w-0 flex-1 items-center gap-2.5 px-3 py-2 text-left"
              >
                <EntityTag look={look} variant="swatch" />
                <span className="min-w-0 flex-1">
                  <span className={clsx('block truncate font-medium', !type.active && 'text-text-2')}>
                    {type.name}
                  </span>
                  <span className="block truncate text-xs text-text-2">
                    {marks === 0 ? t('schema.noMarks') : t('schema.marks', { count: marks })}
                    {!type.active && ` · ${t('schema.inactive')}`}
                  </span>
                </span>
                {look.key !== null && <Kbd chord={look.key} />}
              </button>
              <span className="mr-1.5 flex flex-col">
                <MoveButton
                  up
                  label={t('schema.up', { name: type.name })}
                  disabled={index === 0}
                  onClick={() => onMove(index, -1)}
                />
                <MoveButton
                  label={t('schema.down', { name: type.name })}
                  disabled={index === types.length - 1}
                  onClick={() => onMove(index, 1)}
                />
              </span>
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function MoveButton(props: {
  readonly up?: boolean;
  readonly label: string;
  readonly disabled: boolean;
  readonly onClick: () => void;
}) {
  const Icon = props.up === true ? ChevronUp : ChevronDown;
  return (
    <button
      type="button"
      aria-label={props.label}
      disabled={props.disabled}
      onClick={props.onClick}
      className="ring-inset-focus flex h-6 w-6 items-center justify-center rounded-sm text-text-3 enabled:hover:bg-pressed enabled:hover:text-text disabled:opacity-30"
    >
      <Icon aria-hidden className="size-3.5" />
    </button>
  );
}
