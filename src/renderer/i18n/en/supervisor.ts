import type { Catalogue } from '../catalogue.ts';

export const supervisor = {} as const satisfies Catalogue;
