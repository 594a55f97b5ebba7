import type { ProjectSummary } from '#shared/rpc/projects.ts';

export type ProjectShelf = 'active' | 'archived' | 'bin';

export function shelfOf(project: Pick<ProjectSummary, 'archived' | 'binnedAt'>): ProjectShelf {
  if (project.binnedAt !== null) return 'bin';
  return project.archived ? 'archived' : 'active';
}

/** Projects of a shelf whose name contains every word of the search, newest change first. */
export function filterProjects(
  projects: readonly ProjectSummary[],
  shelf: ProjectShelf,
  search: string,
): readonly ProjectSummary[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return projects
    .filter((project) => shelfOf(project) === shelf)
    .filter((project) => words.every((word) => project.name.toLocaleLowerCase().includes(word)))
    .toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt));
}
