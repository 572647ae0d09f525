/** What somebody did: which events, how often or how much, when, and of them only some. */
import type { Issue } from '../../../client.ts';
import { Choice } from '../../parts/choice.tsx';
import type { Aggregate, DraftEvent, Operator, Value } from '../../rule/draft.ts';
import { aggregateOperators, aggregateType, takesAttribute } from '../../rule/operators.ts';
import { aggregateLabel } from '../../rule/sentence.ts';
import { useWords } from '../../rule/use-words.ts';
import { useText } from '../../text/use-text.ts';
import { sameName } from './comparison.ts';
import type { Subject } from './comparison-editor.tsx';
import { EventsChoice } from './events-choice.tsx';
import { isAbout, issuesBelow, useInvalid, useIssuesId, WithIssues } from './issues.tsx';
import { OftenEditor } from './often-editor.tsx';
import { OperatorSelect } from './operator-select.tsx';
import { useAttributeSubjects } from './use-subjects.ts';
import { ValueEditor } from './value-editor.tsx';
import { fitValue } from './value-fit.ts';
import { WhereEditor } from './where-editor.tsx';
import { WindowEditor } from './window-editor.tsx';

const AGGREGATES: readonly Aggregate[] = [
  'count',
  'sum',
  'avg',
  'min',
  'max',
  'distinct',
  'first',
  'last',
];

type Props = {
  readonly leaf: DraftEvent;
  readonly onChange: (leaf: DraftEvent) => void;
  readonly issues: readonly Issue[];
};

export function EventCondition(props: Props) {
  return (
    <div className="event">
      <WithIssues issues={props.issues.filter(({ path }) => !path.startsWith('/where'))}>
        <Parts {...props} />
      </WithIssues>
    </div>
  );
}

function Parts({ leaf, onChange, issues }: Props) {
  const { t } = useText();
  const words = useWords();
  const { events, aggregate, op, value, within, where } = leaf;
  const type = aggregateType(aggregate);
  const called = aggregateLabel(aggregate, words);
  const subjects = useAttributeSubjects(events);
  const isWrong = isAbout(issues, '/value');
  const invalidAggregate = useInvalid(isAbout(issues, '/aggregate'));
  const put = (changes: Partial<DraftEvent>, drop: readonly (keyof DraftEvent)[] = []) => {
    const rest = Object.entries({ ...leaf, ...changes }).filter(
      ([name]) => !drop.includes(name as keyof DraftEvent),
    );
    onChange(Object.fromEntries(rest) as DraftEvent);
  };
  const setTest = (next: Operator, nextValue: Value) =>
    nextValue === undefined ? put({ op: next }, ['value']) : put({ op: next, value: nextValue });
  const setAggregate = (next: Aggregate) => {
    const drop: (keyof DraftEvent)[] = keepsAttribute(next, leaf, subjects) ? [] : ['of'];
    if (aggregateType(next) === type) return put({ aggregate: next }, drop);
    const start = aggregateType(next) === 'number' ? { op: 'gte', value: 1 } : AGO;
    put({ aggregate: next, ...(start as Pick<DraftEvent, 'op' | 'value'>) }, drop);
  };
  return (
    <>
      <div className="line">
        <EventsChoice
          label={t('conditions.event.label')}
          events={events}
          onChange={(next) => put({ events: next })}
          isInvalid={isAbout(issues, '/event')}
        />
        <select
          aria-label={t('conditions.event.aggregate')}
          {...invalidAggregate}
          value={aggregate}
          onChange={({ target }) => setAggregate(target.value as Aggregate)}
        >
          {AGGREGATES.map((one) => (
            <option key={one} value={one}>
              {aggregateLabel(one, words)}
            </option>
          ))}
        </select>
        {takesAttribute(aggregate) && (
          <AttributeChoice
            leaf={leaf}
            subjects={subjects}
            onChange={(of) => put({ of })}
            isInvalid={isAbout(issues, '/of')}
          />
        )}
        {aggregate === 'count' ? (
          <OftenEditor
            op={op}
            value={value}
            onChange={(often) => setTest(often.op, often.value)}
            isInvalid={isWrong || isAbout(issues, '/op')}
          />
        ) : (
          <>
            <OperatorSelect
              subject={called}
              type={type}
              op={op}
              operators={aggregateOperators(aggregate)}
              onChange={(next) => setTest(next, fitValue(value, next, type))}
              isInvalid={isAbout(issues, '/op')}
            />
            <ValueEditor
              label={t('conditions.value.of', { subject: called })}
              op={op}
              type={type}
              value={value}
              values={[]}
              onChange={(next) => setTest(op, next)}
              isInvalid={isWrong}
            />
          </>
        )}
        <WindowEditor
          label={t('conditions.event.label')}
          within={within}
          onChange={(next) => (next === undefined ? put({}, ['within']) : put({ within: next }))}
          issues={issuesBelow(issues, '/within')}
        />
      </div>
      <WhereEditor
        where={where}
        events={events}
        onChange={(next) => (next === undefined ? put({}, ['where']) : put({ where: next }))}
        issues={issuesBelow(issues, '/where')}
      />
    </>
  );
}

/** Whether what was measured of can be measured so, too; what nobody has written yet may be anything. */
function keepsAttribute(
  aggregate: Aggregate,
  { of = '' }: DraftEvent,
  subjects: readonly Subject[] | undefined,
): boolean {
  if (!takesAttribute(aggregate)) return false;
  const type = subjects?.find(({ name }) => sameName(name, of))?.type ?? 'number';
  return aggregate === 'distinct' || type === 'number';
}

const AGO = { op: 'within_last', value: 'P30D' };

/** What is added up, averaged, told apart: numbers, but for telling apart, which anything is for. */
function AttributeChoice({
  leaf: { aggregate, of = '' },
  subjects = [],
  onChange,
  isInvalid,
}: {
  readonly leaf: DraftEvent;
  readonly subjects: readonly Subject[] | undefined;
  readonly onChange: (attribute: string) => void;
  readonly isInvalid: boolean;
}) {
  const { t } = useText();
  const fitting = subjects.filter(({ type }) => aggregate === 'distinct' || type === 'number');
  return (
    <Choice
      label={t('conditions.event.of')}
      options={fitting.map(({ option }) => option)}
      value={of}
      onChange={onChange}
      placeholder={t('conditions.event.of')}
      allowsOther
      isInvalid={isInvalid}
      describedBy={useIssuesId()}
    />
  );
}
