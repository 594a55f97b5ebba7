import type { Vision } from '../../components/color-vision.ts';
import { t } from '../../i18n/t.ts';

export function visionName(vision: Vision | 'normal'): string {
  return vision === 'normal' ? t('schema.visionNormal') : t(`schema.vision_${vision}`);
}
