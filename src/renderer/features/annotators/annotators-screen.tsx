import { SkeletonLines } from '../../components/skeleton.tsx';

export function AnnotatorsScreen() {
  return <SkeletonLines lines={4} className="p-10" />;
}
