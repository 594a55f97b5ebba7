import { SkeletonLines } from '../../components/skeleton.tsx';

export function ProjectsScreen() {
  return <SkeletonLines lines={4} className="p-10" />;
}
