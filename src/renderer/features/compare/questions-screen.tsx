import { SkeletonLines } from '../../components/skeleton.tsx';

export function QuestionsScreen() {
  return <SkeletonLines lines={4} className="p-10" />;
}
