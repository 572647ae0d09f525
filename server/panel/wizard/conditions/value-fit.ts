/** Which values fit what an operator takes, so that changing the operator keeps what can be kept. */
import type { Operator, Value } from '../../rule/draft.ts';
import { OPERATORS, type Operand, operandOf, type ValueType } from '../../rule/operators.ts';

const TIME = /^(?:now|today|\d{4}-\d\d-\d\d(?:T.+)?)$/;
const SPAN = /^P/;

/** The value as the operator takes it; undefined when there is nothing of it to be kept. */
export function fitValue(value: Value, op: Operator, type: ValueType): Value {
  const operand = operandOf(op, type);
  const list = Array.isArray(value) ? (value as Value[]) : value === undefined ? [] : [value];
  const [first] = list;
  switch (operand) {
    case 'nothing':
      return undefined;
    case 'text':
    case 'pattern':
      return typeof first === 'string' && first !== '' ? first : undefined;
    case 'texts':
      return someOf(list.filter((item) => typeof item === 'string' && item !== ''));
    case 'number':
      return typeof first === 'number' ? first : undefined;
    case 'numbers':
      return someOf(list.filter((item) => typeof item === 'number'));
    case 'number-range':
      return list.length === 2 && list.every((item) => typeof item === 'number') ? list : undefined;
    case 'boolean':
      return typeof first === 'boolean' ? first : undefined;
    case 'instant':
      return isInstant(first) ? first : undefined;
    case 'instants':
      return someOf(list.filter(isInstant));
    case 'instant-range':
      return list.length === 2 && list.every(isInstant) ? list : undefined;
    case 'duration':
      return typeof first === 'string' && SPAN.test(first) ? first : startOf(operand);
    case 'anniversary':
      return isAnniversary(first) ? first : startOf(operand);
  }
}

/** What an operator begins with where there is something that mostly is meant. */
function startOf(operand: Operand): Value {
  if (operand === 'duration') return 'P30D';
  return operand === 'anniversary' ? { from: 0, to: 7 } : undefined;
}

function someOf(items: readonly Value[]): Value {
  return items.length === 0 ? undefined : items;
}

function isInstant(value: Value): boolean {
  if (typeof value === 'number') return true;
  if (typeof value === 'string') return TIME.test(value);
  return typeof value === 'object' && value !== null && ('ago' in value || 'ahead' in value);
}

function isAnniversary(value: Value): boolean {
  return typeof value === 'object' && value !== null && ('from' in value || 'month' in value);
}

/** The type that a condition is about, as far as it shows: of a field that nobody has written yet. */
export function guessType(op: Operator, value: Value): ValueType {
  const [first] = Array.isArray(value) ? (value as Value[]) : [value];
  const types = (Object.keys(OPERATORS) as ValueType[]).filter((type) =>
    OPERATORS[type].includes(op),
  );
  const byValue: ValueType | undefined =
    typeof first === 'number'
      ? 'number'
      : typeof first === 'boolean'
        ? 'boolean'
        : isInstant(first)
          ? 'date'
          : undefined;
  if (byValue !== undefined && types.includes(byValue)) return byValue;
  return types[0] ?? 'text';
}
