import { describeChord } from './key-chord.ts';

/** A key chord such as "mod+k", drawn the way this system writes it. */
export function Kbd({ chord }: { readonly chord: string }) {
  return (
    <span className="inline-flex shrink-0 gap-0.5">
      <span className="visually-hidden">{describeChord(chord).join(' ')}</span>
      {describeChord(chord).map((key) => (
        <kbd
          key={key}
          aria-hidden
          className="inline-flex h-5 min-w-5 items-center justify-center rounded-sm border border-line-strong bg-sunken px-1 font-sans text-2xs text-text-2"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
