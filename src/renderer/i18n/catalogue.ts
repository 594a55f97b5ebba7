/** A message that depends on `count`; the forms are chosen by Intl.PluralRules. */
export interface Plural {
  readonly one: string;
  readonly other: string;
}
export type Message = string | Plural;
/** One area's messages; `{name}` marks a parameter. */
export type Catalogue = Readonly<Record<string, Message>>;
