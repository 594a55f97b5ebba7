import { SkeletonLines } from '../../components/skeleton.tsx';

export function SchemaScreen() {
  return <SkeletonLines lines={4} className="p-10" />;
}
