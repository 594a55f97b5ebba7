import { Page } from '../../components/page.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { GalleryControls } from './gallery-controls.tsx';
import { GalleryEntities } from './gallery-entities.tsx';
import { GalleryStates } from './gallery-states.tsx';

/** Every component with made-up content, for a look after each change of tokens. Development only, hence no catalogue. */
export function GalleryScreen() {
  return (
    <Page>
      <PageHeader title="Gallery" description="Every component, in the theme of the moment." />
      <GalleryControls />
      <GalleryEntities />
      <GalleryStates />
    </Page>
  );
}
