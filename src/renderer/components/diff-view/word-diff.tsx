import { t } from '../../i18n/t.ts';

export interface WordChange {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Changed words inside running text: added underlined, removed struck through, colour only repeats it. */
export function WordDiff({ words }: { readonly words: readonly WordChange[] }) {
  return (
    <span className="whitespace-pre-wrap">
      {words.map((word, index) => {
        if (word.kind === 'same') return <span key={index}>{word.text}</span>;
        if (word.kind === 'added') {
          return (
            <ins
              key={index}
              className="rounded-sm bg-success-soft text-text underline decoration-success decoration-2 underline-offset-2"
            >
              <span className="visually-hidden">{t('guidelines.srAdded')} </span>
              {word.text}
            </ins>
          );
        }
        return (
          <del key={index} className="rounded-sm bg-danger-soft text-text-2 line-through decoration-danger">
            <span className="visually-hidden">{t('guidelines.srRemoved')} </span>
            {word.text}
          </del>
        );
      })}
    </span>
  );
}
