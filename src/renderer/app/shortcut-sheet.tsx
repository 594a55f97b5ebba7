import { useStore } from 'zustand';
import { Dialog } from '../components/dialog.tsx';
import { Kbd } from '../components/kbd.tsx';
import { t } from '../i18n/t.ts';
import { overlayStore } from './overlay-store.ts';
import { useServices } from './services.ts';
import { allShortcuts } from './shortcut-registry.ts';
import { chordFor, shortcutScopes } from './shortcuts.ts';

export const scopeLabels = {
  global: 'app.keysScopeGlobal',
  project: 'app.keysScopeProject',
  text: 'app.keysScopeText',
  list: 'app.keysScopeList',
} as const;

/** `?`: all keys, as they are bound now. */
export function ShortcutSheet() {
  const { settings } = useServices();
  const own = useStore(settings, (state) => state.settings.keys);
  const open = useStore(overlayStore, (state) => state.open === 'help');
  const { show } = overlayStore.getState();
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => show(next ? 'help' : null)}
      title={t('app.help')}
      description={t('app.keysRebind')}
      width="lg"
      focusableBody
    >
      <div className="columns-1 gap-8 pb-4 md:columns-2">
        {shortcutScopes.map((scope) => {
          const inScope = allShortcuts.filter((shortcut) => shortcut.scope === scope);
          if (inScope.length === 0) return null;
          return (
            <section key={scope} className="mb-4 break-inside-avoid">
              <h3 className="mb-1 text-xs font-medium text-text-2">{t(scopeLabels[scope])}</h3>
              <dl>
                {inScope.map((shortcut) => (
                  <div
                    key={shortcut.id}
                    className="flex min-h-8 items-center justify-between gap-4 border-b border-line"
                  >
                    <dt>{t(shortcut.label)}</dt>
                    <dd className="flex gap-2">
                      <Kbd chord={chordFor(shortcut, own)} />
                      {shortcut.also?.map((chord) => (
                        <Kbd key={chord} chord={chord} />
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
    </Dialog>
  );
}
