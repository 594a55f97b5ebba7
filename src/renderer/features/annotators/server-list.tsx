import { SkeletonLines } from '../../components/skeleton.tsx';
import { AddServer } from './add-server.tsx';
import { ServerCard } from './server-card.tsx';
import type { PoolControl } from './use-pool.ts';

/** Annotators at OpenAI-compatible servers: those of the project, and a new one. */
export function ServerList({ pool }: { readonly pool: PoolControl }) {
  if (pool.annotators === null) return <SkeletonLines />;
  const there = pool.annotators.filter(({ kind }) => kind === 'openai');
  return (
    <div className="flex flex-col gap-4">
      {there.length > 0 && (
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(19rem,1fr))] gap-4">
          {there.map((annotator) => (
            <li key={annotator.id} className="flex">
              <ServerCard annotator={annotator} pool={pool} />
            </li>
          ))}
        </ul>
      )}
      <AddServer pool={pool} />
    </div>
  );
}
