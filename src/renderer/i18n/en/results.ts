import type { Catalogue } from '../catalogue.ts';

export const results = {} as const satisfies Catalogue;
