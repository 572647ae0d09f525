/** How many of a segment each channel can reach now. */
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../api/client-context.ts';
import { LIVE_MS, useChannels } from '../api/queries.ts';
import { Bar } from '../parts/count.tsx';
import { ErrorNote, Loading } from '../parts/states.tsx';
import { channelName } from '../text/channel-name.ts';
import { useText } from '../text/use-text.ts';

export function ReachBars({ segment }: { readonly segment: string }) {
  const { t, f } = useText();
  const client = useClient();
  const channels = useChannels();
  const names = channels.data?.map(({ name }) => name);
  const reach = useQuery({
    queryKey: ['reach-of', segment, names],
    enabled: names !== undefined && names.length > 0,
    queryFn: async ({ signal }) => {
      const questions = (names ?? []).map((channel) => ({ segment, channel }));
      const { counts } = await client.counts({ questions }, { signal });
      return counts;
    },
    refetchInterval: LIVE_MS,
  });
  const error = channels.error ?? reach.error;
  if (names?.length === 0) return <p className="muted">{t('segments.reach.noChannels')}</p>;
  return (
    <div className="stack">
      <p className="muted">{t('segments.reach.intro')}</p>
      <ErrorNote error={error} onRetry={() => void reach.refetch()} />
      {names === undefined || reach.data === undefined ? (
        error === null && <Loading label={t('common.state.counting')} />
      ) : (
        <div className="card scroll">
          <table className="reach-table">
            <thead>
              <tr>
                <th scope="col">{t('segments.reach.channel')}</th>
                <th scope="col">{t('segments.reach.reachable')}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {reach.data.map(({ count, matched = count }, index) => {
                const name = names[index] as string;
                const share = matched === 0 ? 0 : count / matched;
                return (
                  <tr key={name}>
                    <th scope="row">{channelName(name, t)}</th>
                    <td className="number">
                      <strong>{f.number(count)}</strong>
                    </td>
                    <td>
                      <Bar share={share} tone="good" />
                      <span className="muted small number">
                        {t('segments.reach.of', { percent: f.percent(share) })}
                      </span>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
