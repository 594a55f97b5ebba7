import { SkeletonLines } from '../../components/skeleton.tsx';

export function HomeScreen() {
  return <SkeletonLines lines={4} className="p-10" />;
}
