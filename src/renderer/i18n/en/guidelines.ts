import type { Catalogue } from '../catalogue.ts';

export const guidelines = {} as const satisfies Catalogue;
