/** Membership elsewhere: a segment, a fixed group, whom a channel reaches, certain contacts, a share. */
import type { Issue } from '../../../client.ts';
import { useChannels, useGroups, useSegments } from '../../api/queries.ts';
import { Choice, type Option } from '../../parts/choice.tsx';
import { Choices } from '../../parts/choices.tsx';
import type {
  DraftContacts,
  DraftFixedGroup,
  DraftReachable,
  DraftSample,
  DraftSegment,
} from '../../rule/draft.ts';
import { channelName } from '../../text/channel-name.ts';
import { useText } from '../../text/use-text.ts';
import { isAbout, useInvalid, useIssuesId, WithIssues } from './issues.tsx';
import { NumberInput } from './number-input.tsx';
import { PasteList } from './paste-list.tsx';

export type DraftReference =
  | DraftSegment
  | DraftFixedGroup
  | DraftContacts
  | DraftReachable
  | DraftSample;

type Props<Leaf extends DraftReference> = {
  readonly leaf: Leaf;
  readonly onChange: (leaf: Leaf) => void;
  readonly issues: readonly Issue[];
};

export function ReferenceCondition({ leaf, onChange, issues }: Props<DraftReference>) {
  return (
    <div className="line">
      <WithIssues issues={issues}>
        <Reference leaf={leaf} onChange={onChange} issues={issues} />
      </WithIssues>
    </div>
  );
}

function Reference({ leaf, ...rest }: Props<DraftReference>) {
  switch (leaf.kind) {
    case 'segment':
      return <SegmentReference leaf={leaf} {...rest} />;
    case 'fixed-group':
      return <GroupReference leaf={leaf} {...rest} />;
    case 'contacts':
      return <ContactsReference leaf={leaf} {...rest} />;
    case 'reachable':
      return <ChannelReference leaf={leaf} {...rest} />;
    case 'sample':
      return <SampleReference leaf={leaf} {...rest} />;
  }
}

function SegmentReference({ leaf, onChange, issues }: Props<DraftSegment>) {
  const { t, f } = useText();
  const segments = useSegments().data ?? [];
  return (
    <Named
      words={t('conditions.reference.segment')}
      options={segments.map(({ id, name, count }) => ({
        value: id,
        label: name,
        detail: f.number(count),
      }))}
      value={leaf.segment}
      onChange={(segment) => onChange({ ...leaf, segment })}
      isInvalid={issues.length > 0}
    />
  );
}

function GroupReference({ leaf, onChange, issues }: Props<DraftFixedGroup>) {
  const { t, f } = useText();
  const groups = useGroups().data ?? [];
  return (
    <Named
      words={t('conditions.reference.group')}
      options={groups.map(({ id, name, count }) => ({
        value: id,
        label: name ?? id,
        detail: f.number(count),
      }))}
      value={leaf.group}
      onChange={(group) => onChange({ ...leaf, group })}
      isInvalid={issues.length > 0}
    />
  );
}

function ChannelReference({ leaf, onChange, issues }: Props<DraftReachable>) {
  const { t } = useText();
  const channels = useChannels().data ?? [];
  return (
    <Named
      words={t('conditions.reference.channel')}
      options={channels.map(({ name }) => ({ value: name, label: channelName(name, t) }))}
      value={leaf.channel}
      onChange={(channel) => onChange({ ...leaf, channel })}
      isInvalid={issues.length > 0}
    />
  );
}

function Named({
  words,
  options,
  value,
  onChange,
  isInvalid,
}: {
  readonly words: string;
  readonly options: readonly Option[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isInvalid: boolean;
}) {
  const { t } = useText();
  return (
    <>
      <span>{words}</span>
      <Choice
        label={words}
        options={options}
        value={value}
        onChange={onChange}
        placeholder={t('conditions.choose')}
        isInvalid={isInvalid}
        describedBy={useIssuesId()}
      />
    </>
  );
}

function ContactsReference({ leaf, onChange, issues }: Props<DraftContacts>) {
  const { t } = useText();
  return (
    <>
      <span>{t('conditions.reference.contacts')}</span>
      <span className="with-paste">
        <Choices
          label={t('conditions.reference.contacts')}
          options={[]}
          values={leaf.contacts}
          onChange={(contacts) => onChange({ ...leaf, contacts })}
          placeholder={t('conditions.reference.ids')}
          allowsOther
          isInvalid={issues.length > 0}
          describedBy={useIssuesId()}
        />
        <PasteList
          label={t('conditions.reference.contacts')}
          onAdd={(more) =>
            onChange({ ...leaf, contacts: [...new Set([...leaf.contacts, ...more])] })
          }
        />
      </span>
    </>
  );
}

function SampleReference({ leaf, onChange, issues }: Props<DraftSample>) {
  const { t } = useText();
  const isWrong = (key: string) => isAbout(issues, `/sample/${key}`);
  return (
    <>
      <span>{t('conditions.reference.sample')}</span>
      {(['from', 'to'] as const).map((edge) => (
        <span key={edge} className="pair">
          <span>{t(`conditions.between.${edge}`)}</span>
          <NumberInput
            label={t(`conditions.reference.percent.${edge}`)}
            value={numberOrNone(leaf[edge])}
            onChange={(percent) => onChange({ ...leaf, [edge]: percent ?? Number.NaN })}
            isInvalid={isWrong(edge)}
          />
          <span>%</span>
        </span>
      ))}
      <span className="pair">
        <span>{t('conditions.reference.mix')}</span>
        <input
          className="seed"
          aria-label={t('conditions.reference.mix')}
          {...useInvalid(isWrong('seed'))}
          value={leaf.seed}
          onChange={({ target }) => onChange({ ...leaf, seed: target.value })}
        />
      </span>
      <p className="hint">{t('conditions.reference.sampleHint')}</p>
    </>
  );
}

function numberOrNone(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
