import type { Catalogue } from '../catalogue.ts';

export const label = {} as const satisfies Catalogue;
