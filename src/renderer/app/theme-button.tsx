import { Monitor, Moon, Sun } from 'lucide-react';
import { useStore } from 'zustand';
import { IconButton } from '../components/button.tsx';
import { Menu } from '../components/menu.tsx';
import { t } from '../i18n/t.ts';
import { useServices } from './services.ts';

const icons = { system: Monitor, light: Sun, dark: Moon } as const;

export function ThemeButton() {
  const { settings, toasts } = useServices();
  const theme = useStore(settings, (state) => state.settings.theme);
  const choose = (next: typeof theme) => {
    settings
      .getState()
      .update({ theme: next })
      .catch((error: unknown) => toasts.getState().showError(error));
  };
  return (
    <Menu
      trigger={<IconButton icon={icons[theme]} label={t('app.theme')} />}
      items={[
        { id: 'system', label: t('app.themeSystem'), icon: Monitor, onSelect: () => choose('system') },
        { id: 'light', label: t('app.themeLight'), icon: Sun, onSelect: () => choose('light') },
        { id: 'dark', label: t('app.themeDark'), icon: Moon, onSelect: () => choose('dark') },
      ]}
    />
  );
}
