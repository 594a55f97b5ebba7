import type { Catalogue } from '../catalogue.ts';

export const corpus = {} as const satisfies Catalogue;
