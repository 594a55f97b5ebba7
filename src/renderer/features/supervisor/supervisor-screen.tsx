import { SkeletonLines } from '../../components/skeleton.tsx';

export function SupervisorScreen() {
  return <SkeletonLines lines={4} className="p-10" />;
}
