import { Compass } from 'lucide-react';
import { lazy, Suspense, type ComponentType } from 'react';
import { Link, Redirect, Route, Switch } from 'wouter';
import { buttonClass } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { SkeletonLines } from '../components/skeleton.tsx';
import { t } from '../i18n/t.ts';
import { projectsPath, stepPath } from './routes.ts';
import type { ProjectScreenProps } from './project-screen-props.ts';
import { projectScreens } from './project-screens.ts';

const HomeScreen = lazy(async () => ({
  default: (await import('../features/home/home-screen.tsx')).HomeScreen,
}));
const ProjectsScreen = lazy(async () => ({
  default: (await import('../features/projects/projects-screen.tsx')).ProjectsScreen,
}));
const SettingsScreen = lazy(async () => ({
  default: (await import('../features/settings/settings-screen.tsx')).SettingsScreen,
}));
const GalleryScreen = import.meta.env.DEV
  ? lazy(async () => ({ default: (await import('../features/gallery/gallery-screen.tsx')).GalleryScreen }))
  : null;

/** Address → screen. */
export function Screens() {
  return (
    <Suspense fallback={<SkeletonLines lines={4} className="mx-auto max-w-3xl p-10" />}>
      <Switch>
        <Route path="/" component={HomeScreen} />
        <Route path="/projects" component={ProjectsScreen} />
        <Route path="/settings/:section?">
          {({ section }) => <SettingsScreen section={section ?? 'appearance'} />}
        </Route>
        {GalleryScreen && <Route path="/gallery" component={GalleryScreen} />}
        <Route path="/p/:projectId/:step/*?">
          {({ projectId, step, '*': rest }) => (
            <ProjectScreen projectId={decodeURIComponent(projectId)} step={step} rest={rest ?? ''} />
          )}
        </Route>
        <Route path="/p/:projectId">
          {({ projectId }) => <Redirect to={stepPath(decodeURIComponent(projectId), 'corpus')} replace />}
        </Route>
        <Route>
          <NotFound />
        </Route>
      </Switch>
    </Suspense>
  );
}

function ProjectScreen({ step, ...props }: ProjectScreenProps & { readonly step: string }) {
  const Screen = (projectScreens as Readonly<Record<string, ComponentType<ProjectScreenProps> | undefined>>)[
    step
  ];
  return Screen === undefined ? <NotFound /> : <Screen key={props.projectId} {...props} />;
}

function NotFound() {
  return (
    <EmptyState
      icon={Compass}
      title={t('app.notFound')}
      actions={
        <Link href={projectsPath} className={buttonClass('primary')}>
          {t('app.toProjects')}
        </Link>
      }
    >
      {t('app.notFoundText')}
    </EmptyState>
  );
}
