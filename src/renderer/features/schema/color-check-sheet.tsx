import { CircleCheck, TriangleAlert } from 'lucide-react';
import type { EntityType } from '#shared/domain/entity-type.ts';
import { findClosePairs, simulateVision, visions } from '../../components/color-vision.ts';
import { parseHex, toHex } from '../../components/color-math.ts';
import { EntityTag } from '../../components/entity-tag.tsx';
import { entityPalette } from '../../components/entity-palette.ts';
import { Sheet } from '../../components/sheet.tsx';
import { t } from '../../i18n/t.ts';
import { visionName } from './vision-name.ts';

interface ColorCheckSheetProps {
  readonly types: readonly EntityType[];
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** Every type as people with each kind of colour vision see it, and the pairs that come too close. */
export function ColorCheckSheet({ types, open, onOpenChange }: ColorCheckSheetProps) {
  const looks = [...entityPalette(types).values()];
  const close = findClosePairs(looks);
  return (
    <Sheet
      width="lg"
      open={open}
      onOpenChange={onOpenChange}
      title={t('schema.colorTitle')}
      description={t('schema.colorText')}
    >
      <table className="w-full text-sm">
        <thead>
          <tr className="border-b border-line text-left text-xs text-text-2">
            <th scope="col" className="py-1.5 font-medium">
              {t('schema.name')}
            </th>
            {(['normal', ...visions] as const).map((vision) => (
              <th key={vision} scope="col" className="px-2 py-1.5 font-medium">
                {visionName(vision)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {looks.map((look) => (
            <tr key={look.name} className="border-b border-line">
              <th scope="row" className="py-2 text-left font-normal">
                <EntityTag look={look} />
              </th>
              {[look.hue, ...visions.map((vision) => toHex(simulateVision(parseHex(look.hue), vision)))].map(
                (color, column) => (
                  <td key={column} className="px-2">
                    <span
                      className="block h-5 w-full rounded-sm"
                      style={{ background: color }}
                      title={color}
                    />
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <ul className="mt-4 flex flex-col gap-1.5">
        {close.length === 0 && (
          <li className="flex items-start gap-2">
            <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-success" />
            {t('schema.closeNone')}
          </li>
        )}
        {close.map((pair) => (
          <li key={`${pair.first} ${pair.second}`} className="flex items-start gap-2">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
            {t('schema.close', { first: pair.first, second: pair.second, vision: visionName(pair.vision) })}
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
