import { useEffect } from 'react';
import { useServices } from '../../app/services.ts';

/** Narrower windows start with the details closed: the text needs the room. The user's own choice is kept after that. */
export function useNarrowInspector(): void {
  const { inspector } = useServices();
  useEffect(() => {
    if (window.innerWidth < 1200) inspector.getState().setWanted(false);
  }, [inspector]);
}
