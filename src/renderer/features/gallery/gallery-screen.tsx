import { SkeletonLines } from '../../components/skeleton.tsx';

export function GalleryScreen() {
  return <SkeletonLines lines={4} className="p-10" />;
}
