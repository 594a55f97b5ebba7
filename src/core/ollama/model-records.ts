import type { LoadStore } from './measured-load.ts';
import type { ProbeStore } from './probe-result.ts';

/** What is known about model files from before, by digest; the window and the command line share it. */
export interface ModelRecords {
  readonly probes: ProbeStore;
  readonly loads: LoadStore;
}
