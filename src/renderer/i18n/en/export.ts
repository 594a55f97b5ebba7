import type { Catalogue } from '../catalogue.ts';

export const exporting = {} as const satisfies Catalogue;
