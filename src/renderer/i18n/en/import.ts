import type { Catalogue } from '../catalogue.ts';

export const importing = {} as const satisfies Catalogue;
