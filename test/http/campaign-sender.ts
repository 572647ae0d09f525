/**
 * Sends a campaign to everyone whom a channel reaches of a segment, as of the moment at which it begins.
 *
 * `sendCampaign` is called again after whatever stopped it, with the same campaign, and goes on. It
 * keeps two files in a folder of the campaign's own:
 *
 * - `recipients.roaring`: who they are, as the server said it. Never changed.
 * - `progress.json`: how far it has come, and the mails of the page that is being sent. It is replaced
 *   as a whole, so it is there or as it was before.
 */
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeRoaring, type MusterClient } from '../../server/client.ts';

export type Campaign = {
  /** Part of every idempotency key: no other campaign has the same. */
  readonly name: string;
  readonly segment: string;
  readonly channel: string;
  /** It is there, and one process at a time works in it. */
  readonly folder: string;
  /** Recipients of a page. */
  readonly pageSize: number;
};

export type Mail = { readonly ordinal: number; readonly to: string };

/** Resolves when the provider has taken the mail, or has had one with this key before. */
export type SendMail = (mail: Mail, idempotencyKey: string) => Promise<void>;

type Progress = {
  readonly campaign: string;
  /** The moment, as the server said it. */
  readonly at: string;
  readonly count: number;
  /** So many recipients, by ordinal, are done with. */
  readonly done: number;
  /** What is being sent to those up to `end`, written down before the first of it is sent. */
  readonly page?: { readonly end: number; readonly mails: readonly Mail[] };
};

export async function sendCampaign(
  muster: MusterClient,
  send: SendMail,
  campaign: Campaign,
): Promise<void> {
  const { name, folder, pageSize } = campaign;
  let progress = (await readProgress(campaign)) ?? (await begin(muster, campaign));
  const recipients = decodeRoaring(await readFile(join(folder, 'recipients.roaring')));
  if (recipients.length !== progress.count) throw new Error(`${folder}: not these recipients`);

  while (progress.done < recipients.length) {
    const end = progress.page?.end ?? Math.min(progress.done + pageSize, recipients.length);
    const found = await addresses(muster, recipients.subarray(progress.done, end));
    // A page that was begun is sent as it was written down, since one key must not stand for two
    // different mails; but to nobody who was deleted since.
    const mails = (progress.page?.mails ?? mailsTo(found)).filter((mail) =>
      found.has(mail.ordinal),
    );
    progress = { ...progress, page: { end, mails } };
    await writeProgress(folder, progress);

    for (const mail of mails) await send(mail, `${name}/${mail.ordinal}`);

    const { page: _, ...rest } = progress;
    progress = { ...rest, done: end };
    await writeProgress(folder, progress);
  }
}

/**
 * Takes the recipients of this moment. It counts from when `progress.json` is there: nothing has been
 * sent before, so a start that did not come that far is simply made again.
 */
async function begin(
  muster: MusterClient,
  { name, segment, channel, folder }: Campaign,
): Promise<Progress> {
  const question = { segment, channel };
  const { bytes, at, count } = await muster.recipientFile(question, 'application/vnd.roaring');
  await replaceFile(folder, 'recipients.roaring', bytes);
  const progress = { campaign: name, at, count, done: 0 };
  await writeProgress(folder, progress);
  return progress;
}

/** The addresses of those that still exist; undefined for one that has none any more. */
async function addresses(
  muster: MusterClient,
  ordinals: Uint32Array,
): Promise<ReadonlyMap<number, string | undefined>> {
  const found = new Map<number, string | undefined>();
  for await (const { ordinal, fields } of muster.resolve(ordinals, { fields: ['Email'] })) {
    const address = fields['Email'];
    found.set(ordinal, typeof address === 'string' ? address : undefined);
  }
  return found;
}

function mailsTo(found: ReadonlyMap<number, string | undefined>): readonly Mail[] {
  return [...found].flatMap(([ordinal, to]) => (to === undefined ? [] : [{ ordinal, to }]));
}

async function readProgress({ name, folder }: Campaign): Promise<Progress | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, 'progress.json'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const progress = JSON.parse(text) as Progress;
  if (progress.campaign !== name) throw new Error(`${folder} is of ${progress.campaign}`);
  return progress;
}

function writeProgress(folder: string, progress: Progress): Promise<void> {
  return replaceFile(folder, 'progress.json', JSON.stringify(progress));
}

/** The old file or the new one is there at every time, and the new one for good when this is over. */
async function replaceFile(folder: string, name: string, content: string | Uint8Array) {
  const path = join(folder, name);
  const file = await open(`${path}.new`, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  // The name is in the folder, which is written by itself.
  const names = await open(folder);
  try {
    await names.sync();
  } finally {
    await names.close();
  }
}
