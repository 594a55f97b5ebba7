import { useState } from 'react';
import { useIteration } from '../../app/use-iteration.ts';
import { Page } from '../../components/page.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { RunMonitor } from './run-monitor.tsx';
import { StartForm } from './start-form.tsx';

/** Run control: the form before the first run, the monitor from then on. */
export function RunScreen({ projectId }: { readonly projectId: string }) {
  const choice = useIteration(projectId);
  const [wantsNew, setWantsNew] = useState(false);
  if (choice.loading) {
    return (
      <Page>
        <SkeletonLines lines={8} />
      </Page>
    );
  }
  if (choice.run === null || choice.ref === null) return <StartForm projectId={projectId} />;
  if (wantsNew) return <StartForm projectId={projectId} onBack={() => setWantsNew(false)} />;
  return <RunMonitor projectId={projectId} choice={choice} onNew={() => setWantsNew(true)} />;
}
