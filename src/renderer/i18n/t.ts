import type { Plural } from './catalogue.ts';
import { en } from './en.ts';
import { formatNumber } from './format.ts';

type Area = keyof typeof en;
/** "area.name" of every message. */
export type MessageKey = { [A in Area]: `${A}.${keyof (typeof en)[A] & string}` }[Area];

type MessageAt<K> = K extends `${infer A}.${infer N}`
  ? A extends Area
    ? N extends keyof (typeof en)[A]
      ? (typeof en)[A][N]
      : never
    : never
  : never;
type ParamNames<S> = S extends `${string}{${infer P}}${infer R}` ? P | ParamNames<R> : never;
type ParamsOf<M> = M extends Plural ? ParamNames<M['one' | 'other']> | 'count' : ParamNames<M>;
type Params<K> = { readonly [P in ParamsOf<MessageAt<K>>]: P extends 'count' ? number : string | number };
type Args<K> = [ParamsOf<MessageAt<K>>] extends [never] ? [] : [params: Params<K>];

/** Keys of messages without parameters, for labels kept in data. */
export type PlainKey = {
  [K in MessageKey]: [ParamsOf<MessageAt<K>>] extends [never] ? K : never;
}[MessageKey];

const plurals = new Intl.PluralRules('en');

/** The message with its parameters filled in; numbers get thousands separators. */
export function t<K extends MessageKey>(key: K, ...args: Args<K>): string {
  return fill(lookUp(key), args[0] ?? {});
}

export function fill(
  message: string | Plural,
  params: Readonly<Record<string, string | number | undefined>>,
): string {
  const form = typeof message === 'string' ? message : pluralForm(message, params['count']);
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? formatNumber(value) : value;
  });
}

function pluralForm(message: Plural, count: string | number | undefined): string {
  return plurals.select(Number(count ?? 0)) === 'one' ? message.one : message.other;
}

function lookUp(key: string): string | Plural {
  const dot = key.indexOf('.');
  const area = (en as Readonly<Record<string, Readonly<Record<string, string | Plural>>>>)[key.slice(0, dot)];
  return area?.[key.slice(dot + 1)] ?? key;
}
