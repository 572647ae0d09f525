/**
 * The audience of a campaign as a waterfall: whom the rule selects, then what each requirement of the
 * channel takes away, then each excluded segment, down to the recipients.
 */
import { and, type CanonicalRule, err, not, ok, type Result, type Rule } from '../engine/index.ts';
import type { Asker } from './asker.ts';
import { segmentRules } from './compare.ts';
import { invalid } from './question.ts';
import type {
  Answer,
  AudienceAnswer,
  AudienceQuestion,
  AudienceStep,
  Failure,
  RecipientAnswer,
  RecipientOptions,
} from './service.ts';

/** A channel's rule is evaluated as if it stood alone. */
const CHANNEL_ZONE = 'UTC';
const MAX_EXCLUDED = 100;

type Step = {
  readonly kind: AudienceStep['kind'];
  readonly name: string;
  readonly path?: string;
  readonly segment?: string;
  /** Who stays. */
  readonly kept: CanonicalRule;
};

type Waterfall = { readonly base: CanonicalRule; readonly steps: readonly Step[] };

export async function audience(asker: Asker, question: AudienceQuestion): Answer<AudienceAnswer> {
  const waterfall = waterfallOf(asker, question);
  if (!waterfall.ok) return waterfall;
  const { base, steps } = waterfall.value;
  const moment = asker.momentOf(question.asked);
  const kept = steps.map((_, i) => and([base, ...steps.slice(0, i + 1).map((step) => step.kept)]));
  const answer = await asker.count(moment, [base, ...kept]);
  if (!answer.ok) return answer;
  const { counts, total, eventsFrom } = answer.value;
  const [matched, ...left] = counts as [number, ...number[]];
  return ok({
    matched,
    steps: steps.map(({ kind, name, path, segment }, i) => ({
      kind,
      name,
      ...(path !== undefined && { path }),
      ...(segment !== undefined && { segment }),
      removed: (i === 0 ? matched : (left[i - 1] as number)) - (left[i] as number),
      left: left[i] as number,
    })),
    recipients: left.at(-1) ?? matched,
    total,
    at: moment.at,
    ...eventsFrom,
  });
}

/** Those whom one step takes away, by its place; without one those who are left after all. */
export function audienceRecipients(
  asker: Asker,
  question: AudienceQuestion,
  step: number | undefined,
  options: RecipientOptions,
): Answer<RecipientAnswer> {
  return asker.recipients(() => {
    const waterfall = waterfallOf(asker, question);
    if (!waterfall.ok) return waterfall;
    const { base, steps } = waterfall.value;
    if (step !== undefined && step >= steps.length) {
      const message = `the audience has ${steps.length} steps, from 0 on`;
      return invalid([{ path: '/step', message }]);
    }
    const taken = steps.slice(0, step).map(({ kept }) => kept);
    const last = step === undefined ? [] : [not((steps[step] as Step).kept)];
    return ok({
      moment: asker.momentOf(question.asked),
      rule: and([base, ...taken, ...last]),
    });
  }, options);
}

function waterfallOf(
  asker: Asker,
  { asked, channel, exclude }: AudienceQuestion,
): Result<Waterfall, Failure> {
  const resolved = asker.resolve(asked);
  if (!resolved.ok) return err(resolved.error);
  const found = asker.channel(channel);
  if (found === undefined) {
    return invalid([{ path: '/channel', message: 'there is no such channel' }]);
  }
  if (exclude.length > MAX_EXCLUDED) {
    return invalid([{ path: '/exclude', message: `at most ${MAX_EXCLUDED} segments` }]);
  }
  const excluded = segmentRules(asker, exclude, '/exclude');
  if (!excluded.ok) return excluded;
  const required = requirementsOf(found.parsed).map(({ rule, isRefused }): Step => {
    const canonical = asker.convert(rule, CHANNEL_ZONE);
    const around = rule.path.replace(/\/not$/, '');
    const name =
      nameAt(found.rule, rule.path) ?? nameAt(found.rule, around) ?? `${channel}${rule.path}`;
    const { path } = rule;
    return isRefused
      ? { kind: 'refused', name, path, kept: not(canonical) }
      : { kind: 'required', name, path, kept: canonical };
  });
  const exclusions = exclude.map(
    (segment, i): Step => ({
      kind: 'excluded',
      name: segment,
      segment,
      kept: not(excluded.value[i] as CanonicalRule),
    }),
  );
  return ok({ base: resolved.value.matched, steps: [...required, ...exclusions] });
}

type Requirement = { readonly rule: Rule; readonly isRefused: boolean };

/** What has to hold, and what must not: the parts of an `all` and of a `none`, one by one. */
function requirementsOf(rule: Rule): readonly Requirement[] {
  if (rule.kind === 'all') return rule.children.flatMap(requirementsOf);
  if (rule.kind === 'none') {
    return rule.children.map((child) => ({ rule: child, isRefused: true }));
  }
  if (rule.kind === 'not') return [{ rule: rule.child, isRefused: true }];
  return [{ rule, isRefused: false }];
}

/** The name that a node of a rule carries, by its pointer. */
function nameAt(json: unknown, path: string): string | undefined {
  let node: unknown = json;
  for (const part of path.split('/').slice(1)) {
    node = (node as Readonly<Record<string, unknown>>)[part];
  }
  const { name } = node as { readonly name?: unknown };
  return typeof name === 'string' ? name : undefined;
}
