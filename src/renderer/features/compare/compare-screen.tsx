import { SkeletonLines } from '../../components/skeleton.tsx';

export function CompareScreen() {
  return <SkeletonLines lines={4} className="p-10" />;
}
