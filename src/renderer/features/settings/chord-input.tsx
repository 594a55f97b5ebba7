import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { chordOf } from '../../components/key-chord.ts';
import { IconButton } from '../../components/button.tsx';
import { Kbd } from '../../components/kbd.tsx';
import { t } from '../../i18n/t.ts';

interface ChordInputProps {
  readonly label: string;
  readonly chord: string;
  /** Differs from the default. */
  readonly own: boolean;
  /** Null goes back to the default. */
  readonly onChange: (chord: string | null) => void;
}

/** Click (or Enter), then press the new keys; Escape leaves it as it is, Tab moves on. */
export function ChordInput({ label, chord, own, onChange }: ChordInputProps) {
  const [listening, setListening] = useState(false);
  return (
    <span className="flex items-center gap-1">
      {own && (
        <IconButton
          icon={RotateCcw}
          size="sm"
          label={t('settings.keysReset')}
          onClick={() => onChange(null)}
        />
      )}
      <button
        type="button"
        aria-label={label}
        onClick={() => setListening(true)}
        onBlur={() => setListening(false)}
        onKeyDown={(event) => {
          if (!listening || event.key === 'Tab') return;
          event.preventDefault();
          event.stopPropagation();
          event.nativeEvent.stopImmediatePropagation();
          if (event.key === 'Escape') {
            setListening(false);
            return;
          }
          const pressed = chordOf(event.nativeEvent);
          if (pressed === null) return;
          onChange(pressed);
          setListening(false);
        }}
        className="flex h-8 min-w-16 items-center justify-end rounded-control px-2 hover:bg-hover"
      >
        {listening ? (
          <span className="text-xs text-accent">{t('settings.keysPress')}</span>
        ) : (
          <Kbd chord={chord} />
        )}
      </button>
    </span>
  );
}
