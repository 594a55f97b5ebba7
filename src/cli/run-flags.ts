import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import { runSettingsSchema, type RunSettings, type SupervisorConfig } from '#shared/domain/run-settings.ts';
import { builtinAnnotators } from '#core/annotators/builtin/create-builtin-annotator.ts';
import { annotatorFromId } from '#core/run/annotator-from-id.ts';
import { readSupervisorSettings } from '#core/run/supervisor-settings.ts';
import type { Database } from '#core/store/open-store.ts';
import { readPool, setPool } from '#core/store/setup-tables.ts';
import type { ServerFlags } from './named-hosts.ts';
import { inFlightFlag, parseSupervisor } from './open-project.ts';
import { parseFlags } from './parse-flags.ts';

/** Flags of `run`; those that only pass into the settings of the run are read by name. */
export interface RunFlags extends Readonly<Record<string, unknown>> {
  readonly project: string;
  readonly annotators?: string;
  readonly supervisor?: string;
  readonly ollamaUrl?: string;
  readonly supervisorUrl?: string;
  readonly dataDir?: string;
  readonly allowHost?: readonly string[];
  readonly costCap?: string;
  readonly ask?: boolean;
  readonly inFlight?: string;
  readonly new?: boolean;
  readonly json?: boolean;
  readonly retryFailed?: boolean;
}

/** Settings of a new run; annotators that are written out go into the project's pool. @throws {AppError} INVALID_ARGUMENT */
export function runSettingsFrom(db: Database, flags: RunFlags): RunSettings {
  if (flags.annotators !== undefined) {
    const inFlight = inFlightFlag(flags.inFlight);
    const wanted = writtenAnnotators(flags.annotators).map((config) =>
      config.kind !== 'openai' || inFlight === undefined ? config : { ...config, inFlight },
    );
    const pool = readPool(db).map(({ config }) => config);
    const ids = new Set(wanted.map((config) => config.id));
    setPool(db, [
      ...wanted,
      ...pool.filter((config) => !ids.has(config.id)).map((config) => ({ ...config, enabled: false })),
    ]);
  }
  const pool = readPool(db).filter(({ config }) => config.enabled);
  const analysis = pick(flags, {
    hotspotPercentile: Number,
    coalitionCutoff: Number,
    boundary: String,
    weights: String,
    adaptiveThreshold: String,
    hotspotBudget: Number,
  });
  const stored = readSupervisorSettings({ db });
  return parseFlags(runSettingsSchema, {
    annotatorIds: pool.map(({ config }) => config.id),
    supervisor: supervisorFrom(flags, stored.config),
    analysis,
    mode: flags['review'] === true ? 'review' : 'autonomous',
    ...pick(flags, {
      preset: String,
      iterations: Number,
      setSize: Number,
      seed: Number,
      skipGoal: Boolean,
      goldSupervision: Boolean,
      homogeneousPool: Boolean,
      modelSpecificForAll: Boolean,
      dropWorst: Boolean,
      earlyStopping: Boolean,
      probeSetSize: Number,
    }),
    // What was chosen for the project's supervisor holds here too, unless this command says otherwise.
    costCapUsd: stored.runCapUsd,
    askBeforeSending: stored.askBeforeSending,
    ...limitFlags(flags),
  });
}

/** The supervisor that this command names, else the project's; an address alone keeps the model. @throws {AppError} INVALID_ARGUMENT */
function supervisorFrom(flags: RunFlags, chosen: SupervisorConfig): SupervisorConfig {
  if (flags.supervisor !== undefined) return parseSupervisor(flags.supervisor, flags.supervisorUrl ?? null);
  if (chosen.kind === 'rules') return parseSupervisor('rules', null);
  return { ...chosen, url: flags.supervisorUrl ?? chosen.url };
}

/** Flags that may also change a run that is resumed. */
export function limitFlags(flags: RunFlags): Record<string, unknown> {
  return {
    ...(flags.costCap === undefined ? {} : { costCapUsd: Number(flags.costCap) }),
    ...(flags.ask === undefined ? {} : { askBeforeSending: flags.ask }),
  };
}

/** The servers this command line itself names, apart from what is stored with the project. */
export function serversNamed(flags: RunFlags, { supervisor }: RunSettings): ServerFlags {
  const isNamed =
    flags.supervisorUrl !== undefined || (flags.supervisor !== undefined && supervisor.url === null);
  return {
    ollamaUrl: flags.ollamaUrl,
    allowHost: flags.allowHost ?? [],
    annotators: flags.annotators === undefined ? [] : writtenAnnotators(flags.annotators),
    ...(isNamed ? { supervisor } : {}),
  };
}

/** Flags that were given, as the schema wants them. */
function pick(
  flags: Record<string, unknown>,
  types: Record<string, (value: string) => unknown>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(types).flatMap(([name, convert]) => {
      const value = flags[name];
      return value === undefined ? [] : [[name, typeof value === 'string' ? convert(value) : value]];
    }),
  );
}

function writtenAnnotators(ids: string): AnnotatorConfig[] {
  return ids.split(',').map((id) => annotatorFromId(id.trim(), builtinAnnotators));
}
