import { SkeletonLines } from '../../components/skeleton.tsx';

export function GuidelinesScreen() {
  return <SkeletonLines lines={4} className="p-10" />;
}
