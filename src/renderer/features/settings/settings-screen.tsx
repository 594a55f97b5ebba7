import { SkeletonLines } from '../../components/skeleton.tsx';

export function SettingsScreen(_: { readonly section: string }) {
  return <SkeletonLines lines={4} className="p-10" />;
}
