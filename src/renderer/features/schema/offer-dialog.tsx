import type { EntityType } from '#shared/domain/entity-type.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { EntityTag } from '../../components/entity-tag.tsx';
import { entityPalette, lookOf } from '../../components/entity-palette.ts';
import { t } from '../../i18n/t.ts';

interface OfferDialogProps {
  readonly types: readonly EntityType[];
  /** The project has types already: adding and replacing differ. */
  readonly hasOwn: boolean;
  readonly onTake: (replace: boolean) => void;
  readonly onClose: () => void;
}

/** Types from a template or a file, before they are taken over. */
export function OfferDialog({ types, hasOwn, onTake, onClose }: OfferDialogProps) {
  const palette = entityPalette(types);
  return (
    <Dialog
      open
      width="md"
      onOpenChange={onClose}
      title={t('schema.offerTitle', { count: types.length })}
      {...(hasOwn ? { description: t('schema.offerText') } : {})}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          {hasOwn && <Button onClick={() => onTake(true)}>{t('schema.offerReplace')}</Button>}
          <Button variant="primary" onClick={() => onTake(false)}>
            {t('schema.offerAdd')}
          </Button>
        </>
      }
    >
      <ul className="flex flex-col">
        {types.map((type) => (
          <li
            key={type.name}
            className="flex flex-col items-start gap-0.5 border-b border-line py-2 last:border-0"
          >
            <EntityTag look={lookOf(palette, type.name)} />
            <span className="text-xs text-text-2">{type.definition}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
