import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AppError } from '#shared/errors.ts';
import type { EngineEvent } from '#shared/rpc/events.ts';
import { listRegistered, register, unregister, type RegisteredProject } from '#core/store/app-store.ts';
import { readProject, touchProject } from '#core/store/project-table.ts';
import { recordEdit } from '#core/store/edits.ts';
import { removeStore, type Database } from '#core/store/open-store.ts';
import { openProjectFile } from '#core/run/project-file.ts';

export interface OpenProject {
  readonly id: string;
  readonly path: string;
  readonly db: Database;
}

export type ProjectArea = Extract<EngineEvent, { kind: 'project-change' }>['areas'][number];

/** The projects this engine knows, opened on first use. */
export interface ProjectTable {
  list(): RegisteredProject[];
  /** The list's entry of a project; the file itself is not touched, it may be damaged. @throws {AppError} NOT_FOUND */
  known(projectId: string): RegisteredProject;
  /** @throws {AppError} NOT_FOUND, and what opening a file can throw */
  open(projectId: string): OpenProject;
  /** Registers a file that exists; its own project id is used. */
  add(path: string): OpenProject;
  remove(projectId: string, deleteFile: boolean): void;
  /** A free path for a new project file in the data folder. */
  newPath(name: string): string;
  /** One undoable change by the expert, then the event. */
  edit<T>(projectId: string, label: string, areas: readonly ProjectArea[], change: (db: Database) => T): T;
  /** Tells listeners; also sets the project's time of change. */
  changed(projectId: string, areas: readonly ProjectArea[]): void;
  close(): void;
}

export function createProjectTable(deps: {
  app: Database;
  projectsDir: string;
  emit: (event: EngineEvent) => void;
  now: () => string;
  newId: () => string;
}): ProjectTable {
  const opened = new Map<string, OpenProject>();
  mkdirSync(deps.projectsDir, { recursive: true });

  const known = (projectId: string): RegisteredProject => {
    const row = listRegistered(deps.app).find((candidate) => candidate.id === projectId);
    if (row === undefined) {
      throw new AppError('NOT_FOUND', `There is no project with the id ${projectId}.`, {
        action: 'Go back to the list of projects.',
      });
    }
    return row;
  };
  const open = (projectId: string): OpenProject => {
    const already = opened.get(projectId);
    if (already !== undefined) return already;
    const row = known(projectId);
    const project = { id: projectId, path: row.path, db: openProjectFile(row.path) };
    opened.set(projectId, project);
    return project;
  };
  const changed = (projectId: string, areas: readonly ProjectArea[]): void => {
    touchProject(open(projectId).db, deps.now());
    deps.emit({ kind: 'project-change', projectId, areas: [...areas] });
  };

  return {
    list: () => listRegistered(deps.app),
    known,
    open,
    changed,
    add(given) {
      const path = resolve(given);
      // A file that is open already stays open: work may be going on over its connection.
      const already = [...opened.values()].find((project) => project.path === path && project.db.open);
      if (already !== undefined) {
        register(deps.app, already.id, path);
        return already;
      }
      const db = openProjectFile(path);
      const id = readProject(db).projectId;
      const other = listRegistered(deps.app).find((row) => row.id === id);
      if (other !== undefined && other.path !== path) {
        db.close();
        throw new AppError('ALREADY_EXISTS', `This project is in the list already, from ${other.path}.`, {
          action: 'Open that one, or remove it from the list first.',
        });
      }
      register(deps.app, id, path);
      opened.get(id)?.db.close();
      const project = { id, path, db };
      opened.set(id, project);
      deps.emit({ kind: 'projects-change' });
      return project;
    },
    remove(projectId, deleteFile) {
      const row = listRegistered(deps.app).find((candidate) => candidate.id === projectId);
      if (row === undefined) return;
      opened.get(projectId)?.db.close();
      opened.delete(projectId);
      unregister(deps.app, projectId);
      if (deleteFile) {
        removeStore(row.path);
      }
      deps.emit({ kind: 'projects-change' });
    },
    newPath(name) {
      const slug =
        name
          .normalize('NFKD')
          .replace(/[^\p{L}\p{N}]+/gu, '-')
          .replace(/^-+|-+$/g, '')
          .slice(0, 60) || 'project';
      return join(deps.projectsDir, `${slug}-${deps.newId().slice(0, 8)}.diziner`);
    },
    edit(projectId, label, areas, change) {
      const { db } = open(projectId);
      const value = recordEdit(db, label, deps.now(), () => change(db));
      changed(projectId, areas);
      return value;
    },
    close() {
      for (const project of opened.values()) project.db.close();
      opened.clear();
    },
  };
}
