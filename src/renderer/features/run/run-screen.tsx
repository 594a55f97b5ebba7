import { SkeletonLines } from '../../components/skeleton.tsx';

export function RunScreen() {
  return <SkeletonLines lines={4} className="p-10" />;
}
