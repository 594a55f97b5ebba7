import type { ProjectScreenProps } from '../../app/project-screen-props.ts';
import { DocumentList } from './document-list.tsx';
import { DocumentReader } from './document-reader.tsx';

/** "corpus" is the list, "corpus/<key>/<place in the list>" a document. */
export function CorpusScreen({ projectId, rest }: ProjectScreenProps) {
  const [key, place] = rest.split('/');
  if (key === undefined || key === '' || Number.isNaN(Number(key)))
    return <DocumentList projectId={projectId} />;
  const index = place === undefined || place === '' ? null : Number(place);
  return <DocumentReader projectId={projectId} documentKey={Number(key)} index={index} />;
}
