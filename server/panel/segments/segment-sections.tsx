/**
 * The sections of a segment's page, of which one is shown, told by the location. What they need is loaded
 * with the first of them that is opened.
 */
import { lazy, Suspense } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Segment, Tagged } from '../../client.ts';
import { Loading } from '../parts/states.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { useText } from '../text/use-text.ts';
import { ReachBars } from './reach-bars.tsx';
import { RuleJson } from './rule-json.tsx';
import { SegmentHistory } from './segment-history.tsx';

const GrowthChart = lazy(async () => {
  const { GrowthChart: loaded } = await import('../charts/growth-chart.tsx');
  return { default: loaded };
});
const ProfileBars = lazy(async () => {
  const { ProfileBars: loaded } = await import('../audience/profile-bars.tsx');
  return { default: loaded };
});
const Members = lazy(async () => {
  const { Members: loaded } = await import('../contacts/members.tsx');
  return { default: loaded };
});
const WhyContact = lazy(async () => {
  const { WhyContact: loaded } = await import('../contacts/why-contact.tsx');
  return { default: loaded };
});

const SECTIONS = ['members', 'growth', 'profile', 'reach', 'why', 'history', 'json'] as const;
type Section = (typeof SECTIONS)[number];

export function SegmentSections({ segment }: { readonly segment: Segment & Tagged }) {
  const { t } = useText();
  const [path, navigate] = useLocation();
  const asked = new URLSearchParams(useSearch()).get('show');
  const chosen = SECTIONS.find((section) => section === asked) ?? 'members';
  return (
    <Tabs
      label={t('segments.page.sections')}
      names={SECTIONS}
      chosen={chosen}
      onChoose={(section) => navigate(`${path}?show=${section}`, { replace: true })}
      title={(section) => t(`segments.tab.${section}`)}
    >
      <Suspense fallback={<Loading />}>
        <SectionOf segment={segment} section={chosen} />
      </Suspense>
    </Tabs>
  );
}

function SectionOf({
  segment,
  section,
}: {
  readonly segment: Segment & Tagged;
  readonly section: Section;
}) {
  const { id, rule, timezone, warnings } = segment;
  switch (section) {
    case 'members':
      // By itself the server would refuse a rule that no longer fits the data; a saved one it answers.
      return <Members rule={warnings.length > 0 ? { segment: id } : rule} timezone={timezone} />;
    case 'growth':
      return <GrowthChart question={{ segment: id }} />;
    case 'profile':
      return <ProfileBars question={{ segment: id }} />;
    case 'reach':
      return <ReachBars segment={id} />;
    case 'why':
      return <WhyContact question={{ segment: id }} rule={rule} />;
    case 'history':
      return <SegmentHistory segment={segment} />;
    case 'json':
      return <RuleJson rule={rule} />;
  }
}
