import type { Catalogue } from '../catalogue.ts';

export const home = {} as const satisfies Catalogue;
