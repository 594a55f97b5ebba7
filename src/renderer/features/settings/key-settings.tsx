import { RotateCcw } from 'lucide-react';
import { allShortcuts } from '../../app/shortcut-registry.ts';
import { scopeLabels } from '../../app/shortcut-sheet.tsx';
import { chordFor, findClashes, shortcutScopes } from '../../app/shortcuts.ts';
import { Button } from '../../components/button.tsx';
import { Panel } from '../../components/panel.tsx';
import { Switch } from '../../components/switch.tsx';
import { t } from '../../i18n/t.ts';
import { ChordInput } from './chord-input.tsx';
import { useSettings } from './use-settings.ts';

/** All keys, rebindable, with clashes shown at once. */
export function KeySettings() {
  const [settings, change] = useSettings();
  const clashes = findClashes(allShortcuts, settings.keys);
  const labelOf = (id: string) => {
    const shortcut = allShortcuts.find((candidate) => candidate.id === id);
    return shortcut === undefined ? id : t(shortcut.label);
  };
  const bind = (id: string, chord: string | null) => {
    const { [id]: _old, ...others } = settings.keys;
    change({ keys: chord === null ? others : { ...others, [id]: chord } });
  };
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-start justify-between gap-4">
        <Switch
          label={t('settings.letterKeys')}
          help={t('settings.letterKeysHelp')}
          checked={settings.letterKeys}
          onChange={(letterKeys) => change({ letterKeys })}
        />
        <Button size="sm" icon={RotateCcw} onClick={() => change({ keys: {} })}>
          {t('settings.keysResetAll')}
        </Button>
      </div>
      <p className="text-text-2">{t('settings.keysText')}</p>
      <div className="grid items-start gap-5 lg:grid-cols-2">
        {shortcutScopes.map((scope) => {
          const inScope = allShortcuts.filter((shortcut) => shortcut.scope === scope);
          if (inScope.length === 0) return null;
          return (
            <Panel key={scope} title={t(scopeLabels[scope])}>
              <ul>
                {inScope.map((shortcut) => {
                  const clash = clashes
                    .filter((found) => found.ids.includes(shortcut.id))
                    .flatMap((found) => found.ids)
                    .filter((id) => id !== shortcut.id);
                  return (
                    <li key={shortcut.id} className="border-b border-line py-1 last:border-0">
                      <div className="flex items-center justify-between gap-3">
                        <span>{t(shortcut.label)}</span>
                        <ChordInput
                          label={t('settings.keysChange', { action: t(shortcut.label) })}
                          chord={chordFor(shortcut, settings.keys)}
                          own={settings.keys[shortcut.id] !== undefined}
                          onChange={(chord) => bind(shortcut.id, chord)}
                        />
                      </div>
                      {clash.length > 0 && (
                        <p className="text-xs text-danger">
                          {t('settings.keysClash', { other: [...new Set(clash)].map(labelOf).join(', ') })}
                        </p>
                      )}
                    </li>
                  );
                })}
              </ul>
            </Panel>
          );
        })}
      </div>
    </div>
  );
}
