import type { ColumnRole } from '#shared/domain/reader-options.ts';
import type { PickedFile } from '#shared/rpc/api.ts';
import type { RpcInput } from '#shared/rpc/contract.ts';

export const wizardSteps = ['source', 'format', 'mapping', 'check', 'done'] as const;
export type WizardStep = (typeof wizardSteps)[number];
export type Options = NonNullable<RpcInput<'import.preview'>['options']>;
/** Options the sniffer guesses and the user may override. */
export type GuessedOption = 'format' | 'encoding' | 'delimiter' | 'tagScheme' | 'offsetUnit';

export interface WizardState {
  readonly step: WizardStep;
  readonly files: readonly PickedFile[];
  readonly options: Options;
  readonly jobId: string | null;
}

export const emptyWizard: WizardState = { step: 'source', files: [], options: {}, jobId: null };

export type WizardEvent =
  | { readonly kind: 'files-added'; readonly files: readonly PickedFile[] }
  | { readonly kind: 'file-removed'; readonly path: string }
  | { readonly kind: 'step-chosen'; readonly step: WizardStep }
  | { readonly kind: 'guess-overridden'; readonly option: GuessedOption; readonly value: string }
  | { readonly kind: 'options-changed'; readonly options: Partial<Options> }
  | { readonly kind: 'label-mapped'; readonly from: string; readonly to: string | null }
  /** Column null: no column has this role any more. */
  | { readonly kind: 'column-mapped'; readonly role: ColumnRole; readonly column: string | null }
  | { readonly kind: 'header-chosen'; readonly header: boolean }
  /** None: they are looked for in and beside the files again. */
  | { readonly kind: 'label-names-given'; readonly names: readonly string[] }
  | { readonly kind: 'import-started'; readonly jobId: string }
  | { readonly kind: 'restarted' };

export function wizardReducer(state: WizardState, event: WizardEvent): WizardState {
  switch (event.kind) {
    case 'files-added': {
      const known = new Set(state.files.map((file) => file.path));
      const files = [...state.files, ...event.files.filter((file) => !known.has(file.path))];
      return { ...state, files, step: files.length > 0 ? 'format' : state.step };
    }
    case 'file-removed': {
      const files = state.files.filter((file) => file.path !== event.path);
      if (files.length === 0) return emptyWizard;
      const { annotatorFiles, ...others } = state.options;
      // One file left need not be one annotator's.
      const kept =
        annotatorFiles === undefined || files.length === 1 ? others : { ...others, annotatorFiles };
      return { ...state, files, options: kept };
    }
    case 'step-chosen':
      return { ...state, step: event.step };
    case 'guess-overridden': {
      // Another format means other columns, schemes and units: what was set for the old one would mislead.
      if (event.option === 'format') {
        const { as, addMissingTypes, emptyMeans, annotatorFiles } = state.options;
        return {
          ...state,
          options: {
            format: event.value,
            ...(as === undefined ? {} : { as }),
            ...(addMissingTypes === undefined ? {} : { addMissingTypes }),
            ...(emptyMeans === undefined ? {} : { emptyMeans }),
            ...(annotatorFiles === undefined ? {} : { annotatorFiles }),
          },
        };
      }
      return { ...state, options: { ...state.options, [event.option]: event.value } };
    }
    case 'options-changed':
      return { ...state, options: { ...state.options, ...event.options } };
    case 'label-mapped': {
      const { [event.from]: _old, ...others } = state.options.labelMap ?? {};
      const labelMap = event.to === event.from ? others : { ...others, [event.from]: event.to };
      return { ...state, options: { ...state.options, labelMap } };
    }
    case 'column-mapped':
      return {
        ...state,
        options: { ...state.options, columns: mapColumn(state.options.columns ?? {}, event) },
      };
    case 'header-chosen': {
      // The columns have other names now.
      const { columns: _old, ...others } = state.options;
      return { ...state, options: { ...others, header: event.header } };
    }
    case 'label-names-given': {
      const { labelNames: _old, ...others } = state.options;
      const labelNames = [...event.names];
      return { ...state, options: labelNames.length === 0 ? others : { ...others, labelNames } };
    }
    case 'import-started':
      return { ...state, step: 'done', jobId: event.jobId };
    case 'restarted':
      return emptyWizard;
  }
}

/** Column → role; one column per role (but any number of details) and one role per column. */
function mapColumn(
  columns: Readonly<Record<string, ColumnRole>>,
  { role, column }: { readonly role: ColumnRole; readonly column: string | null },
): Record<string, ColumnRole> {
  const others = Object.entries(columns).filter(
    ([name, other]) => name !== column && (other !== role || role === 'meta'),
  );
  return Object.fromEntries(column === null ? others : [...others, [column, role]]);
}
