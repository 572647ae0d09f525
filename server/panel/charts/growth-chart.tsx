/** How one segment, or one rule, has grown. */
import { useText } from '../text/use-text.ts';
import { GrowthLines } from './growth-lines.tsx';
import type { Asked } from './use-growth.ts';

export function GrowthChart({ question }: { readonly question: Asked }) {
  const { t } = useText();
  return <GrowthLines series={[{ name: t('charts.growth.contacts'), asked: question }]} />;
}
