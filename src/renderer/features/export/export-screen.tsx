import { SkeletonLines } from '../../components/skeleton.tsx';

export function ExportScreen() {
  return <SkeletonLines lines={4} className="p-10" />;
}
