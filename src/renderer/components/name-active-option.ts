/**
 * Ref for a cmdk root. After filtering, cmdk's `aria-activedescendant` names the option that was active before, which is
 * gone by then; this keeps it at the one that is marked now.
 */
export function nameActiveOption(root: HTMLElement | null): (() => void) | undefined {
  if (root === null) return undefined;
  const sync = () => {
    const id = root.querySelector('[cmdk-item][aria-selected="true"]')?.id;
    for (const element of root.querySelectorAll('[aria-activedescendant]')) {
      if (id === undefined) element.removeAttribute('aria-activedescendant');
      else if (element.getAttribute('aria-activedescendant') !== id) {
        element.setAttribute('aria-activedescendant', id);
      }
    }
  };
  const observer = new MutationObserver(sync);
  observer.observe(root, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['aria-selected', 'aria-activedescendant'],
  });
  return () => observer.disconnect();
}
