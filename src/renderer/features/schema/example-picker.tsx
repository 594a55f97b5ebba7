import { useState } from 'react';
import { useDebounced } from '../../app/use-debounced.ts';
import { useQuery } from '../../app/use-query.ts';
import { Button } from '../../components/button.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import { Sheet } from '../../components/sheet.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { t } from '../../i18n/t.ts';

export type ExampleList = 'positiveExamples' | 'negativeExamples' | 'borderlineExamples';

interface ExamplePickerProps {
  readonly projectId: string;
  readonly type: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onPick: (list: ExampleList, text: string) => void;
}

const kinds = [
  { list: 'positiveExamples', label: 'schema.pickPositive' },
  { list: 'negativeExamples', label: 'schema.pickNegative' },
  { list: 'borderlineExamples', label: 'schema.pickBorderline' },
] as const;
const contextLength = 60;

/** Occurrences of a string in the corpus, each to be added as example, counter-example or borderline case. */
export function ExamplePicker({ projectId, type, open, onOpenChange, onPick }: ExamplePickerProps) {
  const [search, setSearch] = useState('');
  const text = useDebounced(search.trim(), 200);
  const enough = text.length >= 2;
  const { data } = useQuery('corpus.find', open && enough ? { projectId, text, limit: 50 } : null, {
    keepPrevious: true,
  });
  return (
    <Sheet
      width="lg"
      open={open}
      onOpenChange={onOpenChange}
      title={t('schema.pickTitle')}
      description={t('schema.pickText')}
    >
      <SearchInput value={search} onChange={setSearch} label={t('schema.pickSearch')} />
      <div className="mt-3">
        {!enough ? (
          <p className="text-text-2">{t('schema.pickHint')}</p>
        ) : data === undefined ? (
          <SkeletonLines lines={5} />
        ) : data.length === 0 ? (
          <p className="text-text-2">{t('schema.pickNone')}</p>
        ) : (
          <ul>
            {data.map((hit) => (
              <li
                key={`${hit.key}:${hit.start}`}
                className="flex flex-col gap-1.5 border-b border-line py-2.5"
              >
                <p className="break-words">
                  <span className="text-text-2">{hit.before.slice(-contextLength)}</span>
                  <mark className="rounded-sm bg-accent-soft font-medium text-text">{hit.match}</mark>
                  <span className="text-text-2">{hit.after.slice(0, contextLength)}</span>
                </p>
                <div className="flex flex-wrap items-center gap-2">
                  <span className="flex-1 truncate text-xs text-text-2">{hit.id}</span>
                  {kinds.map(({ list, label }) => (
                    <Button
                      key={list}
                      size="sm"
                      aria-label={t('schema.pickAs', { text: hit.match, how: t(label), type })}
                      onClick={() => onPick(list, hit.match)}
                    >
                      {t(label)} {list === 'borderlineExamples' ? '' : type}
                    </Button>
                  ))}
                </div>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Sheet>
  );
}
