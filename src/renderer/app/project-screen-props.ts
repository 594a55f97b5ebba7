/** What a project's screen gets from its address. */
export interface ProjectScreenProps {
  readonly projectId: string;
  /** What follows the step in the address ("corpus/12" → "12"). */
  readonly rest: string;
}
