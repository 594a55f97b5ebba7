import { SkeletonLines } from '../../components/skeleton.tsx';

export function GoalScreen() {
  return <SkeletonLines lines={4} className="p-10" />;
}
