/** What somebody did: which events, how often or how much, when, and of them only some. */
import type { Issue } from '../../../client.ts';
import { Choice } from '../../parts/choice.tsx';
import type { Aggregate, DraftEvent, Operator, Value } from '../../rule/draft.ts';
import { aggregateOperators, aggregateType, takesAttribute } from '../../rule/operators.ts';
import { aggregateLabel, operatorLabel } from '../../rule/sentence.ts';
import { useWords } from '../../rule/use-words.ts';
import { useText } from '../../text/use-text.ts';
import { EventsChoice } from './events-choice.tsx';
import { Issues, issuesBelow } from './issues.tsx';
import { OftenEditor } from './often-editor.tsx';
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

export function EventCondition({
  leaf,
  onChange,
  issues,
}: {
  readonly leaf: DraftEvent;
  readonly onChange: (leaf: DraftEvent) => void;
  readonly issues: readonly Issue[];
}) {
  const { t } = useText();
  const words = useWords();
  const { events, aggregate, op, value, within, where } = leaf;
  const isNumber = aggregateType(aggregate) === 'number';
  const isWrong = issues.some(({ path }) => path === '/value' || path.startsWith('/value/'));
  const put = (changes: Partial<DraftEvent>, drop: readonly (keyof DraftEvent)[] = []) => {
    const rest = Object.entries({ ...leaf, ...changes }).filter(
      ([name]) => !drop.includes(name as keyof DraftEvent),
    );
    onChange(Object.fromEntries(rest) as DraftEvent);
  };
  const setTest = (next: Operator, nextValue: Value) =>
    nextValue === undefined ? put({ op: next }, ['value']) : put({ op: next, value: nextValue });
  const setAggregate = (next: Aggregate) => {
    const drop: (keyof DraftEvent)[] = takesAttribute(next) ? [] : ['of'];
    const isSameType = aggregateType(next) === aggregateType(aggregate);
    if (isSameType) return put({ aggregate: next }, drop);
    const start = aggregateType(next) === 'number' ? { op: 'gte', value: 1 } : AGO;
    put({ aggregate: next, ...(start as Pick<DraftEvent, 'op' | 'value'>) }, drop);
  };
  return (
    <div className="event">
      <div className="line">
        <EventsChoice
          label={t('conditions.event.label')}
          events={events}
          onChange={(next) => put({ events: next })}
          isInvalid={issues.some(({ path }) => path.startsWith('/event'))}
        />
        <select
          aria-label={t('conditions.event.aggregate')}
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
          <AttributeChoice leaf={leaf} onChange={(of) => put({ of })} issues={issues} />
        )}
        {aggregate === 'count' ? (
          <OftenEditor
            op={op}
            value={value}
            onChange={(often) => setTest(often.op, often.value)}
            isInvalid={isWrong}
          />
        ) : (
          <>
            <select
              aria-label={t('conditions.operator', { subject: aggregateLabel(aggregate, words) })}
              value={op}
              onChange={({ target }) => {
                const next = target.value as Operator;
                setTest(next, fitValue(value, next, isNumber ? 'number' : 'datetime'));
              }}
            >
              {aggregateOperators(aggregate).map((one) => (
                <option key={one} value={one}>
                  {operatorLabel(one, isNumber ? 'number' : 'datetime', words)}
                </option>
              ))}
            </select>
            <ValueEditor
              label={t('conditions.value.of', { subject: aggregateLabel(aggregate, words) })}
              op={op}
              type={isNumber ? 'number' : 'datetime'}
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
      <Issues issues={issues.filter(({ path }) => !path.startsWith('/where'))} />
    </div>
  );
}

const AGO = { op: 'within_last', value: 'P30D' };

/** What is added up, averaged, told apart: numbers, but for telling apart, which anything is for. */
function AttributeChoice({
  leaf: { aggregate, events, of = '' },
  onChange,
  issues,
}: {
  readonly leaf: DraftEvent;
  readonly onChange: (attribute: string) => void;
  readonly issues: readonly Issue[];
}) {
  const { t } = useText();
  const subjects = useAttributeSubjects(events);
  const fitting = subjects.filter(({ type }) => aggregate === 'distinct' || type === 'number');
  return (
    <Choice
      label={t('conditions.event.of')}
      options={fitting.map(({ option }) => option)}
      value={of}
      onChange={onChange}
      placeholder={t('conditions.event.of')}
      allowsOther
      isInvalid={issues.some(({ path }) => path === '/of')}
    />
  );
}
