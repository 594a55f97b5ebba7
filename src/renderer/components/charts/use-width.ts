import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** Width of an element in CSS px, kept up to date; `initial` until it is known. */
export function useWidth(initial: number): {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly width: number;
} {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(initial);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(Math.max(120, Math.floor(element.clientWidth))));
    observer.observe(element);
    setWidth(Math.max(120, Math.floor(element.clientWidth)));
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}
