import { SkeletonLines } from '../../components/skeleton.tsx';

export function LabelScreen() {
  return <SkeletonLines lines={4} className="p-10" />;
}
