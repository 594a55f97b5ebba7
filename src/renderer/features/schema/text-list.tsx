import { ArrowUp, Plus, X } from 'lucide-react';
import { useId, useState } from 'react';
import { TextInput } from '../../components/field.tsx';
import { t } from '../../i18n/t.ts';
import { moveItem } from './schema-edits.ts';

interface TextListProps {
  readonly label: string;
  readonly help?: string;
  readonly items: readonly string[];
  readonly onChange: (items: readonly string[]) => void;
}

const small =
  'flex size-6 shrink-0 items-center justify-center rounded-sm text-text-3 enabled:hover:bg-hover enabled:hover:text-text disabled:opacity-30';

/** Short texts in order: Enter adds, each can be removed and moved up. */
export function TextList({ label, help, items, onChange }: TextListProps) {
  const id = useId();
  const [draft, setDraft] = useState('');
  const add = () => {
    const text = draft.trim();
    if (text !== '' && !items.includes(text)) onChange([...items, text]);
    setDraft('');
  };
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <h3 id={id} className="text-sm font-medium">
        {label}
        {help !== undefined && <span className="ml-2 text-xs font-normal text-text-2">{help}</span>}
      </h3>
      <ul aria-labelledby={id} className="flex flex-col">
        {items.map((item, index) => (
          <li key={item} className="flex items-start gap-1 border-b border-line py-1">
            <span className="min-w-0 flex-1 pt-0.5 break-words">{item}</span>
            <button
              type="button"
              aria-label={t('schema.moveItemUp', { text: item })}
              disabled={index === 0}
              onClick={() => onChange(moveItem(items, index, -1))}
              className={small}
            >
              <ArrowUp aria-hidden className="size-3.5" />
            </button>
            <button
              type="button"
              aria-label={t('schema.removeItem', { text: item })}
              onClick={() => onChange(items.filter((_, other) => other !== index))}
              className={small}
            >
              <X aria-hidden className="size-3.5" />
            </button>
          </li>
        ))}
      </ul>
      <div className="mt-1 flex gap-1">
        <TextInput
          aria-label={t('schema.addTo', { list: label })}
          placeholder={t('schema.addLine')}
          value={draft}
          maxLength={4000}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={add}
          onKeyDown={(event) => {
            if (event.key === 'Enter') {
              event.preventDefault();
              add();
            }
          }}
        />
        <button
          type="button"
          aria-label={t('schema.addTo', { list: label })}
          disabled={draft.trim() === ''}
          onClick={add}
          className="flex size-8 shrink-0 items-center justify-center rounded-control text-text-2 enabled:hover:bg-hover disabled:opacity-30"
        >
          <Plus aria-hidden className="size-4" />
        </button>
      </div>
    </div>
  );
}
