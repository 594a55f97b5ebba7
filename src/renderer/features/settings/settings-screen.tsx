import { useLocation } from 'wouter';
import { settingsPath } from '../../app/routes.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { Page } from '../../components/page.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { t } from '../../i18n/t.ts';
import { HealthPanel } from '../home/health-panel.tsx';
import { AppearanceSettings } from './appearance-settings.tsx';
import { KeySettings } from './key-settings.tsx';
import { NetworkLedger } from './network-ledger.tsx';
import { OllamaSettings } from './ollama-settings.tsx';

const sections = ['appearance', 'keys', 'network', 'ollama', 'about'] as const;
type Section = (typeof sections)[number];

export function SettingsScreen({ section }: { readonly section: string }) {
  const [, navigate] = useLocation();
  const open: Section = sections.find((name) => name === section) ?? 'appearance';
  const content = {
    appearance: <AppearanceSettings />,
    keys: <KeySettings />,
    network: <NetworkLedger />,
    ollama: <OllamaSettings />,
    about: <HealthPanel />,
  } as const;
  return (
    <Page width="wide">
      <PageHeader title={t('settings.title')} />
      <Tabs
        label={t('settings.sections')}
        value={open}
        onChange={(next) => navigate(`${settingsPath}/${next}`, { replace: true })}
        className={open === 'network' ? 'flex-1' : ''}
        panelClassName="data-[state=active]:flex data-[state=active]:flex-1 data-[state=active]:flex-col"
        tabs={sections.map((name) => ({ value: name, label: t(`settings.${name}`), content: content[name] }))}
      />
    </Page>
  );
}
