import { Command } from 'cmdk';
import { Dialog } from '../../components/dialog.tsx';
import { EntityTag } from '../../components/entity-tag.tsx';
import { lookOf, type EntityPalette } from '../../components/entity-palette.ts';
import { t } from '../../i18n/t.ts';

interface LabelFinderProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly types: readonly { readonly name: string; readonly definition: string }[];
  readonly palette: EntityPalette;
  readonly selectedText: string;
  readonly onPick: (type: string) => void;
}

/** Type-to-find over the entity types, for long lists and for hands that know names better than numbers. */
export function LabelFinder({ open, onClose, types, palette, selectedText, onPick }: LabelFinderProps) {
  const short = selectedText.length > 80 ? `${selectedText.slice(0, 80)}…` : selectedText;
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      title={t('compare.labelFinder')}
      {...(short === '' ? {} : { description: t('compare.labelFinderOn', { text: short }) })}
    >
      <Command label={t('compare.labelFinder')} className="pb-4">
        <Command.Input
          autoFocus
          placeholder={t('compare.labelFinderSearch')}
          className="mb-2 h-9 w-full rounded-control border border-line-control bg-panel px-3 text-sm"
        />
        <Command.List className="max-h-80 overflow-auto">
          <Command.Empty className="px-2 py-3 text-center text-xs text-text-2">
            {t('compare.labelFinderNone')}
          </Command.Empty>
          {types.map(({ name, definition }) => (
            <Command.Item
              key={name}
              value={name}
              onSelect={() => {
                onPick(name);
                onClose();
              }}
              className="flex items-center gap-3 rounded-control px-2 py-1.5 data-[selected=true]:bg-hover"
            >
              <EntityTag look={lookOf(palette, name)} />
              <span className="min-w-0 flex-1 truncate text-xs text-text-2">{definition}</span>
            </Command.Item>
          ))}
        </Command.List>
      </Command>
    </Dialog>
  );
}
