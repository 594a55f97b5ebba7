import { clsx } from 'clsx';
import { t } from '../i18n/t.ts';

/** A grey stand-in with the size of what is coming, so that nothing jumps. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <div aria-hidden className={clsx('motion-pulse rounded-sm bg-pressed', className)} />;
}

/** Lines of text on their way. */
export function SkeletonLines({
  lines = 3,
  className,
}: {
  readonly lines?: number;
  readonly className?: string;
}) {
  return (
    <div role="status" aria-label={t('common.loading')} className={clsx('flex flex-col gap-2.5', className)}>
      {Array.from({ length: lines }, (_, index) => (
        <Skeleton key={index} className={clsx('h-3.5', index % 3 === 2 ? 'w-3/5' : 'w-full')} />
      ))}
    </div>
  );
}
