import { Fragment } from 'react';
import type { ImportPreview } from '#shared/rpc/corpus.ts';
import { Checkbox } from '../../components/checkbox.tsx';
import { t } from '../../i18n/t.ts';
import { layersAfter } from './reading-options.ts';

interface LayerChoiceProps {
  readonly layers: ImportPreview['layers'];
  readonly onChange: (layers: string[]) => void;
}

/** The layers of marks in the files: a box for each, ticked where it is read. */
export function LayerChoice({ layers, onChange }: LayerChoiceProps) {
  return (
    <fieldset>
      <legend className="text-sm font-medium">{t('import.layers')}</legend>
      <div className="mt-1.5 grid gap-x-8 gap-y-2 lg:grid-cols-2">
        {layers.map(({ name, marks, isRead }) => (
          <Checkbox
            key={name}
            label={<LayerName name={name} />}
            help={t('import.layerMarks', { count: marks })}
            checked={isRead}
            onChange={(read) => onChange(layersAfter(layers, name, read))}
          />
        ))}
      </div>
    </fieldset>
  );
}

/** Names are long; they break at their dots. */
function LayerName({ name }: { readonly name: string }) {
  return (
    <span className="break-words">
      {name.split('.').map((part, i) => (
        <Fragment key={`${i} ${part}`}>
          {i > 0 && '.'}
          {i > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </span>
  );
}
