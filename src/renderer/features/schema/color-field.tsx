import { clsx } from 'clsx';
import { Popover } from '../../components/popover.tsx';
import { EntityTag } from '../../components/entity-tag.tsx';
import { entityHues, entityLook, type EntityLook } from '../../components/entity-palette.ts';
import { t } from '../../i18n/t.ts';

interface ColorFieldProps {
  readonly look: EntityLook;
  /** Null follows the palette by position. */
  readonly own: string | null;
  readonly onChange: (color: string | null) => void;
}

/** The colour-safe palette, automatic, or an own colour. */
export function ColorField({ look, own, onChange }: ColorFieldProps) {
  return (
    <div className="flex flex-col gap-1">
      <span className="text-sm font-medium">{t('schema.color')}</span>
      <Popover
        label={t('schema.color')}
        trigger={
          <button
            type="button"
            aria-label={t('schema.color')}
            className="flex h-8 items-center gap-2 rounded-control border border-line-control bg-panel px-2.5 hover:bg-hover"
          >
            <EntityTag look={look} variant="swatch" />
            <span className="text-xs text-text-2">{own === null ? t('schema.colorAuto') : own}</span>
          </button>
        }
      >
        <div className="flex w-48 flex-col gap-3">
          <div className="grid grid-cols-4 gap-2">
            {entityHues.map((hue) => (
              <button
                key={hue}
                type="button"
                aria-label={t('schema.colorChoose', { name: hue })}
                aria-pressed={own?.toLowerCase() === hue.toLowerCase()}
                onClick={() => onChange(hue)}
                className={clsx(
                  'flex h-9 items-center justify-center rounded-control border hover:bg-hover',
                  own?.toLowerCase() === hue.toLowerCase() ? 'border-accent' : 'border-line',
                )}
              >
                <EntityTag look={entityLook('', 0, { color: hue })} variant="swatch" />
              </button>
            ))}
          </div>
          <button
            type="button"
            onClick={() => onChange(null)}
            aria-pressed={own === null}
            className="h-8 rounded-control border border-line text-sm hover:bg-hover aria-pressed:border-accent"
          >
            {t('schema.colorAuto')}
          </button>
          <label className="flex items-center justify-between gap-2 text-sm">
            {t('schema.colorOwn')}
            <input
              type="color"
              value={own ?? look.hue.toLowerCase()}
              onChange={(event) => onChange(event.target.value)}
              className="h-8 w-12 rounded-control border border-line-control bg-panel p-0.5"
            />
          </label>
        </div>
      </Popover>
    </div>
  );
}
