import type { Catalogue } from '../catalogue.ts';

export const settings = {} as const satisfies Catalogue;
