import type { Catalogue } from '../catalogue.ts';

export const annotators = {} as const satisfies Catalogue;
