import { SkeletonLines } from '../../components/skeleton.tsx';

export function ImportScreen() {
  return <SkeletonLines lines={4} className="p-10" />;
}
