import { SkeletonLines } from '../../components/skeleton.tsx';

export function CorpusScreen() {
  return <SkeletonLines lines={4} className="p-10" />;
}
