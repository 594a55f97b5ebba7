const storageKey = 'diziner-token';

/**
 * The token from the address the person opened. It leaves the address bar at once (nobody can read it over a shoulder or
 * from the history) and stays in this tab's session storage, so that a reload works. Null where the page was opened
 * without one.
 */
export function takeAccessToken(): string | null {
  const parts = new URLSearchParams(location.hash.replace(/^#/, ''));
  const fromAddress = parts.get('token');
  if (fromAddress !== null && fromAddress !== '') {
    sessionStorage.setItem(storageKey, fromAddress);
    const project = parts.get('project');
    const route = project === null ? '' : `#/p/${encodeURIComponent(project)}/corpus`;
    history.replaceState(null, '', location.pathname + route);
    return fromAddress;
  }
  return sessionStorage.getItem(storageKey);
}
