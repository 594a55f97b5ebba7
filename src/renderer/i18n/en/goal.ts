import type { Catalogue } from '../catalogue.ts';

export const goal = {} as const satisfies Catalogue;
