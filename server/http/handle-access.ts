/** What whoever asks may do: for a panel, which shows what it can have done, and for checking a key. */
import { ok } from '../../engine/index.ts';
import { SCOPES } from '../access/access-scope.ts';
import { noBody } from './http-body.ts';
import { route } from './http-route.ts';
import { noQuery } from './request-query.ts';

export const accessRoutes = [
  route({
    method: 'GET',
    path: '/v1/access',
    scope: 'any',
    summary: 'What whoever asks may do, and with which key',
    query: noQuery,
    body: noBody,
    // It is about the key, not about the data.
    whileLoading: true,
    async handle({ access, caller }) {
      const key = access.keyOf(caller);
      const data = {
        // As it was let in: keys may have been made since.
        keyed: caller.key !== undefined,
        scopes: SCOPES.filter((scope) => caller.scopes.has(scope)),
        ...(key !== undefined && { key }),
      };
      return ok({ kind: 'data', data });
    },
  }),
];
