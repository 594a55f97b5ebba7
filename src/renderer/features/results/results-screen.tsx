import { SkeletonLines } from '../../components/skeleton.tsx';

export function ResultsScreen() {
  return <SkeletonLines lines={4} className="p-10" />;
}
