import { clsx } from 'clsx';
import { Check, Circle, CircleDot } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { t } from '../i18n/t.ts';
import { railItems, type RailItem } from './rail-items.ts';
import { stepOf, stepPath } from './routes.ts';
import { useOverview } from './use-overview.ts';

const icons = { done: Check, next: CircleDot, open: Circle } as const;
const iconColors = { done: 'text-success', next: 'text-accent', open: 'text-line-control' } as const;
const words = { done: 'app.stateDone', next: 'app.stateNext', open: 'app.stateOpen' } as const;

/** The method in order, with live counts; it guides and never locks. */
export function LeftRail({ projectId }: { readonly projectId: string }) {
  const [location] = useLocation();
  const { data } = useOverview(projectId);
  const here = stepOf(location);
  return (
    <nav
      aria-label={t('app.mainNavigation')}
      className="w-52 shrink-0 overflow-y-auto border-r border-line bg-panel px-2 py-3 max-lg:w-44 max-md:w-36"
    >
      <ol className="flex flex-col gap-0.5">
        {railItems(data ?? null).map((item) => (
          <li key={item.step}>
            <RailLink item={item} href={stepPath(projectId, item.step)} current={item.step === here} />
          </li>
        ))}
      </ol>
    </nav>
  );
}

function RailLink(props: { readonly item: RailItem; readonly href: string; readonly current: boolean }) {
  const { item, href, current } = props;
  const Icon = icons[item.state];
  return (
    <Link
      href={href}
      aria-current={current ? 'page' : undefined}
      className={clsx(
        'ring-inset-focus flex h-8 items-center gap-2 rounded-control px-2 text-sm',
        current ? 'bg-accent-soft font-medium text-text' : 'text-text-2 hover:bg-hover hover:text-text',
      )}
    >
      <Icon aria-hidden className={clsx('size-3.5 shrink-0', iconColors[item.state])} />
      <span className="truncate">{t(item.label)}</span>
      <span className="visually-hidden">({t(words[item.state])})</span>
      <span className="ml-auto shrink-0 text-xs font-normal text-text-2 max-md:sr-only">{item.count}</span>
    </Link>
  );
}
