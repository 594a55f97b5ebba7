import { FolderPlus, Sparkles } from 'lucide-react';
import { useCallback } from 'react';
import { Redirect, useLocation } from 'wouter';
import { useStore } from 'zustand';
import { projectsPath, stepPath } from '../../app/routes.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { Button } from '../../components/button.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { t } from '../../i18n/t.ts';
import { HealthPanel } from './health-panel.tsx';

/** First run; later visits go straight to the projects. */
export function HomeScreen() {
  const { settings } = useServices();
  const { loaded, settings: current } = useStore(settings);
  if (!loaded) return null;
  return current.welcomeSeen ? <Redirect to={projectsPath} replace /> : <Welcome />;
}

function Welcome() {
  const { api, settings } = useServices();
  const [, navigate] = useLocation();
  const seen = useCallback(() => settings.getState().update({ welcomeSeen: true }), [settings]);
  const sample = useAction(
    useCallback(async () => {
      const project = await api.call('projects.createSample', {});
      await seen();
      navigate(stepPath(project.id, project.nextStep));
    }, [api, navigate, seen]),
  );
  const leave = useAction(
    useCallback(
      async (path: string) => {
        await seen();
        navigate(path);
      },
      [navigate, seen],
    ),
  );
  return (
    <Page width="text" className="py-10">
      <header>
        <h1 className="text-2xl font-semibold tracking-tight text-text">{t('home.title')}</h1>
        <p className="mt-2 max-w-2xl text-base text-text-2">{t('home.lead')}</p>
      </header>
      <div className="grid gap-4 md:grid-cols-2">
        <Panel className="items-start">
          <Sparkles aria-hidden className="size-5 text-accent" />
          <h2 className="mt-3 text-lg font-semibold">{t('home.trySample')}</h2>
          <p className="mt-1 mb-4 text-text-2">{t('home.trySampleText')}</p>
          <Button variant="primary" busy={sample.busy} onClick={() => void sample.run()}>
            {t('home.trySample')}
          </Button>
        </Panel>
        <Panel className="items-start">
          <FolderPlus aria-hidden className="size-5 text-text-2" />
          <h2 className="mt-3 text-lg font-semibold">{t('home.ownProject')}</h2>
          <p className="mt-1 mb-4 text-text-2">{t('home.ownProjectText')}</p>
          <div className="flex flex-wrap gap-2">
            <Button onClick={() => void leave.run(`${projectsPath}?new`)}>{t('home.ownProject')}</Button>
            <Button variant="ghost" onClick={() => void leave.run(projectsPath)}>
              {t('home.toProjects')}
            </Button>
          </div>
        </Panel>
      </div>
      <HealthPanel />
    </Page>
  );
}
