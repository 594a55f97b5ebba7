import type { Catalogue } from '../catalogue.ts';

export const projects = {} as const satisfies Catalogue;
