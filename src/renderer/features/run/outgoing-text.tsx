import { t } from '../../i18n/t.ts';

interface OutgoingTextProps {
  readonly text: string;
  /** Stretches that come from documents, without overlaps, in any order. */
  readonly snippets: readonly { readonly start: number; readonly end: number; readonly documentId: string }[];
}

/** The exact text of a supervisor call; what comes from documents is marked and named. */
export function OutgoingText({ text, snippets }: OutgoingTextProps) {
  const pieces: React.ReactNode[] = [];
  let at = 0;
  for (const snippet of snippets.toSorted((a, b) => a.start - b.start)) {
    if (snippet.start < at) continue;
    pieces.push(text.slice(at, snippet.start));
    pieces.push(
      <mark
        key={snippet.start}
        title={snippet.documentId}
        className="rounded-sm bg-warning-soft text-text underline decoration-warning"
      >
        {text.slice(snippet.start, snippet.end)}
      </mark>,
    );
    at = snippet.end;
  }
  pieces.push(text.slice(at));
  return (
    <pre
      tabIndex={0}
      role="region"
      aria-label={t('run.approveExact')}
      className="max-h-96 overflow-auto rounded-control border border-line bg-sunken p-3 font-mono text-xs leading-relaxed break-words whitespace-pre-wrap"
    >
      {pieces}
    </pre>
  );
}
